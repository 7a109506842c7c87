"""What is given up last when there is too much to do: by method and path, before anything is read.

Whoever files or pays goes first: a dossier that did not come through is a day lost. Lists, searches
and boards can be asked for again in a minute.
"""

import re

from motcua.interfaces.health.gate import Share

SUBMIT, ACT, UPLOAD, PAGE, LIST = "submit", "act", "upload", "page", "list"

# Per process, in the order in which they are served. Nobody waits so long that, served, they had
# waited over two seconds; a file may keep its place for twenty, so files never take every place.
PLACES = 6  # Fewer than the pool holds connections; with more, threads take turns, not work.
SHARES = {
    SUBMIT: Share(at_once_max=6, waiting_max=40, seconds_max=1.2),
    ACT: Share(at_once_max=6, waiting_max=24, seconds_max=1.0),
    UPLOAD: Share(at_once_max=3, waiting_max=6, seconds_max=1.0),
    PAGE: Share(at_once_max=5, waiting_max=14, seconds_max=0.8),
    LIST: Share(at_once_max=4, waiting_max=14, seconds_max=0.6),
}
# Enough that somebody is always free to say no.
THREADS = PLACES + sum(share.waiting_max for share in SHARES.values()) + 12

READS = ("GET", "HEAD", "OPTIONS")
_AT_ONCE = re.compile(r"/(healthz|readyz)$|/static/")
_UPLOADS = re.compile(r"/api/v1/documents$|/ban-nhap/[^/]+/giay-to/them/$")
_SUBMITS = re.compile(
    r"/api/v1/dossiers$|/ban-nhap/[^/]+/gui/$|/ban-lam-viec/quay/"  # Who files.
    r"|/thanh-toan/|.*/(nop-tien|thu-tien)/"  # Who pays, and the bank that says so.
    r"|/ket-noi/"  # What comes from the national portal.
)
_JOURNEYS = re.compile(r"/ban-nhap/|.*/(nop-tien|thu-tien)/|/dang-nhap/|/can-bo/dang-nhap/")
_LISTS = re.compile(
    r"/api/|/tim/|/su-kien/|/linh-vuc/|/noi-nop/|/danh-muc/|/dieu-hanh/|/quan-tri/"
    r"|/ban-lam-viec/(ho-so|so|in|lien-thong)/$"
)


def urgency_of(method: str, path: str) -> str:
    """Return how urgent a request is; "" for what must be answered in any case."""
    path = path.removeprefix("/en")
    if _AT_ONCE.match(path):
        return ""
    if method not in READS:
        if _UPLOADS.match(path):
            return UPLOAD
        return SUBMIT if _SUBMITS.match(path) else ACT
    if _JOURNEYS.match(path):
        return ACT  # The pages on the way to filing and paying.
    return LIST if _LISTS.match(path) else PAGE

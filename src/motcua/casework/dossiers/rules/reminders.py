"""What the clock reminds of, once each: codes that are counted and words that people read."""

from collections.abc import Mapping

ONLINE_WAITS, ONLINE_UNANSWERED, UNCOLLECTED = "online_waits", "online_unanswered", "uncollected"
PAPER_UNANSWERED = "paper_unanswered"
ONLINE = frozenset({ONLINE_WAITS, ONLINE_UNANSWERED})
# What the desk is alerted to, the gravest first.
ALERTS = (ONLINE_UNANSWERED, PAPER_UNANSWERED, ONLINE_WAITS)

WORDS: Mapping[str, tuple[str, str]] = {
    ONLINE_WAITS: (
        "hồ sơ trực tuyến chờ tiếp nhận",
        "an online dossier waits to be received",
    ),
    ONLINE_UNANSWERED: (
        "hồ sơ trực tuyến quá hạn tiếp nhận",
        "an online dossier was not answered in time",
    ),
    PAPER_UNANSWERED: (
        "hồ sơ nộp trực tiếp, qua bưu chính quá hạn tiếp nhận",
        "a dossier on paper was not answered in time",
    ),
    UNCOLLECTED: ("kết quả chưa có người nhận", "the result was not collected"),
}

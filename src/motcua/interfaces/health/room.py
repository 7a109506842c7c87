"""Stop taking things in while there is still room to serve what is here.

PostgreSQL on a full disk stops altogether, readers and all. So the last megabytes are kept for
what reading itself must write: sessions, who looked at whose data, and the log of the database.
"""

import re
import shutil
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from motcua.interfaces import refusals

LOOK_SECONDS = 1.0
_READS = ("GET", "HEAD", "OPTIONS")
# To read, people sign in; whoever looks a dossier up sends its code as a form.
_STILL_DONE = re.compile(r"(/en)?/(dang-nhap|can-bo/dang-nhap|dang-xuat|tra-cuu|tai-khoan)/")


class RoomMiddleware:
    """Refuses what would be written, in words, while the disk is nearly full."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._disk = _Disk()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_taken_in = request.method not in _READS and not _STILL_DONE.match(request.path)
        if is_taken_in and self._disk.is_nearly_full():
            return refusals.answer(request, refusals.NoRoom())
        return self.get_response(request)


class _Disk:
    """Looks at the disk the installation lives on, now and then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked_at, self._is_nearly_full = -LOOK_SECONDS, False

    def is_nearly_full(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now - self._looked_at >= LOOK_SECONDS:
                free = shutil.disk_usage(settings.MOTCUA_HOME).free
                self._looked_at, self._is_nearly_full = now, free < settings.ROOM_BYTES_MIN
            return self._is_nearly_full

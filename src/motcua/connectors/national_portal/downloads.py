"""A file read from the portal: as it comes, within a time, and never half of it as a whole one."""

import time

import requests
from urllib3.exceptions import HTTPError

from motcua.spine.errors import Outage

SECONDS_MAX = 40  # Less than a turn of calls, so that nobody begins the same file meanwhile.


class Download:
    """What `accept_upload` reads; whoever sends a byte a second is not waited for."""

    def __init__(self, answer: requests.Response, *, system: str) -> None:
        self._raw, self._system = answer.raw, system
        self._until = time.monotonic() + SECONDS_MAX

    def read(self, size: int, /) -> bytes:
        """Return what has come, at most `size`; nothing at the end.

        :raises Outage: it broke off, or takes too long.
        """
        if time.monotonic() > self._until:
            raise Outage(self._system, f"a file took more than {SECONDS_MAX} s")
        try:
            # Whatever has come: waiting for all of it would wait as long as each byte may take.
            return bytes(self._raw.read1(size))
        except (HTTPError, OSError) as error:
            raise Outage(self._system, f"a file broke off: {type(error).__name__}") from None

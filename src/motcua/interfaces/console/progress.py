"""Tell a waiting person on stderr what is being done. stdout is for results."""

import contextlib
import sys
import time
from collections.abc import Iterator

EVERY_SECONDS = 1.0


class Progress:
    """Counts of a long job, at most one line a second; a moving line on a terminal."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._began_at = self._told_at = time.monotonic()
        self._has_told = False

    def __call__(self, done: int, whole: int = 0) -> None:
        now = time.monotonic()
        if now - self._told_at < EVERY_SECONDS:
            return
        self._told_at, self._has_told = now, True
        of = f"/{whole}" if whole else ""
        self._write(f"  {self._label}: {done}{of}")

    def end(self) -> None:
        seconds = time.monotonic() - self._began_at
        if self._has_told or seconds > EVERY_SECONDS:
            self._write(f"  {self._label}: {seconds:.1f} s")
            if sys.stderr.isatty():
                sys.stderr.write("\n")

    def _write(self, line: str) -> None:
        is_terminal = sys.stderr.isatty()
        sys.stderr.write(f"\r\033[K{line}" if is_terminal else f"{line}\n")
        sys.stderr.flush()


@contextlib.contextmanager
def step(label: str) -> Iterator[Progress]:
    """Name what begins, and how long it took if that was over a second."""
    say(f"· {label} …")
    progress = Progress(label)
    yield progress
    progress.end()


def say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()

"""Lay out what pages are drawn with, beside what the release before still names.

Processes of the old release go on until they are started anew, and pages that people have open for
longer: what they name stays, for a month after a release took its place.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

MANIFEST = "staticfiles.json"
KEPT_SECONDS = 30 * 24 * 3600
COMPRESSED = ("", ".gz", ".br")


def collect(*, now: float | None = None) -> None:
    """Collect this release's files, then remove what no release has named for a month."""
    root, at = Path(settings.STATIC_ROOT), time.time() if now is None else now
    for file in _named(root):
        os.utime(file, (at, at))  # In use until now.
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    kept = {*_named(root), root / MANIFEST}
    for file in list(root.rglob("*")):
        if file.is_file() and file not in kept and at - file.stat().st_mtime > KEPT_SECONDS:
            file.unlink()


def _named(root: Path) -> Iterator[Path]:
    """Find the files that the manifest names, and what they are compressed to."""
    try:
        names = json.loads((root / MANIFEST).read_text())["paths"].values()
    except (FileNotFoundError, ValueError, KeyError):
        return  # Nothing was collected here yet, or not to its end.
    for name in names:
        for ending in COMPRESSED:
            file = root / f"{name}{ending}"
            if file.is_file():
                yield file

"""`motcua load`: hand a file to the app it is for; say what became of each record."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from motcua.interfaces.console.progress import step
from motcua.spine.actors import SYSTEM

Progress = Callable[[int, int], None]


def load(what: str, path: Path, *, jurisdiction: str = "") -> int:
    """Load one file; the last line on stdout is JSON. Rejected records are no failure."""
    with step(f"Nạp {path.name}") as progress:
        match what:
            case "organisations":
                result = asdict(_organisations(path, progress))
            case "calendar":
                result = asdict(_calendar(path, progress))
            case "workflows":
                result = asdict(_workflows(path, progress))
            case _:
                result = asdict(_procedures(path, progress, jurisdiction))
    report = _write_report(what, result.pop("report", []))
    sys.stdout.write(json.dumps(result | {"report": report}, ensure_ascii=False) + "\n")
    return 0


def _organisations(path: Path, progress: Progress) -> Any:
    from motcua.reference.organisations.operations import loading
    from motcua.spine import clock

    return loading.load(path, actor=SYSTEM, at=clock.now(), progress=progress)


def _calendar(path: Path, progress: Progress) -> Any:
    from motcua.reference.calendars import operations
    from motcua.spine import clock

    return operations.load(path, actor=SYSTEM, at=clock.now(), progress=progress)


def _workflows(path: Path, progress: Progress) -> Any:
    from motcua.reference.workflows import operations
    from motcua.spine import clock

    return operations.load(path, actor=SYSTEM, at=clock.now(), progress=progress)


def _procedures(path: Path, progress: Progress, jurisdiction: str) -> Any:
    from motcua.reference.finding import operations as finding
    from motcua.reference.procedures.operations import loading
    from motcua.reference.procedures.rules import jurisdictions
    from motcua.spine import clock

    result = loading.load_file(
        path,
        actor=SYSTEM,
        at=clock.now(),
        progress=progress,
        jurisdiction=jurisdiction or jurisdictions.UNKNOWN,
    )
    finding.reindex(at=clock.now())
    return result


def _write_report(what: str, remarks: object) -> str:
    """Keep what a clerk should look at; return where, or nothing when there is nothing."""
    if isinstance(remarks, str | Path):
        return str(remarks)
    if not remarks:
        return ""
    from motcua.spine import clock

    folder = Path(settings.MOTCUA_HOME) / "reports"
    folder.mkdir(mode=0o700, exist_ok=True)
    moment = clock.real_now().strftime("%Y%m%d-%H%M%S")
    file = folder / f"{what}-{moment}.json"
    file.write_text(json.dumps(remarks, ensure_ascii=False, indent=1, default=_plain))
    return str(file)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)

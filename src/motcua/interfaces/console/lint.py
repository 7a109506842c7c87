"""`motcua lint`: what the rules find in each procedure in use, and in lists between agencies."""

import json
import sys
from collections import Counter
from typing import Any


def lint(*, language: str) -> int:
    """Read everything over; errors one a line, and figures as JSON on the last line."""
    from motcua.interfaces.console.progress import step
    from motcua.reference.procedures import lints
    from motcua.reference.procedures.operations import reading_over
    from motcua.reference.workflows import flows, queries
    from motcua.spine import clock
    from motcua.spine.actors import SYSTEM
    from motcua.spine.dates import local_date

    at = clock.now()
    with step("Đọc lại danh mục"):
        done = reading_over.read_over(actor=SYSTEM, at=at)
    counted: Counter[str] = Counter()
    procedures = faulty = 0
    for version, found in lints.read_over(on=local_date(at)):
        procedures += 1
        faulty += any(one.is_error for one in found)
        counted.update({one.code for one in found})
        _tell(str(version.procedure), found, language)
    in_lists: Counter[str] = Counter()
    rows = queries.latest()
    for row in rows:
        found = flows.findings(queries.said_by(row))
        in_lists.update({one.code for one in found})
        _tell(f"workflow/{row.code}", found, language)
    said = {
        "procedures": procedures,
        "with_errors": faulty,
        "rewritten": done.changed,
        "found": dict(counted.most_common()),
        "lists": len(rows),
        "found_in_lists": dict(in_lists.most_common()),
    }
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    return 0


def _tell(name: str, found: list[Any], language: str) -> None:
    for one in found:
        if one.is_error:
            sys.stdout.write(f"{name}: {one.code}: {one.sentence(language)}\n")

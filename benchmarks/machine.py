"""What every result says beside its figures: where, from what, under which load."""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# Elsewhere for a small run, whose figures say nothing of the large ones that are committed.
RESULTS = Path(os.environ.get("MOTCUA_RESULTS") or ROOT / "benchmarks" / "results")
TICKS = os.sysconf("SC_CLK_TCK")


def write(name: str, figures: dict[str, Any], *, load: tuple[float, float, float]) -> None:
    """Write NAME.json where results belong, and show it."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    report = {
        "command": " ".join([".venv/bin/python", *sys.argv]).replace(f"{ROOT}/", ""),
        "commit": commit,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python"
        f" {platform.python_version()}",
        "load_before": [round(one, 2) for one in load],
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        **figures,
    }
    text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(text)
    sys.stdout.write(text)


def cpu_seconds(pids: list[int]) -> float:
    """Return what these processes have computed so far; those that are gone count nothing."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def tree_of(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found

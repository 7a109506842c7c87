"""Every measurement, one after the other, each a program of its own: `make bench`.

    .venv/bin/python -m benchmarks [--only NAME ...] [--dossiers 1000000] [--keep FOLDER]
                                   [--results FOLDER] [--small]

The work pages are asked over a million dossiers that `bulk` writes: about fifteen minutes and 10 GB
for the time. Results go to benchmarks/results, or to the folder named; `--small` tries every
program with small numbers (20,000 dossiers, two seconds of load) to see that each still runs, and
needs a folder for its results. A program that fails does not stop the next; the status says so at
the end.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS: dict[str, list[str]] = {
    "acts": ["--lives", "200"],
    "deadlines": [],
    "papers": [],
    "sealing": [],
    "backlog": [],
    "serving": [],
    "search": [],
    "bulk": [],
    "pages": [],
}
SMALL: dict[str, list[str]] = {
    "acts": ["--lives", "10"],
    "deadlines": ["--dates", "5000", "--dry-run", "2000", "--open", "20000"],
    "papers": ["--papers", "5"],
    "sealing": ["--megabytes", "5"],
    "backlog": ["--seconds", "2"],
    "serving": ["--submits", "200", "--steps", "32"],
    "search": ["--seconds", "2"],
}
MODELS, MODELS_SMALL = 1000, 50


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=sorted(PROGRAMS), default=list(PROGRAMS))
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the dossiers there")
    parser.add_argument("--results", type=Path, metavar="FOLDER", help="where the figures go")
    parser.add_argument("--small", action="store_true", help="only see that every program runs")
    chosen = parser.parse_args()
    if chosen.small and not chosen.results:
        parser.error("small figures go to a folder of their own: --results FOLDER")
    if chosen.results:
        os.environ["MOTCUA_RESULTS"] = str(chosen.results.resolve())
    with tempfile.TemporaryDirectory(prefix="motcua-many-") as folder:
        programs = _programs(chosen, many=str(chosen.keep or folder))
        failed = [name for name in chosen.only if _run(name, programs[name]) != 0]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def _programs(chosen: argparse.Namespace, *, many: str) -> dict[str, list[str]]:
    """Return the arguments of each program."""
    dossiers = 20_000 if chosen.small else chosen.dossiers
    models = MODELS_SMALL if chosen.small else MODELS
    written = ["--dossiers", str(dossiers), "--models", str(models), "--keep", many]
    asked = [many, "--requests", "3", "--queues", "80"] if chosen.small else [many]
    return PROGRAMS | (SMALL if chosen.small else {}) | {"bulk": written, "pages": asked}


def _run(name: str, arguments: list[str]) -> int:
    sys.stderr.write(f"· {name}\n")
    program = [sys.executable, "-W", "ignore", str(HERE / f"{name}.py"), *arguments]
    return subprocess.run(program, check=False).returncode


if __name__ == "__main__":
    main()

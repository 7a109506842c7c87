"""Every measurement, one after the other, each a program of its own: `make bench`.

    .venv/bin/python -m benchmarks [--only NAME ...] [--dossiers 1000000] [--keep FOLDER]

The work pages are asked over a million dossiers that `bulk` writes: about fifteen minutes and 10 GB
for the time. A program that fails does not stop the next; the status says so at the end.
"""

import argparse
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
MODELS = "1000"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=sorted(PROGRAMS), default=list(PROGRAMS))
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the dossiers there")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="motcua-many-") as folder:
        many = str(chosen.keep or folder)
        written = ["--dossiers", str(chosen.dossiers), "--models", MODELS, "--keep", many]
        own = {"bulk": written, "pages": [many]}
        failed = [
            name
            for name, arguments in (PROGRAMS | own).items()
            if name in chosen.only and _run(name, arguments) != 0
        ]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def _run(name: str, arguments: list[str]) -> int:
    sys.stderr.write(f"· {name}\n")
    program = [sys.executable, "-W", "ignore", str(HERE / f"{name}.py"), *arguments]
    return subprocess.run(program, check=False).returncode


if __name__ == "__main__":
    main()

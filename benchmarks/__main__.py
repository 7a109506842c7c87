"""Every measurement, one after the other, each a program of its own: `make bench`.

    .venv/bin/python -m benchmarks [--only NAME ...] [--million FOLDER]

`--million` also writes a million dossiers into FOLDER and asks the work pages over them: about ten
minutes and 10 GB more. A program that fails does not stop the next; the status says so at the end.
"""

import argparse
import subprocess
import sys
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
    "bulk": ["--dossiers", "100000"],
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=sorted(PROGRAMS), default=list(PROGRAMS))
    parser.add_argument("--million", type=Path, metavar="FOLDER")
    chosen = parser.parse_args()
    wanted = [(name, PROGRAMS[name]) for name in PROGRAMS if name in chosen.only]
    if chosen.million:
        many = ["--dossiers", "1000000", "--models", "1000", "--keep", str(chosen.million)]
        wanted += [("bulk", many), ("pages", [str(chosen.million)])]
    failed = [name for name, arguments in wanted if _run(name, arguments) != 0]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def _run(name: str, arguments: list[str]) -> int:
    sys.stderr.write(f"· {name}\n")
    program = [sys.executable, "-W", "ignore", str(HERE / f"{name}.py"), *arguments]
    return subprocess.run(program, check=False).returncode


if __name__ == "__main__":
    main()

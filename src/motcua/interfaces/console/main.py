"""The command line, `motcua`. Results on stdout, all else on stderr.

Exit status: 0 done, 1 something a person must mend (said in one line), 2 a wrong command line.
"""

import argparse
import sys

from motcua.interfaces.console.complaints import Complaint, from_system


def main() -> None:
    arguments = _parser().parse_args()
    try:
        from motcua.interfaces.console import commands

        status = commands.run(arguments)
    except Complaint as complaint:
        status = _complain(str(complaint))
    except OSError as error:
        status = _complain(str(from_system(error)))
    except ImportError as error:
        status = _complain(f"thiếu thư viện / a library is missing: {error}")
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def _complain(line: str) -> int:
    sys.stderr.write(f"motcua: {' '.join(line.split())}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua", description="A province's one-stop shop.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("up", help="start everything and stay in the foreground")
    commands.add_parser("version", help="print the version")
    return parser


if __name__ == "__main__":
    main()

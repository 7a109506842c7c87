"""The command line, `motcua`. Results on stdout, all else on stderr.

Exit status: 0 done, 1 something a person must mend (said in one line), 2 a wrong command line.
"""

import argparse
import sys
from pathlib import Path
from typing import NoReturn, TypeAlias

from motcua.interfaces.console.complaints import (
    Complaint,
    SaidAlready,
    WrongCommandLine,
    from_import,
    from_system,
)


def main() -> None:
    arguments = _parser().parse_args()
    try:
        from motcua.interfaces.console import commands

        status = commands.run(arguments)
    except SaidAlready:
        status = 1
    except WrongCommandLine as wrong:
        _complain(str(wrong))
        status = 2
    except Complaint as complaint:
        status = _complain(str(complaint))
    except OSError as error:
        status = _complain(str(from_system(error)))
    except ImportError as error:
        status = _complain(str(from_import(error)))
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def _complain(line: str) -> int:
    sys.stderr.write(f"motcua: {' '.join(line.split())}\n")
    return 1


Subparsers: TypeAlias = "argparse._SubParsersAction[OneLineParser]"


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong with a command line in one line, as every other complaint."""

    def error(self, message: str) -> NoReturn:
        _complain(f"{message} ({self.format_usage().strip()})")
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="motcua",
        description="A province's one-stop shop. The installation lives in MOTCUA_HOME"
        " (default ./.motcua) and listens on MOTCUA_PORT (default 8000).",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    commands.add_parser("up", help="start everything and stay in the foreground until Ctrl-C")

    run = commands.add_parser("run", help="one process in the foreground, for systemd")
    run.add_argument("process", choices=("web", "worker", "keyring"))
    commands.add_parser("migrate", help="bring the tables on a server to this release")

    init = commands.add_parser("init", help="create an installation without demo data")
    init.add_argument("--clock", choices=("real", "simulated"), default="real")
    init.add_argument("--at", default="", metavar="MOMENT", help="where a simulated clock begins")

    load = commands.add_parser("load", help="load a file; the last line on stdout is JSON")
    load.add_argument("what", choices=("organisations", "procedures", "calendar", "workflows"))
    load.add_argument("file", metavar="FILE")
    load.add_argument(
        "--jurisdiction", default="", metavar="CODE", help="who issues them, if the file is unknown"
    )

    demo = commands.add_parser("demo", help="what a demo installation offers")
    offers = demo.add_subparsers(dest="action", required=True, metavar="WHAT")
    offered = offers.add_parser("accounts", help="who can sign in, and the API key")
    offered.add_argument("--json", action="store_true")

    _add_accounts(commands.add_parser("accounts", help="open accounts, reset and unlock them"))

    _add_doctor(commands)
    _add_due(commands)
    lint = commands.add_parser("lint", help="what the rules find in all procedures; JSON last")
    lint.add_argument("--language", choices=("vi", "en"), default="vi")
    _add_archives(commands)
    _add_simulation(commands)
    commands.add_parser("version", help="print the version")
    return parser


def _add_doctor(commands: Subparsers) -> None:
    doctor = commands.add_parser("doctor", help="look for what is wrong; exit 1 if something is")
    doctor.add_argument("--json", action="store_true")
    doctor.add_argument("--language", choices=("vi", "en"), default="", help="both, unless said")


def _add_due(commands: Subparsers) -> None:
    due = commands.add_parser("due", help="when something is due, and why, day by day")
    due.add_argument("--received", metavar="MOMENT", help="2024-04-26T14:00, local unless it says")
    due.add_argument("--limit", metavar="N", help="how many units the law gives")
    due.add_argument(
        "--unit", metavar="UNIT", help="working_hour, half_day, working_day, calendar_day, month"
    )
    due.add_argument("--pause", action="append", default=[], metavar="FROM/TO", help="[FROM, TO)")
    due.add_argument("--restart", action="append", default=[], metavar="MOMENT")
    due.add_argument("--cutoff", metavar="HOUR", help="15:00, or closing-1h")
    due.add_argument("--organisation", metavar="CODE", help="whose office hours")
    due.add_argument(
        "--stay-on-day-off",
        action="store_true",
        help="calendar days and months may end on a day off",
    )
    due.add_argument("--json", action="store_true")


def _add_archives(commands: Subparsers) -> None:
    backup = commands.add_parser("backup", help="write database, keys and files into one archive")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.add_argument("--without-keys", action="store_true", help="the keys are kept elsewhere")

    restore = commands.add_parser("restore", help="restore an archive into an empty MOTCUA_HOME")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--keys", type=Path, metavar="FOLDER", help="keys kept elsewhere")

    rehearse = commands.add_parser(
        "rehearse", help="restore an archive for practice beside the living, look, and remove it"
    )
    rehearse.add_argument("file", type=Path, metavar="FILE")
    rehearse.add_argument("--keys", type=Path, metavar="FOLDER", help="keys kept elsewhere")


def _add_simulation(commands: Subparsers) -> None:
    simulate = commands.add_parser("simulate", help="play citizens and officers, in simulated time")
    simulate.add_argument("--dossiers", type=int, required=True, metavar="N")
    simulate.add_argument("--from", dest="first", required=True, metavar="DATE")
    simulate.add_argument("--to", dest="last", required=True, metavar="DATE")
    simulate.add_argument("--seed", type=int, default=1, help="the same seed plays the same")
    bulk = simulate.add_argument_group(
        "in bulk, for measuring with many: nothing else may use the installation meanwhile"
    )
    bulk.add_argument(
        "--bulk",
        action="store_true",
        help="play M lives, then write each of them again for other people in other communes,"
        " set-based, with the journal; nobody is told of them (no deliveries are owed)",
    )
    bulk.add_argument("--models", type=int, default=1000, metavar="M", help="lives played first")
    bulk.add_argument("--processes", type=int, default=2, metavar="P", help="that write at once")
    commands.add_parser("turn-real", help="end the simulation for good: real time counts from now")


def _add_accounts(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="open an account and print its first secret")
    create.add_argument("login")
    create.add_argument("--role", required=True, help="administrator, reception, handler, …")
    create.add_argument("--unit", required=True, help="code of the unit")
    create.add_argument("--name", required=True, help="full name")
    reset = actions.add_parser("reset", help="new secret for one sign-in")
    reset.add_argument("login")
    reset.add_argument("--second-factor", action="store_true", help="the authenticator is lost too")
    unlock = actions.add_parser("unlock", help="forget wrong tries")
    unlock.add_argument("login")


if __name__ == "__main__":
    main()

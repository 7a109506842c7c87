"""Each command of the command line as one function."""

import argparse
import sys
from importlib.metadata import version
from pathlib import Path

from motcua.interfaces.console import surroundings
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.surroundings import Surroundings


def run(arguments: argparse.Namespace) -> int:
    """Do what the command line asks; return the exit status."""
    if arguments.command == "version":
        sys.stdout.write(f"{version('motcua')}\n")
        return 0
    given = surroundings.read()
    match arguments.command:
        case "up" | "init" | "run" | "migrate":
            return _start(given, arguments)
        case "demo":
            from motcua.interfaces.console import demo

            return demo.print_accounts(Home(given.home), as_json=arguments.json)
        case "backup" | "restore" | "rehearse":
            return _archive(given, arguments)
        case "doctor":
            from motcua.interfaces.console import doctor

            return doctor.doctor(given, as_json=arguments.json, language=arguments.language)
        case "due":
            from motcua.interfaces.console import due

            return due.due(given, arguments)
        case "simulate":
            from motcua.interfaces.console import simulating

            return simulating.simulate(given, arguments)
    return _with_django(given, arguments)


def _start(given: Surroundings, arguments: argparse.Namespace) -> int:
    from motcua.interfaces.console import init, run, up

    match arguments.command:
        case "up":
            return up.up(given)
        case "init":
            return init.init(given, clock=arguments.clock, at=arguments.at)
        case "run":
            return run.run(given, arguments.process)
        case _:
            return run.migrate(given)


def _archive(given: Surroundings, arguments: argparse.Namespace) -> int:
    from motcua.interfaces.console import backup, rehearsal, restore

    match arguments.command:
        case "backup":
            return backup.backup(given, arguments.file, with_keys=not arguments.without_keys)
        case "restore":
            return restore.restore(given, arguments.file, keys=arguments.keys)
        case _:
            return rehearsal.rehearse(given, arguments.file, keys=arguments.keys)


def _with_django(given: Surroundings, arguments: argparse.Namespace) -> int:
    from django.db import InterfaceError, OperationalError

    from motcua.interfaces.console import installation
    from motcua.spine.errors import Outage, Refusal

    if arguments.command == "load" and not Path(arguments.file).is_file():
        raise Complaint(f"không có tệp {arguments.file}", f"there is no file {arguments.file}")
    try:
        with installation.opened(given):
            return _act(arguments)
    except Refusal as refusal:
        raise Complaint(refusal.sentence("vi"), refusal.sentence("en")) from None
    except (OperationalError, InterfaceError, Outage) as outage:
        raise Complaint(
            "cơ sở dữ liệu dừng giữa chừng", f"the database went away: {outage}"
        ) from None


def _act(arguments: argparse.Namespace) -> int:
    if arguments.command == "load":
        from motcua.interfaces.console import loading

        path = Path(arguments.file)
        return loading.load(arguments.what, path, jurisdiction=arguments.jurisdiction)
    if arguments.command == "turn-real":
        return _turn_real()
    if arguments.command == "lint":
        from motcua.interfaces.console import lint

        return lint.lint(language=arguments.language)
    from motcua.interfaces.console import accounts

    match arguments.action:
        case "create":
            return accounts.create(
                login=arguments.login,
                name=arguments.name,
                role=arguments.role,
                unit=arguments.unit,
            )
        case "reset":
            return accounts.reset(login=arguments.login, with_second_factor=arguments.second_factor)
        case _:
            return accounts.unlock(login=arguments.login)


def _turn_real() -> int:
    from motcua.spine import clock
    from motcua.spine.actors import SYSTEM
    from motcua.spine.journal import operations as journal

    journal.turn_real(actor=SYSTEM, at=clock.real_now())
    clock.forget()
    sys.stdout.write("Từ giờ bản cài đặt chạy giờ thật. / Real time counts from now on.\n")
    return 0

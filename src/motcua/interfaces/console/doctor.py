"""`motcua doctor`: what is wrong with this installation, one line each, with what to do."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import psycopg

from motcua.interfaces.console import database, surroundings
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.database import Access
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.surroundings import Surroundings
from motcua.measurement.upkeep.definition import Finding, State

NO_ADDRESS = "postgresql://motcua_app@/motcua"


def doctor(given: Surroundings, *, as_json: bool, language: str = "") -> int:
    """Look at everything that can be looked at; return 1 if something is wrong."""
    findings = list(_look(given))
    is_well = all(finding.state != "wrong" for finding in findings)
    if as_json:
        body = {"well": is_well, "findings": [asdict(finding) for finding in findings]}
        sys.stdout.write(json.dumps(body, ensure_ascii=False) + "\n")
    else:
        for finding in findings:
            sys.stdout.write(_line(finding, language))
    return 0 if is_well else 1


def _line(finding: Finding, language: str) -> str:
    line = f"{finding.state:6} {finding.check:14} {_in(language, finding.vi, finding.en)}"
    if finding.do_vi:
        line += f"\n{'':21} → {_in(language, finding.do_vi, finding.do_en)}"
    return f"{line.rstrip()}\n"


def _in(language: str, vi: str, en: str) -> str:
    if language:
        return vi if language == "vi" else en
    return vi if vi == en else f"{vi} / {en}"


def _look(given: Surroundings) -> Iterator[Finding]:
    # Settings are read from the environment of a process of this installation.
    os.environ |= surroundings.environment(
        given, application_url=given.database_url or NO_ADDRESS, owner_url=""
    )
    home = Home(given.home)
    # Asked first: the command itself may start the database. On a server of its own whoever looks
    # after the processes, be it systemd, should have them running.
    is_up = home.is_up or not given.is_embedded
    try:
        with database.reachable(given) as access:
            yield from _with_database(home, access, is_up=is_up)
    except Complaint as complaint:
        yield from of_the_machine(home, grave="note")
        vi, _, en = str(complaint).partition(" / ")
        yield Finding("database", "wrong", vi, en or vi)
        if is_up:
            yield from of_the_processes()


def _with_database(home: Home, access: Access, *, is_up: bool) -> Iterator[Finding]:
    clock = database.clock_of(access)
    grave = gravity(clock)
    yield from of_the_machine(home, grave=grave)
    with psycopg.connect(access.application_url, autocommit=True) as own:
        version = f"PostgreSQL {own.info.server_version // 10_000}"
        yield Finding("database", "ok", version, version)
        if clock is None:
            yield Finding(
                "installation", "wrong", "chưa tạo xong", "not finished", "motcua up", "motcua up"
            )
            return
        kind = f"{clock[0]}{', demo' if clock[1] else ''}"
        yield Finding("installation", "ok", kind, kind)
        if is_up:
            yield from of_the_processes()
        yield from of_the_database(own, is_up=is_up, grave=grave)


def gravity(clock: tuple[str, bool] | None) -> State:
    """Say how grave is what only matters where people are real: real time, no demo, https."""
    from django.conf import settings

    is_in_earnest = clock is not None and clock == ("real", False) and settings.IS_HTTPS
    return "wrong" if is_in_earnest else "note"


def of_the_machine(home: Home, *, grave: State) -> Iterator[Finding]:
    """Look at the machine and at what was configured."""
    from django.conf import settings

    from motcua.interfaces.console.checkup import configured, machine, shown

    at = datetime.now(UTC)
    yield from machine.keys(home)
    yield from machine.disks(home, settings.ARCHIVE, grave=grave)
    yield machine.files(home)
    yield machine.synchronised(grave)
    yield from shown.certificate(settings.MOTCUA_URL, settings.TLS_CERTIFICATE, at=at, grave=grave)
    yield from machine.backups(home, settings.ARCHIVE, at=at, grave=grave)
    yield from configured.settings_of_ours(grave)
    yield from configured.sandbox(grave)
    yield from configured.secrets()


def of_the_processes() -> Iterator[Finding]:
    """Look whether the processes of this machine answer."""
    from motcua.interfaces.console.checkup import processes

    yield from processes.all_of()


def of_the_database(
    own: psycopg.Connection[Any], *, is_up: bool, grave: State
) -> Iterator[Finding]:
    """Look at the database, as the application's role."""
    from motcua.interfaces.console.checkup import tables

    yield from tables.all_of(own, is_up=is_up, grave=grave)

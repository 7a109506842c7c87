"""`motcua doctor`: what is wrong with this installation, one line each, with what to do."""

import json
import shutil
import socket
import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import psycopg

from motcua.interfaces.console import database, up
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.database import Access
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.surroundings import Surroundings

FREE_BYTES_MIN = 500_000_000
CLOCK_SECONDS_MAX = 2
LAG_ENTRIES_MAX = 10_000
SAMPLE_ROWS = 5_000
PAST = ("journal_entry", "journal_epoch", "access_access")
RIGHTS = ("UPDATE", "DELETE", "TRUNCATE")

# Every column is filled from the canonical text by a trigger; a difference is somebody's hand.
DIFFERENT = """
SELECT count(*) FROM (
    (SELECT * FROM journal_entry ORDER BY id DESC LIMIT %(rows)s)
    UNION
    (SELECT * FROM journal_entry TABLESAMPLE SYSTEM (1) LIMIT %(rows)s)
) AS sample
WHERE (act_id::text, kind, subject, actor, organisation, happened_at, facts)
   IS DISTINCT FROM (canonical::jsonb ->> 'act', canonical::jsonb ->> 'kind',
       canonical::jsonb ->> 'subject', canonical::jsonb ->> 'actor',
       canonical::jsonb ->> 'organisation', (canonical::jsonb ->> 'at')::timestamptz,
       canonical::jsonb -> 'facts')
"""
BEHIND = """
SELECT name, (SELECT count(*) FROM journal_entry
              WHERE (epoch, xid, id) > (reader.epoch, reader.xid, reader.entry_id))
FROM journal_reader AS reader ORDER BY name
"""

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    state: State
    words: str = ""


def doctor(given: Surroundings, *, as_json: bool) -> int:
    """Look at everything that can be looked at; return 1 if something is wrong."""
    findings = list(_look(given))
    is_well = all(finding.state != "wrong" for finding in findings)
    if as_json:
        body = {"well": is_well, "findings": [asdict(finding) for finding in findings]}
        sys.stdout.write(json.dumps(body, ensure_ascii=False) + "\n")
    else:
        for finding in findings:
            sys.stdout.write(f"{finding.state:6} {finding.check:14} {finding.words}\n")
    return 0 if is_well else 1


def _look(given: Surroundings) -> Iterator[Finding]:
    home = Home(given.home)
    # Asked first: the command itself may start the database. With systemd nobody is `up`.
    is_up = home.is_up or (not given.is_embedded and _is_answering(given))
    yield from _keys(home)
    yield _disk(home)
    try:
        with database.reachable(given) as access:
            yield from _inside(access, is_up=is_up)
    except Complaint as complaint:
        yield Finding("database", "wrong", str(complaint))


def _is_answering(given: Surroundings) -> bool:
    with socket.socket() as trial:
        trial.settimeout(1)
        return trial.connect_ex((up.reachable_address(given.address), given.port)) == 0


def _inside(access: Access, *, is_up: bool) -> Iterator[Finding]:
    with psycopg.connect(access.application_url, autocommit=True) as own:
        yield Finding("database", "ok", f"PostgreSQL {own.info.server_version // 10_000}")
        clock = database.clock_of(access)
        if clock is None:
            yield Finding("installation", "wrong", "chưa tạo xong / not finished: motcua up")
            return
        yield Finding("installation", "ok", f"{clock[0]}{', demo' if clock[1] else ''}")
        yield _rights(own)
        yield from _triggers(own)
        yield _migrations(own)
        yield _worker(own, is_up=is_up)
        yield _given_up(own)
        yield from _readers(own)
        yield _time(own)
        yield _sample(own)


def _keys(home: Home) -> Iterator[Finding]:
    for name in ("field.key", "index.key", "django.key"):
        path = home.keys / name
        if not path.exists():
            yield Finding("keys", "wrong", f"thiếu {path} / missing: restore it from a backup")
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(
                "keys", "wrong", f"chmod 600 {path}: người khác đọc được / others can read"
            )
    if home.path.exists() and stat.S_IMODE(home.path.stat().st_mode) & 0o077:
        yield Finding(
            "folder", "wrong", f"chmod 700 {home.path}: người khác vào được / open to others"
        )


def _disk(home: Home) -> Finding:
    place = home.path if home.path.exists() else home.path.parent
    free = shutil.disk_usage(place).free
    state: State = "ok" if free >= FREE_BYTES_MIN else "wrong"
    return Finding("disk", state, f"{free // 1_000_000} MB")


def _rights(own: psycopg.Connection[Any]) -> Finding:
    held = [
        f"{right} {table}"
        for table in PAST
        for right in RIGHTS
        if own.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone() == (True,)
    ]
    if held:
        return Finding("rights", "wrong", f"ứng dụng có quyền / the application may {held}")
    return Finding("rights", "ok", "the journal can be added to and read")


def _triggers(own: psycopg.Connection[Any]) -> Iterator[Finding]:
    for table in PAST:
        row = own.execute(
            "SELECT count(*) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            r" WHERE tgrelid = %s::regclass AND proname LIKE '%%\_refuse\_change'"
            " AND tgenabled IN ('O', 'A')",
            [table],
        ).fetchone()
        if row is None or row[0] < 2:
            yield Finding(
                "triggers", "wrong", f"{table} thiếu trigger / a trigger is missing or off"
            )


def _migrations(own: psycopg.Connection[Any]) -> Finding:
    wanted = {
        (path.parent.parent.name, path.stem) for path in up.PACKAGE.glob("**/migrations/0*.py")
    }
    applied = set(own.execute("SELECT app, name FROM django_migrations").fetchall())
    missing = sorted(f"{app}.{name}" for app, name in wanted - applied)
    if missing:
        return Finding("migrations", "wrong", f"motcua up: {', '.join(missing)}")
    return Finding("migrations", "ok")


def _worker(own: psycopg.Connection[Any], *, is_up: bool) -> Finding:
    if not is_up:
        return Finding("worker", "note", "máy chủ không chạy / the server is not up")
    row = own.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'motcua-worker'"
        " AND usename = current_user AND datname = current_database()"
        " AND (state = 'active' OR state_change > clock_timestamp() - interval '30 seconds')"
    ).fetchone()
    if row and row[0]:
        return Finding("worker", "ok")
    return Finding("worker", "wrong", "không thấy hoạt động / silent: see log/worker.log")


def _given_up(own: psycopg.Connection[Any]) -> Finding:
    row = own.execute(
        "SELECT count(*) FROM journal_delivery WHERE next_try_at IS NULL AND done_at IS NULL"
    ).fetchone()
    count = row[0] if row else 0
    if count:
        words = f"{count} lượt chuyển giao đã bỏ cuộc / deliveries gave up: see the operator's page"
        return Finding("deliveries", "wrong", words)
    return Finding("deliveries", "ok")


def _readers(own: psycopg.Connection[Any]) -> Iterator[Finding]:
    for name, behind in own.execute(BEHIND).fetchall():
        state: State = "wrong" if behind > LAG_ENTRIES_MAX else "ok"
        yield Finding("readers", state, f"{name}: còn {behind} bản ghi / entries behind")


def _time(own: psycopg.Connection[Any]) -> Finding:
    row = own.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None, "A function always answers."
    away_seconds = abs((datetime.now(UTC) - row[0]).total_seconds())
    if away_seconds > CLOCK_SECONDS_MAX:
        words = f"lệch {away_seconds:.0f} s với cơ sở dữ liệu / away from the database's clock: NTP"
        return Finding("clock", "wrong", words)
    return Finding("clock", "ok", f"{away_seconds:.2f} s")


def _sample(own: psycopg.Connection[Any]) -> Finding:
    row = own.execute(DIFFERENT, {"rows": SAMPLE_ROWS}).fetchone()
    if row and row[0]:
        return Finding(
            "journal", "wrong", f"{row[0]} bản ghi bị sửa / entries differ from their text"
        )
    return Finding("journal", "ok", "the entries looked at equal their text")

"""PostgreSQL itself: its clock, what is archived of it, who follows it, how many it lets in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings
from psycopg import conninfo

from motcua.measurement.upkeep.definition import Finding, State

CLOCK_SECONDS_MAX = 2
# A segment a minute; what is later than this breaks the promise of five minutes.
ARCHIVE_SECONDS_MAX = 240
# The worker's lanes, the doctor, who migrates, and an administrator.
OTHER_CONNECTIONS = 20

ARCHIVER = """
SELECT current_setting('archive_mode') <> 'off',
       coalesce(last_failed_time > coalesce(last_archived_time, 'epoch'), false),
       extract(epoch FROM clock_timestamp() - coalesce(last_archived_time, stats_reset))
FROM pg_stat_archiver
"""
# Patroni names the synchronous one here, and nobody once there is none.
STANDBYS = """
SELECT current_setting('synchronous_standby_names'), (SELECT count(*) FROM pg_stat_replication)
"""
PLACES = """
SELECT current_setting('max_connections')::int
     - current_setting('superuser_reserved_connections')::int
"""


def all_of(own: psycopg.Connection[Any], *, grave: State) -> Iterator[Finding]:
    """Look at the server behind the tables."""
    yield _clock(own)
    yield _archiver(own, grave)
    if "," in str(conninfo.conninfo_to_dict(settings.DATABASE_URL).get("host")):
        yield _standbys(own, grave)
    yield from _places(own, grave)


def _clock(own: psycopg.Connection[Any]) -> Finding:
    row = own.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None, "A function always answers."
    away_seconds = abs((datetime.now(UTC) - row[0]).total_seconds())
    words = (
        f"lệch {away_seconds:.2f} s với cơ sở dữ liệu",
        f"{away_seconds:.2f} s away from the database's clock",
    )
    if away_seconds <= CLOCK_SECONDS_MAX:
        return Finding("clock", "ok", *words)
    return Finding(
        "clock", "wrong", *words, "bật NTP trên cả hai máy", "switch NTP on at both machines"
    )


def _archiver(own: psycopg.Connection[Any], grave: State) -> Finding:
    is_on, has_failed, age_seconds = own.execute(ARCHIVER).fetchone() or (False, False, 0)
    if not is_on:
        return Finding(
            "archive", grave, "WAL không được lưu", "WAL is not archived",
            "bật archive_mode như deploy/postgresql/motcua.conf để khôi phục được tới từng giây",
            "switch archive_mode on as in deploy/postgresql/motcua.conf to restore to a second",
        )  # fmt: skip
    words = f"WAL lưu {age_seconds:.0f} s trước", f"WAL archived {age_seconds:.0f} s ago"
    if not has_failed and age_seconds <= ARCHIVE_SECONDS_MAX:
        return Finding("archive", "ok", *words)
    return Finding(
        "archive", grave, *words, "xem nhật ký PostgreSQL: archive_command đang lỗi hoặc đứng",
        "see PostgreSQL's log: archive_command fails or hangs",
    )  # fmt: skip


def _standbys(own: psycopg.Connection[Any], grave: State) -> Finding:
    synchronous, following = own.execute(STANDBYS).fetchone() or ("", 0)
    if synchronous and following:
        return Finding(
            "replication", "ok", f"{following} máy theo sau, đồng bộ: {synchronous}",
            f"{following} follow, in step: {synchronous}",
        )  # fmt: skip
    return Finding(
        "replication", grave, f"{following} máy theo sau, không máy nào đồng bộ",
        f"{following} follow, none in step: a second failure may lose what was acknowledged",
        "patronictl list; đưa máy hỏng trở lại, xem synchronous_mode",
        "patronictl list; bring the lost machine back, look at synchronous_mode",
    )  # fmt: skip


def _places(own: psycopg.Connection[Any], grave: State) -> Iterator[Finding]:
    row = own.execute(PLACES).fetchone()
    places = row[0] if row else 0
    wanted = settings.WEB_WORKERS * settings.POOL_CONNECTIONS_MAX + OTHER_CONNECTIONS
    if wanted > places:
        yield Finding(
            "connections", grave, f"cần tới {wanted} kết nối, PostgreSQL nhận {places}",
            f"up to {wanted} connections are wanted, PostgreSQL takes {places}",
            "giảm MOTCUA_WEB_WORKERS hoặc tăng max_connections",
            "lower MOTCUA_WEB_WORKERS or raise max_connections",
        )  # fmt: skip

"""The installation's database: the embedded one, or the server named in DATABASE_URL."""

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import conninfo, sql

from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.embedded_postgres import (
    APPLICATION,
    OWNER,
    SUPERUSER,
    EmbeddedPostgres,
)
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.surroundings import Surroundings

NAME = "motcua"
VERSION_MIN = 15
CONNECT_SECONDS_MAX = 5
ATTACH_SECONDS_MAX = 60
# Small enough that a whole installation rests below 600 MB; safe in every way.
SETTINGS = ("shared_buffers=64MB", "max_connections=60", "jit=off", "max_wal_size=512MB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where the two roles reach the database. `owner_url` may be empty on a server of its own."""

    application_url: str
    owner_url: str

    @property
    def application_role(self) -> str:
        return str(conninfo.conninfo_to_dict(self.application_url).get("user") or "")


def embedded(home: Home) -> EmbeddedPostgres:
    return EmbeddedPostgres(home.postgres, settings=SETTINGS)


@contextlib.contextmanager
def reachable(surroundings: Surroundings) -> Iterator[Access]:
    """Have the database running for the length of a block, whoever started it.

    :raises Complaint: there is no installation here, or its database cannot be reached.
    """
    home = Home(surroundings.home)
    if not home.exists:
        raise Complaint(
            f"chưa có bản cài đặt nào trong {home.path}; hãy chạy motcua init hoặc motcua up",
            f"there is no installation in {home.path}; run motcua init or motcua up",
        )
    if not surroundings.is_embedded:
        yield on_server(surroundings)
        return
    postgres = embedded(home)
    deadline = time.monotonic() + ATTACH_SECONDS_MAX
    while time.monotonic() < deadline:
        lock = home.try_alone()
        if lock is not None:
            with _started(postgres, home, lock):
                yield access_to(postgres)
            return
        with home.as_guest(shared=True):
            if postgres.is_running:
                yield access_to(postgres)
                return
        time.sleep(0.2)
    raise Complaint("cơ sở dữ liệu không trả lời", "the database does not answer")


@contextlib.contextmanager
def _started(postgres: EmbeddedPostgres, home: Home, lock: int) -> Iterator[None]:
    try:
        postgres.start(keep_open=[lock])
        create_roles(postgres)
        yield
        with home.as_guest(shared=False):
            postgres.stop()
    finally:
        postgres.stop()
        os.close(lock)


def access_to(postgres: EmbeddedPostgres) -> Access:
    return Access(
        application_url=postgres.url(APPLICATION, NAME), owner_url=postgres.url(OWNER, NAME)
    )


def create_roles(postgres: EmbeddedPostgres) -> None:
    """Make the two roles and the database in a new cluster."""
    with psycopg.connect(postgres.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        found = {name for (name,) in admin.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in (OWNER, APPLICATION):
            if role not in found:
                create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                secret = sql.Literal(postgres.password(role))
                admin.execute(create.format(sql.Identifier(role), secret))
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            create = sql.SQL("CREATE DATABASE {} OWNER {}")
            admin.execute(create.format(sql.Identifier(NAME), sql.Identifier(OWNER)))


def on_server(surroundings: Surroundings) -> Access:
    """Return the way to the server in DATABASE_URL, tried.

    :raises Complaint: it cannot be reached, refuses us, or is older than VERSION_MIN.
    """
    _try("DATABASE_URL", surroundings.database_url)
    if surroundings.owner_url:
        _try("DATABASE_OWNER_URL", surroundings.owner_url)
    return Access(application_url=surroundings.database_url, owner_url=surroundings.owner_url)


def _try(name: str, url: str) -> None:
    if not url.startswith(("postgresql://", "postgres://")):
        raise Complaint(
            f"{name} phải có dạng postgresql://vai_trò:mật_khẩu@máy:5432/tên",
            f"{name} must look like postgresql://role:password@host:5432/name",
        )
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS_MAX) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise Complaint(
            f"{name}: không vào được cơ sở dữ liệu", f"cannot connect to the database: {reason}"
        ) from None
    if version < VERSION_MIN:
        raise Complaint(
            f"{name}: cần PostgreSQL từ {VERSION_MIN}, máy chủ là {version}",
            f"PostgreSQL {VERSION_MIN} or newer is needed, the server is {version}",
        )


def clock_of(access: Access) -> tuple[str, bool] | None:
    """Return the kind of clock and whether this is a demo; None before the installation is made."""
    with psycopg.connect(access.application_url) as connection:
        exists = connection.execute("SELECT to_regclass('journal_clock') IS NOT NULL").fetchone()
        if exists != (True,):
            return None
        row = connection.execute("SELECT kind, is_demo FROM journal_clock").fetchone()
    return (str(row[0]), bool(row[1])) if row else None


def is_created(access: Access) -> bool:
    return clock_of(access) is not None


def is_demo(access: Access) -> bool:
    clock = clock_of(access)
    return clock is not None and clock[1]

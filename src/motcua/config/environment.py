"""Typed readers of the environment. The only place where the environment is read."""

import os
from pathlib import Path

from psycopg import ProgrammingError, conninfo

DATABASE_SCHEMES = ("postgresql://", "postgres://")


class BadEnvironment(Exception):
    """A variable cannot be understood; the message names it and says what it should be."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "") or default


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise BadEnvironment(f"{name} must be a whole number, not {value!r}.") from None


def switch(name: str, *, default: bool = False) -> bool:
    value = text(name, "yes" if default else "no")
    if value not in {"yes", "no"}:
        raise BadEnvironment(f"{name} must be yes or no, not {value!r}.")
    return value == "yes"


def folder(name: str, default: str) -> Path:
    return Path(text(name, default)).expanduser().resolve()


def database(url: str) -> dict[str, object]:
    """Read postgresql://role:password@host:port/name?… for Django, as libpq reads it.

    Several hosts (`db1:5432,db2:5432`) with `target_session_attrs=read-write` find whichever of
    them leads.
    """
    try:
        parts = conninfo.conninfo_to_dict(url)
    except ProgrammingError:
        parts = {}
    if not url.startswith(DATABASE_SCHEMES) or not parts.get("dbname"):
        raise BadEnvironment(
            "DATABASE_URL must look like postgresql://role:password@host:5432/name."
        )
    return {
        "NAME": str(parts.pop("dbname")),
        "USER": str(parts.pop("user", "")),
        "PASSWORD": str(parts.pop("password", "")),
        "HOST": str(parts.pop("host", "")),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,
    }

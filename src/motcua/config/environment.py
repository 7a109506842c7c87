"""Typed readers of the environment. The only place where the environment is read."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

DATABASE_SCHEMES = {"postgresql", "postgres"}


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
    """Read postgresql://role:password@host:port/name?host=/socket/folder&options=… for Django."""
    parts = urlsplit(url)
    if parts.scheme not in DATABASE_SCHEMES or not parts.path.strip("/"):
        raise BadEnvironment(
            "DATABASE_URL must look like postgresql://role:password@host:5432/name."
        )
    extra = dict(parse_qsl(parts.query))
    try:
        port = str(parts.port or extra.pop("port", ""))
    except ValueError:
        raise BadEnvironment("DATABASE_URL has a port that is not a number.") from None
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": extra.pop("host", parts.hostname or ""),
        "PORT": port,
        "OPTIONS": extra,
    }

"""A PostgreSQL server somebody else runs, in place of the embedded one: any version from 15 on.

    MOTCUA_TEST_SERVER=postgresql://postgres@/postgres?host=/var/run/postgresql make test

The role it names must be a superuser. Tests of the embedded server itself still start their own.
"""

import os
import secrets
from urllib.parse import urlsplit, urlunsplit

VARIABLE = "MOTCUA_TEST_SERVER"


class GivenPostgres:
    """Looks like the embedded one to the tests; it is neither started nor stopped by them."""

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)
        # Two test processes share the server's roles, so both must know the same password.
        self._password = os.environ.setdefault("MOTCUA_TEST_PASSWORD", secrets.token_hex(16))

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def password(self, role: str) -> str:
        return self._password

    def url(self, role: str, database: str = "motcua") -> str:
        given = self._address
        if role == "motcua_admin":
            return urlunsplit(given._replace(path=f"/{database}"))
        where = given.netloc.rpartition("@")[2]
        return urlunsplit(given._replace(netloc=f"{role}:{self._password}@{where}", path=database))


def named() -> GivenPostgres | None:
    """Return the server the environment names, if it names one."""
    address = os.environ.get(VARIABLE, "")
    return GivenPostgres(address) if address else None

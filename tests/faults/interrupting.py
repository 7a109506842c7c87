"""Break the connection's N-th statement, in the ways a statement fails; say what is stored."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import psycopg
from django.db import OperationalError, connection


class Break(StrEnum):
    """How it fails. After a lost connection nobody can tell the client how far it came."""

    REFUSED = "the server refuses it"
    UNSENT = "the connection is lost before it"
    UNANSWERED = "the connection is lost after it"


_REFUSE = "DO $$BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END$$"
_END = "SELECT pg_terminate_backend(pg_backend_pid())"


@dataclass
class Interruption:
    """Lets statements pass and breaks the N-th. `has_struck` says whether there were so many.

    `is_kept`: it was a transaction by itself, so what it did stays though nobody heard of it.
    """

    number: int
    how: Break
    seen: list[str] = field(default_factory=list)
    has_struck: bool = False
    is_kept: bool = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.seen.append(sql)
        if self.has_struck or len(self.seen) != self.number:
            return execute(sql, params, many, context)
        self.has_struck = True
        if self.how == Break.UNANSWERED:
            self.is_kept = not connection.in_atomic_block
            execute(sql, params, many, context)
        # Through the connection itself, so that it is in truth broken or refused by the server.
        return execute(_REFUSE if self.how == Break.REFUSED else _END, None, False, context)


@contextlib.contextmanager
def interrupted(number: int, how: Break) -> Iterator[Interruption]:
    """Break the N-th statement of this thread's connection."""
    interruption = Interruption(number, how)
    with connection.execute_wrapper(interruption):
        yield interruption


@contextlib.contextmanager
def counted_commits(lose: int = 0, *, is_done: bool = False) -> Iterator[list[None]]:
    """Count COMMITs, and lose the connection at the one asked for: before it, or after, unheard."""
    ours: Any = connection
    own, seen = ours._commit, list[None]()

    def commit() -> None:
        seen.append(None)
        if len(seen) != lose:
            own()
            return
        if is_done:
            own()
        _lose_connection()

    ours._commit = commit
    try:
        yield seen
    finally:
        ours._commit = own


def _lose_connection() -> None:
    assert connection.connection is not None
    with contextlib.suppress(psycopg.OperationalError):
        connection.connection.execute(_END)
    raise OperationalError("the connection is lost")


@contextlib.contextmanager
def careless() -> Iterator[None]:
    """The control: commit after each statement, as if nothing held an act together."""

    def commit_each(execute: Callable[..., Any], *given: Any) -> Any:
        answer = execute(*given)
        if connection.in_atomic_block:
            connection.connection.execute("COMMIT")
            connection.connection.execute("BEGIN")
        return answer

    with connection.execute_wrapper(commit_each):
        yield
    connection.close()


@dataclass(frozen=True, slots=True)
class Stored:
    """All that is committed: of each table how many rows, and a hash of them."""

    tables: dict[str, tuple[int, str]]

    def added(self, before: "Stored") -> dict[str, int]:
        """Return by how many rows each table differs; 0 stands for rows that were changed."""
        pairs = ((name, now, before.tables[name]) for name, now in self.tables.items())
        return {name: now[0] - then[0] for name, now, then in pairs if now != then}


class Store:
    """Looks at the database from a connection of its own, so it sees what is committed alone."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        found = self._connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        self._query: Any = " UNION ALL ".join(
            f"SELECT '{name}', count(*),"
            f" md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM {name} AS t"
            for (name,) in found
        )

    def now(self) -> Stored:
        rows = self._connection.execute(self._query, prepare=True).fetchall()
        return Stored({name: (count, content) for name, count, content in rows})

    def close(self) -> None:
        self._connection.close()

"""Statements that many acts run: their text is made once, their plan once a connection.

The ORM puts a statement together anew each time, and PostgreSQL plans anew what comes as plain
text. For the few statements of every act that cost more than the work itself (docs/decisions).
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.types.datetime import TimestamptzLoader

Row = tuple[Any, ...]
Values = Sequence[object] | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things a statement does; the others read by its name what it returns."""

    name: str
    text: str
    values: Sequence[object] = ()


def run_parts(parts: Sequence[Part], *, wanted: str) -> list[Row]:
    """Do several things in one statement, all or none; return what `wanted` selects of them.

    Outside a transaction it is one by itself: there is no moment between its locks and its commit.
    """
    text = _joined(tuple((part.name, part.text) for part in parts), wanted)
    return run(text, [value for part in parts for value in part.values])


@functools.lru_cache(maxsize=256)
def _joined(named: tuple[tuple[str, str], ...], wanted: str) -> str:
    parts = ", ".join(f"{name} AS ({text})" for name, text in named)
    return f"WITH {parts} SELECT {wanted}"


def run(text: str, values: Values = ()) -> list[Row]:
    """Run one statement on the connection of this thread; return its rows, if it has any.

    `text` comes from a constant or from `rows`: never from outside, never with a value inside.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    if connection.execute_wrappers or connection.queries_logged:
        return _watched(connection, text, values)
    # What Django's wrapping of a cursor does, without its price: half of such a statement.
    connection.validate_no_broken_transaction()
    cursor = psycopg.Cursor(connection.connection)
    # The compiled one: Django's own, in Python, took half the time of reading a list of dossiers.
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    with connection.wrap_database_errors:
        cursor.execute(text, values, prepare=True)
        return cursor.fetchall() if cursor.pgresult and cursor.pgresult.nfields else []


class _Prepared(psycopg.Cursor[Row]):
    """Sends values apart from the text, so that the server keeps the plan of the text."""

    def execute(self, query: Any, params: Any = None, **rest: Any) -> "_Prepared":
        super().execute(query, params, prepare=True)
        return self

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        # psycopg forgets the text of what it has prepared; Django's log of statements asks for it.
        self._query = super()._convert_query(query, params)
        return self._query


def _watched(connection: Any, text: str, values: Values) -> list[Row]:
    """Run a statement while somebody counts or logs: tests, mostly."""
    cursor: Any = _Prepared(connection.connection)
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    given: Any = values
    with make(cursor) as wrapped:
        wrapped.execute(text, given)
        return wrapped.fetchall() if cursor.description else []

"""Statements that many acts run: their text is made once, their plan once a connection.

The ORM puts a statement together anew each time, and PostgreSQL plans anew what comes as plain
text. For the few statements of every act that cost more than the work itself (docs/decisions).
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection

Row = tuple[Any, ...]


class _Prepared(psycopg.Cursor[Row]):
    """Sends values apart from the text, so that the server keeps the plan of the text."""

    def execute(self, query: Any, params: Any = None, **rest: Any) -> "_Prepared":
        super().execute(query, params, prepare=True)
        return self

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        # psycopg forgets the text of what it has prepared; Django's log of statements asks for it.
        self._query = super()._convert_query(query, params)
        return self._query


def run(text: str, values: Sequence[object] = ()) -> list[Row]:
    """Run one statement on the connection of this thread; return its rows, if it has any.

    `text` comes from a constant or from `rows`: never from outside, never with a value inside.
    """
    connection.ensure_connection()
    cursor: Any = _Prepared(connection.connection)
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    given: Any = values
    with make(cursor) as wrapped:  # Django's own wrapping: errors, counting and logs as ever.
        wrapped.execute(text, given)
        return wrapped.fetchall() if cursor.description else []

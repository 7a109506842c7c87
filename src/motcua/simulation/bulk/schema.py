"""Indexes and keys off while rows pour in, then back on over everything, checked as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

_TABLES = "SELECT unnest(%s::text[])::regclass"
_FOREIGN = f"""
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND (conrelid IN ({_TABLES}) OR confrelid IN ({_TABLES}))
"""  # noqa: S608 - put together from constants
_KEYS = f"""
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype IN ('p', 'u', 'x') AND conrelid IN ({_TABLES})
    ORDER BY contype = 'p' DESC
"""  # noqa: S608 - put together from constants
_INDEXES = f"""
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid IN ({_TABLES})
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken off, as statements that put it back: keys and indexes, then foreign keys."""

    indexes: Sequence[str]
    foreign: Sequence[str]


def take_off(tables: Sequence[str]) -> Taken:
    """Take indexes, keys and triggers of ours off these tables."""
    names = list(tables)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_FOREIGN, [names, names])
        foreign = cursor.fetchall()
        cursor.execute(_KEYS, [names])
        keys = cursor.fetchall()
        cursor.execute(_INDEXES, [names])
        indexes = cursor.fetchall()
        for table, name, _ in [*foreign, *keys]:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for table in _guarded(tables):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Taken(
        indexes=[*map(_adding, keys), *(statement for _, statement in indexes)],
        foreign=[*map(_adding, foreign)],
    )


def put_back(taken: Taken, tables: Sequence[str]) -> None:
    """Put everything back: each key and each foreign key is checked over all rows."""
    with connection.cursor() as cursor:
        # A page may not take long; a key over millions of rows does.
        cursor.execute("SET statement_timeout = 0; SET maintenance_work_mem = '512MB'")
        for statement in [*taken.indexes, *taken.foreign]:
            cursor.execute(statement)
        for table in _guarded(tables):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table in tables:
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("RESET maintenance_work_mem; RESET statement_timeout")


def _adding(constraint: tuple[str, str, str]) -> str:
    table, name, definition = constraint
    return f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'


def _guarded(tables: Sequence[str]) -> list[str]:
    """The journal keeps its own triggers: who is not to change it is not to change it now."""
    return [table for table in tables if table != "journal_entry"]

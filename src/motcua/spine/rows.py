"""Rows of models, read and written by statements that are made once (see `statements`).

The ORM stays the way to ask for anything: here is only what every act does, which is to find rows
by equality and to write them. Values pass through the fields as in the ORM, so what is concealed
there is concealed here.
"""

import functools
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

from motcua.spine import statements

Some = TypeVar("Some", bound=models.Model)
if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field
Values = Sequence[Any]


def first(model: type[Some], **equal: object) -> Some | None:
    """Return the oldest row whose columns have these values."""
    return next(iter(every(model, **equal)), None)


def every(model: type[Some], **equal: object) -> list[Some]:
    """Return the rows whose columns have these values, oldest first."""
    values = [_stored(field(model, name), value) for name, value in equal.items()]
    return [read(model, row) for row in statements.run(_find(model, tuple(equal)), values)]


def read(model: type[Some], row: Values, *, without: tuple[str, ...] = ()) -> Some:
    """Return the instance of a row that holds `columns(model)` in their order."""
    names, converted = _reading(model, without)
    values = list(row)
    for at, convert in converted:
        values[at] = convert(values[at], None, connection)
    return model.from_db(connection.alias, names, values)


def read_joined(joined: Sequence[type[models.Model]], row: Values) -> list[Any]:
    """Return the instances of a row that holds the columns of several models, one after another.

    None stands for what a left join did not find: its key comes first and is empty.
    """
    found: list[Any] = []
    for model in joined:
        count = len(model._meta.concrete_fields)
        values, row = row[:count], row[count:]
        found.append(None if values[0] is None else read(model, values))
    return found


@functools.cache
def columns(model: type[models.Model], *, without: tuple[str, ...] = ()) -> str:
    """Return the columns of a model's table, named with the table; some may be left out."""
    table = model._meta.db_table
    return ", ".join(f'"{table}"."{field.column}"' for field in _read_fields(model, without))


def insert(row: models.Model) -> None:
    """Insert one row; its id, where the database gives it, is set."""
    model = type(row)
    fields = _written(row)
    [(key,)] = statements.run(_insert(model, fields), _values(row, fields))
    row.pk = key
    _is_stored(row)


def inserting(
    rows: Sequence[models.Model], *, of: str, given: tuple[str, ...] = ()
) -> list[statements.Part]:
    """Return the parts of a statement that insert rows, one for each row its part `of` returns.

    The rows know each other's ids already. The columns `given` are taken from that part.
    """
    # Which of several parts is written first is not said: rows alike stand in one, in their order.
    return [
        statements.Part(
            f"rows_{place}",
            _insert_of(model, fields, of, given, len(alike)),
            [value for row in alike for value in _values(row, _ours(fields, given))],
        )
        for place, ((model, fields), alike) in enumerate(_alike(rows).items())
    ]


def _alike(rows: Sequence[models.Model]) -> dict[Any, list[models.Model]]:
    found: dict[Any, list[models.Model]] = {}
    for row in rows:
        found.setdefault((type(row), _written(row)), []).append(row)
    return found


def _ours(fields: Sequence[Field], given: tuple[str, ...]) -> list[Field]:
    return [field for field in fields if field.column not in given]


def are_stored(rows: Sequence[models.Model]) -> None:
    """Say of these rows that their statement was run."""
    for row in rows:
        _is_stored(row)


def update(row: models.Model, *names: str) -> None:
    """Write these columns of a row back."""
    model = type(row)
    fields = tuple(field(model, name) for name in names)
    statements.run(_update(model, fields), [*_values(row, fields, add=False), row.pk])


@functools.cache
def field(model: type[models.Model], name: str) -> Any:
    """Return a field of a model by its name."""
    return model._meta.get_field(name)


def _written(row: models.Model) -> tuple[Field, ...]:
    """Return the fields an insert writes: not those whose value the database is left to give."""
    return tuple(
        field
        for field in row._meta.concrete_fields
        if not isinstance(value := getattr(row, field.attname), DatabaseDefault)
        and not (field.primary_key and value is None)
    )


def _values(row: models.Model, fields: Sequence[Field], *, add: bool = True) -> list[Any]:
    return [_stored(field, field.pre_save(row, add)) for field in fields]


# What such a field makes of such a value is the value: asking it costs more than the sending.
_KEEPS: dict[type[Any], type] = {
    models.CharField: str,
    models.TextField: str,
    models.BigAutoField: int,
    models.ForeignKey: int,
    models.OneToOneField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
}


def _stored(field: Field, value: object) -> Any:
    if value is None or _KEEPS.get(type(field)) is type(value):
        return value
    return field.get_db_prep_save(value, connection)


def _is_stored(row: models.Model) -> None:
    row._state.adding, row._state.db = False, connection.alias


@functools.cache
def _reading(
    model: type[models.Model], without: tuple[str, ...] = ()
) -> tuple[list[str], list[tuple[int, Callable[[Any, Any, Any], Any]]]]:
    converted = []
    fields = _read_fields(model, without)
    for at, field in enumerate(fields):
        own = [getattr(field, "from_db_value", None)]
        ours = connection.ops.get_db_converters(field.get_col(model._meta.db_table))
        converted += [(at, convert) for convert in [*ours, *own] if convert is not None]
    return [field.attname for field in fields], converted


def _read_fields(model: type[models.Model], without: tuple[str, ...]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if field.name not in without]


@functools.cache
def _find(model: type[models.Model], names: tuple[str, ...]) -> str:
    wanted = " AND ".join(f'"{field(model, name).column}" = %s' for name in names)
    table, key = model._meta.db_table, model._meta.pk.column
    return f'SELECT {columns(model)} FROM "{table}" WHERE {wanted} ORDER BY "{key}"'


@functools.cache
def _insert(model: type[models.Model], fields: tuple[Field, ...]) -> str:
    key = model._meta.pk.column
    named = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({named}) VALUES ({places}) RETURNING "{key}"'


@functools.lru_cache(maxsize=256)
def _insert_of(
    model: type[models.Model],
    fields: tuple[Field, ...],
    of: str,
    given: tuple[str, ...],
    count: int,
) -> str:
    named = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(
        f"{of}.{field.column}" if field.column in given else f"%s::{_type(field)}"
        for field in fields
    )
    rows = " UNION ALL ".join([f"SELECT {values} FROM {of}"] * count)
    return f'INSERT INTO "{model._meta.db_table}" ({named}) {rows}'


def _type(field: Field) -> str:
    """Return a column's type without its length: a cast would cut what is too long."""
    return re.sub(r"\([^)]*\)", "", str(field.db_type(connection)))


@functools.cache
def _update(model: type[models.Model], fields: tuple[Field, ...]) -> str:
    changed = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{model._meta.db_table}" SET {changed} WHERE "{model._meta.pk.column}" = %s'

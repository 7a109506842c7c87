"""Play the models once, read every row they wrote, and undo it all."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from motcua.casework.dossiers.models import Draft
from motcua.casework.dossiers.operations import drafts
from motcua.simulation import cast, filings, play
from motcua.simulation.bulk import marks
from motcua.simulation.bulk.marks import SeriesMark
from motcua.simulation.bulk.playing import Programme, cast_of, perform
from motcua.simulation.bulk.strands import Ring, Strand
from motcua.simulation.cast import Cast
from motcua.simulation.desks import Desk
from motcua.simulation.plans import Plan
from motcua.spine.concealed import ConcealedField
from motcua.spine.journal import loading
from motcua.spine.journal.models import Clock

_LABEL = re.compile(r"Xq(\d+)qX")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PAID = ("payments_payment", "payments_posting")
OFFICERS_TABLES = {"people_person", "people_account", "journal_entry"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as COPY writes it; `clear` holds what its concealed columns say."""

    table: str
    place: int  # Among the rows of its table.
    fields: Sequence[str]
    clear: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One life: its plan, every row of it, and texts of which the journal knows a hash."""

    plan: Plan
    rows: Sequence[Row]
    contents: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    programme: Programme
    ring: Ring
    lives: Sequence[Recorded]
    series: Sequence[SeriesMark]
    officers: Mapping[str, tuple[str, str]]  # Marked account: home unit and role.
    names: Mapping[str, str]  # Marked name: marked account.
    rows: Mapping[str, int]
    columns: Mapping[str, Sequence[str]]
    played: play.Played
    ends_at: datetime

    def rows_of(self, table: str) -> int:
        return self.rows.get(table, 0)


class _MarkedCast(Cast):
    """One officer for each unit and role, whose name can be recognised."""

    def __init__(self, *, seed: int, strand: Strand) -> None:
        super().__init__(seed=seed)
        self.accounts: dict[str, tuple[str, str]] = {}
        self.names: dict[str, str] = {}
        self._strand = strand

    def _open(self, unit: str, role: str, *, at: datetime) -> list[Desk]:
        number = len(self.accounts)
        name = marks.officer_name(number)
        account = cast.appoint(unit, role, seed=self._seed, at=at, number=10**6 + number, name=name)
        self.accounts[str(account)], self.names[name] = (unit, role), str(account)
        same = cast_of({(unit, role): [account]}, seed=self._seed)(self._strand)
        return same._open(unit, role, at=at)


def record(chosen: Programme, ring: Ring) -> Recording:
    """Play the models in a transaction that is undone; return all that they wrote.

    :raises Refusal: an operation declined, so that a plan cannot be a model.
    """
    strand = Strand(0, ring)
    marked = _MarkedCast(seed=chosen.script.seed, strand=strand)
    with transaction.atomic():
        marks.mark_ids()
        series = marks.mark_series(chosen.script, ring)
        marks.mark_communes(ring)
        played = perform(chosen, [strand], cast_for=lambda _: marked, plan_for=marks.plan)
        assert not played.refused, played.refused
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # What is checked at commit, now.
        columns, rows = _read(), {}
        for table in marks.TABLES:
            rows[table] = _rows_of(table, columns[table])
        ends_at = Clock.objects.values_list("simulated_at", flat=True).get()
        assert ends_at is not None, "Only a simulated installation is recorded."
        lives = _lives(chosen, rows, columns, officers=set(marked.accounts))
        transaction.set_rollback(True)
    return Recording(
        programme=chosen,
        ring=ring,
        lives=lives,
        series=series,
        officers=marked.accounts,
        names=marked.names,
        rows={table: len(found) for table, found in rows.items()},
        columns=columns,
        played=played,
        ends_at=ends_at,
    )


def _read() -> dict[str, list[str]]:
    """Return the columns each table is copied with."""
    columns = {
        model._meta.db_table: [field.column for field in model._meta.concrete_fields]
        for model in apps.get_models()
        if model._meta.db_table in marks.TABLES
    }
    return columns | {"journal_entry": list(loading.COLUMNS)}


def _rows_of(table: str, columns: Sequence[str]) -> list[Row]:
    concealed = {
        field.column: field.context
        for field in _model(table)._meta.concrete_fields
        if isinstance(field, ConcealedField)
    }
    where = sql.SQL("id >= {}").format(sql.Literal(marks.ID_BEGINS))
    if table == "payments_payment":
        where = sql.SQL("charge_id >= {}").format(sql.Literal(marks.ID_BEGINS))
    statement = sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY id) TO STDOUT").format(
        sql.SQL(",").join(map(sql.Identifier, columns)), sql.Identifier(table), where
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        text = b"".join(bytes(block) for block in copy).decode()
    found = []
    for place, line in enumerate(text.splitlines()):
        fields = line.split("\t")
        clear = {
            column: _revealed(said, concealed[column])
            for column, said in zip(columns, fields, strict=True)
            if column in concealed and said != r"\N"
        }
        found.append(Row(table=table, place=place, fields=fields, clear=clear))
    return found


def _revealed(written: str, context: str) -> str:
    from motcua.spine import secrecy

    stored = bytes.fromhex(written.removeprefix(r"\\x"))
    return secrecy.reveal(stored, context=context) if stored else ""


def _model(table: str) -> type[models.Model]:
    return next(one for one in apps.get_models() if one._meta.db_table == table)


def _lives(
    chosen: Programme,
    rows: Mapping[str, Sequence[Row]],
    columns: Mapping[str, Sequence[str]],
    *,
    officers: set[str],
) -> list[Recorded]:
    """Sort the rows by life: whatever shares an id or a number belongs together."""
    whole = _Families(officers)
    every = [row for found in rows.values() for row in found]
    for row in every:
        whole.join(row)
    families: dict[str, list[Row]] = defaultdict(list)
    for row in every:
        families[whole.of(row)].append(row)
    lives = []
    for family in families.values():
        number = _number_of(family, columns)
        if number is None:
            strange = {row.table for row in family} - OFFICERS_TABLES
            assert not strange, f"Rows of nobody's life: {sorted(strange)}"
            continue
        plan = marks.plan(Strand.__new__(Strand), chosen.plans[number])
        contents = _contents(chosen, plan, family, columns)
        lives.append(Recorded(plan=chosen.plans[number], rows=family, contents=contents))
    return sorted(lives, key=lambda life: life.plan.number)


class _Families:
    """Which ids, numbers and payments belong to one life."""

    def __init__(self, officers: set[str]) -> None:
        self._officers = officers
        self._parent: dict[str, str] = {}

    def join(self, row: Row) -> None:
        first, *rest = self._tokens(row)
        for other in rest:
            self._parent[self._root(other)] = self._root(first)

    def of(self, row: Row) -> str:
        return self._root(self._tokens(row)[0])

    def _tokens(self, row: Row) -> list[str]:
        text = "\t".join(row.fields)
        found = marks.ID.findall(text) + marks.NUMBER.findall(text)
        if row.table in PAID:
            found += _UUID.findall(text)  # A payment has no number.
        return [token for token in found if token not in self._officers] or ["officers"]

    def _root(self, token: str) -> str:
        while (above := self._parent.setdefault(token, token)) != token:
            self._parent[token] = token = self._parent[above]
        return token


def _number_of(family: Sequence[Row], columns: Mapping[str, Sequence[str]]) -> int | None:
    """Return the number of the plan, which the key of the filing or the identity names."""
    for row in family:
        if row.table in ("dossiers_submission", "people_person"):
            for text in (*row.fields, *row.clear.values()):
                if match := _LABEL.search(text):
                    return int(match[1])
    return None


def _contents(
    chosen: Programme, plan: Plan, family: Sequence[Row], columns: Mapping[str, Sequence[str]]
) -> list[str]:
    """Return what was filed, as the one text of which the journal keeps the hash."""
    account = next((row.fields[0] for row in family if row.table == "people_account"), None)
    drafted = next((row for row in family if row.table == "dossiers_draft"), None)
    if drafted is not None:
        dossier = next(row for row in family if row.table == "dossiers_dossier")
        draft = Draft.objects.select_related("account__person").get(pk=int(drafted.fields[0]))
        draft.answers = dossier.clear["answers"]
        return [drafts.filing_of(draft, at=plan.arrives_at).content()]
    filing = filings.filing_of(
        plan,
        chosen.offers[plan.procedure],
        seed=chosen.script.seed,
        dice=plan.dice(chosen.script.seed),
        account_id=int(account) if account else None,
    )
    return [filing.content()]

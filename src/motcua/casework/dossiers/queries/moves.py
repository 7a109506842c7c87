"""Which running dossiers would be due at another moment, and why: two streams and no model rows."""

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from motcua.casework.dossiers.queries import clocks
from motcua.casework.dossiers.rules import clock_ledger, deadlines
from motcua.casework.dossiers.rules.clock_ledger import Ledger, Mark, Terms
from motcua.casework.dossiers.rules.deadlines import DAY, HOUR, Cutoff, Limit
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.queries import HoursProposal, OutageProposal, Proposal
from motcua.reference.calendars.rules import ChangedDay, WorkingCalendar
from motcua.reference.procedures.models import ProcedureVersion
from motcua.spine.actors import Actor
from motcua.spine.errors import Forbidden

Calendars = Callable[[str], WorkingCalendar]
ROWS_A_FETCH = 5_000
ROWS_SHOWN = 200
MAY_CHANGE = frozenset({"administrator", "system"})
# Microseconds since 1970 in UTC to those of local time since the first day of ordinals.
_LOCAL = date(1970, 1, 1).toordinal() * DAY + 7 * HOUR

# The clock of a dossier that waits for its applicant starts anew when they answer.
_RUNNING = """
    SELECT dossier.id, dossier.code, dossier.procedure_version_id, dossier.channel, unit.code,
        (extract(epoch FROM dossier.due_at) * 1000000)::bigint
    FROM dossiers_dossier AS dossier
    JOIN organisations_organisation AS unit ON unit.id = dossier.resolving_id
    WHERE dossier.state = 'processing' AND dossier.due_at IS NOT NULL
    ORDER BY dossier.id
"""
_MARKS = """
    SELECT mark.dossier_id, mark.kind, (extract(epoch FROM mark.at) * 1000000)::bigint,
        mark.cause, (extract(epoch FROM mark.appointed_at) * 1000000)::bigint
    FROM dossiers_clockmark AS mark JOIN dossiers_dossier AS dossier ON dossier.id = mark.dossier_id
    WHERE dossier.state = 'processing' AND dossier.due_at IS NOT NULL
    ORDER BY mark.dossier_id, mark.id
"""


@dataclass(frozen=True, slots=True)
class Move:
    """One dossier whose due date differs from what its ledger gives under these calendars."""

    dossier_id: int
    code: str
    was_due_at: datetime
    due_at: datetime
    is_estimated: bool
    since: date

    def days(self, changed: Iterable[ChangedDay]) -> list[ChangedDay]:
        """Return the changed days that lie on its way: why it moves."""
        until = max(self.was_due_at, self.due_at).date()
        return [day for day in changed if self.since <= day.on <= until]


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What entering a decree would do to running dossiers; the first rows, and the whole's hash."""

    total: int
    later: int
    rows: tuple[tuple[Move, tuple[ChangedDay, ...]], ...]
    seen: str

    @property
    def earlier(self) -> int:
        return self.total - self.later

    @property
    def hidden(self) -> int:
        return self.total - len(self.rows)


def dry_run(proposal: Proposal, *, actor: Actor, rows: int = ROWS_SHOWN) -> DryRun:
    """Return every running dossier the decree would move, and why. Writes nothing.

    :raises Forbidden: the actor keeps no calendars.
    """
    if not actor.roles & MAY_CHANGE:
        raise Forbidden()
    return _told(moves(calendars.calendars_under(proposal)), calendars.effect_of(proposal), rows)


def dry_run_of_outage(proposal: OutageProposal, *, actor: Actor, rows: int = ROWS_SHOWN) -> DryRun:
    """Return every running dossier an outage, or lifting it, would move. Writes nothing.

    :raises Forbidden: the actor keeps no calendars.
    """
    if not actor.roles & MAY_CHANGE:
        raise Forbidden()
    return _told(moves(calendars.calendars_with(proposal)), (), rows)


def dry_run_of_hours(proposal: HoursProposal, *, actor: Actor, rows: int = ROWS_SHOWN) -> DryRun:
    """Return every running dossier that new office hours, or their end, would move. Writes nothing.

    :raises Forbidden: the actor keeps no calendars.
    """
    if not actor.roles & MAY_CHANGE:
        raise Forbidden()
    return _told(moves(calendars.calendars_with_hours(proposal)), (), rows)


def _told(moved: Iterable[Move], changed: Sequence[ChangedDay], rows: int) -> DryRun:
    found = list(moved)
    return DryRun(
        total=len(found),
        later=sum(move.due_at > move.was_due_at for move in found),
        rows=tuple((move, tuple(move.days(changed))) for move in found[:rows]),
        seen=fingerprint(found),
    )


def moves(calendar_of: Calendars) -> Iterator[Move]:
    """Yield the running dossiers that are due at another moment, in the order of their numbers."""
    terms_of = _Terms(calendar_of)
    with transaction.atomic():
        marks = groupby(_stream("moves_marks", _MARKS), key=itemgetter(0))
        told = next(marks, None)
        for number, code, version, channel, unit, due in _stream("moves_dossiers", _RUNNING):
            while told is not None and told[0] < number:
                told = next(marks, None)
            if told is None or told[0] != number:
                continue
            ledger = clock_ledger.read(_mark(row) for row in told[1])
            if ledger is None:
                continue
            terms = terms_of(version, channel, unit, ledger)
            if terms is None:
                continue
            now, was = clock_ledger.appointed_due(ledger, terms), due + _LOCAL
            if now != was:
                yield _move(number, code, was, now, ledger.begun, terms)


def fingerprint(found: Iterable[Move]) -> str:
    """Return the hash of a list of moves: what a person has seen is what is applied."""
    digest = hashlib.sha256()
    for move in found:
        line = f"{move.code} {move.was_due_at.isoformat()} {move.due_at.isoformat()}\n"
        digest.update(line.encode())
    return digest.hexdigest()


class _Terms:
    """What dossiers of one version, channel and unit are counted by, worked out once each."""

    def __init__(self, calendar_of: Calendars) -> None:
        self._calendar_of = calendar_of
        self._limits: dict[tuple[int, str, bool, bool], tuple[Limit | None, Cutoff | None]] = {}
        self._made = functools.lru_cache(maxsize=65_536)(self._make)

    def __call__(self, version: int, channel: str, unit: str, ledger: Ledger) -> Terms | None:
        leaves = clocks.leaves_days_off(date.fromordinal(ledger.started // DAY))
        counted = (ledger.counts_from_payment, ledger.is_extended)
        return self._made(version, channel, unit, leaves, *counted)

    def _make(
        self,
        version: int,
        channel: str,
        unit: str,
        leaves: bool,
        is_paid: bool,
        is_extended: bool,
    ) -> Terms | None:
        limit, cutoff = self._limit(version, channel, is_paid, is_extended)
        if limit is None:
            return None
        return Terms(replace(limit, leaves_days_off=leaves), cutoff, self._calendar_of(unit))

    def _limit(
        self, version: int, channel: str, is_paid: bool, is_extended: bool
    ) -> tuple[Limit | None, Cutoff | None]:
        key = (version, channel, is_paid, is_extended)
        if key not in self._limits:
            row = ProcedureVersion.objects.defer("content", "definition").get(pk=version)
            second = clocks.second_limit(row) if is_paid else None
            first = clocks.said_by(row, channel=channel, is_extended=is_extended)
            self._limits[key] = (second, None) if second else first
        return self._limits[key]


def _move(number: int, code: str, was: int, now: int, begun: int, terms: Terms) -> Move:
    due_at = deadlines.moment(now)
    return Move(
        number,
        code,
        deadlines.moment(was),
        due_at,
        terms.calendar.is_estimated(due_at.date()),
        date.fromordinal(begun // DAY),
    )


def _mark(row: tuple[Any, ...]) -> Mark:
    _number, kind, at, cause, appointed = row
    return Mark(kind, at + _LOCAL, cause, "", None if appointed is None else appointed + _LOCAL)


def _stream(name: str, statement: str) -> Iterator[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.connection.cursor(name=name) as cursor:
        cursor.itersize = ROWS_A_FETCH
        cursor.execute(statement)
        yield from cursor

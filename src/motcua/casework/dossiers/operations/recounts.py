"""Acts on many due dates at once: a decree that comes late, and a sweep after new office hours."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from motcua.casework.dossiers.events import DueDateMoved, DueDatesRecounted
from motcua.casework.dossiers.queries import moves
from motcua.casework.dossiers.queries.moves import Move
from motcua.reference.calendars import hours, outages
from motcua.reference.calendars import operations as calendar_acts
from motcua.reference.calendars import queries as calendars
from motcua.reference.calendars.definition import DayRecord
from motcua.reference.calendars.hours import HoursRecord
from motcua.reference.calendars.outages import OutageRecord
from motcua.spine.actors import Actor
from motcua.spine.errors import Forbidden, Refusal
from motcua.spine.journal import operations as journal

ROWS_A_STATEMENT = 5_000
# Locked in the order of their numbers, as every act on several dossiers does: no two deadlock.
_LOCK = "SELECT id FROM dossiers_dossier WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_MOVE = """
    UPDATE dossiers_dossier AS dossier SET due_at = moved.due_at
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS moved (id, was, due_at)
    WHERE dossier.id = moved.id AND dossier.state = 'processing' AND dossier.due_at = moved.was
    RETURNING dossier.id
"""


class SeenOtherwise(Refusal):
    code = "moves_seen_otherwise"
    message_vi = "Danh sách hồ sơ đổi hạn đã khác lúc xem trước. Xem lại rồi xác nhận."
    message_en = "The list of dossiers that move is no longer what was shown. Look again."


@transaction.atomic
def apply_decree(
    *,
    code: str,
    number: str,
    title_vi: str,
    title_en: str,
    issued_on: date | None,
    is_estimated: bool,
    days: Sequence[DayRecord],
    replaces: str,
    seen: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Enter a decree and move every due date it moves, as one act; return how many moved.

    `seen` is the fingerprint of the dry run the person confirmed.

    :raises Refusal: as `calendars.operations.enter_decree` does.
    :raises SeenOtherwise: other dossiers would move than were shown.
    """
    act_id = journal.new_act()
    decree = calendar_acts.enter_decree(
        code=code,
        number=number,
        title_vi=title_vi,
        title_en=title_en,
        issued_on=issued_on,
        is_estimated=is_estimated,
        days=days,
        replaces=replaces,
        actor=actor,
        at=at,
        act_id=act_id,
    )
    return _move_all(decree.code, seen=seen, actor=actor, at=at, act_id=act_id)


@transaction.atomic
def apply_outage(*, outage: OutageRecord, seen: str, actor: Actor, at: datetime) -> int:
    """Enter an outage and move every due date it moves, as one act; return how many moved.

    `seen` is the fingerprint of the dry run the person confirmed.

    :raises Refusal: as `calendars.outages.enter` does.
    :raises SeenOtherwise: other dossiers would move than were shown.
    """
    act_id = journal.new_act()
    row = outages.enter(outage, actor=actor, at=at, act_id=act_id)
    return _move_all(row.subject, seen=seen, actor=actor, at=at, act_id=act_id)


@transaction.atomic
def lift_outage(*, code: str, paper: str, seen: str, actor: Actor, at: datetime) -> int:
    """Take an outage back and move every due date back, as one act; return how many moved.

    :raises Refusal: as `calendars.outages.lift` does.
    :raises SeenOtherwise: other dossiers would move than were shown.
    """
    act_id = journal.new_act()
    row = outages.lift(code=code, paper=paper, actor=actor, at=at, act_id=act_id)
    return _move_all(row.subject, seen=seen, actor=actor, at=at, act_id=act_id)


@transaction.atomic
def apply_hours(*, record: HoursRecord, seen: str, actor: Actor, at: datetime) -> int:
    """Give a unit office hours and move every due date they move, as one act; return how many.

    `seen` is the fingerprint of the dry run the person confirmed.

    :raises Refusal: as `calendars.hours.set_hours` does.
    :raises SeenOtherwise: other dossiers would move than were shown.
    """
    act_id = journal.new_act()
    hours.set_hours(record, actor=actor, at=at, act_id=act_id)
    cause = hours.subject_of(record.organisation)
    return _move_all(cause, seen=seen, actor=actor, at=at, act_id=act_id)


@transaction.atomic
def end_hours(
    *, organisation: str, ends_on: date, basis: str, seen: str, actor: Actor, at: datetime
) -> int:
    """Let a unit keep the hours above it again and move every due date that moves, as one act.

    :raises Refusal: as `calendars.hours.end_hours` does.
    :raises SeenOtherwise: other dossiers would move than were shown.
    """
    act_id = journal.new_act()
    hours.end_hours(
        organisation_code=organisation,
        ends_on=ends_on,
        basis=basis,
        actor=actor,
        at=at,
        act_id=act_id,
    )
    cause = hours.subject_of(organisation)
    return _move_all(cause, seen=seen, actor=actor, at=at, act_id=act_id)


def _move_all(cause: str, *, seen: str, actor: Actor, at: datetime, act_id: UUID) -> int:
    found = list(moves.moves(calendars.working_calendar))
    if moves.fingerprint(found) != seen:
        raise SeenOtherwise()
    return _apply(found, decree=cause, seen=seen, actor=actor, at=at, act_id=act_id)


@transaction.atomic
def recount(*, actor: Actor, at: datetime) -> int:
    """Bring every running due date in line with today's calendars; return how many moved.

    :raises Forbidden: the actor keeps no calendars.
    """
    if not actor.roles & calendar_acts.MAY_CHANGE:
        raise Forbidden()
    found = list(moves.moves(calendars.working_calendar))
    seen = moves.fingerprint(found)
    act_id = journal.new_act()
    return _apply(found, decree="", seen=seen, actor=actor, at=at, act_id=act_id)


def _apply(
    found: Sequence[Move], *, decree: str, seen: str, actor: Actor, at: datetime, act_id: UUID
) -> int:
    moved = 0
    for start in range(0, len(found), ROWS_A_STATEMENT):
        part = found[start : start + ROWS_A_STATEMENT]
        written = _write(part)
        facts = [
            (_event(move, decree), f"dossier:{move.code}")
            for move in part
            if move.dossier_id in written
        ]
        journal.record_many(facts, actor=actor, at=at, act_id=act_id)
        moved += len(facts)
    batch = DueDatesRecounted(decree=decree, moved=moved, seen=seen)
    journal.record(batch, subject=f"recount:{act_id}", actor=actor, at=at, act_id=act_id)
    return moved


def _write(part: Sequence[Move]) -> set[int]:
    ids = [move.dossier_id for move in part]
    was, due = [move.was_due_at for move in part], [move.due_at for move in part]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [ids])
        cursor.execute(_MOVE, [ids, was, due])
        return {number for (number,) in cursor.fetchall()}


def _event(move: Move, decree: str) -> DueDateMoved:
    return DueDateMoved(
        was_due_at=move.was_due_at,
        due_at=move.due_at,
        is_estimated=move.is_estimated,
        decree=decree,
    )

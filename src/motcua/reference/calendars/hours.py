"""Give a unit office hours of its own for a time, or let it keep those above it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from motcua.reference.calendars import queries, rules
from motcua.reference.calendars.events import OfficeHoursEnded, OfficeHoursSet
from motcua.reference.calendars.models import OfficeHours, OfficeSession
from motcua.reference.calendars.operations import lock_for, turn_page
from motcua.reference.calendars.queries import HoursProposal
from motcua.reference.organisations import queries as organisations
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal


class HoursOverlap(Refusal):
    code = "office_hours_overlap"
    message_vi = (
        "Đã có giờ làm việc riêng áp dụng từ {valid_from}. "
        "Chọn khoảng ngày không trùm lên ngày đó, hoặc bỏ giờ riêng đó trước."
    )
    message_en = (
        "There are office hours from {valid_from} on. Choose days that do not reach that day, or "
        "take those hours away first."
    )


class HoursUnfit(Refusal):
    code = "office_hours_unfit"
    http_status = 422
    message_vi = (
        "Các buổi trong một ngày chồng lên nhau, cả tuần không có buổi nào, "
        "hoặc ngày kết thúc trước ngày bắt đầu."
    )
    message_en = "Sessions of a day overlap, the week has none, or they end before they begin."


class HoursUnfounded(Refusal):
    code = "office_hours_unfounded"
    http_status = 422
    message_vi = "Chưa ghi căn cứ. Ghi số, ngày của quyết định hoặc thông báo."
    message_en = "The basis is missing. Give number and day of the decision or notice."


class NoHoursToEnd(Refusal):
    code = "office_hours_none_to_end"
    message_vi = "Từ ngày {day} đơn vị không có giờ riêng nào để bỏ."
    message_en = "From {day} on the unit has no hours of its own to end."


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRecord:
    """The hours of a week for one unit and all below it; `valid_to` is not one of their days."""

    organisation: str
    week: rules.Week
    valid_from: date
    valid_to: date | None = None
    basis: str

    @property
    def proposal(self) -> HoursProposal:
        new = rules.OfficeHours(self.week, self.valid_from, self.valid_to)
        return HoursProposal(self.organisation, self.valid_from, self.valid_to, (new,))


@transaction.atomic
def set_hours(
    record: HoursRecord, *, actor: Actor, at: datetime, act_id: UUID | None = None
) -> OfficeHours:
    """Give a unit hours of its own; those it had before give way, and come back afterwards.

    :raises Forbidden: the actor keeps no calendars.
    :raises Refusal: as `check` does.
    """
    lock_for(actor)
    check(record)
    organisation = organisations.by_code(record.organisation)
    _give_way(record.organisation, record.valid_from, record.valid_to)
    hours = OfficeHours.objects.create(
        organisation=organisation,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        basis=record.basis.strip(),
    )
    _add_sessions(hours, record.week)
    turn_page()
    fact = OfficeHoursSet(
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        minutes_a_week=sum(session.minutes for day in record.week for session in day),
        weekdays=[weekday for weekday, day in enumerate(record.week) if day],
    )
    subject = subject_of(record.organisation)
    journal.record(fact, subject=subject, actor=actor, at=at, act_id=act_id)
    return hours


@transaction.atomic
def end_hours(
    *,
    organisation_code: str,
    ends_on: date,
    basis: str,
    actor: Actor,
    at: datetime,
    act_id: UUID | None = None,
) -> None:
    """Let a unit keep the hours of who stands above it from a day on.

    :raises Forbidden: the actor keeps no calendars.
    :raises NotFound: there is no such unit.
    :raises HoursUnfounded: no paper says so.
    :raises NoHoursToEnd: it has none of its own on that day or later.
    """
    lock_for(actor)
    organisations.by_code(organisation_code)
    if not basis.strip():
        raise HoursUnfounded()
    if not _give_way(organisation_code, ends_on, None, basis=basis.strip()):
        raise NoHoursToEnd(day=ends_on.strftime("%d/%m/%Y"))
    turn_page()
    fact = OfficeHoursEnded(ends_on=ends_on)
    subject = subject_of(organisation_code)
    journal.record(fact, subject=subject, actor=actor, at=at, act_id=act_id)


def check(record: HoursRecord) -> None:
    """Refuse hours that cannot be given.

    :raises NotFound: there is no such unit.
    :raises HoursUnfit: sessions of a day overlap, the week has none, or they end too early.
    :raises HoursUnfounded: no paper says so.
    :raises HoursOverlap: there are hours that begin on one of their days.
    """
    organisations.by_code(record.organisation)
    week, since, until = record.week, record.valid_from, record.valid_to
    if not any(week) or any(rules.has_overlap(day) for day in week):
        raise HoursUnfit()
    if until is not None and until <= since:
        raise HoursUnfit()
    if not record.basis.strip():
        raise HoursUnfounded()
    for row in queries.office_hours_of(record.organisation):
        if since <= row.valid_from and (until is None or row.valid_from < until):
            raise HoursOverlap(valid_from=row.valid_from.strftime("%d/%m/%Y"))


def subject_of(organisation_code: str) -> str:
    """Return the name of a unit's hours in the journal."""
    return f"office_hours:{organisation_code}"


def _give_way(code: str, since: date, until: date | None, *, basis: str = "") -> bool:
    """Take these days out of the hours a unit has. Say whether there were any."""
    any_of_them = False
    for row in queries.office_hours_of(code):
        had = rules.OfficeHours(queries.week_of(row), row.valid_from, row.valid_to)
        left = had.without(since, until)
        if left == [had]:
            continue
        any_of_them = True
        _keep(row, left, basis)
    return any_of_them


def _keep(row: OfficeHours, left: Sequence[rules.OfficeHours], basis: str) -> None:
    rows = OfficeHours.objects.filter(pk=row.pk)
    if left and left[0].valid_from == row.valid_from:
        first, *left = left
        rows.update(valid_to=first.valid_to, end_basis=basis)
    else:
        OfficeSession.objects.filter(hours=row).delete()
        rows.delete()
    for part in left:
        assert part.valid_from is not None, "Hours of a unit begin on a day."
        kept = OfficeHours.objects.create(
            organisation_id=row.organisation_id,
            valid_from=part.valid_from,
            valid_to=part.valid_to,
            basis=row.basis,
            end_basis=row.end_basis,
        )
        _add_sessions(kept, part.week)


def _add_sessions(hours: OfficeHours, week: rules.Week) -> None:
    OfficeSession.objects.bulk_create(
        OfficeSession(
            hours=hours, weekday=weekday, starts_minute=session.starts, ends_minute=session.ends
        )
        for weekday, day in enumerate(week)
        for session in day
    )

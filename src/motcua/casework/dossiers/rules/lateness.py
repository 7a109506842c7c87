"""When a letter of apology is drafted, and when a late dossier goes up to the next level."""

from datetime import date, datetime, timedelta

from motcua.casework.dossiers.rules import deadlines, life_limits
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.spine.dates import VIETNAM, local_date

UNAPOLOGISED, LATE_AGAIN, STILL_LATE = "unapologised", "late_again", "still_late"
CAUSES = {
    UNAPOLOGISED: ("quá hạn mà chưa xin lỗi, hẹn lại", "late, and nobody apologised"),
    LATE_AGAIN: ("quá cả ngày hẹn lại", "late after the new date too"),
    STILL_LATE: ("chuyển lên rồi vẫn chưa xong", "went up before and is still not done"),
}


def drafted_from(*, due_at: datetime, begun_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when the letter is drafted: the opening of the office, some working days before.

    A limit that is shorter than that is apologised for when it ends.
    """
    due_on = local_date(due_at)
    lead = life_limits.days("apology_draft", on=local_date(begun_at))
    opens_at = opening_of_office(working_days_before(due_on, lead, calendar), calendar)
    return opens_at if opens_at > begun_at else due_at


def new_date(*, due_at: datetime, at: datetime, calendar: WorkingCalendar) -> date:
    """Return the new date the letter proposes; the head may choose another."""
    last = max(local_date(due_at), local_date(at))
    return calendar.add_working_days(last, life_limits.days("apology_new_date", on=last))


def goes_up_from(
    *,
    due_at: datetime,
    is_reappointed: bool,
    raised_at: datetime | None,
    calendar: WorkingCalendar,
) -> datetime:
    """Return after which moment a late dossier goes up one level, by what happened before."""
    if raised_at is not None:
        return life_limits.ends("escalate_again", since=raised_at, calendar=calendar)
    if is_reappointed:
        return due_at  # It was put off once, which is all the law allows.
    return life_limits.ends("escalate_unapologised", since=due_at, calendar=calendar)


def cause_of(*, is_reappointed: bool, raised_at: datetime | None) -> str:
    if raised_at is not None:
        return STILL_LATE
    return LATE_AGAIN if is_reappointed else UNAPOLOGISED


def working_days_before(day: date, count: int, calendar: WorkingCalendar) -> date:
    """Return the `count`-th working day before a day."""
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_working(day)
    return day


def opening_of_office(day: date, calendar: WorkingCalendar) -> datetime:
    """Return when the office opens on a day; on a day off, its first minute."""
    sessions = calendar.sessions(day)
    hour, minute = divmod(sessions[0].starts if sessions else 0, 60)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


def closing(day: date, calendar: WorkingCalendar) -> datetime:
    return deadlines.close_of_office(day, calendar)

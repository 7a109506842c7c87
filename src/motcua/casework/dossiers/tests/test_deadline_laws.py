"""What must hold of every due date, whatever the case: laws tried on random cases."""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib.resources import files
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from motcua.casework.dossiers.rules import deadlines
from motcua.casework.dossiers.rules.accounts import due
from motcua.casework.dossiers.rules.deadlines import Cutoff, Limit, Pause, due_at
from motcua.reference.calendars import definition
from motcua.reference.calendars.rules import OfficeHours, Session, WorkingCalendar
from motcua.spine.dates import VIETNAM

_FILE = files("motcua.data").joinpath("calendars/holidays_vn_2021_2027.json")
SHIPPED = definition.calendar_of(json.loads(_FILE.read_text("utf-8")))
_DAY = (Session(7 * 60, 11 * 60 + 30), Session(13 * 60 + 30, 17 * 60))
WITH_SATURDAYS = WorkingCalendar(
    days=SHIPPED.days,
    hours=(OfficeHours((_DAY,) * 5 + ((_DAY[0],), ())),),
    announced_until=SHIPPED.announced_until,
)

_NEW_YEAR = datetime(2021, 1, 1, tzinfo=VIETNAM)
_SEVEN_YEARS_IN_SECONDS = 7 * 365 * 24 * 60 * 60
moments = some.integers(0, _SEVEN_YEARS_IN_SECONDS).map(
    lambda seconds: _NEW_YEAR + timedelta(seconds=seconds)
)


@dataclass(frozen=True)
class Case:
    received_at: datetime
    limit: Limit
    calendar: WorkingCalendar
    pauses: tuple[Pause, ...]
    cutoff: Cutoff | None

    def due_at(self, **other: Any) -> datetime:
        return due_at(**{**self.__dict__, **other})


@some.composite
def cases(draw: some.DrawFn) -> Case:
    received_at = draw(moments)
    hours = some.integers(-50, 900).map(lambda n: timedelta(minutes=37 * n))
    pauses = draw(some.lists(some.tuples(hours, hours).map(sorted), max_size=3))
    return Case(
        received_at=received_at,
        limit=Limit(
            value=draw(some.integers(0, 40)), unit=draw(some.sampled_from(deadlines.UNITS))
        ),
        calendar=draw(some.sampled_from([SHIPPED, WITH_SATURDAYS])),
        pauses=tuple(Pause(received_at + since, received_at + until) for since, until in pauses),
        cutoff=draw(some.sampled_from([None, Cutoff(time(15)), Cutoff(minutes_before_close=60)])),
    )


def longer(limit: Limit) -> Limit:
    return Limit(value=limit.value + 1, unit=limit.unit)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_a_longer_limit_is_never_due_earlier(case: Case) -> None:
    assert case.due_at() <= case.due_at(limit=longer(case.limit))


@given(cases())
@settings(max_examples=100, deadline=None)
def test_a_pause_never_shortens_the_time(case: Case) -> None:
    for kept in range(len(case.pauses)):
        assert case.due_at(pauses=case.pauses[:kept]) <= case.due_at()


@given(cases())
@settings(max_examples=100, deadline=None)
def test_a_cutoff_never_shortens_the_time(case: Case) -> None:
    assert case.due_at(cutoff=None) <= case.due_at()


@given(cases(), some.timedeltas(timedelta(0), timedelta(days=40)))
@settings(max_examples=100, deadline=None)
def test_a_restart_is_as_if_it_were_received_then(case: Case, later: timedelta) -> None:
    restart_at = case.received_at + later

    assert case.due_at(restart_at=restart_at) == case.due_at(received_at=restart_at)


@given(cases(), some.timedeltas(timedelta(0), timedelta(days=10)))
@settings(max_examples=100, deadline=None)
def test_without_a_cutoff_who_comes_later_is_due_no_earlier(case: Case, later: timedelta) -> None:
    bare: dict[str, Any] = {"cutoff": None, "pauses": ()}

    assert case.due_at(**bare) <= case.due_at(**bare, received_at=case.received_at + later)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_never_before_receipt_and_days_end_when_the_office_closes(case: Case) -> None:
    at = case.due_at()

    assert at.date() >= case.received_at.date()
    if case.limit.unit in ("working_hour", "half_day"):
        assert at >= case.received_at
        return
    assert at == deadlines.close_of_office(at.date(), case.calendar)
    assert case.calendar.is_working(at.date())


@given(cases())
@settings(max_examples=100, deadline=None)
def test_the_account_is_whole_and_agrees_with_the_due_date(case: Case) -> None:
    found = due(**case.__dict__)
    counted = [day for day in found.days if day.is_counted]

    assert found.at == case.due_at()
    assert found.days[0].on == case.received_at.date()
    assert found.days[-1].on == found.on
    assert all(one.on + timedelta(days=1) == other.on for one, other in pairwise(found.days))
    assert not any(day.is_counted and day.pause for day in found.days)
    if case.limit.unit in ("working_day", "calendar_day"):
        assert len(counted) == case.limit.value
    if case.limit.unit == "working_day":
        assert all(case.calendar.is_working(day.on) for day in counted)
    if case.limit.value and case.limit.unit in ("working_hour", "half_day"):
        assert counted[-1].on == found.on


@given(moments, some.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_eight_hours_are_a_working_day_when_nobody_is_open_otherwise(at: datetime, n: int) -> None:
    opening = SHIPPED.next_working_day(at.date())
    received_at = datetime(opening.year, opening.month, opening.day, 17, tzinfo=VIETNAM)
    days = due_at(
        received_at=received_at, limit=Limit(value=n, unit="working_day"), calendar=SHIPPED
    )

    hours = due_at(
        received_at=received_at, limit=Limit(value=8 * n, unit="working_hour"), calendar=SHIPPED
    )
    halves = due_at(
        received_at=received_at, limit=Limit(value=2 * n, unit="half_day"), calendar=SHIPPED
    )

    assert hours == halves == days

"""Due moments, case by case. Each row is a story an officer would recognise."""

import tomllib
from datetime import date, datetime, time
from decimal import Decimal
from importlib.resources import files

import pytest

from motcua.casework.dossiers.rules import limits
from motcua.casework.dossiers.rules.accounts import due
from motcua.casework.dossiers.rules.deadlines import Cutoff, Limit, Pause
from motcua.reference.calendars.rules import DayKind, DecreedDay, WorkingCalendar
from motcua.reference.procedures.definition import plain, reading
from motcua.spine.dates import VIETNAM


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def decreed(on: date, kind: DayKind, in_place_of: date | None = None) -> DecreedDay:
    return DecreedDay(on, kind, "x", "x", "D1", in_place_of=in_place_of)


APRIL_2024 = WorkingCalendar(
    days=(
        decreed(date(2024, 4, 29), DayKind.SUBSTITUTE, date(2024, 5, 4)),
        decreed(date(2024, 4, 30), DayKind.HOLIDAY),
        decreed(date(2024, 5, 1), DayKind.HOLIDAY),
        decreed(date(2024, 5, 4), DayKind.WORKING_SATURDAY, date(2024, 4, 29)),
    ),
    announced_until=date(2026, 12, 31),
)
PLAIN = WorkingCalendar(announced_until=date(2026, 12, 31))

STORIES = [
    ("over the holidays and the worked Saturday", "2024-04-26T14:00", 5, "working_day", None, "2024-05-07T17:00"),
    ("one working day from a Friday is Monday", "2026-11-20T09:00", 1, "working_day", None, "2026-11-23T17:00"),
    ("filed on a Saturday, Monday is the first day", "2026-11-21T09:00", 1, "working_day", None, "2026-11-23T17:00"),
    ("same day, filed on a Saturday: Monday", "2026-11-21T09:00", 0, "working_day", None, "2026-11-23T17:00"),
    ("after the cut-off it counts as the next day's", "2026-11-19T15:01", 1, "working_day", time(15), "2026-11-23T17:00"),
    ("on the stroke of the cut-off it does not", "2026-11-19T15:00", 1, "working_day", time(15), "2026-11-20T17:00"),
    ("same day", "2026-11-19T09:00", 0, "working_day", None, "2026-11-19T17:00"),
    ("same day, but late: the next working day", "2026-11-20T15:30", 0, "working_day", time(15), "2026-11-23T17:00"),
    ("same day, but nobody is there any more: the next", "2026-11-19T17:00", 0, "working_day", None, "2026-11-20T17:00"),
    ("calendar days count the weekend", "2026-11-20T09:00", 4, "calendar_day", None, "2026-11-24T17:00"),
    ("and move on from a day off", "2026-11-16T09:00", 5, "calendar_day", None, "2026-11-23T17:00"),
    ("a month from 31 January ends with February", "2026-01-31T09:00", 1, "month", None, "2026-03-02T17:00"),
    ("a month over the year's end", "2025-12-10T09:00", 1, "month", None, "2026-01-12T17:00"),
    ("eight hours from three are three the next day", "2026-11-18T15:00", 8, "working_hour", None, "2026-11-19T15:00"),
    ("hours wait for the office to open", "2026-11-18T20:00", 2, "working_hour", None, "2026-11-19T09:30"),
    ("hours pass over noon", "2026-11-18T11:00", 1, "working_hour", None, "2026-11-18T13:30"),
    ("half a day from the morning is the afternoon", "2026-11-18T09:00", 1, "half_day", None, "2026-11-18T17:00"),
    ("three half days from the afternoon", "2026-11-18T14:00", 3, "half_day", None, "2026-11-20T11:30"),
]  # fmt: skip
# ruff: noqa: E501 - a table of stories reads better aligned.


@pytest.mark.parametrize(
    ("story", "received_at", "value", "unit", "cutoff", "expected"),
    STORIES,
    ids=[story[0] for story in STORIES],
)
def test_due(
    story: str, received_at: str, value: int, unit: str, cutoff: time | None, expected: str
) -> None:
    calendar = APRIL_2024 if received_at < "2025" else PLAIN

    found = due(
        received_at=at(received_at),
        limit=Limit(value=value, unit=unit),
        calendar=calendar,
        cutoff=Cutoff(cutoff) if cutoff else None,
    )

    assert found.at == at(expected)
    assert found.days[0].on == at(received_at).date()
    assert found.days[-1].on == found.on


def test_waiting_for_papers_moves_it() -> None:
    pause = Pause(at("2026-11-17T10:00"), at("2026-11-19T08:00"))

    found = due(
        received_at=at("2026-11-16T09:00"),
        limit=Limit(value=2, unit="working_day"),
        calendar=PLAIN,
        pauses=[pause],
    )

    assert found.at == at("2026-11-20T17:00")
    assert [day.reason for day in found.days] == ["receipt", "pause", "pause", "working", "working"]


def test_still_waiting_is_as_if_they_came_now() -> None:
    found = due(
        received_at=at("2026-11-16T09:00"),
        limit=Limit(value=2, unit="working_day"),
        calendar=PLAIN,
        pauses=[Pause(at("2026-11-17T10:00"), None)],
        as_of=at("2026-11-18T12:00"),
    )

    assert found.at == at("2026-11-19T17:00")


def test_hours_do_not_run_while_waiting() -> None:
    found = due(
        received_at=at("2026-11-16T08:00"),
        limit=Limit(value=4, unit="working_hour"),
        calendar=PLAIN,
        pauses=[Pause(at("2026-11-16T09:00"), at("2026-11-16T10:00"))],
    )

    assert found.at == at("2026-11-16T14:30")


def test_beyond_the_last_announced_holiday_it_is_estimated() -> None:
    found = due(
        received_at=at("2026-12-30T09:00"),
        limit=Limit(value=5, unit="working_day"),
        calendar=PLAIN,
    )

    assert found.is_estimated


def test_the_account_counts_as_many_days_as_the_limit_has() -> None:
    found = due(
        received_at=at("2024-04-26T14:00"),
        limit=Limit(value=5, unit="working_day"),
        calendar=APRIL_2024,
    )

    assert sum(day.is_counted for day in found.days) == 5
    assert [day.reason for day in found.days if not day.is_counted] == [
        "receipt", "weekend", "weekend", "substitute", "holiday", "holiday", "weekend",
    ]  # fmt: skip


PAUSED = [
    ("a pause inside a day takes no day", "working_day", 2, "2026-11-17T08:00", "2026-11-17T16:00", "2026-11-18T17:00"),
    ("over one night it takes the day it began on", "working_day", 2, "2026-11-17T16:00", "2026-11-18T08:00", "2026-11-19T17:00"),
    ("a weekend inside it is not taken twice", "working_day", 5, "2026-11-20T08:00", "2026-11-23T08:00", "2026-11-24T17:00"),
    ("calendar days wait on weekends too", "calendar_day", 8, "2026-11-20T08:00", "2026-11-23T08:00", "2026-11-27T17:00"),
    ("a month waits as many days", "month", 1, "2026-11-17T08:00", "2026-11-20T08:00", "2026-12-21T17:00"),
    ("a session it ends in counts", "half_day", 3, "2026-11-17T10:00", "2026-11-17T14:00", "2026-11-18T11:30"),
    ("a session it covers does not", "half_day", 3, "2026-11-17T07:30", "2026-11-17T11:30", "2026-11-18T11:30"),
    ("hours wait as long as the office was open", "working_hour", 10, "2026-11-17T10:00", "2026-11-17T14:00", "2026-11-17T15:00"),
    ("after the limit ran out nothing moves", "calendar_day", 5, "2026-11-23T08:00", "2026-11-25T08:00", "2026-11-23T17:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("story", "unit", "value", "since", "until", "expected"),
    PAUSED,
    ids=[story[0] for story in PAUSED],
)
def test_a_pause(story: str, unit: str, value: int, since: str, until: str, expected: str) -> None:
    found = due(
        received_at=at("2026-11-16T09:00"),
        limit=Limit(value=value, unit=unit),
        calendar=PLAIN,
        pauses=[Pause(at(since), at(until))],
    )

    assert found.at == at(expected)


def test_a_restart_counts_from_zero_and_says_so() -> None:
    found = due(
        received_at=at("2026-11-16T09:00"),
        limit=Limit(value=2, unit="working_day"),
        calendar=PLAIN,
        pauses=[Pause(at("2026-11-17T09:00"), at("2026-11-19T09:00"), "supplement", "02/7")],
        restart_at=at("2026-11-19T09:00"),
    )

    assert found.at == at("2026-11-23T17:00")
    assert [day.reason for day in found.days] == [
        "before_restart", "pause", "pause", "restart", "working", "weekend", "weekend", "working",
    ]  # fmt: skip
    assert found.days[1].pause is not None
    assert found.days[1].pause.paper == "02/7"


def test_an_outage_is_a_pause_by_its_own_name() -> None:
    found = due(
        received_at=at("2026-11-16T09:00"),
        limit=Limit(value=1, unit="working_day"),
        calendar=PLAIN,
        pauses=[Pause(at("2026-11-17T07:00"), at("2026-11-18T07:00"), "outage")],
    )

    assert [day.reason for day in found.days] == ["receipt", "outage", "working"]


def test_late_in_the_last_hour_counts_as_the_next_day() -> None:
    cutoff = Cutoff(minutes_before_close=60)
    limit = Limit(value=1, unit="working_day")

    in_time = due(received_at=at("2026-11-19T16:00"), limit=limit, calendar=PLAIN, cutoff=cutoff)
    late = due(received_at=at("2026-11-19T16:01"), limit=limit, calendar=PLAIN, cutoff=cutoff)

    assert in_time.at == at("2026-11-20T17:00")
    assert late.at == at("2026-11-23T17:00")
    assert [day.reason for day in late.days[:2]] == ["cutoff", "receipt"]


class TestInTheDay:
    """A day with a cut-off is published as "trong ngày", and counted as that."""

    def test_of_a_definition(self) -> None:
        shown = files("motcua").joinpath("data/procedures/definitions/1.000894.toml")
        marriage = reading.from_values(tomllib.loads(shown.read_text("utf-8")), source="marriage")

        limit = limits.limit_of(
            marriage, channel="counter", value=Decimal(3), unit="working_day", same_day=False
        )

        assert limit == Limit(value=0, unit="working_day")

    @pytest.mark.parametrize("value", [None, Decimal(0), Decimal(1)])
    def test_of_a_record(self, value: Decimal | None) -> None:
        form = reading.from_values(plain.values(code="1", name_vi="x", name_en="x"), source="x")

        limit = limits.limit_of(
            form, channel="counter", value=value, unit="working_day", same_day=True
        )

        assert limit == Limit(value=0, unit="working_day")

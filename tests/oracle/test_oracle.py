"""The oracle is tried itself: by hand, and against a clock that ticks through every minute."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.oracle import cases, due_oracle
from tests.oracle.due_oracle import LOCAL, Case

FILE = Path(__file__).parents[2] / "src/motcua/data/calendars/holidays_vn_2021_2027.json"
DAYS = due_oracle.read_calendar(FILE)
KNOWN = cases.calendars(DAYS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


BY_HAND = """
2024-04-26T14:00 |  5 working_day  | 2024-05-07T17:00 | the example of the issue
2026-07-03T16:00 |  2 working_hour | 2026-07-06T08:30 | hours go on after the weekend
2026-07-06T07:30 |  8 working_hour | 2026-07-06T17:00 | eight hours of one day end at closing
2026-07-06T11:00 |  1 working_hour | 2026-07-06T13:30 | hours do not run at lunch
2026-07-06T12:00 |  1 half_day     | 2026-07-06T17:00 | at lunch no session is that of receipt
2026-07-06T07:30 |  2 half_day     | 2026-07-07T11:30 | the session of receipt does not count
2026-08-20T09:00 |  2 working_day  | 2026-08-22T17:00 | a worked Saturday counts
2026-02-09T09:00 |  7 calendar_day | 2026-02-23T17:00 | a calendar limit moves over Tết
2024-01-31T09:00 |  1 month        | 2024-02-29T17:00 | a month from the 31st ends on the last day
2024-02-29T09:00 | 12 month        | 2025-02-28T17:00 | a year from 29 February ends on the 28th
"""
PAUSED_BY_HAND = """
2026-03-02T09:00 | 1 month        | 2026-03-10T10:00/2026-03-11T09:00 | 2026-04-03T17:00
2026-07-06T09:00 | 1 working_day  | 2026-07-07T08:00/2026-07-07T16:00 | 2026-07-07T17:00
2026-07-06T09:00 | 1 working_day  | 2026-07-07T16:00/2026-07-08T08:00 | 2026-07-08T17:00
2026-07-06T16:00 | 2 working_hour | 2026-07-06T16:30/2026-07-07T08:00 | 2026-07-07T09:30
2026-07-06T16:00 | 1 half_day     | 2026-07-07T11:00/2026-07-07T14:00 | 2026-07-07T17:00
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.split("\n") if line]


@pytest.mark.parametrize(("received", "limit", "due", "story"), rows(BY_HAND))
def test_a_limit_ends_when_paper_and_pencil_say(
    received: str, limit: str, due: str, story: str
) -> None:
    number, unit = limit.split()
    case = Case(at(received), int(number), unit, calendar=DAYS)

    assert due_oracle.answer(case).due_at == at(due), story


@pytest.mark.parametrize(("received", "limit", "pause", "due"), rows(PAUSED_BY_HAND))
def test_a_pause_moves_it_as_paper_and_pencil_say(
    received: str, limit: str, pause: str, due: str
) -> None:
    number, unit = limit.split()
    since, until = pause.split("/")
    case = Case(at(received), int(number), unit, DAYS, pauses=((at(since), at(until)),))

    assert due_oracle.answer(case).due_at == at(due)


def test_the_file_is_read_whole() -> None:
    assert len(DAYS) == 107
    assert DAYS[date(2026, 8, 22)].replaces == date(2026, 8, 31)


def test_hours_agree_with_a_clock_that_ticks_every_minute() -> None:
    drawn = cases.cases(1500, seed=4, known=KNOWN)
    hours = [
        case
        for case in drawn
        if case.unit == "working_hour" and case.limit <= 9 and _is_of_whole_minutes(case)
    ]
    assert len(hours) > 100

    for case in hours[:30]:
        assert due_oracle.answer(case).due_at == _ticked(case), case


def _is_of_whole_minutes(case: Case) -> bool:
    moments = [case.received_at, case.restart_at, *itertools.chain(*case.pauses)]
    return all(moment is None or moment.second == 0 for moment in moments)


def _ticked(case: Case) -> datetime:
    """Count minutes, one at a time."""
    moment = due_oracle._counts_as_received(case)
    left = 60 * case.limit
    while True:
        is_open = any(
            opens <= moment < closes for opens, closes in due_oracle.sessions(case, moment.date())
        )
        if is_open and not due_oracle._is_paused(case, moment):
            left -= 1
        moment += timedelta(minutes=1)
        if not left:
            return moment

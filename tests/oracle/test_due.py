"""The engine of `motcua due` and the oracle answer alike, whatever is asked."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta
from itertools import islice
from time import process_time

import pytest

from motcua.casework.dossiers.rules import accounts
from motcua.casework.dossiers.rules.deadlines import Cutoff, Limit, Pause
from motcua.reference.calendars import definition
from motcua.reference.calendars.rules import (
    DayKind,
    DecreedDay,
    OfficeHours,
    Session,
    WorkingCalendar,
)
from tests.oracle import cases, due_oracle
from tests.oracle.due_oracle import WEEK, Account, Answer, Case, Named, Week
from tests.oracle.test_oracle import FILE, KNOWN

Engine = Callable[[Case], accounts.Due]


def engine(case: Case, calendar: WorkingCalendar | None = None) -> accounts.Due:
    """Ask what `motcua due` asks."""
    return accounts.due(
        received_at=case.received_at,
        limit=Limit(value=case.limit, unit=case.unit, leaves_days_off=case.moves),
        calendar=calendar or _calendar(_which(case), case.week),
        pauses=[Pause(since, until) for since, until in case.pauses],
        cutoff=_cutoff(case.cutoff),
        restart_at=case.restart_at,
    )


def differences(
    drawn: Iterator[Case], asked: Engine
) -> Iterator[tuple[Case, Answer, accounts.Due]]:
    for case in drawn:
        expected, found = due_oracle.answer(case), asked(case)
        if not _agree(expected, found):
            yield case, expected, found


def test_twenty_thousand_random_cases() -> None:
    drawn = cases.cases(20_000, seed=2021, known=KNOWN)

    assert told(differences(drawn, engine)) == ""


def counts_the_day_of_receipt(case: Case) -> accounts.Due:
    return engine(replace(case, limit=case.limit - 1) if case.unit == "working_day" else case)


def knows_no_swaps(case: Case) -> accounts.Due:
    known = _calendar(_which(case), case.week)
    return engine(
        case,
        replace(known, days=tuple(day for day in known.days if day.kind is DayKind.HOLIDAY)),
    )


def forgets_the_pause(case: Case) -> accounts.Due:
    return engine(replace(case, pauses=()))


def lives_in_greenwich(case: Case) -> accounts.Due:
    return engine(replace(case, received_at=case.received_at - timedelta(hours=7)))


def is_a_minute_short(case: Case) -> accounts.Due:
    found = engine(case)
    return replace(found, at=found.at - timedelta(minutes=1))


@pytest.mark.parametrize(
    "wrong",
    [
        counts_the_day_of_receipt,
        knows_no_swaps,
        forgets_the_pause,
        lives_in_greenwich,
        is_a_minute_short,
    ],
)
def test_a_wrong_engine_is_caught(wrong: Engine) -> None:
    drawn = cases.cases(400, seed=1, known=KNOWN)

    assert told(differences(drawn, wrong)) != ""


@pytest.mark.prove
def test_a_million_random_cases() -> None:
    began, number = process_time(), 1_000_000

    found = told(differences(cases.cases(number, seed=2027, known=KNOWN), engine))

    print(f"{number:,} cases in {process_time() - began:.0f} s of processor time")
    assert found == ""


def told(found: Iterator[tuple[Case, Answer, accounts.Due]]) -> str:
    """Say the first differences so that a person can count after them."""
    return "\n\n".join(
        f"{case.unit} {case.limit}, received {case.received_at}, restart {case.restart_at}, "
        f"cut-off {case.cutoff}, pauses {case.pauses}\n"
        f"oracle {expected.due_at} {expected.estimated}, engine {given.at} {given.is_estimated}"
        f"\n{_first_day_apart(expected, given)}"
        for case, expected, given in islice(found, 3)
    )


def _agree(expected: Answer, found: accounts.Due) -> bool:
    return (
        found.at == expected.due_at
        and found.at.utcoffset() == expected.due_at.utcoffset()
        and found.on == expected.due_on
        and found.is_estimated == expected.estimated
        and len(found.days) == len(expected.days)
        and all(map(_agree_on_day, expected.days, found.days))
    )


def _agree_on_day(ours: Account, theirs: accounts.DayAccount) -> bool:
    is_same = ours.day == theirs.on and ours.counted == theirs.is_counted
    return is_same and theirs.reason in ours.whys


def _first_day_apart(expected: Answer, found: accounts.Due) -> str:
    for ours, theirs in zip(expected.days, found.days, strict=False):
        if not _agree_on_day(ours, theirs):
            return f"{ours}, {theirs}"
    return f"{len(expected.days)} days, {len(found.days)} days"


def _which(case: Case) -> int:
    """Find the calendar by what it is: a dictionary is no key."""
    return next(number for number, one in enumerate(KNOWN) if one is case.calendar)


def _cutoff(cutoff: time | timedelta | None) -> Cutoff | None:
    if isinstance(cutoff, timedelta):
        return Cutoff(minutes_before_close=int(cutoff.total_seconds()) // 60)
    return Cutoff(hour=cutoff) if cutoff else None


@functools.cache
def _calendar(which: int, week: Week) -> WorkingCalendar:
    if which == 0:
        shipped = definition.calendar_of(json.loads(FILE.read_text(encoding="utf-8")))
        return replace(shipped, hours=_hours(week))
    days = KNOWN[which].values()
    return WorkingCalendar(
        days=tuple(_decreed(named) for named in days),
        hours=_hours(week),
        announced_until=max(named.day for named in days if named.announced),
    )


def _hours(week: Week) -> tuple[OfficeHours, ...]:
    if week == WEEK:
        return ()  # The engine's own default.
    return (
        OfficeHours(
            week=tuple(  # type: ignore[arg-type]
                tuple(
                    Session(60 * opens.hour + opens.minute, 60 * closes.hour + closes.minute)
                    for opens, closes in day
                )
                for day in week
            )
        ),
    )


def _decreed(named: Named) -> DecreedDay:
    kind = DayKind.SUBSTITUTE if named.replaces else DayKind.HOLIDAY
    return DecreedDay(
        on=named.day,
        kind=kind if named.off else DayKind.WORKING_SATURDAY,
        name_vi="",
        name_en="",
        decree="",
        is_estimated=not named.announced,
        in_place_of=None if named.off else named.replaces,
    )

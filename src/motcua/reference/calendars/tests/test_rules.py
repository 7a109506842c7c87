import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.reference.calendars import rules
from motcua.reference.calendars.rules import (
    Announcement,
    DayKind,
    DecreedDay,
    OfficeHours,
    Session,
    WorkingCalendar,
)
from motcua.reference.calendars.tests import oracle

FIRST, LAST = date(2021, 1, 1), date(2027, 12, 31)
DAYS = st.dates(FIRST, LAST)
SATURDAY_OFF_ITS_WORK = date(2024, 5, 4)


def decreed(on: date, kind: DayKind = DayKind.HOLIDAY, **more: object) -> DecreedDay:
    return DecreedDay(on, kind, f"Nghỉ {on}", f"Off {on}", "test", **more)  # type: ignore[arg-type]


def off(*days: date) -> WorkingCalendar:
    return WorkingCalendar(days=tuple(decreed(day) for day in days))


@st.composite
def decrees(draw: st.DrawFn) -> tuple[DecreedDay, ...]:
    found: dict[date, DecreedDay] = {}
    for on in draw(st.lists(DAYS, max_size=60)):
        kinds = [DayKind.HOLIDAY, DayKind.SUBSTITUTE]
        if on.weekday() >= 5:
            kinds.append(DayKind.WORKING_SATURDAY)
        found[on] = decreed(on, draw(st.sampled_from(kinds)))
    return tuple(found.values())


def as_the_oracle_takes_it(days: tuple[DecreedDay, ...]) -> dict[date, bool]:
    return {day.on: day.kind is not DayKind.WORKING_SATURDAY for day in days}


class TestAgainstCountingOnFingers:
    @given(decrees(), DAYS)
    def test_a_day_is_working_or_not(self, days: tuple[DecreedDay, ...], day: date) -> None:
        calendar = WorkingCalendar(days=days)

        assert calendar.is_working(day) == oracle.is_working(day, as_the_oracle_takes_it(days))

    @given(decrees(), DAYS, st.integers(0, 250))
    def test_adding_working_days(
        self, days: tuple[DecreedDay, ...], start: date, count: int
    ) -> None:
        calendar, off = WorkingCalendar(days=days), as_the_oracle_takes_it(days)

        due = calendar.add_working_days(start, count)

        assert due == oracle.add_working_days(start, count, off)

    @given(decrees(), DAYS, DAYS)
    def test_counting_between(self, days: tuple[DecreedDay, ...], one: date, other: date) -> None:
        calendar, off = WorkingCalendar(days=days), as_the_oracle_takes_it(days)
        after, until = sorted([one, other])

        counted = calendar.working_days_between(after, until)

        assert counted == oracle.working_days_between(after, until, off)

    @given(decrees(), st.lists(DAYS, max_size=20), st.integers(1, 60))
    def test_many_at_a_time_are_each_as_one(
        self, days: tuple[DecreedDay, ...], starts: list[date], count: int
    ) -> None:
        calendar = WorkingCalendar(days=days)

        assert calendar.add_working_days_many(starts, count) == [
            calendar.add_working_days(start, count) for start in starts
        ]


class TestWhatMustAlwaysBeTrue:
    @given(decrees(), DAYS, st.integers(1, 250))
    def test_what_was_added_is_counted_back(
        self, days: tuple[DecreedDay, ...], start: date, count: int
    ) -> None:
        calendar = WorkingCalendar(days=days)

        due = calendar.add_working_days(start, count)

        assert calendar.is_working(due)
        assert calendar.working_days_between(start, due) == count

    @given(decrees(), DAYS)
    def test_the_next_working_day_is_the_first_from_here(
        self, days: tuple[DecreedDay, ...], day: date
    ) -> None:
        calendar = WorkingCalendar(days=days)

        following = calendar.next_working_day(day)

        between = [day + timedelta(n) for n in range((following - day).days)]
        assert calendar.is_working(following)
        assert not any(calendar.is_working(skipped) for skipped in between)

    @given(decrees())
    def test_equal_calendars_are_one_key(self, days: tuple[DecreedDay, ...]) -> None:
        assert len({WorkingCalendar(days=days), WorkingCalendar(days=days)}) == 1

    @given(decrees(), DAYS)
    def test_a_day_off_has_no_sessions_and_a_counted_one_has(
        self, days: tuple[DecreedDay, ...], day: date
    ) -> None:
        calendar = WorkingCalendar(days=days)

        assert bool(calendar.sessions(day)) == calendar.is_working(day)


class TestStories:
    def test_five_days_over_the_holidays_of_april_2024(self) -> None:
        calendar = WorkingCalendar(
            days=(
                decreed(date(2024, 4, 29), DayKind.SUBSTITUTE),
                decreed(date(2024, 4, 30)),
                decreed(date(2024, 5, 1)),
                decreed(date(2024, 5, 4), DayKind.WORKING_SATURDAY),
            )
        )

        assert calendar.add_working_days(date(2024, 4, 26), 5) == date(2024, 5, 7)

    def test_no_days_leave_the_day_of_receipt(self) -> None:
        assert off().add_working_days(date(2026, 11, 1), 0) == date(2026, 11, 1)

    def test_29_february_is_a_day_like_others(self) -> None:
        assert off().add_working_days(date(2024, 2, 28), 1) == date(2024, 2, 29)

    @pytest.mark.parametrize(
        ("day", "code", "vi"),
        [
            (date(2026, 11, 2), "working", "Ngày làm việc"),
            (date(2026, 11, 7), "weekend", "Thứ Bảy"),
            (date(2026, 11, 8), "weekend", "Chủ nhật"),
            (date(2026, 9, 2), "holiday", "Nghỉ 2026-09-02"),
        ],
    )
    def test_every_day_has_a_reason(self, day: date, code: str, vi: str) -> None:
        reason = off(date(2026, 9, 2)).reason(day)

        assert (reason.code, reason.vi) == (code, vi)

    def test_beyond_the_last_announced_holiday_a_day_is_estimated(self) -> None:
        calendar = WorkingCalendar(announced_until=date(2026, 11, 24))

        assert not calendar.is_estimated(date(2026, 11, 24))
        assert calendar.is_estimated(date(2026, 11, 25))

    def test_without_any_announcement_all_is_estimated(self) -> None:
        assert off().is_estimated(date(2026, 1, 1))


class TestOfficeHours:
    MORNING = (Session(7 * 60, 11 * 60),)
    WITH_SATURDAY: rules.Week = (*rules.USUAL_WEEK[:5], MORNING, ())

    def test_usual_hours_are_eight(self) -> None:
        sessions = off().sessions(date(2026, 11, 2))

        assert [str(session) for session in sessions] == ["07:30-11:30", "13:00-17:00"]
        assert sum(session.minutes for session in sessions) == 8 * 60

    def test_a_saturday_morning_is_open_and_not_counted(self) -> None:
        calendar = WorkingCalendar(hours=(OfficeHours(self.WITH_SATURDAY),))

        assert calendar.sessions(date(2026, 11, 7)) == self.MORNING
        assert not calendar.is_working(date(2026, 11, 7))

    def test_a_swapped_saturday_keeps_the_hours_of_the_day_it_stands_for(self) -> None:
        friday_short: rules.Week = (*rules.USUAL_WEEK[:4], self.MORNING, (), ())
        saturday = decreed(
            date(2026, 1, 10), DayKind.WORKING_SATURDAY, in_place_of=date(2026, 1, 2)
        )
        calendar = WorkingCalendar(days=(saturday,), hours=(OfficeHours(friday_short),))

        assert calendar.sessions(date(2026, 1, 10)) == self.MORNING

    def test_the_nearest_hours_of_the_day_hold(self) -> None:
        turned = date(2026, 7, 1)
        own = OfficeHours(self.WITH_SATURDAY, valid_from=turned)
        inherited = OfficeHours((self.MORNING, *rules.USUAL_WEEK[1:]))
        calendar = WorkingCalendar(hours=(own, inherited))

        assert calendar.sessions(date(2026, 6, 29)) == self.MORNING
        assert calendar.sessions(date(2026, 7, 6)) == rules.USUAL_WEEK[0]

    def test_a_session_ends_after_it_begins(self) -> None:
        with pytest.raises(AssertionError):
            Session(600, 600)


class TestDecrees:
    def test_an_estimate_gives_way_within_the_announced_period(self) -> None:
        tet = Announcement(
            "tet", False, date(2027, 2, 5), date(2027, 2, 11), (decreed(date(2027, 2, 5)),)
        )
        estimate = Announcement(
            "estimate",
            True,
            date(2027, 1, 1),
            date(2027, 12, 31),
            (decreed(date(2027, 2, 8)), decreed(date(2027, 4, 30))),
        )

        days = rules.effective_days([estimate, tet])

        assert [day.on for day in days] == [date(2027, 2, 5), date(2027, 4, 30)]

    def test_a_later_decree_outdoes_an_earlier_one(self) -> None:
        day = date(2026, 8, 31)
        first = Announcement("a", False, day, day, (decreed(day),))
        later = Announcement("b", False, day, day, (decreed(day, DayKind.SUBSTITUTE),))

        [effective] = rules.effective_days([first, later])

        assert effective.kind is DayKind.SUBSTITUTE

    def test_differences_name_the_days_that_change(self) -> None:
        day = date(2026, 11, 24)

        [changed] = rules.differences(off(), off(day))

        assert (changed.on, changed.was_working, changed.is_working) == (day, True, False)


def test_a_due_date_costs_less_than_twenty_microseconds() -> None:
    calendar = off(date(2026, 9, 2))
    starts = [date(2026, 1, 1) + timedelta(n % 300) for n in range(50_000)]

    began = time.process_time()
    for start in starts:
        calendar.add_working_days(start, 15)

    assert time.process_time() - began < 1

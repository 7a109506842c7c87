"""Working time. Pure: give it the decrees and the office hours, and it answers for any day.

A working day is a day the law counts: Monday to Friday unless a decree takes it off, and the
weekend days a decree has worked instead. When a unit is open is another question (`sessions`):
a Saturday morning of service is open, and not counted.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate, compress, pairwise

# Every day between these is worked out once per calendar; nothing outside is ever asked.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2069, 12, 31)
_FIRST = FIRST_DAY.toordinal()
MINUTES_A_DAY = 24 * 60
SATURDAY = 5
_WEEKDAYS = bytes(
    (ordinal - 1) % 7 < SATURDAY for ordinal in range(_FIRST, LAST_DAY.toordinal() + 1)
)


class DayKind(StrEnum):
    """What a decree makes of a day."""

    HOLIDAY = "holiday"
    SUBSTITUTE = "substitute"  # Off in exchange for a weekend day that is worked.
    WORKING_SATURDAY = "working_saturday"

    @property
    def is_off(self) -> bool:
        return self is not DayKind.WORKING_SATURDAY


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """A stretch of office hours, in minutes since midnight; its end is not part of it."""

    starts: int
    ends: int

    def __post_init__(self) -> None:
        assert 0 <= self.starts < self.ends <= MINUTES_A_DAY

    @property
    def minutes(self) -> int:
        return self.ends - self.starts

    def __str__(self) -> str:
        return f"{clock_face(self.starts)}-{clock_face(self.ends)}"


Day = tuple[Session, ...]
Week = tuple[Day, Day, Day, Day, Day, Day, Day]

_USUAL_DAY: Day = (Session(7 * 60 + 30, 11 * 60 + 30), Session(13 * 60, 17 * 60))
# Taken where no unit up the tree has hours of its own.
USUAL_WEEK: Week = (_USUAL_DAY,) * 5 + ((), ())


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of a week, from a day on, until the day they end (not part of them)."""

    week: Week
    valid_from: date | None = None
    valid_to: date | None = None

    def hold_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)

    def without(self, since: date, until: date | None) -> list["OfficeHours"]:
        """Return what is left of them when the days [since, until) go to others."""
        ends, starts = self.valid_to or date.max, self.valid_from or date.min
        before = replace(self, valid_to=min(ends, since))
        after = replace(self, valid_from=max(starts, until or date.max))
        if before.valid_to == self.valid_to or (until and until <= starts):
            return [self]
        left = [before] if starts < since else []
        return [*left, after] if until and until < ends else left


@dataclass(frozen=True, slots=True)
class DecreedDay:
    """What a decree says of one day."""

    on: date
    kind: DayKind
    name_vi: str
    name_en: str
    decree: str
    is_estimated: bool = False
    in_place_of: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day counts or does not, in words for the citizen."""

    code: str
    vi: str
    en: str


_WORKING = Reason("working", "Ngày làm việc", "Working day")
_WEEKEND = (
    Reason("weekend", "Thứ Bảy", "Saturday"),
    Reason("weekend", "Chủ nhật", "Sunday"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A stretch of time in which the clocks of a unit stood, by the paper that says so."""

    code: str
    name_vi: str
    name_en: str
    since: datetime
    until: datetime
    paper: str


@dataclass(frozen=True)
class WorkingCalendar:
    """Every working day of 70 years, for one unit. Equal calendars have equal hashes.

    `hours` stand nearest first: the unit's own, then those it inherits.
    """

    days: tuple[DecreedDay, ...] = ()
    hours: tuple[OfficeHours, ...] = ()
    announced_until: date | None = None
    outages: tuple[Outage, ...] = ()
    _by_day: dict[date, DecreedDay] = field(init=False, repr=False, compare=False)
    # For each day, how many working days there are up to and including it; and the reverse.
    _ranks: "array[int]" = field(init=False, repr=False, compare=False)
    _working: "array[int]" = field(init=False, repr=False, compare=False)
    # Filled as days are asked for.
    _sessions: dict[int, Day] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_day = {day.on: day for day in self.days}
        assert len(by_day) == len(self.days), "A day has one meaning."
        is_counted = bytearray(_WEEKDAYS)
        for day in self.days:
            is_counted[day.on.toordinal() - _FIRST] = not day.kind.is_off
        ranks = array("i", accumulate(is_counted))
        ordinals = range(_FIRST, _FIRST + len(is_counted))
        working = array("i", compress(ordinals, is_counted))
        object.__setattr__(self, "_by_day", by_day)
        object.__setattr__(self, "_ranks", ranks)
        object.__setattr__(self, "_working", working)
        object.__setattr__(self, "_sessions", {})

    def is_working(self, day: date) -> bool:
        """Tell whether the law counts this day."""
        place = day.toordinal() - _FIRST
        before = self._ranks[place - 1] if place else 0
        return self._ranks[place] > before

    def is_estimated(self, day: date) -> bool:
        """Tell whether this day lies beyond the last announced holiday: it may yet change."""
        return self.announced_until is None or day > self.announced_until

    def outage(self, code: str) -> Outage | None:
        return next((one for one in self.outages if one.code == code), None)

    def decreed(self, day: date) -> DecreedDay | None:
        """Return what a decree says of this day, if any does."""
        return self._by_day.get(day)

    def reason(self, day: date) -> Reason:
        """Say why this day counts, or does not."""
        decreed = self._by_day.get(day)
        if decreed is not None:
            return Reason(decreed.kind.value, decreed.name_vi, decreed.name_en)
        weekday = day.weekday()
        return _WORKING if weekday < SATURDAY else _WEEKEND[weekday - SATURDAY]

    def add_working_days(self, start: date, count: int) -> date:
        """Return the `count`-th working day after `start`, which itself is not counted.

        With a count of 0, return `start`.
        """
        assert count >= 0
        if count == 0:
            return start
        rank = self._ranks[start.toordinal() - _FIRST]
        return date.fromordinal(self._working[rank + count - 1])

    def add_working_days_many(self, starts: Sequence[date], count: int) -> list[date]:
        """Return what `add_working_days` returns for each start, faster."""
        assert count > 0
        ranks, working, from_ordinal = self._ranks, self._working, date.fromordinal
        shift = count - 1
        return [
            from_ordinal(working[ranks[start.toordinal() - _FIRST] + shift]) for start in starts
        ]

    def working_days_between(self, after: date, until: date) -> int:
        """Return how many working days there are after one day, up to and including another."""
        return self._ranks[until.toordinal() - _FIRST] - self._ranks[after.toordinal() - _FIRST]

    def nth_working_ordinal(self, after: int, count: int) -> int:
        """Return the `count`-th working day after a day, both as ordinals; count is not 0."""
        return self._working[self._ranks[after - _FIRST] + count - 1]

    def working_ordinals_between(self, after: int, until: int) -> int:
        """Return what `working_days_between` does, of ordinals."""
        return self._ranks[until - _FIRST] - self._ranks[after - _FIRST]

    def next_working_day(self, day: date) -> date:
        """Return this day if it is a working day, or else the next that is."""
        return date.fromordinal(self._working[bisect_left(self._working, day.toordinal())])

    def sessions(self, day: date) -> Day:
        """Return when the unit is open on this day; a day off has no sessions.

        A weekend day that is worked keeps the hours of the day it stands for.
        """
        return self.sessions_at(day.toordinal())

    def sessions_at(self, ordinal: int) -> Day:
        """Return what `sessions` does, of an ordinal."""
        sessions = self._sessions.get(ordinal)
        if sessions is None:
            sessions = self._sessions[ordinal] = self._sessions_of(date.fromordinal(ordinal))
        return sessions

    def _sessions_of(self, day: date) -> Day:
        decreed = self._by_day.get(day)
        if decreed is None:
            return self._week_of(day)[day.weekday()]
        if decreed.kind.is_off:
            return ()
        weekday = decreed.in_place_of.weekday() if decreed.in_place_of else 0
        return self._week_of(day)[weekday]

    def _week_of(self, day: date) -> Week:
        for hours in self.hours:
            if hours.hold_on(day):
                return hours.week
        return USUAL_WEEK


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day that one calendar counts and the other does not, or names otherwise."""

    on: date
    was_working: bool
    is_working: bool
    before: Reason
    after: Reason


def differences(old: WorkingCalendar, new: WorkingCalendar) -> list[ChangedDay]:
    """Return the days on which two calendars disagree, in order."""
    touched = sorted({day.on for day in (*old.days, *new.days)})
    changed = [
        ChangedDay(day, old.is_working(day), new.is_working(day), old.reason(day), new.reason(day))
        for day in touched
    ]
    return [day for day in changed if day.was_working != day.is_working or day.before != day.after]


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One day of a year, with all a page says of it."""

    on: date
    reason: Reason
    is_working: bool
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class ShownMonth:
    first: date
    days: tuple[ShownDay, ...]

    @property
    def days_before(self) -> range:
        """The places of the first week that belong to the month before."""
        return range(self.first.weekday())

    @property
    def working_days(self) -> int:
        return sum(day.is_working for day in self.days)

    @property
    def is_estimated(self) -> bool:
        return all(day.is_estimated for day in self.days)


def months_of(calendar: WorkingCalendar, year: int) -> list[ShownMonth]:
    """Return every day of a year with its reason and standing."""
    months: dict[int, list[ShownDay]] = {}
    day = date(year, 1, 1)
    while day.year == year:
        shown = ShownDay(
            day, calendar.reason(day), calendar.is_working(day), calendar.is_estimated(day)
        )
        months.setdefault(day.month, []).append(shown)
        day += timedelta(days=1)
    return [ShownMonth(days[0].on, tuple(days)) for days in months.values()]


@dataclass(frozen=True, slots=True)
class Announcement:
    """A decree, as far as it decides which days are worked."""

    code: str
    is_estimated: bool
    covers_from: date
    covers_to: date
    days: tuple[DecreedDay, ...]


def effective_days(announcements: Iterable[Announcement]) -> tuple[DecreedDay, ...]:
    """Return what holds for each day, of decrees given from the oldest to the newest.

    A later decree outdoes an earlier one; an estimate gives way to whatever is announced for the
    period it falls into, even where the announcement is silent about that day.
    """
    listed = list(announcements)
    settled = [one for one in listed if not one.is_estimated]
    days: dict[date, DecreedDay] = {}
    for one in [one for one in listed if one.is_estimated] + settled:
        for day in one.days:
            if one.is_estimated and any(
                other.covers_from <= day.on <= other.covers_to for other in settled
            ):
                continue
            days[day.on] = day
    return tuple(days[on] for on in sorted(days))


def read_sessions(text: str) -> Day:
    """Return the sessions a person wrote, e.g. "07:30-11:30, 13:00-17:00".

    :raises ValueError: it is not written like that, or the sessions overlap.
    """
    sessions = []
    for part in text.replace(";", ",").split(","):
        if not part.strip():
            continue
        starts, ends = (_minutes(side) for side in part.replace("–", "-").split("-"))
        if not 0 <= starts < ends <= MINUTES_A_DAY:
            raise ValueError(part)
        sessions.append(Session(starts, ends))
    day = tuple(sorted(sessions))
    if has_overlap(day):
        raise ValueError(text)
    return day


def has_overlap(day: Day) -> bool:
    return any(later.starts < earlier.ends for earlier, later in pairwise(sorted(day)))


def _minutes(text: str) -> int:
    hours, minutes = (int(part) for part in text.strip().replace("h", ":").split(":"))
    if not (0 <= hours <= 24 and 0 <= minutes < 60):
        raise ValueError(text)
    return hours * 60 + minutes


def clock_face(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"

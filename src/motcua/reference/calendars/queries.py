"""Reads of calendars. When the state works is public, so there is no `visible_to` here."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from motcua.reference.calendars import rules
from motcua.reference.calendars.definition import DayRecord
from motcua.reference.calendars.models import CalendarDay, Decree, OfficeHours, Outage
from motcua.reference.organisations import queries as organisations
from motcua.reference.organisations import register
from motcua.spine import glance, statements
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound

CALENDARS_KEPT_MAX = 512
# What a statement asks for beside its rows, so that the page need not ask for it again.
STAMPS = f"(SELECT stamp FROM calendars_edition), {register.STAMP}"  # noqa: S608 - constants


def working_calendar(
    organisation_code: str | None = None, *, on: date | None = None
) -> rules.WorkingCalendar:
    """Return the calendar of a unit, or the usual one, as it was known at the end of a day.

    One small read; the calendar itself is kept in memory until a decree or office hours change.
    """
    return glance.once(
        ("calendar", organisation_code, on), lambda: _calendar_of(organisation_code, on)
    )


def _calendar_of(organisation_code: str | None, on: date | None) -> rules.WorkingCalendar:
    edition, stamp = glance.once("calendars", lambda: statements.run(f"SELECT {STAMPS}")[0])
    path: tuple[str, ...] = ()
    if organisation_code is not None:
        path = tuple(unit.code for unit in register.of_stamp(stamp).path(organisation_code))
    return _calendar(edition, path, on)


def know_stamps(edition: UUID | None, stamp: UUID | None) -> None:
    """Take the `STAMPS` that came along with another question of the same page."""
    glance.know("calendars", (edition, stamp))
    register.know(stamp)


@functools.lru_cache(maxsize=CALENDARS_KEPT_MAX)
def _calendar(
    edition: UUID | None, path: tuple[str, ...], on: date | None
) -> rules.WorkingCalendar:
    return _calendar_with_hours(edition, _hours(path), _outages(path), on)


@functools.lru_cache(maxsize=CALENDARS_KEPT_MAX)
def _calendar_with_hours(
    edition: UUID | None,
    hours: tuple[rules.OfficeHours, ...],
    outages: tuple[rules.Outage, ...],
    on: date | None,
) -> rules.WorkingCalendar:
    """Return one calendar for all units that keep the same hours: most keep the usual ones."""
    return rules.WorkingCalendar(
        days=_days(edition, on),
        hours=hours,
        announced_until=_announced_until(on),
        outages=outages,
    )


@functools.lru_cache(maxsize=CALENDARS_KEPT_MAX)
def _days(edition: UUID | None, on: date | None) -> tuple[rules.DecreedDay, ...]:
    return rules.effective_days(announcement(decree) for decree in _in_force(on))


def announcement(decree: Decree) -> rules.Announcement:
    """Return a decree in the shape the rules take."""
    days = tuple(
        rules.DecreedDay(
            on=day.on,
            kind=rules.DayKind(day.kind),
            name_vi=day.name_vi,
            name_en=day.name_en or day.name_vi,
            decree=decree.code,
            is_estimated=decree.is_estimated,
            in_place_of=day.in_place_of,
        )
        for day in decree.days.all()
    )
    return rules.Announcement(
        decree.code, decree.is_estimated, decree.covers_from, decree.covers_to, days
    )


@dataclass(frozen=True, slots=True)
class ShownYear:
    """A year of a unit's calendar, for a page."""

    year: int
    months: list[rules.ShownMonth]
    decreed: list[rules.DecreedDay]
    announced_until: date | None
    working_days: int


def year_shown(year: int) -> ShownYear:
    """Return every day of a year with its reason and standing."""
    calendar = working_calendar()
    months = rules.months_of(calendar, year)
    return ShownYear(
        year=year,
        months=months,
        decreed=[day for day in calendar.days if day.on.year == year],
        announced_until=calendar.announced_until,
        working_days=sum(month.working_days for month in months),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A decree that is not entered yet."""

    announcement: rules.Announcement
    issued_on: date | None
    replaces: str


def calendars_under(proposal: Proposal) -> Callable[[str], rules.WorkingCalendar]:
    """Return each unit's calendar as it would be if the decree were entered now."""
    days = _days_under(proposal)
    announced = [day.on for day in days if not day.is_estimated]

    @functools.cache
    def built(
        hours: tuple[rules.OfficeHours, ...], outages: tuple[rules.Outage, ...]
    ) -> rules.WorkingCalendar:
        last = max(announced, default=None)
        return rules.WorkingCalendar(days=days, hours=hours, announced_until=last, outages=outages)

    def under(code: str) -> rules.WorkingCalendar:
        standing = working_calendar(code)
        return built(standing.hours, standing.outages)

    return functools.cache(under)


@dataclass(frozen=True, slots=True)
class OutageProposal:
    """An outage that is not entered yet, or one that is to be lifted; `units` none: everybody."""

    outage: rules.Outage
    units: tuple[str, ...]
    is_lifted: bool = False


def calendars_with(proposal: OutageProposal) -> Callable[[str], rules.WorkingCalendar]:
    """Return each unit's calendar as it would be if the outage were entered or lifted now."""

    @functools.cache
    def built(
        standing: rules.WorkingCalendar, outages: tuple[rules.Outage, ...]
    ) -> rules.WorkingCalendar:
        return replace(standing, outages=outages)

    def under(code: str) -> rules.WorkingCalendar:
        standing, one = working_calendar(code), proposal.outage
        path = {unit.code for unit in register.current().path(code)}
        if proposal.units and not path & set(proposal.units):
            return standing
        kept = [each for each in standing.outages if each.code != one.code]
        return built(standing, tuple(kept if proposal.is_lifted else sorted([*kept, one], key=_by)))

    return functools.cache(under)


@dataclass(frozen=True, slots=True)
class HoursProposal:
    """Hours that a unit does not have yet for these days; `new` none: it keeps those above it."""

    organisation: str
    since: date
    until: date | None
    new: tuple[rules.OfficeHours, ...] = ()


def calendars_with_hours(proposal: HoursProposal) -> Callable[[str], rules.WorkingCalendar]:
    """Return each unit's calendar as it would be if the hours were given or ended now."""
    own = _own_hours(OfficeHours.objects.all())
    had = own.get(proposal.organisation, [])
    left = [part for hours in had for part in hours.without(proposal.since, proposal.until)]
    own[proposal.organisation] = [*left, *proposal.new]

    @functools.cache
    def built(
        standing: rules.WorkingCalendar, hours: tuple[rules.OfficeHours, ...]
    ) -> rules.WorkingCalendar:
        return replace(standing, hours=hours)

    def under(code: str) -> rules.WorkingCalendar:
        standing, path = working_calendar(code), [u.code for u in register.current().path(code)]
        if proposal.organisation not in path:
            return standing
        return built(standing, tuple(hours for one in path for hours in own.get(one, [])))

    return functools.cache(under)


def _by(one: rules.Outage) -> tuple[datetime, str]:
    return one.since, one.code


def outages() -> QuerySet[Outage]:
    """Return every outage, the latest first."""
    return Outage.objects.order_by("-since", "-id")


def outage(code: str) -> Outage:
    """Return one outage.

    :raises NotFound: there is none with this code.
    """
    found = Outage.objects.filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def as_rule(row: Outage) -> rules.Outage:
    """Return an outage in the shape the rules take."""
    return rules.Outage(
        code=row.code,
        name_vi=row.name_vi,
        name_en=row.name_en or row.name_vi,
        since=row.since,
        until=row.until,
        paper=row.paper,
    )


def _outages(path: tuple[str, ...]) -> tuple[rules.Outage, ...]:
    standing = Outage.objects.filter(lifted_at=None).order_by("since", "code")
    units = set(path)
    return tuple(as_rule(row) for row in standing if not row.units or units & set(row.units))


def _days_under(proposal: Proposal) -> tuple[rules.DecreedDay, ...]:
    standing = [one for one in _in_force(None) if one.code != proposal.replaces]
    # The decree stands where its day of issue puts it: an older one does not outdo a newer one.
    place = sum(
        one.issued_on is None
        or (proposal.issued_on is not None and one.issued_on <= proposal.issued_on)
        for one in standing
    )
    known = [announcement(one) for one in standing]
    return rules.effective_days([*known[:place], proposal.announcement, *known[place:]])


def announcement_of(
    code: str, days: Sequence[DayRecord], *, replaces: str, is_estimated: bool = False
) -> rules.Announcement:
    """Return a decree that is not entered yet in the shape the rules take."""
    span = [day.on for day in days]
    if replaces:
        old = decree(replaces)
        span += [old.covers_from, old.covers_to]
    decreed = tuple(
        rules.DecreedDay(
            on=day.on,
            kind=day.kind,
            name_vi=day.name_vi,
            name_en=day.name_en or day.name_vi,
            decree=code,
            is_estimated=is_estimated,
            in_place_of=day.in_place_of,
        )
        for day in days
    )
    return rules.Announcement(code, is_estimated, min(span), max(span), decreed)


def effect_of(proposal: Proposal) -> list[rules.ChangedDay]:
    """Return the days a decree would change if it were entered now. Writes nothing."""
    then = rules.WorkingCalendar(days=_days_under(proposal))
    return rules.differences(working_calendar(), then)


def decrees_in_force() -> list[Decree]:
    """Return the decrees no other has replaced, newest first."""
    return list(reversed(_in_force(None)))


def _in_force(on: date | None) -> list[Decree]:
    """Return the decrees that count on a day, oldest first: not those replaced by then."""
    known = [decree for decree in decrees() if on is None or local_date(decree.entered_at) <= on]
    replaced = {decree.replaces_id for decree in known}
    return [decree for decree in reversed(known) if decree.pk not in replaced]


def _announced_until(on: date | None) -> date | None:
    last = [
        day.on for decree in _in_force(on) if not decree.is_estimated for day in decree.days.all()
    ]
    return max(last, default=None)


def _hours(path: tuple[str, ...]) -> tuple[rules.OfficeHours, ...]:
    own = _own_hours(OfficeHours.objects.filter(organisation__code__in=path))
    return tuple(hours for code in path for hours in own.get(code, []))


def _own_hours(rows: QuerySet[OfficeHours]) -> dict[str, list[rules.OfficeHours]]:
    own: dict[str, list[rules.OfficeHours]] = {}
    for row in rows.select_related("organisation").prefetch_related("sessions"):
        hours = rules.OfficeHours(week_of(row), row.valid_from, row.valid_to)
        own.setdefault(row.organisation.code, []).append(hours)
    return own


def week_of(hours: OfficeHours) -> rules.Week:
    """Return the sessions of each weekday."""
    days: list[list[rules.Session]] = [[] for _ in range(7)]
    for session in hours.sessions.all():
        days[session.weekday].append(rules.Session(session.starts_minute, session.ends_minute))
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (
        tuple(sorted(day)) for day in days
    )
    return (monday, tuesday, wednesday, thursday, friday, saturday, sunday)


def decrees() -> QuerySet[Decree]:
    """Return every decree with its days, newest first."""
    days = Prefetch("days", CalendarDay.objects.order_by("on"))
    found = Decree.objects.select_related("replaces", "replaced_by").prefetch_related(days)
    return found.order_by(F("issued_on").desc(nulls_last=True), "-entered_at", "-id")


def decree(code: str) -> Decree:
    """Return one decree with its days.

    :raises NotFound: there is none with this code.
    """
    found = decrees().filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def office_hours_of(organisation_code: str) -> list[OfficeHours]:
    """Return a unit's own hours, newest first."""
    rows = OfficeHours.objects.filter(organisation__code=organisation_code)
    return list(rows.prefetch_related("sessions").order_by("-valid_from"))


def hours_in_force(organisation_code: str, *, on: date) -> tuple[rules.Week, OfficeHours | None]:
    """Return the week a unit keeps on a day, and the row it comes from, here or up the tree."""
    for unit in organisations.path_to_root(organisation_code):
        for row in office_hours_of(unit.code):
            if row.valid_from <= on and (row.valid_to is None or on < row.valid_to):
                row.organisation = unit
                return week_of(row), row
    return rules.USUAL_WEEK, None

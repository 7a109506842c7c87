"""`motcua due`: when something is due and why, day by day; with an installation or without one."""

import argparse
import json
import sys
from datetime import datetime
from importlib import resources
from typing import Any

from motcua.casework.dossiers.rules import accounts, deadlines, limits
from motcua.casework.dossiers.rules.accounts import DayAccount, Due
from motcua.casework.dossiers.rules.deadlines import BeyondCalendar, Cutoff, Limit, Pause
from motcua.interfaces.console.complaints import WrongCommandLine
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.surroundings import Surroundings
from motcua.reference.calendars import definition
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.spine.dates import VIETNAM

LIMIT_MAX = 9_999


def due(given: Surroundings, arguments: argparse.Namespace) -> int:
    """Print the due moment and the account of days; JSON when asked for.

    :raises WrongCommandLine: what is asked makes no sense; exit status 2.
    """
    asked = _asked(arguments)
    calendar = _calendar(given, arguments.organisation)
    try:
        found = accounts.due(calendar=calendar, **asked)
    except BeyondCalendar:
        raise WrongCommandLine(
            "ngày nằm ngoài các năm lịch biết (2000-2069)",
            "that is outside the years the calendar knows (2000-2069)",
        ) from None
    write = _as_json if arguments.json else _as_text
    sys.stdout.write(write(found, calendar) + "\n")
    return 0


def _asked(arguments: argparse.Namespace) -> dict[str, Any]:
    received_at = _moment("--received", arguments.received)
    restarts = [_moment("--restart", text) for text in arguments.restart]
    if restarts and min(restarts) < received_at:
        raise WrongCommandLine("--restart sớm hơn --received", "--restart lies before --received")
    return {
        "received_at": received_at,
        "limit": _limit(arguments),
        "pauses": [_pause(text) for text in arguments.pause],
        "cutoff": _cutoff(arguments.cutoff),
        "restart_at": max(restarts, default=None),
    }


def _limit(arguments: argparse.Namespace) -> Limit:
    text = str(arguments.limit or "")
    if not (text.isascii() and text.isdecimal() and int(text) <= LIMIT_MAX):
        raise WrongCommandLine(
            f"--limit phải là số nguyên từ 0 đến {LIMIT_MAX}",
            f"--limit must be a whole number from 0 to {LIMIT_MAX}",
        )
    if arguments.unit not in deadlines.UNITS:
        known = ", ".join(deadlines.UNITS)
        raise WrongCommandLine(
            f"--unit phải là một trong: {known}",
            f"--unit must be one of them, not {arguments.unit}",
        )
    return Limit(
        value=int(text), unit=arguments.unit, leaves_days_off=not arguments.stay_on_day_off
    )


def _moment(option: str, text: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(text or "")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
        return moment.astimezone(VIETNAM)
    except (ValueError, OverflowError):
        raise WrongCommandLine(
            f"{option} phải ghi dạng 2024-04-26T14:00, không phải “{text or ''}”",
            f"{option} must look like 2024-04-26T14:00",
        ) from None


def _pause(text: str) -> Pause:
    first, slash, last = text.partition("/")
    if not slash:
        raise WrongCommandLine(
            f"--pause phải ghi dạng TỪ/ĐẾN, không phải “{text}”", "--pause must look like FROM/TO"
        )
    since, until = _moment("--pause", first), _moment("--pause", last)
    if until < since:
        raise WrongCommandLine(
            f"--pause {text}: kết thúc trước khi bắt đầu", "the pause ends before it begins"
        )
    return Pause(since, until)


def _cutoff(text: str | None) -> Cutoff | None:
    if text is None or text == "none":
        return None
    try:
        return limits.read_cutoff(text)
    except ValueError:
        raise WrongCommandLine(
            f"--cutoff phải ghi dạng 15:00 hoặc closing-1h, không phải “{text}”",
            "--cutoff must look like 15:00 or closing-1h",
        ) from None


def _calendar(given: Surroundings, organisation: str | None) -> WorkingCalendar:
    if Home(given.home).exists:
        from motcua.interfaces.console import installation

        with installation.opened(given):
            return _calendar_here(organisation)
    if organisation is not None:
        raise WrongCommandLine(
            f"--organisation cần một bản cài đặt; {given.home} chưa có",
            "--organisation needs an installation, and there is none here",
        )
    return _shipped()


def _calendar_here(organisation: str | None) -> WorkingCalendar:
    from motcua.reference.calendars import queries as calendars
    from motcua.reference.organisations import queries as organisations
    from motcua.spine.errors import NotFound

    try:
        if organisation is not None:
            organisations.by_code(organisation)
        elif not calendars.decrees().exists():
            return _shipped()
        return calendars.working_calendar(organisation)
    except NotFound:
        raise WrongCommandLine(
            f"không có cơ quan mang mã {organisation}", f"there is no organisation {organisation}"
        ) from None


def _shipped() -> WorkingCalendar:
    file = resources.files("motcua.data").joinpath("calendars/holidays_vn_2021_2027.json")
    return definition.calendar_of(json.loads(file.read_text(encoding="utf-8")))


def _as_json(found: Due, calendar: WorkingCalendar) -> str:
    return json.dumps(
        {
            "due_on": found.on.isoformat(),
            "due_at": found.at.isoformat(),
            "estimated": found.is_estimated,
            "days": [
                {
                    "date": day.on.isoformat(),
                    "counted": day.is_counted,
                    "reason": _reason(day, calendar),
                }
                for day in found.days
            ],
        },
        ensure_ascii=False,
    )


def _as_text(found: Due, calendar: WorkingCalendar) -> str:
    rows = [
        f"{day.on:%d/%m/%Y}  {'+' if day.is_counted else '-'}  {_reason(day, calendar)}"
        for day in found.days
    ]
    estimated = " (ước tính / estimated)" if found.is_estimated else ""
    return "\n".join([*rows, f"{found.at:%H:%M %d/%m/%Y}{estimated}"])


def _reason(day: DayAccount, calendar: WorkingCalendar) -> str:
    """Return the code of the reason, and the name of a day that a decree names."""
    said = calendar.decreed(day.on)
    if said is not None and said.kind.value == day.reason:
        return f"{day.reason}: {said.name_vi}"
    return day.reason

"""Due dates a second time: day by day, from the data files alone, with nothing of our own code."""

import json
import tomllib
from datetime import date, datetime, time, timedelta, timezone
from importlib.resources import files
from pathlib import Path
from typing import Any

DATA = Path(str(files("motcua").joinpath("data")))
HANOI = timezone(timedelta(hours=7))
CLOSES = time(17)
ONLINE = ("self", "assisted")


def _days_decreed() -> tuple[set[date], set[date]]:
    off: set[date] = set()
    worked: set[date] = set()
    text = (DATA / "calendars/holidays_vn_2021_2027.json").read_text(encoding="utf-8")
    for row in json.loads(text):
        day = date.fromisoformat(row["date"])
        (worked if row["kind"] == "working_saturday" else off).add(day)
    return off, worked


OFF, WORKED = _days_decreed()


def is_worked(day: date) -> bool:
    if day in WORKED:
        return True
    return day not in OFF and day.isoweekday() <= 5


def next_worked(day: date) -> date:
    while not is_worked(day):
        day = day + timedelta(days=1)
    return day


def limit_of(key: str, channel: str) -> dict[str, Any] | None:
    written = (DATA / f"procedures/definitions/{key}.toml").read_text(encoding="utf-8")
    asked = "online" if channel in ONLINE else "in_person"
    for one in tomllib.loads(written)["time_limits"]:
        if asked in one.get("channels", [asked]):
            return dict(one["limit"])
    return None


def due(key: str, channel: str, received: datetime) -> datetime | None:
    """Count the days of the limit, one after the other."""
    limit = limit_of(key, channel)
    if limit is None:
        return None
    here = received.astimezone(HANOI)
    day = here.date()
    if "cutoff" in limit and here.time() > time.fromisoformat(limit["cutoff"]):
        day = next_worked(day + timedelta(days=1))
    left = limit["value"]
    if left == 1 and "cutoff" in limit:
        left = 0  # In the day.
        if day == here.date() and here.time() >= CLOSES:
            day = day + timedelta(days=1)
    while left > 0:
        day = day + timedelta(days=1)
        if limit["unit"] == "calendar_day" or is_worked(day):
            left = left - 1
    return datetime.combine(next_worked(day), CLOSES, HANOI)

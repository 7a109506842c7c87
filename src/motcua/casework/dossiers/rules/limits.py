"""How long a version gives for one channel, in whole units a clock can count."""

import re
from datetime import time
from decimal import Decimal

from motcua.casework.dossiers.rules.channels import LIMIT_CHANNEL
from motcua.casework.dossiers.rules.deadlines import Cutoff, Limit
from motcua.reference.procedures.definition import shape
from motcua.reference.procedures.definition.shape import Definition

# What the catalogue's records call their units.
_UNITS = {
    "working_day": "working_day",
    "day": "calendar_day",
    "hour": "working_hour",
    "month": "month",
}
HALF = Decimal("0.5")
# "Trong ngày": what comes before the cut-off is due that day, what comes after it the next.
IN_THE_DAY = Limit(value=0, unit="working_day")
_BEFORE_CLOSING = re.compile(r"closing-(\d{1,3})(h|m)")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def limit_of(
    definition: Definition, *, channel: str, value: Decimal | None, unit: str, same_day: bool
) -> Limit | None:
    """Return the limit of the channel, else of the record; None if nobody knows one."""
    said = _said(definition, channel)
    if said is not None:
        return IN_THE_DAY if said.is_same_day else whole(Decimal(str(said.value)), said.unit)
    if same_day and (not value or (value == 1 and unit == "working_day")):
        return IN_THE_DAY
    if value is None or unit not in _UNITS:
        return None
    return whole(value, _UNITS[unit])


def cutoff_of(definition: Definition, *, channel: str, of_record: time | None) -> Cutoff | None:
    """Return after what hour a dossier counts as the next working day's."""
    said = _said(definition, channel)
    if said is None:
        return Cutoff(of_record) if of_record else None
    return read_cutoff(said.cutoff) if said.cutoff else None


def longer(definition: Definition, *, channel: str) -> shape.TimeLimit | None:
    """Return the limits of the channel where they name a longer one for a case; else None."""
    row = _row(definition, channel)
    return row if row is not None and row.extended is not None else None


def extended(row: shape.TimeLimit) -> tuple[Limit, Cutoff | None]:
    """Return the longer limit of such a row; its cut-off is the row's unless it has its own."""
    said = row.extended or row.limit
    cutoff = said.cutoff or row.limit.cutoff
    limit = IN_THE_DAY if said.is_same_day else whole(Decimal(str(said.value)), said.unit)
    return limit, read_cutoff(cutoff) if cutoff else None


def read_cutoff(text: str) -> Cutoff:
    """Return the cut-off a person wrote: an hour like 15:00, or closing-1h, closing-30m.

    :raises ValueError: it is neither.
    """
    if before := _BEFORE_CLOSING.fullmatch(text):
        return Cutoff(minutes_before_close=int(before[1]) * (60 if before[2] == "h" else 1))
    if not _HOUR.fullmatch(text):
        raise ValueError(text)
    return Cutoff(time.fromisoformat(text))


def cutoff_in_words(cutoff: Cutoff | None) -> str:
    """Return a cut-off as `read_cutoff` reads it; nothing for none."""
    if cutoff is None:
        return ""
    if cutoff.hour is not None:
        return cutoff.hour.strftime("%H:%M")
    hours, minutes = divmod(cutoff.minutes_before_close, 60)
    return f"closing-{cutoff.minutes_before_close}m" if minutes else f"closing-{hours}h"


def _said(definition: Definition, channel: str) -> shape.Limit | None:
    row = _row(definition, channel)
    return row.limit if row else None


def _row(definition: Definition, channel: str) -> shape.TimeLimit | None:
    asked = LIMIT_CHANNEL[channel]
    return next((one for one in definition.time_limits if asked in one.channels), None)


def whole(value: Decimal, unit: str) -> Limit:
    """Return the limit in whole units: one and a half working days are three half days."""
    if value == value.to_integral_value():
        return Limit(value=int(value), unit=unit)
    if unit == "working_day" and (value / HALF) == (value / HALF).to_integral_value():
        return Limit(value=int(value / HALF), unit="half_day")
    # An odd fraction of a law is given to the citizen: the office has until the whole unit before.
    return Limit(value=int(value), unit=unit)

"""How long a version gives for one channel, in whole units a clock can count."""

from datetime import time
from decimal import Decimal

from motcua.casework.dossiers.rules.channels import LIMIT_CHANNEL
from motcua.casework.dossiers.rules.deadlines import Limit
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


def limit_of(
    definition: Definition, *, channel: str, value: Decimal | None, unit: str, same_day: bool
) -> Limit | None:
    """Return the limit of the channel, else of the record; None if nobody knows one."""
    said = _said(definition, channel)
    if said is not None:
        return whole(Decimal(str(said.value)), said.unit)
    if same_day and not value:
        return Limit(value=0, unit="working_day")
    if value is None or unit not in _UNITS:
        return None
    return whole(value, _UNITS[unit])


def cutoff_of(definition: Definition, *, channel: str, of_record: time | None) -> time | None:
    """Return the hour from which a dossier counts as the next working day's."""
    said = _said(definition, channel)
    if said is None:
        return of_record
    return time.fromisoformat(said.cutoff) if said.cutoff else None


def _said(definition: Definition, channel: str) -> shape.Limit | None:
    asked = LIMIT_CHANNEL[channel]
    return next((one.limit for one in definition.time_limits if asked in one.channels), None)


def whole(value: Decimal, unit: str) -> Limit:
    """Return the limit in whole units: one and a half working days are three half days."""
    if value == value.to_integral_value():
        return Limit(value=int(value), unit=unit)
    if unit == "working_day" and (value / HALF) == (value / HALF).to_integral_value():
        return Limit(value=int(value / HALF), unit="half_day")
    # An odd fraction of a law is given to the citizen: the office has until the whole unit before.
    return Limit(value=int(value), unit=unit)

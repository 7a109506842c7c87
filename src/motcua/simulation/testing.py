"""A small province to play in, for tests: real units, calendar and definitions."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from motcua.reference.calendars import operations as calendars
from motcua.reference.organisations.operations import loading as organisations
from motcua.reference.procedures.operations import definitions
from motcua.spine.actors import SYSTEM

OPENED = datetime(2026, 8, 30, tzinfo=UTC)
UNITS = ("H80.88", "H80.40", "H80.02")


def a_province(at: datetime = OPENED) -> None:
    """Load the units, the holidays and the ten definitions."""
    data = Path(str(files("motcua").joinpath("data")))
    organisations.load(data / "organisations/long_an_tay_ninh.json", actor=SYSTEM, at=at)
    calendars.load(data / "calendars/holidays_vn_2021_2027.json", actor=SYSTEM, at=at)
    definitions.publish_folder(actor=SYSTEM, at=at)

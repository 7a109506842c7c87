"""The sample data a province needs before it can be played: units, days off, definitions."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path

from motcua.reference.calendars import operations as calendars
from motcua.reference.organisations.models import Organisation
from motcua.reference.organisations.operations import loading as organisations
from motcua.reference.procedures.operations import definitions
from motcua.spine.actors import SYSTEM

# Two communes and the department whose matters the shipped definitions are.
UNITS = ("H80.88", "H80.40", "H80.02")


def load_where_empty(*, at: datetime) -> bool:
    """Load units, holidays and the ten definitions, unless there are units already."""
    if Organisation.objects.exists():
        return False
    data = Path(str(files("motcua").joinpath("data")))
    organisations.load(data / "organisations/long_an_tay_ninh.json", actor=SYSTEM, at=at)
    calendars.load(data / "calendars/holidays_vn_2021_2027.json", actor=SYSTEM, at=at)
    definitions.publish_folder(actor=SYSTEM, at=at)
    return True

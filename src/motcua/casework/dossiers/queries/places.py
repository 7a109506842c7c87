"""Where a procedure may be handed in, and which unit then resolves it."""

from dataclasses import dataclass
from datetime import date

from motcua.reference.organisations import queries as organisations
from motcua.reference.organisations.models import Organisation
from motcua.reference.procedures import queries as procedures
from motcua.reference.procedures.models import ProcedureVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One place to choose: the centre that takes the dossier in, and who resolves it."""

    receiving: Organisation
    resolving: Organisation

    @property
    def key(self) -> str:
        """Return what stands in a form for this choice."""
        return f"{self.receiving.code}|{self.resolving.code}"


def choices(version: ProcedureVersion, *, on: date) -> list[Choice]:
    """Return the places for a version on a day, in order; with one there is nothing to choose.

    A commune's matter goes to that commune's own centre, a department's to the centre of the
    province. Where nobody knows who resolves, each centre hands it to what it belongs to.
    """
    centres = list(organisations.centres(on=on))
    own = {centre.parent_id: centre for centre in centres}
    # The centre of the province belongs to an office without a territory of its own.
    general = next((one for one in centres if one.parent and not one.parent.area_vi), None)
    units = procedures.units_of(version.agency.targets, on=on) if version.agency else []
    found = [
        Choice(receiving=centre, resolving=unit)
        for unit in units
        if (centre := own.get(unit.pk, general)) is not None
    ]
    return found or [
        Choice(receiving=centre, resolving=centre.parent) for centre in centres if centre.parent
    ]


def choice_of(version: ProcedureVersion, key: str, *, on: date) -> Choice | None:
    """Return the place a form names, if it is one that may be chosen."""
    return next((one for one in choices(version, on=on) if one.key == key), None)

"""What other units have to do with a dossier: who sees it, and how many parts are still owed."""

from collections.abc import Iterable

from motcua.casework.dossiers.events import DossierShared
from motcua.casework.dossiers.models import Dossier
from motcua.spine import rows


def share(
    dossier: Dossier, *, units: Iterable[str], owed: int, gone: Iterable[str] = ()
) -> DossierShared | None:
    """Show a locked dossier to more units, and keep how many parts are owed before it is settled.

    `gone` are units that see it no longer. Return the fact for the caller to record; None where
    nothing is new.
    """
    new = sorted(set(units) - set(dossier.parts))
    lost = sorted(set(gone) & set(dossier.parts))
    if not new and not lost and owed == dossier.parts_owed:
        return None
    dossier.parts = sorted({*dossier.parts, *new} - set(lost))
    dossier.parts_owed = owed
    rows.update(dossier, "parts", "parts_owed")
    return DossierShared(units=new, owed=owed, gone=lost)

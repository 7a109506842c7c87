"""Give other units a part in a dossier: from then on they see it."""

from collections.abc import Iterable

from motcua.casework.dossiers.events import DossierShared
from motcua.casework.dossiers.models import Dossier
from motcua.spine import rows


def share(dossier: Dossier, *, units: Iterable[str]) -> DossierShared | None:
    """Give units a part in a locked dossier; return the fact for the caller to record, if new."""
    new = sorted(set(units) - set(dossier.parts))
    if not new:
        return None
    dossier.parts = sorted([*dossier.parts, *new])
    rows.update(dossier, "parts")
    return DossierShared(units=new)

"""Issue a slip: its number in the organisation's yearly book, and what it will say."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.casework.dossiers.models import Dossier, Slip
from motcua.reference.organisations.models import Organisation
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.numbering.operations import next_number

ACKNOWLEDGEMENT, SUPPLEMENT, REFUSAL, STOPPING, RESULT = "01", "02", "03", "05", "result"


def issue(
    form: str,
    *,
    dossier: Dossier,
    organisation: Organisation,
    said: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> Slip:
    """Give the slip its number now; it is rendered and signed later, from what it says here."""
    year = local_date(at).year
    number = next_number(series=f"slip:{form}:{organisation.code}", year=year)
    return Slip.objects.create(
        dossier=dossier,
        form=form,
        organisation=organisation,
        year=year,
        number=number,
        issued_by=actor.id,
        issued_at=at,
        said=json.dumps(said, ensure_ascii=False, default=str),
    )


def name_of(slip: Slip) -> str:
    """Return what the journal calls it: form, organisation, year and number."""
    return f"{slip.form}:{slip.organisation.code}:{slip.year}:{slip.number}"

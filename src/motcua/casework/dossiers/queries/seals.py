"""Whose seal a clerk keeps."""

from datetime import date

from motcua.reference.organisations import queries as organisations
from motcua.reference.organisations.models import Organisation
from motcua.reference.people import queries as people
from motcua.spine.actors import Actor

CLERK, OFFICE = "clerk", "division"


def agency_of(unit: Organisation) -> Organisation:
    """Return the agency whose seal a unit's clerk keeps: an office has none of its own."""
    return unit.parent if unit.parent and unit.kind_id == OFFICE else unit


def kept_by(actor: Actor, *, on: date) -> list[str]:
    """Return the agencies whose seal this clerk keeps on a day.

    Their own agency's; and its service centre's, unless that has a clerk: then its seal opens with
    another passphrase.
    """
    if CLERK not in actor.roles:
        return []
    agency = agency_of(organisations.by_code(actor.organisation))
    centres = organisations.children(agency.code, on=on).filter(kind__receives_dossiers=True)
    codes = set(centres.values_list("code", flat=True))
    clerks = people.posts_on(on).filter(role=CLERK, organisation__in=codes)
    return sorted({agency.code} | codes - {post.organisation.code for post in clerks})

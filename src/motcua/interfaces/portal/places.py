"""Where dossiers are taken in: the public-service centres, found by the name of the commune."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from motcua.interfaces.look import writing
from motcua.interfaces.portal import procedure_page, sentences
from motcua.reference.finding.rules import letters
from motcua.reference.organisations import queries as organisations
from motcua.reference.procedures.queries import ProcedurePage
from motcua.reference.procedures.rules import jurisdictions


@dataclass(frozen=True)
class Place:
    area: str
    name: str
    place: str
    phone: str
    address: str  # The page of the procedure with this centre chosen, if one was asked for.


def identity_of(given: str) -> tuple[str, str]:
    """Return jurisdiction and key of `national/1.001193`; two empty texts for anything else."""
    jurisdiction, _slash, key = given.partition("/")
    return (jurisdiction, key) if jurisdiction and key else ("", "")


def found(*, words: str, identity: str, on: date) -> tuple[list[Place], int]:
    """Return the centres whose commune or name holds the words, and how many there are in all."""
    places = [_place(unit, identity) for unit in organisations.centres(on=on)]
    asked = letters.plain(words).split()
    kept = [one for one in places if all(word in letters.plain(one.area) for word in asked)]
    # The province's own centre first: it has no commune.
    return sorted(kept, key=lambda one: one.area != one.name), len(places)


def chosen(code: str, *, on: date) -> Any:
    """Return the centre with this code, or None when none was chosen."""
    return organisations.centres(on=on).filter(code=code).first() if code else None


def is_elsewhere(page: ProcedurePage, *, on: date) -> bool:
    """Say whether a procedure is another province's own, so that nobody here takes it in.

    Compared by name: the units of a demo bear synthetic codes.
    """
    here = {unit.name_vi for unit in organisations.of_kind("province", on=on)}
    is_everywhere = page.jurisdiction in (jurisdictions.NATIONAL, jurisdictions.UNKNOWN)
    return bool(here) and not is_everywhere and page.jurisdiction_vi not in here


def is_filed_here(page: ProcedurePage, *, on: date) -> bool:
    """Say whether a dossier can be sent from here: not to a ministry or the national portal."""
    handled_here = page.handled_on in (None, "province")
    return page.can_be_filed and handled_here and not is_elsewhere(page, on=on)


def address(identity: str) -> str:
    return f"{reverse('portal:centres')}?{urlencode({'thu-tuc': identity})}"


def _place(unit: Any, identity: str) -> Place:
    language = sentences.language()
    area = writing.in_language(unit.parent, "area", language)[0] if unit.parent else ""
    jurisdiction, key = identity_of(identity)
    link = procedure_page.address(jurisdiction, key) if key else ""
    name = writing.in_language(unit, "name", language)[0]
    return Place(
        area=area or name,
        name=name,
        place=unit.address_vi,
        phone=unit.phone,
        address=f"{link}?{urlencode({'noi': unit.code})}" if link else "",
    )

"""Where dossiers are taken in: the public-service centres, found by the name of the commune."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from motcua.interfaces.look import writing
from motcua.interfaces.portal import fields, procedure_page, sentences
from motcua.reference.organisations import queries as organisations


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
    asked = fields.slug(words).split("-") if words.strip() else []
    kept = [
        one
        for one in places
        if all(word in fields.slug(f"{one.area} {one.name}") for word in asked)
    ]
    return kept, len(places)


def chosen(code: str, *, on: date) -> Any:
    """Return the centre with this code, or None when none was chosen."""
    return organisations.centres(on=on).filter(code=code).first() if code else None


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
        name=name if area else "",
        place=unit.address_vi,
        phone=unit.phone,
        address=f"{link}?{urlencode({'noi': unit.code})}" if link else "",
    )

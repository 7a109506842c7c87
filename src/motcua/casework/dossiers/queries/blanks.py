"""What a counter needs to fill in a form for somebody who stands there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.casework.dossiers.queries import access, places
from motcua.casework.dossiers.queries.places import Choice
from motcua.casework.dossiers.rules import prefill
from motcua.reference.organisations import queries as organisations
from motcua.reference.people import queries as people
from motcua.reference.people.models import Person
from motcua.reference.procedures import queries as procedures
from motcua.reference.procedures.definition.shape import Definition
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound

PROVINCE = "province"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A procedure's empty form at one counter. It may not be one that can be filed there."""

    jurisdiction: str
    key: str
    name_vi: str
    name_en: str
    definition: Definition
    places: tuple[Choice, ...]
    can_be_filed: bool


def blank(*, jurisdiction: str, key: str, actor: Actor, on: date) -> Blank:
    """Return the form of a procedure for the actor's own counter.

    :raises NotFound: there is no such procedure, or the actor sits at no counter.
    """
    procedure = procedures.procedure_of(jurisdiction=jurisdiction, key=key)
    version = procedures.version_on(procedure, on=on)
    if version is None:
        raise NotFound()
    handling = procedures.handling_of(procedure, on=on)
    is_ours = handling is None or handling.handled_on == PROVINCE
    return Blank(
        jurisdiction=jurisdiction,
        key=procedure.key,
        name_vi=version.name_vi,
        name_en=version.name_en,
        definition=access.definition_of(version),
        places=tuple(_at_counter(places.choices(version, on=on), actor)),
        can_be_filed=is_ours and procedures.is_fileable(version, on=on),
    )


def known_of(person: Person, definition: Definition) -> Mapping[str, Any]:
    """Return the answers that follow from what is known of a person."""
    known = {
        "full_name": person.full_name,
        "personal_number": person.personal_number,
        "date_of_birth": person.born_on,
        "address": person.address,
        "phone": person.phone,
        "email": person.email,
    }
    return prefill.prefilled(definition, known)


def account_of(*, personal_number: str, full_name: str) -> int | None:
    """Return the account of this person, where number and name both agree; else None."""
    for account in people.citizen_by_personal_number(personal_number).select_related("person"):
        if account.person and account.person.full_name.casefold() == full_name.casefold():
            return account.pk
    return None


def _at_counter(choices: list[Choice], actor: Actor) -> list[Choice]:
    """A counter takes in for any who resolves, wherever they are: for its own agency first."""
    here = organisations.by_codes([actor.organisation]).get(actor.organisation)
    if here is None or not here.kind.receives_dossiers:
        raise NotFound()
    theirs = [Choice(receiving=here, resolving=one.resolving) for one in choices]
    return sorted(theirs, key=lambda one: one.resolving.pk != here.parent_id)

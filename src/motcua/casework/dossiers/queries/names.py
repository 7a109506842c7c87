"""What people, places and papers are called on slips and lists."""

from collections.abc import Collection, Mapping

from django.db import connection

from motcua.casework.dossiers.rules import slip_texts
from motcua.reference.organisations import queries as organisations
from motcua.reference.organisations.models import Organisation
from motcua.reference.people.models import Person
from motcua.reference.procedures.definition.shape import Definition
from motcua.spine import rows, statements
from motcua.spine.actors import Actor

OTHER = "other"  # A paper that the procedure does not ask for by itself.


def of_actor(actor: Actor) -> str:
    """Return the name of who acts; "" for the system itself."""
    return of_accounts([int(actor.id)]).get(int(actor.id), "") if actor.id.isdecimal() else ""


_NAMES = """
    SELECT account.id, account.login, person.full_name FROM people_account account
    LEFT JOIN people_person person ON person.id = account.person_id
    WHERE account.id = ANY(%s::bigint[])
"""


def of_accounts(account_ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of members of staff, who sign with them in public."""
    found = statements.run(_NAMES, [list(account_ids)])
    return {pk: revealed(concealed) or login for pk, login, concealed in found}


def revealed(concealed: bytes | None) -> str | None:
    """Reveal the name alone: a person has seven more concealed columns nobody asks for here."""
    name = rows.field(Person, "full_name")
    shown: str | None = name.from_db_value(concealed, None, connection)
    return shown


def place_of(organisation: Organisation) -> str:
    """Return the locality an agency writes from: its own, or that of what it belongs to."""
    above = organisation.parent
    area = organisation.area_vi or (above.area_vi if above else "")
    if not area:
        path = organisations.path_to_root(organisation.code)
        area = next((unit.area_vi for unit in path if unit.area_vi), organisation.name_vi)
    return slip_texts.place(area)


def of_component(definition: Definition, code: str, *, language: str = "vi") -> str:
    """Return what a paper is called: its component, else the question it answers, else its code."""
    is_english = language == "en"
    if code == OTHER:
        return "Another paper" if is_english else "Giấy tờ khác"
    for component in definition.components:
        if component.code == code:
            return (component.name_en if is_english else "") or component.name_vi
    for field in definition.fields:
        if code in (field.code, field.component):
            return field.label_en if is_english else field.label_vi
    return code

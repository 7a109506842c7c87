"""What people, places and papers are called on slips and lists."""

from collections.abc import Collection, Mapping

from motcua.casework.dossiers.rules import slip_texts
from motcua.reference.organisations import queries as organisations
from motcua.reference.organisations.models import Organisation
from motcua.reference.people.models import Account
from motcua.reference.procedures.definition.shape import Definition
from motcua.spine.actors import Actor


def of_actor(actor: Actor) -> str:
    """Return the name of who acts; "" for the system itself."""
    return of_accounts([int(actor.id)]).get(int(actor.id), "") if actor.id.isdecimal() else ""


def of_accounts(account_ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of members of staff, who sign with them in public."""
    wanted = Account.objects.filter(pk__in=account_ids).select_related("person")
    return {account.pk: account.name for account in wanted}


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
    for component in definition.components:
        if component.code == code:
            return (component.name_en if is_english else "") or component.name_vi
    for field in definition.fields:
        if code in (field.code, field.component):
            return field.label_en if is_english else field.label_vi
    return code

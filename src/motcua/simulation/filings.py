"""From a plan to what is handed in: places, answers, papers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from motcua.casework.dossiers.operations.filing import Filing, PaperGiven, PartyGiven
from motcua.casework.dossiers.operations.intake import check_handled_here
from motcua.casework.dossiers.queries import access, places
from motcua.casework.dossiers.queries.places import Choice
from motcua.casework.dossiers.rules.channels import Place
from motcua.reference.procedures import queries as procedures
from motcua.reference.procedures.definition.conditions import holds
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.procedures.models import Procedure
from motcua.simulation import forms, habits
from motcua.simulation.plans import Habit, Plan, habits_of
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import Refusal

JURISDICTION = "national"
PLACES = {"self": Place.WEB, "assisted": Place.WEB, "counter": Place.COUNTER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One procedure as it can be filed here."""

    habit: Habit
    definition: Definition
    choices: Sequence[Choice]


def offers(*, on: date, units: Sequence[str]) -> dict[str, Offer]:
    """Return the procedures that can be filed on a day, each with its places.

    `units` are the codes whose centres take part; a matter of the province goes to its own.
    """
    found = {}
    for habit in habits_of([row["key"] for row in habits.province()["procedure"]]):
        procedure = Procedure.objects.filter(jurisdiction=JURISDICTION, key=habit.key).first()
        version = procedures.version_on(procedure, on=on) if procedure else None
        if procedure is None or version is None or not _is_here(procedure, on=on):
            continue
        if not procedures.is_fileable(version, on=on):
            continue
        every = places.choices(version, on=on)
        chosen = [one for one in every if one.resolving.code in units] or every[:1]
        definition = access.definition_of(version)
        found[habit.key] = Offer(habit=habit, definition=definition, choices=chosen)
    return found


def filing_of(
    plan: Plan, offer: Offer, *, seed: int, dice: Random, account_id: int | None
) -> Filing:
    """Return what is handed in."""
    who, definition = plan.applicant, offer.definition
    on = plan.arrives_at.astimezone(VIETNAM).date()
    answers = forms.fill(definition, who, on=on, dice=dice)
    choice = offer.choices[int(plan.place * len(offer.choices))]
    return Filing(
        key=f"sim-{seed}-{plan.label}",
        place=PLACES[plan.channel],
        jurisdiction=JURISDICTION,
        procedure=plan.procedure,
        receiving=choice.receiving.code,
        resolving=choice.resolving.code,
        answers=answers,
        applicant=PartyGiven(
            full_name=who.full_name,
            personal_number=who.personal_number,
            phone=who.phone,
            address=who.address_line,
        ),
        papers=tuple(
            paper(component.code, f"{seed}/{plan.number}", component.fulfilment[0])
            for component in definition.components
            if component.required and holds(component.needed_if, answers)
        ),
        account_id=account_id,
        result_way=plan.result_way,
    )


def paper(component: str, whose: str, fulfilment: str = "upload") -> PaperGiven:
    """Return a paper of which only the hash is known."""
    document_hash = hashlib.sha256(f"{whose}/{component}".encode()).hexdigest()
    return PaperGiven(component=component, fulfilment=fulfilment, document_hash=document_hash)


def _is_here(procedure: Procedure, *, on: date) -> bool:
    from datetime import datetime, time

    try:
        check_handled_here(procedure, at=datetime.combine(on, time(12), tzinfo=VIETNAM))
    except Refusal:
        return False
    return True

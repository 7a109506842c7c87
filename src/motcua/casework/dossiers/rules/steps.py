"""The steps of a dossier inside "being settled": which comes next, and what each is."""

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.reference.procedures.definition.shape import Definition, Step

RECEPTION = "reception"
OUTSIDE = frozenset({"outside", "applicant"})
SIGNERS = frozenset({"head", "leader"})
CLERK = "clerk"
# A leader may do what a head does: where a commune has no division, its chairman signs.
ALSO = {"leader": frozenset({"head"})}


@dataclass(frozen=True, slots=True)
class WorkStep:
    """One step: what is done, by which role of which sort of unit."""

    order: int
    name_vi: str
    name_en: str
    unit: str
    role: str


# For procedures without steps of their own: examine, then sign. Every dossier has somebody.
PLAIN = (
    WorkStep(1, "Thẩm định hồ sơ", "Examine the dossier", "", "handler"),
    WorkStep(2, "Ký kết quả", "Sign the result", "", "head"),
)


def steps_of(definition: Definition) -> Sequence[WorkStep]:
    """Return the steps between receipt and return, in order.

    Receiving and returning are acts of their own and no steps; the desk's work between them is
    one. What outsiders do is ours only where somebody of ours records it.
    """
    own = [step for step in definition.steps if step.role not in {RECEPTION, *OUTSIDE}]
    if not own:
        return PLAIN
    inner = range(own[0].order, own[-1].order + 1)
    return tuple(
        _work_step(step, beside=_who_asks(own, step))
        for step in definition.steps
        if step in own
        or (step.role == RECEPTION and step.order in inner)
        or (step.role in OUTSIDE and step.recorded_by and not step.waits_for_applicant)
    )


def roles_of(roles: frozenset[str]) -> frozenset[str]:
    """Return the roles whose steps these roles may do."""
    return roles.union(*(ALSO.get(role, frozenset()) for role in roles))


def is_approval(steps: Sequence[WorkStep], order: int) -> bool:
    """Say whether who does this step has the last word: no later step is a head's or leader's."""
    later = any(step.role in SIGNERS for step in steps if step.order > order)
    return of_order(steps, order).role in SIGNERS and not later


def only_clerks_left(steps: Sequence[WorkStep], order: int | None) -> bool:
    """Say whether nothing is left but to number and seal."""
    return order is None or all(step.role == CLERK for step in steps if step.order >= order)


def first(steps: Sequence[WorkStep]) -> WorkStep:
    return steps[0]


def after(steps: Sequence[WorkStep], order: int) -> WorkStep | None:
    """Return the step after this one; None after the last."""
    return next((step for step in steps if step.order > order), None)


def of_order(steps: Sequence[WorkStep], order: int) -> WorkStep:
    return next(step for step in steps if step.order == order)


def _who_asks(own: Sequence[Step], step: Step) -> Step:
    """Return the step of ours whose unit asks an outsider: the one before, else the first."""
    return next((one for one in reversed(own) if one.order < step.order), own[0])


def _work_step(step: Step, *, beside: Step) -> WorkStep:
    if step.role in OUTSIDE:
        return WorkStep(step.order, step.name_vi, step.name_en, beside.unit, step.recorded_by)
    return WorkStep(step.order, step.name_vi, step.name_en, step.unit, step.role)

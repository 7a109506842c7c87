"""The steps of a dossier inside "being settled": which comes next, and what each is."""

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.reference.procedures.definition.shape import Definition, Step

RECEPTION = "reception"
OUTSIDE = frozenset({"outside", "applicant"})
SIGNERS = frozenset({"head", "leader"})


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

    Receiving and returning are acts of their own and no steps; what outsiders do is not ours.
    """
    own = [step for step in definition.steps if step.role not in {RECEPTION, *OUTSIDE}]
    return tuple(_work_step(step) for step in own) or PLAIN


def first(steps: Sequence[WorkStep]) -> WorkStep:
    return steps[0]


def after(steps: Sequence[WorkStep], order: int) -> WorkStep | None:
    """Return the step after this one; None after the last."""
    return next((step for step in steps if step.order > order), None)


def of_order(steps: Sequence[WorkStep], order: int) -> WorkStep:
    return next(step for step in steps if step.order == order)


def _work_step(step: Step) -> WorkStep:
    return WorkStep(step.order, step.name_vi, step.name_en, step.unit, step.role)

"""The steps of a dossier inside "being settled": which is open when, and what each is.

Steps beside each other are open at once. What is done follows from what is open: a step that is not
open is done, unless one before it is still open.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from motcua.reference.procedures.definition.shape import Definition, Step
from motcua.reference.procedures.rules.flow import graph

RECEPTION = "reception"
OUTSIDE = frozenset({"outside", "applicant"})
SIGNERS = frozenset({"head", "leader"})
CLERK = "clerk"
# A leader may do what a head does: where a commune has no division, its chairman signs.
ALSO = {"leader": frozenset({"head"})}


@dataclass(frozen=True, slots=True)
class WorkStep:
    """One step: what is done, by which role of which sort of unit, after which others."""

    order: int
    name_vi: str
    name_en: str
    unit: str
    role: str
    before: frozenset[int] = frozenset()


# For procedures without steps of their own: examine, then sign. Every dossier has somebody.
PLAIN = (
    WorkStep(1, "Thẩm định hồ sơ", "Examine the dossier", "", "handler"),
    WorkStep(2, "Ký kết quả", "Sign the result", "", "head", frozenset({1})),
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
    ours = [
        step
        for step in definition.steps
        if step in own
        or (step.role == RECEPTION and step.order in inner)
        or (step.role in OUTSIDE and step.recorded_by and not step.waits_for_applicant)
    ]
    before = _before(definition.steps, {step.order for step in ours})
    return tuple(
        _work_step(step, beside=_who_asks(own, step), before=before[step.order]) for step in ours
    )


def roles_of(roles: frozenset[str]) -> frozenset[str]:
    """Return the roles whose steps these roles may do."""
    return roles.union(*(ALSO.get(role, frozenset()) for role in roles))


def is_approval(steps: Sequence[WorkStep], order: int, left: Iterable[int]) -> bool:
    """Say whether who does this step has the last word: nothing else left is a signer's."""
    others = set(left) - {order}
    later = any(step.role in SIGNERS for step in steps if step.order in others)
    return of_order(steps, order).role in SIGNERS and not later


def only_clerks_left(steps: Sequence[WorkStep], opened: Collection[int]) -> bool:
    """Say whether nothing is left but to number and seal."""
    left = remaining(steps, opened)
    return all(step.role == CLERK for step in steps if step.order in left)


def is_line(steps: Sequence[WorkStep]) -> bool:
    """Say whether each step comes after all before it, as in nearly every procedure."""
    return all(len(step.before) == (place > 0) for place, step in enumerate(steps))


def remaining(steps: Sequence[WorkStep], opened: Collection[int]) -> frozenset[int]:
    """Return the steps that are not done: those open, and all that come after one of them."""
    found = set(opened)
    for step in steps:  # A step names only steps before it.
        if step.before & found:
            found.add(step.order)
    return frozenset(found)


def begun(steps: Sequence[WorkStep]) -> Sequence[WorkStep]:
    """Return the steps that are open from receipt on."""
    return [step for step in steps if not step.before]


def opened_by(
    steps: Sequence[WorkStep], order: int, *, opened: Collection[int], done: Collection[int]
) -> Sequence[WorkStep]:
    """Return the steps whose turn comes with this one being done, beside those open already."""
    over = {*done, order}
    known = over.union(opened)
    return [step for step in steps if step.order not in known and step.before <= over]


def of_order(steps: Sequence[WorkStep], order: int) -> WorkStep:
    return next(step for step in steps if step.order == order)


def _who_asks(own: Sequence[Step], step: Step) -> Step:
    """Return the step of ours whose unit asks an outsider: the one before, else the first."""
    return next((one for one in reversed(own) if one.order < step.order), own[0])


def _before(every: Sequence[Step], ours: set[int]) -> Mapping[int, frozenset[int]]:
    """Return which of our own steps come before each step: of what is not ours, those before it."""
    tasks = [
        graph.Task(order=one.order, name_vi="", name_en="", owner=one.unit, role=one.role)
        for one in every
    ]
    drawn = graph.flow_of(tasks, [(one.parallel_with, one.after) for one in every]).before
    found: dict[int, frozenset[int]] = {}
    for one in every:
        found[one.order] = frozenset()
        for past in drawn[one.order]:
            found[one.order] |= {past} if past in ours else found.get(past, frozenset())
    return {order: _nearest(order, found) for order in found}


def _nearest(order: int, found: Mapping[int, frozenset[int]]) -> frozenset[int]:
    """Leave out what comes before something else that comes before: it says nothing more."""
    further = frozenset().union(*(found[one] for one in found[order]))
    return found[order] - further


def _work_step(step: Step, *, beside: Step, before: frozenset[int]) -> WorkStep:
    unit, role = step.unit, step.role
    if step.role in OUTSIDE:
        unit, role = beside.unit, step.recorded_by
    return WorkStep(step.order, step.name_vi, step.name_en, unit, role, before)

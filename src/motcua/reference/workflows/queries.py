"""Reads of step lists. They are public, so there is no `visible_to` here."""

import functools
from collections.abc import Sequence
from datetime import date

from motcua.reference.workflows.definition import reading, shape
from motcua.reference.workflows.models import Workflow
from motcua.spine.errors import NotFound

WORKFLOWS_KEPT_MAX = 512


def latest() -> Sequence[Workflow]:
    """Return the newest edition of each list, by code."""
    return list(Workflow.objects.order_by("code", "-number").distinct("code"))


def latest_of(code: str) -> Workflow:
    """:raises NotFound: nobody has loaded a list with this code."""
    found = Workflow.objects.filter(code=code).order_by("-number").first()
    if found is None:
        raise NotFound()
    return found


def in_force_for(procedure: str, *, on: date) -> Workflow | None:
    """Return the one list of a procedure on a day; None where there is none, or more than one."""
    found = [
        row
        for row in latest()
        if procedure in (said := said_by(row)).procedures and said.is_valid_on(on)
    ]
    return found[0] if len(found) == 1 else None


def procedures_listed() -> frozenset[str]:
    """Return the codes of the procedures that some list names."""
    return frozenset(code for row in latest() for code in said_by(row).procedures)


def said_by(row: Workflow) -> shape.Workflow:
    """Return what an edition says."""
    return _said(row.pk)


@functools.lru_cache(maxsize=WORKFLOWS_KEPT_MAX)
def _said(workflow_id: int) -> shape.Workflow:
    row = Workflow.objects.get(pk=workflow_id)  # An edition is never changed.
    return reading.from_values(row.values, source=str(row))

"""A process and what the rules say of it, as rows of words with the address of the cure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from motcua.interfaces.look import flowchart
from motcua.interfaces.look.flowchart import Drawn, Row
from motcua.reference.procedures import lints
from motcua.reference.procedures.rules.flow import graph
from motcua.reference.procedures.rules.lint.findings import Finding

_PLACES = {
    "flow": "catalogue:edit_flow",
    "papers": "catalogue:edit_lists",
    "form": "catalogue:edit_lists",
    "general": "catalogue:edit",
    "channels": "catalogue:edit_channels",
    "lists": "catalogue:edit_results",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding in words; `address` leads to the field that mends it, or nowhere."""

    sentence: str
    is_error: bool
    address: str
    basis: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as the editor lists it, with what is wrong with it."""

    said: Row
    papers: str
    faults: Sequence[Fault]
    is_first: bool
    is_last: bool


def language() -> str:
    return "en" if get_language() == "en" else "vi"


def of(version: Any) -> dict[str, Any]:
    """Return a version's process with drawing, table and faults, for a template."""
    found = lints.findings_of(version)
    values = version.definition or {}
    flow = graph.of_values(values)
    drawn = flowchart.drawn(flow, named=lints.units_named(version))
    return {
        "flow": drawn if flow.tasks else None,
        "steps": list(_steps(values, drawn, found, version.pk)),
        **faults_of(version),
    }


def faults_of(version: Any) -> dict[str, Any]:
    """Return what is wrong with a version: errors, and warnings it may be published with."""
    found = lints.findings_of(version)
    draft_id = version.pk if version.state == "draft" else None
    return {
        "errors": faults([one for one in found if one.is_error], draft_id),
        "warnings": faults([one for one in found if not one.is_error], draft_id),
    }


def faults(found: Iterable[Finding], draft_id: int | None = None) -> list[Fault]:
    """Return findings in words; of a draft, with where each is mended."""
    return [
        Fault(
            sentence=one.sentence(language()),
            is_error=one.is_error,
            address=_address(one, draft_id) if draft_id is not None else "",
            basis=one.rule.basis,
        )
        for one in found
    ]


def _address(finding: Finding, draft_id: int) -> str:
    if finding.rule.place == "step" and finding.step is not None:
        return reverse("catalogue:edit_step", args=[draft_id, finding.step])
    return reverse(_PLACES.get(finding.rule.place, "catalogue:edit_flow"), args=[draft_id])


def _steps(
    values: Mapping[str, Any], drawn: Drawn, found: Sequence[Finding], draft_id: int
) -> Iterable[StepRow]:
    names = {
        str(row.get("code")): str(row.get(f"name_{language()}") or row.get("name_vi"))
        for row in graph.tables(values.get("components"))
    }
    tasks = graph.of_values(values).tasks
    for row, task in zip(drawn.rows, tasks, strict=True):
        own = [one for one in found if one.step == task.order]
        yield StepRow(
            said=row,
            papers=", ".join(names.get(code, code) for code in task.papers),
            faults=faults(own, draft_id),
            is_first=task is tasks[0],
            is_last=task is tasks[-1],
        )

"""Lists between agencies as flows: drawn, exported and looked through like any process."""

from motcua.reference.procedures.definition import words
from motcua.reference.procedures.rules.flow import graph
from motcua.reference.procedures.rules.flow.graph import Flow, Span, Task
from motcua.reference.procedures.rules.lint import looking
from motcua.reference.procedures.rules.lint.findings import Finding
from motcua.reference.procedures.rules.lint.subject import Subject
from motcua.reference.workflows.definition import reading
from motcua.reference.workflows.definition.shape import Step, Workflow

_KINDS = {"office": graph.WORK, "outside": graph.OUTSIDE, "applicant": graph.APPLICANT,
          "automatic": graph.AUTOMATIC}  # fmt: skip


def flow_of(workflow: Workflow) -> Flow:
    """Return a list as a flow; its lanes are named as the source names who does it."""
    tasks = [_task(step) for step in workflow.steps]
    placed = [(step.parallel_with, step.after) for step in workflow.steps]
    flow = graph.flow_of(tasks, placed)
    named = {code: (sort["name_vi"], sort["name_en"]) for code, sort in reading.sorts().items()}
    return Flow(tasks=flow.tasks, before=flow.before, strays=flow.strays, owners=named)


def findings(workflow: Workflow) -> list[Finding]:
    """Return what the rules say of a list."""
    total = workflow.total
    subject = Subject(
        flow=flow_of(workflow),
        limits=(Span(total.value, total.unit),) if total else (),
        sorts=frozenset(reading.sorts()),
        roles=frozenset(words.ROLES),
        is_list=True,
    )
    return looking.findings(subject)


def _task(step: Step) -> Task:
    return Task(
        order=step.order,
        name_vi=step.name_vi,
        name_en=step.name_en,
        owner=step.unit,
        role="",
        kind=_KINDS[step.kind],
        span=Span(step.limit.value, step.limit.unit) if step.limit else None,
        counts=not step.is_optional and not step.is_beyond_total,
    )

"""Load step lists; say what each holds against itself."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from motcua.reference.procedures.definition.table import BadDefinition
from motcua.reference.workflows import rules
from motcua.reference.workflows.definition import reading, shape
from motcua.reference.workflows.events import WorkflowLoaded
from motcua.reference.workflows.models import Workflow
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal


class WorkflowUnreadable(Refusal):
    code = "workflow_unreadable"
    http_status = 422
    message_vi = "Không nạp được quy trình: {problem}"
    message_en = "The step list cannot be loaded: {problem}"


@dataclass(frozen=True, slots=True)
class Contradiction:
    code: str
    name_vi: str
    sentence_vi: str


@dataclass(slots=True)
class Loaded:
    total: int = 0
    new: int = 0
    same: int = 0
    contradictions: int = 0
    report: list[Contradiction] = field(default_factory=list)


def load(
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Loaded:
    """Load every list of a file or none; what one says against itself is reported, not refused.

    :raises WorkflowUnreadable: a list says what the grammar does not know, or a code stands twice.
    """
    try:
        values = reading.values_of(path)
        lists = [reading.from_values(one, source=path.name) for one in values]
    except BadDefinition as bad:
        raise WorkflowUnreadable(problem=str(bad)) from bad
    codes = [one.code for one in lists]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise WorkflowUnreadable(problem=f"{path.name}: {', '.join(twice)} (2×)")
    result = Loaded(total=len(lists))
    with transaction.atomic():
        for done, (workflow, said) in enumerate(zip(lists, values, strict=True), start=1):
            _keep(workflow, said, result, actor=actor, at=at)
            progress(done, len(lists))
    return result


def _keep(
    workflow: shape.Workflow, values: dict[str, Any], result: Loaded, *, actor: Actor, at: datetime
) -> None:
    found = rules.contradictions(workflow)
    result.contradictions += len(found)
    result.report += [Contradiction(workflow.code, workflow.name_vi, one) for one in found]
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    content_hash = hashlib.sha256(text.encode()).hexdigest()
    rows = Workflow.objects.select_for_update().filter(code=workflow.code)
    last = rows.order_by("-number").first()
    if last is not None and last.content_hash == content_hash:
        result.same += 1
        return
    row = Workflow.objects.create(
        code=workflow.code,
        number=last.number + 1 if last else 1,
        values=values,
        content_hash=content_hash,
        loaded_at=at,
    )
    result.new += 1
    loaded = WorkflowLoaded(
        number=row.number,
        content=content_hash,
        steps=len(workflow.steps),
        contradictions=len(found),
    )
    journal.record(loaded, subject=row.subject, actor=actor, at=at)

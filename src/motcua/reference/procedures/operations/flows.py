"""The process of a draft: begin it, change its steps one act at a time, its papers and results."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.reference.procedures import lints, states
from motcua.reference.procedures.definition import reading
from motcua.reference.procedures.definition.table import BadDefinition
from motcua.reference.procedures.events import FlowEdited
from motcua.reference.procedures.models import ProcedureVersion
from motcua.reference.procedures.operations import keeping
from motcua.reference.procedures.rules import defined
from motcua.reference.procedures.rules.flow import bpmn, editing, graph
from motcua.spine import lifecycle
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

LISTS = ("components", "results", "time_limits")
Values = dict[str, Any]


class TooManySteps(Refusal):
    code = "too_many_steps"
    http_status = 422
    message_vi = "Một quy trình có nhiều nhất {most} bước."
    message_en = "A process has at most {most} steps."


class NotRead(Refusal):
    code = "flow_not_read"
    http_status = 422
    message_vi = "Không đọc được tệp: chỉ nhận tệp BPMN do hệ thống này xuất ra."
    message_en = "The file cannot be read: only BPMN files exported here are taken in."


class ListsUnusable(Refusal):
    code = "lists_unusable"
    http_status = 422
    message_vi = "Chưa lưu được, xem lại {place}: {problem}."
    message_en = "Not saved, look at {place}: {problem}."


def begin(*, version_id: int, actor: Actor, at: datetime) -> ProcedureVersion:
    """Give a draft that has none a process of its own: the usual four steps.

    :raises NotFound: there is no such version.
    :raises WrongState: it is no draft.
    """
    return _edited(version_id, "begin", dict, actor=actor, at=at)


def add_step(
    *, version_id: int, step: Mapping[str, Any], after: int, actor: Actor, at: datetime
) -> ProcedureVersion:
    """Add a step behind another; 0 puts it first.

    :raises TooManySteps: there are as many as a process can have.
    """
    return _edited(
        version_id, "add", lambda values: editing.added(values, step, after=after),
        actor=actor, at=at,
    )  # fmt: skip


def change_step(
    *, version_id: int, order: int, given: Mapping[str, Any], actor: Actor, at: datetime
) -> ProcedureVersion:
    """Say anew what a step is.

    :raises NotFound: there is no such version, or no such step.
    """
    return _edited(
        version_id, "change", lambda values: editing.changed(values, order, given),
        step=order, actor=actor, at=at,
    )  # fmt: skip


def move_step(
    *, version_id: int, order: int, by: int, actor: Actor, at: datetime
) -> ProcedureVersion:
    """Move a step up (negative) or down.

    :raises NotFound: there is no such version, or no such step.
    """
    return _edited(
        version_id, "move", lambda values: editing.moved(values, order, by=by),
        step=order, actor=actor, at=at,
    )  # fmt: skip


def remove_step(*, version_id: int, order: int, actor: Actor, at: datetime) -> ProcedureVersion:
    """Take a step out; what came after it comes after what came before it.

    :raises NotFound: there is no such version, or no such step.
    """
    return _edited(
        version_id, "remove", lambda values: editing.removed(values, order),
        step=order, actor=actor, at=at,
    )  # fmt: skip


def read_in(*, version_id: int, data: bytes, actor: Actor, at: datetime) -> ProcedureVersion:
    """Put the steps of one of our BPMN files in the place of those there are.

    :raises NotRead: it is no export of ours.
    :raises TooManySteps: it has more than a process can have.
    """
    try:
        rows = bpmn.read(data)
    except bpmn.NotOurs:
        raise NotRead from None
    return _edited(
        version_id, "read_in", lambda values: {**values, "steps": rows}, actor=actor, at=at
    )


@transaction.atomic
def set_lists(
    *, version_id: int, lists: Mapping[str, Sequence[Any]], actor: Actor, at: datetime
) -> ProcedureVersion:
    """Say anew which papers, results or limits the process has; the catalogue says the same.

    :raises NotFound: there is no such version.
    :raises WrongState: it is no draft.
    :raises ListsUnusable: a row cannot be what it is said to be.
    """
    assert set(lists) <= set(LISTS), lists
    return _edited(
        version_id, "lists", lambda values: {**values, **lists}, actor=actor, at=at,
        lists=sorted(lists),
    )  # fmt: skip


@transaction.atomic
def _edited(
    version_id: int,
    act: str,
    change: Callable[[Values], Values],
    *,
    actor: Actor,
    at: datetime,
    step: int | None = None,
    lists: Sequence[str] = (),
) -> ProcedureVersion:
    """Lock, check, change, save, record. What changes nothing is no act."""
    version = keeping.locked(version_id)
    lifecycle.check(states.COMPLETE, on=version, actor=actor)
    before = version.definition
    values = editing.begun(
        before, version.content, code=version.procedure.key,
        jurisdiction=version.procedure.jurisdiction,
    )  # fmt: skip
    if step is not None and step not in graph.of_values(values).orders:
        raise NotFound()
    values = change(values)
    if len(values.get("steps") or ()) > editing.STEPS_MAX:
        raise TooManySteps(most=editing.STEPS_MAX)
    if values == before:
        return version
    version.definition = values
    content = _content(version, values, lists) if lists else version.content
    keeping.write_content(version, content)
    version.save()
    edited = FlowEdited(
        version=version.number,
        act=act,
        definition=lints.hash_of(version),
        steps=len(values.get("steps") or ()),
        findings=version.findings,
    )
    journal.record(edited, subject=version.procedure.subject, actor=actor, at=at)
    return version


def _content(version: ProcedureVersion, values: Values, lists: Sequence[str]) -> dict[str, Any]:
    """Return the catalogue's side of what the lists say now."""
    bare = {name: value for name, value in values.items() if name != "steps"}
    try:
        definition = reading.from_values(bare, source="")
    except BadDefinition as bad:
        raise ListsUnusable(place=bad.key, problem=bad.problem) from None
    return defined.listed(definition, version.content, lists)

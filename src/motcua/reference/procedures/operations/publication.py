"""Publish, withdraw, abolish: the acts that give a procedure its dates."""

import re
from datetime import date, datetime

from django.db import transaction
from psycopg.types.range import Range

from motcua.reference.procedures import lints, queries, states
from motcua.reference.procedures.events import (
    HandlingSet,
    ProcedureAbolished,
    VersionPublished,
    VersionWithdrawn,
)
from motcua.reference.procedures.models import Handling, Procedure, ProcedureVersion
from motcua.reference.procedures.operations.keeping import locked
from motcua.reference.procedures.rules import completeness
from motcua.reference.procedures.rules.lint import findings
from motcua.reference.procedures.states import State
from motcua.spine import lifecycle
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal

_DECISION = re.compile(r"[^\s\x00-\x1f][^\x00-\x1f]{0,78}[^\s\x00-\x1f]")


class Incomplete(Refusal):
    code = "version_incomplete"
    message_vi = "Chưa đủ để công bố: {missing_vi}."
    message_en = "Not complete enough to be published: {missing_en}."


class DatesInvalid(Refusal):
    code = "dates_invalid"
    http_status = 422
    message_vi = "Ngày hết hiệu lực {until} phải sau ngày có hiệu lực {since}."
    message_en = "The end {until} must come after the beginning {since}."


class DecisionMissing(Refusal):
    code = "decision_missing"
    http_status = 422
    message_vi = "Ghi số quyết định công bố, ví dụ 1404/QĐ-UBND, nhiều nhất 80 ký tự."
    message_en = "Give the number of the decision, e.g. 1404/QĐ-UBND, at most 80 characters."


class Overlapping(Refusal):
    code = "versions_overlap"
    message_vi = (
        "Bản số {number} đã công bố có hiệu lực từ {since} đến {until}, trùng với ngày bạn chọn."
    )
    message_en = (
        "Published version {number} is in force from {since} to {until}: the dates overlap."
    )


class InForceAlready(Refusal):
    code = "version_in_force"
    message_vi = (
        "Bản này đã có hiệu lực từ {since}, hồ sơ có thể đã theo nó nên không rút được. "
        "Công bố bản thay thế, hoặc bãi bỏ thủ tục."
    )
    message_en = (
        "It has been in force since {since} and dossiers may follow it, so it cannot be withdrawn. "
        "Publish a version that replaces it, or abolish the procedure."
    )


class Faulty(Refusal):
    """The rules found errors; `findings` are all of them."""

    code = "version_faulty"
    message_vi = "Còn {count} lỗi phải sửa trước khi công bố: {first_vi}"
    message_en = "There are errors to mend before publication ({count}): {first_en}"


class AbolishedAlready(Refusal):
    code = "procedure_abolished"
    message_vi = "Thủ tục này đã bị bãi bỏ từ {on}."
    message_en = "This procedure was abolished as of {on}."


class LevelGone(Refusal):
    code = "level_gone"
    message_vi = (
        "Thủ tục chỉ có ở cấp huyện, cấp này đã bỏ từ 01/7/2025. Sửa cấp giải quyết rồi công bố."
    )
    message_en = (
        "It is decided at district level only, which ended on 1 July 2025. Change the level."
    )


@transaction.atomic
def publish(
    *,
    version_id: int,
    since: date,
    until: date | None = None,
    decision: str,
    replaces: bool = False,
    actor: Actor,
    at: datetime,
) -> ProcedureVersion:
    """Give a complete draft its dates. `until` is the first day on which it no longer holds.

    With `replaces`, the published version whose dates hold on `since` ends there.

    :raises WrongState: it is no draft.
    :raises Incomplete: something is missing before a dossier can be taken in.
    :raises Faulty: the rules find errors in what it says or in its process.
    :raises Overlapping: another published version holds on some of these days.
    :raises DatesInvalid, DecisionMissing, AbolishedAlready, LevelGone: as they say.
    """
    version = locked(version_id)
    lifecycle.check(states.PUBLISH, on=version, actor=actor)
    _check_publishable(version, since=since, until=until, decision=decision)
    replaced = _make_room(version, since=since, until=until, replaces=replaces)
    version.state = states.PUBLISH.target
    version.in_force, version.published_at = Range(since, until), at
    version.decision = decision.strip()
    version.save(update_fields=["state", "in_force", "published_at", "decision"])
    published = _published(version, replaced)
    journal.record(published, subject=version.procedure.subject, actor=actor, at=at)
    return version


@transaction.atomic
def withdraw(*, version_id: int, actor: Actor, at: datetime) -> ProcedureVersion:
    """Take back a published version before its first day.

    :raises WrongState: it is not published.
    :raises InForceAlready: its first day has come.
    """
    version = locked(version_id)
    lifecycle.check(states.WITHDRAW, on=version, actor=actor)
    since, _ = queries.bounds(version)
    if since is not None and since <= local_date(at):
        raise InForceAlready(since=_day(since))
    version.state = states.WITHDRAW.target
    version.save(update_fields=["state"])
    withdrawn = VersionWithdrawn(version=version.number)
    journal.record(withdrawn, subject=version.procedure.subject, actor=actor, at=at)
    return version


@transaction.atomic
def abolish(*, procedure_id: int, on: date, decision: str, actor: Actor, at: datetime) -> Procedure:
    """End a procedure: from `on` nobody can hand in a dossier. What was published ends that day.

    :raises NotFound: there is no such procedure.
    :raises WrongRole: the actor does not keep the catalogue.
    :raises AbolishedAlready, DecisionMissing: as they say.
    :raises Overlapping: a version is published to begin on that day or later; withdraw it first.
    """
    procedure = Procedure.objects.select_for_update().filter(pk=procedure_id).first()
    if procedure is None:
        raise NotFound()
    _check_keeper(actor)
    if procedure.abolished_on is not None:
        raise AbolishedAlready(on=_day(procedure.abolished_on))
    _check_decision(decision)
    published = ProcedureVersion.objects.filter(procedure=procedure, state=State.PUBLISHED)
    if later := published.filter(in_force__startswith__gte=on).first():
        raise _overlapping(later)
    for version in published.filter(in_force__contains=on):
        _end(version, on)
    procedure.abolished_on, procedure.abolished_by = on, decision.strip()
    procedure.save(update_fields=["abolished_on", "abolished_by"])
    abolished = ProcedureAbolished(abolished_on=on, decision=procedure.abolished_by)
    journal.record(abolished, subject=procedure.subject, actor=actor, at=at)
    return procedure


@transaction.atomic
def set_handling(
    *,
    procedure_id: int,
    handled_on: str,
    system: str = "",
    since: date,
    basis: str = "",
    actor: Actor,
    at: datetime,
) -> Handling:
    """Say on which system a procedure is handled from a day on; what held before ends that day.

    :raises NotFound: there is no such procedure.
    :raises Overlapping: something was said from that day or a later one already.
    """
    procedure = Procedure.objects.select_for_update().filter(pk=procedure_id).first()
    if procedure is None:
        raise NotFound()
    _check_keeper(actor)
    before = Handling.objects.filter(procedure=procedure)
    if before.filter(in_force__startswith__gte=since).exists():
        raise DatesInvalid(since=_day(since), until=_day(since))
    for one in before.filter(in_force__contains=since):
        one.in_force = Range(one.in_force.lower, since)
        one.save(update_fields=["in_force"])
    handling = Handling.objects.create(
        procedure=procedure,
        handled_on=handled_on,
        system=system,
        in_force=Range(since, None),
        basis=basis,
    )
    journal.record(
        HandlingSet(handled_on=handled_on, since=since),
        subject=procedure.subject,
        actor=actor,
        at=at,
    )
    return handling


def _check_publishable(
    version: ProcedureVersion, *, since: date, until: date | None, decision: str
) -> None:
    abolished_on = version.procedure.abolished_on
    if abolished_on is not None:
        raise AbolishedAlready(on=_day(abolished_on))
    if version.missing:
        vi, en = (
            completeness.in_words(version.missing, language, completeness.MISSING)
            for language in ("vi", "en")
        )
        raise Incomplete(missing_vi="; ".join(vi).lower(), missing_en="; ".join(en).lower())
    if completeness.is_district_only(version.levels) and since >= completeness.NO_DISTRICTS_SINCE:
        raise LevelGone()
    if until is not None and until <= since:
        raise DatesInvalid(since=_day(since), until=_day(until))
    _check_decision(decision)
    if wrong := findings.errors(lints.findings_of(version)):
        first = {f"first_{one}": wrong[0].sentence(one) for one in ("vi", "en")}
        raise Faulty(count=len(wrong), findings=wrong, **first)


def _published(version: ProcedureVersion, replaced: ProcedureVersion | None) -> VersionPublished:
    since, until = queries.bounds(version)
    assert since is not None, "What is published has its first day."
    return VersionPublished(
        version=version.number,
        content=version.content_hash,
        in_force_from=since,
        in_force_until=until,
        decision=version.decision,
        replaced=replaced.number if replaced else None,
        definition=lints.hash_of(version),
        steps=lints.steps_of(version),
        findings=version.findings,
    )


def _make_room(
    version: ProcedureVersion, *, since: date, until: date | None, replaces: bool
) -> ProcedureVersion | None:
    """End the version that is replaced, and see that no other stands in the way."""
    wanted = Range(since, until)
    published = ProcedureVersion.objects.filter(procedure=version.procedure, state=State.PUBLISHED)
    in_the_way = list(published.filter(in_force__overlap=wanted).order_by("in_force"))
    replaced = None
    if replaces and in_the_way and queries.bounds(in_the_way[0])[0] < since:  # type: ignore[operator]
        replaced = in_the_way.pop(0)
    if in_the_way:
        raise _overlapping(in_the_way[0])
    if replaced is not None:
        _end(replaced, since)
    return replaced


def _end(version: ProcedureVersion, on: date) -> None:
    since, _ = queries.bounds(version)
    version.in_force = Range(since, on)
    version.save(update_fields=["in_force"])


def _check_keeper(actor: Actor) -> None:
    if states.KEEPER not in actor.roles:
        raise lifecycle.WrongRole(move=states.KEEPS_VI)


def _check_decision(decision: str) -> None:
    if not _DECISION.fullmatch(decision.strip()):
        raise DecisionMissing()


def _overlapping(version: ProcedureVersion) -> Overlapping:
    since, until = queries.bounds(version)
    return Overlapping(
        number=version.number, since=_day(since), until=_day(until) if until else "…"
    )


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""

"""Enter an outage or lift one: from then on the clocks of its units stood in that time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.reference.calendars import queries, rules
from motcua.reference.calendars.events import OutageEntered, OutageLifted
from motcua.reference.calendars.models import Outage
from motcua.reference.calendars.operations import lock_for, turn_page
from motcua.reference.calendars.queries import OutageProposal
from motcua.reference.organisations import queries as organisations
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal


class OutageUnfit(Refusal):
    code = "outage_unfit"
    http_status = 422
    message_vi = "Sự cố phải có mã, tên, căn cứ, văn bản, và kết thúc sau khi bắt đầu."
    message_en = "An outage needs its code, name, basis and paper, and ends after it begins."


class OutageExists(Refusal):
    code = "outage_exists"
    message_vi = "Đã có sự cố mang mã {code}. Ghi mã khác."
    message_en = "There is already an outage with the code {code}. Give another code."


class LiftedAlready(Refusal):
    code = "outage_lifted_already"
    message_vi = "Sự cố {code} đã được hủy ghi nhận."
    message_en = "The outage {code} was lifted already."


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageRecord:
    """What an official writes of an outage; `units` none: the whole province."""

    code: str
    kind: str
    name_vi: str
    name_en: str = ""
    since: datetime
    until: datetime
    units: Sequence[str] = ()
    basis: str
    paper: str

    @property
    def proposal(self) -> OutageProposal:
        outage = rules.Outage(
            code=self.code,
            name_vi=self.name_vi,
            name_en=self.name_en or self.name_vi,
            since=self.since,
            until=self.until,
            paper=self.paper,
        )
        return OutageProposal(outage, tuple(self.units))


@transaction.atomic
def enter(outage: OutageRecord, *, actor: Actor, at: datetime, act_id: UUID) -> Outage:
    """Add an outage: clocks of its units stood in its time.

    :raises Forbidden: the actor keeps no calendars.
    :raises OutageUnfit: something of it is missing, or it ends before it begins.
    :raises OutageExists: its code is taken.
    :raises NotFound: there is no such unit.
    """
    lock_for(actor)
    check(outage)
    row = Outage.objects.create(
        code=outage.code,
        kind=outage.kind,
        name_vi=outage.name_vi.strip(),
        name_en=outage.name_en.strip(),
        since=outage.since,
        until=outage.until,
        units=sorted(outage.units),
        basis=outage.basis.strip(),
        paper=outage.paper.strip(),
        entered_at=at,
    )
    turn_page()
    entered = OutageEntered(cause=row.kind, since=row.since, until=row.until, units=row.units)
    journal.record(entered, subject=row.subject, actor=actor, at=at, act_id=act_id)
    return row


@transaction.atomic
def lift(*, code: str, paper: str, actor: Actor, at: datetime, act_id: UUID) -> Outage:
    """Take an outage back that was none, by another paper: clocks ran in that time after all.

    :raises Forbidden: the actor keeps no calendars.
    :raises NotFound: there is none with this code.
    :raises LiftedAlready: it was lifted.
    :raises OutageUnfit: no paper says so.
    """
    lock_for(actor)
    row = queries.outage(code)
    if row.lifted_at is not None:
        raise LiftedAlready(code=code)
    if not paper.strip():
        raise OutageUnfit()

    row.lifted_at, row.lifted_paper = at, paper.strip()
    row.save(update_fields=["lifted_at", "lifted_paper"])
    turn_page()
    lifted = OutageLifted(since=row.since, until=row.until)
    journal.record(lifted, subject=row.subject, actor=actor, at=at, act_id=act_id)
    return row


def check(outage: OutageRecord) -> None:
    """:raises OutageUnfit: something of it is missing, or it ends before it begins.
    :raises OutageExists: its code is taken.
    :raises NotFound: there is no such unit.
    """
    said = (outage.code, outage.name_vi, outage.basis, outage.paper)
    if not all(text.strip() for text in said) or outage.until <= outage.since:
        raise OutageUnfit()
    if queries.outages().filter(code=outage.code).exists():
        raise OutageExists(code=outage.code)
    for unit in outage.units:
        organisations.by_code(unit)

"""What must be there for pages that most dossiers never come to: each made through its own act."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import demands, drafts, intake, reception
from motcua.casework.dossiers.operations.filing import PartyGiven
from motcua.casework.dossiers.rules.channels import Place
from motcua.casework.dossiers.states import State
from motcua.reference.calendars import outages
from motcua.reference.calendars.outages import OutageRecord
from motcua.reference.procedures.models import ProcedureVersion
from motcua.reference.procedures.operations import flows, keeping
from motcua.spine import clock
from motcua.spine.actors import SYSTEM, Actor
from tests.access.province import Province, Side

KEEPER = Actor(id="1", roles=frozenset({"catalogue_keeper"}))
DRAFTS = ("edit", "edit_channels", "edit_flow", "edit_lists", "edit_papers", "edit_results",
          "new_step", "publish")  # fmt: skip
QUERIES = {"catalogue:difference": "?tu=1&den=2"}
LATE = {"late": True, "copies": 2}  # A birth that costs a fee.


def objects(found: Province) -> dict[str, dict[str, Any]]:
    """Return, by address, what it is asked for instead of what everybody has."""
    waiting = Dossier.objects.get(state=State.SUPPLEMENT, account_id=found.a.citizen.pk)
    paper = {"code": waiting.code}
    return {
        "administration:lift_outage": {"code": _an_outage()},
        "citizen:supplement": paper,
        "desk:complete": paper,
        "citizen:prove": {"code": _demanded(found.a)},
        "desk:proof": {"code": _demanded(found.a, "k4")},
        "citizen:pay": {"key": _owed_before_filing(found.a)},
        "desk:fee": {"code": _owed_at_the_counter(found.a)},
        **_catalogue(),  # The last: a draft stands in the way of what is published above.
    }


def _catalogue() -> dict[str, dict[str, Any]]:
    public = ProcedureVersion.objects.exclude(definition=None).order_by("id")[0]
    draft = keeping.draft(version_id=public.pk, actor=KEEPER, at=clock.now())
    flows.move_step(version_id=draft.pk, order=2, by=1, actor=KEEPER, at=clock.now())
    procedure = public.procedure
    return {
        **{f"catalogue:{name}": {"version_id": draft.pk} for name in DRAFTS},
        "catalogue:edit_step": {"version_id": draft.pk, "number": 2},
        "catalogue:difference": {"jurisdiction": procedure.jurisdiction, "key": procedure.key},
    }


def _an_outage() -> str:
    since = clock.now() - timedelta(days=1)
    record = OutageRecord(
        code="system-thu", kind="system", name_vi="Mất điện", name_en="Power cut", since=since,
        until=since + timedelta(hours=2), basis="Luật Thử", paper="1/TB ngày hôm qua",
    )  # fmt: skip
    return outages.enter(record, actor=SYSTEM, at=clock.now(), act_id=uuid4()).code


def _demanded(side: Side, key: str = "k3") -> str:
    """A dossier that waits for the tax to be paid."""
    if key == "k3":
        testing.publish_with_a_tax_notice()
    dossier = intake.submit(_filing(side, key), actor=_me(side), at=clock.now())
    reception.receive(code=dossier.code, actor=_officer(side, "reception"), at=clock.now())
    demands.demand(
        code=dossier.code, notice="LTB1/TB-CCT", amount_vnd=12_500_000,
        actor=_officer(side, "handler"), at=clock.now(),
    )  # fmt: skip
    return dossier.code


def _owed_before_filing(side: Side) -> str:
    filing, me = _filing(side, "k5"), _me(side)
    draft = drafts.begin(
        jurisdiction=filing.jurisdiction, procedure=filing.procedure, actor=me, at=clock.now()
    )
    drafts.save(
        key=draft.key, answers=testing.a_birth() | LATE, receiving=filing.receiving,
        resolving=filing.resolving, actor=me, at=clock.now(),
    )  # fmt: skip
    assert drafts.owe_fee(key=draft.key, actor=me, at=clock.now()) is not None
    return draft.key


def _owed_at_the_counter(side: Side) -> str:
    answers = testing.a_birth() | LATE
    filing = replace(_filing(side, "k6"), place=Place.COUNTER, account_id=None, answers=answers)
    desk = _officer(side, "reception")
    return intake.submit(filing, actor=desk, at=clock.now()).code


def _filing(side: Side, key: str) -> Any:
    world = testing.World(*[_me(side)] * 7)
    return replace(
        world.filing(key),
        account_id=side.citizen.pk,
        applicant=PartyGiven(full_name="Lê Văn Dũng", phone="0909123456"),
        papers=(),
    )


def _me(side: Side) -> Actor:
    return Actor(id=str(side.citizen.pk), roles=frozenset({"applicant"}))


def _officer(side: Side, role: str) -> Actor:
    unit = {"reception": testing.CENTRE, "handler": testing.OFFICE}[role]
    return Actor(id=str(side.officers[role].pk), roles=frozenset({role}), organisation=unit)

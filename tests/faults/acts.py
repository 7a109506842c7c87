"""The main acts of dossiers and of money, each life in the order in which its acts happen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from motcua.capabilities.payments.operations import money
from motcua.capabilities.payments.tests import world as payers
from motcua.capabilities.signatures import operations as signing
from motcua.capabilities.signatures.models import OwnerKind
from motcua.capabilities.signatures.signer import KeySigner
from motcua.casework.dossiers.models import Slip
from motcua.casework.dossiers.operations import (
    applicants,
    extensions,
    intake,
    papers,
    reception,
    results,
    settlement,
    stopping,
)
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.testing import COMMITTEE, MONDAY, World
from motcua.spine import clock
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.journal import delivery

PASSPHRASE = "cây tre trăm đốt"
ASKED = {"components": ["birth_paper"], "reason": "Bản chụp mờ"}
NO = {"reason_code": "wrong_place", "basis": "60/2014/QH13, Điều 13", "fix": "Nộp nơi cư trú"}
Acts = dict[str, Callable[[], Any]]


@dataclass
class Office:
    """The cast, and the keys they sign with."""

    world: World
    head: KeySigner
    seal: KeySigner


def office(world: World) -> Office:
    signing.found_authority(name="Thử", passphrase=PASSPHRASE, actor=SYSTEM, at=MONDAY)
    head = _key(OwnerKind.PERSON, world.hien.id, world.hien)
    return Office(world, head, _key(OwnerKind.ORGANISATION, COMMITTEE, world.lan))


def _key(kind: OwnerKind, owner: str, actor: Actor) -> KeySigner:
    certificate = signing.issue_certificate(
        owner_kind=kind, owner=owner, common_name="Người ký", passphrase=PASSPHRASE,
        issuer=signing.open_authority(passphrase=PASSPHRASE), actor=SYSTEM, at=MONDAY,
    )  # fmt: skip
    return signing.unlock(certificate=certificate, passphrase=PASSPHRASE, actor=actor, at=MONDAY)


@dataclass
class Case:
    """One dossier, or one charge, and what can be done with it."""

    office: Office
    key: str
    made: dict[str, Any] = field(default_factory=dict)

    def submit(self) -> str:
        world = self.office.world
        made = intake.submit(world.filing(self.key), actor=world.dung, at=MONDAY)
        self.made["code"] = made.code
        return made.code

    def on(self, act: Callable[..., Any], actor: Actor, **given: Any) -> Callable[[], Any]:
        return lambda: act(code=self.made["code"], actor=actor, at=MONDAY, **given)

    def print(self) -> int:
        slip = Slip.objects.get(dossier__code=self.made["code"], form="result")
        return papers.print_paper(slip_id=slip.pk, at=MONDAY).pk

    def among(self, act: Callable[..., Any], actor: Actor, **given: Any) -> Callable[[], Any]:
        return lambda: act(codes=[self.made["code"]], actor=actor, at=MONDAY, **given)

    def owe(self) -> int:
        self.made["charge"] = payers.a_charge(at=MONDAY)
        return int(self.made["charge"].pk)

    def pay(self) -> Any:
        said = payers.paid(self.made["charge"], transaction_id=self.key, paid_at=MONDAY)
        return payers.arrives(said, at=MONDAY).pk

    def give_back(self) -> Any:
        return money.refund(
            charge_id=self.made["charge"].pk, reason="x", legal_basis=payers.BASIS,
            voucher=self.key, actor=payers.kim, at=MONDAY,
        ).pk  # fmt: skip


def to_the_result(case: Case) -> tuple[Acts, Acts]:
    """Return what goes before, and the acts that are broken."""
    office, world = case.office, case.office.world
    given = (PaperGiven(component="birth_paper", fulfilment="shown"),)
    texts = {"summary": "Bản chính"}
    return {}, {
        "submit": case.submit,
        "receive": case.on(reception.receive, world.an),
        "ask for papers": case.on(reception.ask_supplement, world.chi, **ASKED),
        "hand papers in": case.on(applicants.complete, world.dung, papers=given),
        "receive again": case.on(reception.receive, world.an),
        "take": case.on(settlement.take, world.chi),
        "draft": case.on(results.draft, world.chi, fields=texts),
        "pass on": case.on(settlement.pass_step, world.chi),
        "approve": case.among(results.approve, world.hien),
        "number": case.among(results.settle_many, world.lan),
        "print": case.print,
        "sign": case.among(results.sign_results, world.hien, signer=office.head),
        "seal": case.among(results.sign_results, world.lan, signer=office.seal),
        "return": case.on(reception.return_result, world.an, way="desk"),
        "rate": case.on(applicants.rate, world.dung, score=5, words=""),
    }


def at_once(case: Case, verifier: Actor) -> Acts:
    """Return the acts on a dossier that is examined and verified at the same time."""
    world = case.office.world
    return {
        "submit": case.submit,
        "receive": case.on(reception.receive, world.an),
        "take beside": case.on(settlement.take, verifier),
        "pass its own": case.on(settlement.pass_step, world.chi),
        "pass what was beside": case.on(settlement.pass_step, verifier),
    }


def extended(case: Case) -> tuple[Acts, Acts]:
    """Return what goes before the longer limit is taken; its procedure must have one."""
    world = case.office.world
    before = {"submit": case.submit, "receive": case.on(reception.receive, world.an)}
    reason = "Xác minh nơi sinh"
    return before, {"take longer": case.on(extensions.extend_limit, world.chi, reason=reason)}


def refused(case: Case) -> tuple[Acts, Acts]:
    world = case.office.world
    before = {
        "submit": case.submit,
        "receive": case.on(reception.receive, world.an),
        "pass on": case.on(settlement.pass_step, world.chi),
    }
    return before, {"refuse": case.on(settlement.refuse, world.hien, **NO)}


def not_received(case: Case) -> tuple[Acts, Acts]:
    declined = case.on(reception.not_receive, case.office.world.an, **NO)
    return {"submit": case.submit}, {"do not receive": declined}


def withdrawn(case: Case) -> tuple[Acts, Acts]:
    withdraw = case.on(stopping.withdraw, case.office.world.dung)
    return {"submit": case.submit}, {"withdraw": withdraw}


def paid(case: Case) -> tuple[Acts, Acts]:
    return {}, {"owe": case.owe, "pay": case.pay, "give back": case.give_back}


def told(case: Case) -> tuple[Acts, Acts]:
    return {"deliver what is owed": deliver_all, "submit": case.submit}, {"deliver": deliver}


def deliver() -> int:
    return delivery.deliver(at=clock.real_now())


def deliver_all() -> None:
    while deliver():
        pass


LIVES = (to_the_result, refused, not_received, withdrawn, paid, told)
REPEATABLE = frozenset({"draft", "owe"})  # Who does them again wants them again.

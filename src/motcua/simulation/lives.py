"""One dossier's life as its people live it: each act through the operation a page would call."""

import functools
import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from motcua.casework.dossiers.models import Dossier, DossierCharge
from motcua.casework.dossiers.operations import applicants, intake, reception, settlement, stopping
from motcua.casework.dossiers.queries import access, turns
from motcua.casework.dossiers.queries.turns import OpenStep
from motcua.casework.dossiers.rules import steps
from motcua.simulation import desks, filings, habits, paying
from motcua.simulation.cast import Cast
from motcua.simulation.desks import Desk
from motcua.simulation.filings import Offer
from motcua.simulation.plans import Plan
from motcua.spine.actors import Actor

Act = Callable[[datetime], None]
RATED_AFTER = timedelta(hours=3)
NOT_RECEIVED = ("wrong_place", "NĐ 118/2025/NĐ-CP, Điều 17", "Nộp tại đúng cơ quan có thẩm quyền")
REFUSED = ("not_entitled", "NĐ 118/2025/NĐ-CP, Điều 19", "Nộp lại khi đủ điều kiện theo quy định")
REASON = "Giấy tờ chụp mờ, không đọc được"


class Stage(Protocol):
    """Where lives are played: it knows the cast, and calls an act when its moment has come."""

    seed: int
    cast: Cast

    def later(self, at: datetime, act: Act) -> None: ...


class Life:
    """From filing to the end. Every method is one act, and arranges what follows from it."""

    def __init__(self, plan: Plan, offer: Offer, stage: Stage) -> None:
        self._plan, self._offer, self._stage = plan, offer, stage
        self._dice = plan.dice(stage.seed)
        self._code = ""
        self._citizen: Actor | None = None
        self._is_over = False
        self._was_asked = False
        self._at_work: set[int] = set()  # The open steps somebody has been booked for.
        self._round = 0  # What was booked before papers were asked for is no longer done.

    def file(self, at: datetime) -> None:
        plan, stage = self._plan, self._stage
        if plan.has_account:
            self._citizen = stage.cast.citizen(plan, at=at)
        filing = filings.filing_of(
            plan,
            self._offer,
            seed=stage.seed,
            dice=self._dice,
            account_id=int(self._citizen.id) if self._citizen else None,
        )
        if plan.channel == "self":
            assert self._citizen is not None, "Who files alone is signed in."
            dossier = paying.file_alone(filing, self._offer, actor=self._citizen, at=at)
        else:
            clerk = stage.cast.desk(filing.receiving, "reception", at=at)
            dossier = intake.submit(filing, actor=clerk.actor, at=at)
        self._code = dossier.code
        if plan.withdrawn_after_days is not None:
            stage.later(at + timedelta(days=plan.withdrawn_after_days), self._withdraw)
        self._go_to_reception(dossier, at)

    def _go_to_reception(self, dossier: Dossier, at: datetime) -> None:
        self._at_desk(dossier.receiving.code, "reception", at, self._look)

    def _look(self, desk: Desk, at: datetime) -> None:
        plan, actor = self._plan, desk.actor
        if plan.is_not_received:
            reason, basis, fix = NOT_RECEIVED
            reception.not_receive(
                code=self._code, reason_code=reason, basis=basis, fix=fix, actor=actor, at=at
            )
            self._is_over = True
            return
        if plan.asked == "early" and not self._was_asked:
            self._ask(actor, at)
            return
        self._collect("intake", actor, at)
        self._go_on(reception.receive(code=self._code, actor=actor, at=at), at)

    def _ask(self, actor: Actor, at: datetime) -> None:
        components = [one.code for one in self._offer.definition.components[:1]] or ["other"]
        reception.ask_supplement(
            code=self._code, components=components, reason=REASON, actor=actor, at=at
        )
        self._was_asked = True
        self._at_work, self._round = set(), self._round + 1
        if self._plan.answers_after_days is not None:
            after = timedelta(days=self._plan.answers_after_days)
            self._stage.later(at + after, lambda then: self._answer(components, then))

    def _answer(self, components: list[str], at: datetime) -> None:
        if self._is_over or self._citizen is None:
            return
        whose = f"{self._stage.seed}/{self._plan.number}/again"
        papers = [filings.paper(component, whose) for component in components]
        dossier = applicants.complete(code=self._code, papers=papers, actor=self._citizen, at=at)
        self._go_to_reception(dossier, at)

    def _go_on(self, dossier: Dossier, at: datetime) -> None:
        """Hand the dossier to whoever does its open steps, or to the clerk when all are done."""
        opened = turns.opened(dossier)
        if steps.only_clerks_left(access.steps_of(dossier), [one.order for one in opened]):
            self._at_desk(dossier.resolving.code, "clerk", at, self._settle)
            return
        for turn in opened:
            if turn.order not in self._at_work:
                self._at_work.add(turn.order)
                lies = self._lies(dossier, at) if turn.step.role == "handler" else timedelta()
                self._stage.later(at + lies, functools.partial(self._work, turn, self._round))

    def _lies(self, dossier: Dossier, at: datetime) -> timedelta:
        """Return how long it lies in the unit's queue: a share of the time it has, rarely more."""
        if dossier.due_at is None or dossier.due_at <= at:
            return timedelta()
        work = habits.province()["work"]
        share = self._dice.lognormvariate(math.log(work["lies_share"]), work["lies_scatter"])
        most: float = work["lies_share_max"]
        return (dossier.due_at - at) * min(share, most)

    def _work(self, turn: OpenStep, booked: int, at: datetime) -> None:
        if self._is_over or booked != self._round:
            return
        begins, ends, desk = self._booked(turn.unit.code, turn.step.role, at)
        if turn.step.role == "handler":
            self._stage.later(begins, functools.partial(self._take, turn, booked, desk))
        self._stage.later(ends, functools.partial(self._finish, turn, booked, desk))

    def _take(self, turn: OpenStep, booked: int, desk: Desk, at: datetime) -> None:
        if not self._is_over and booked == self._round:
            settlement.take(code=self._code, step=turn.order, actor=desk.actor, at=at)

    def _finish(self, turn: OpenStep, booked: int, desk: Desk, at: datetime) -> None:
        role = turn.step.role
        if self._is_over or booked != self._round:
            return
        if role == "handler" and self._plan.asked == "later" and not self._was_asked:
            self._ask(desk.actor, at)
            return
        if "head" in desk.actor.roles and role == "head" and self._plan.is_refused:
            reason, basis, fix = REFUSED
            settlement.refuse(
                code=self._code, reason_code=reason, basis=basis, fix=fix, actor=desk.actor, at=at
            )
            self._is_over = True
            return
        step = turn.order
        self._go_on(settlement.pass_step(code=self._code, step=step, actor=desk.actor, at=at), at)

    def _settle(self, desk: Desk, at: datetime) -> None:
        dossier = settlement.settle(code=self._code, actor=desk.actor, at=at)
        comes_at = at
        if self._plan.result_way == "desk":
            comes_at += timedelta(days=self._plan.collects_after_days)
        returning = dossier.returning.code
        # Nobody keeps a desk free for who comes in three days.
        self._stage.later(
            comes_at, lambda then: self._at_desk(returning, "reception", then, self._give_back)
        )

    def _give_back(self, desk: Desk, at: datetime) -> None:
        self._collect("result", desk.actor, at)
        reception.return_result(code=self._code, way=self._plan.result_way, actor=desk.actor, at=at)
        if self._plan.score is not None:
            self._stage.later(at + RATED_AFTER, self._rate)
        self._is_over = True

    def _rate(self, at: datetime) -> None:
        assert self._citizen is not None, "Only who has an account rates."
        assert self._plan.score is not None, "It was planned."
        applicants.rate(
            code=self._code, score=self._plan.score, words="", actor=self._citizen, at=at
        )

    def _withdraw(self, at: datetime) -> None:
        assert self._citizen is not None, "Only who has an account withdraws by themselves."
        if self._is_over:
            return
        if stopping.is_decided(access.get(code=self._code, actor=self._citizen)):
            return
        stopping.withdraw(code=self._code, actor=self._citizen, at=at)
        self._is_over = True

    def _collect(self, due: str, actor: Actor, at: datetime) -> None:
        owed = DossierCharge.objects.filter(dossier__code=self._code, due=due, charge__state="open")
        for link in owed.select_related("charge").order_by("pk"):
            receipt = f"SIM{self._stage.seed}-{self._plan.label}-{due}"
            paying.pay_at_desk(link.charge, receipt=receipt, actor=actor, at=at)

    def _booked(self, unit: str, role: str, at: datetime) -> tuple[datetime, datetime, Desk]:
        desk = self._stage.cast.desk(unit, role, at=at)
        begins, ends = desk.work(since=at, minutes=desks.minutes_of(role, self._dice))
        return begins, ends, desk

    def _at_desk(
        self, unit: str, role: str, at: datetime, act: Callable[[Desk, datetime], None]
    ) -> None:
        _, ends, desk = self._booked(unit, role, at)

        def when_due(then: datetime) -> None:
            if not self._is_over:
                act(desk, then)

        self._stage.later(ends, when_due)

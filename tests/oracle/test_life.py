"""Whatever anybody tries in whatever order, dossiers live as the small model says."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import process_time
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from motcua.casework.dossiers import replay, testing
from motcua.casework.dossiers.models import (
    ClockMark,
    Dossier,
    DossierCharge,
    Paper,
    Request,
    Slip,
)
from motcua.casework.dossiers.operations import (
    applicants,
    fees,
    intake,
    reception,
    results,
    settlement,
    stopping,
    supplements,
)
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import queries as journal
from tests.oracle.life_model import ACTS, DONE, ENDINGS, PEOPLE, Life

DOSSIERS_MAX = 2
RECEIPTS = itertools.count(1)  # The same receipt twice is one payment.
WHICH = st.integers(0, DOSSIERS_MAX - 1)
PAPER = PaperGiven(component="birth_notice", fulfilment="upload")
WAIT = st.sampled_from([timedelta(minutes=m) for m in (0, 1, 30, 240, 1440, 4320, 23040)])
UNSAID: dict[str, Any] = {"reason_code": "r", "basis": " ", "fix": "f"}
SAID = UNSAID | {"basis": "b"}
WHY: dict[str, Any] = {"reason_code": "r", "basis": "b"}
AGAIN: dict[str, Any] = {"components": ["birth_notice"], "reason": "mờ", "why_again": "lỗi"}


def pay(code: str, due: str, *, actor: Actor, at: datetime) -> None:
    """Take cash for what is owed, and note it as the reaction to the money does."""
    owed = DossierCharge.objects.filter(dossier__code=code, due=due).select_related("charge")
    link = owed.first()
    fees.collect(
        code=code,
        charge_id=link.charge_id if link else 0,
        amount_vnd=link.charge.due_vnd if link else 0,
        receipt_number=str(next(RECEIPTS)),
        actor=actor,
        at=at,
    )
    assert link is not None, "Nobody can pay for what is not owed."
    fees.note_paid(charge_id=link.charge_id, at=at)


def ask(code: str, components: list[str], **by: Any) -> object:
    return reception.ask_supplement(code=code, components=components, reason="mờ", **by)


# fmt: off
DO: dict[str, Callable[..., object]] = {
    "receive":         lambda code, **by: reception.receive(code=code, **by),
    "pass_step":       lambda code, **by: settlement.pass_step(code=code, **by),
    "settle":          lambda code, **by: settlement.settle(code=code, **by),
    "return_result":   lambda code, **by: reception.return_result(code=code, way="desk", **by),
    "approve":         lambda code, **by: results.approve(codes=[code], **by),
    "take":            lambda code, **by: settlement.take(code=code, **by),
    "draft":           lambda code, **by: results.draft(code=code, fields={"summary": "x"}, **by),
    "ask":             lambda code, **by: ask(code, ["birth_notice"], **by),
    "ask_again":       lambda code, **by: supplements.ask_again(code=code, **AGAIN, **by),
    "ask_for_nothing": lambda code, **by: ask(code, [], **by),
    "complete":        lambda code, **by: applicants.complete(code=code, papers=[PAPER], **by),
    "complete_partly": lambda code, **by: applicants.complete(code=code, papers=[], **by),
    "pay_intake":      lambda code, **by: pay(code, "intake", **by),
    "pay_result":      lambda code, **by: pay(code, "result", **by),
    "rate":            lambda code, **by: applicants.rate(code=code, score=4, words="", **by),
    "refuse":          lambda code, **by: settlement.refuse(code=code, **SAID, **by),
    "refuse_unsaid":   lambda code, **by: settlement.refuse(code=code, **UNSAID, **by),
    "not_receive":     lambda code, **by: reception.not_receive(code=code, **SAID, **by),
    "withdraw":        lambda code, **by: stopping.withdraw(code=code, **by),
    "stop":            lambda code, **by: stopping.stop(code=code, reason="x", **WHY, **by),
}
# fmt: on


@dataclass
class Told:
    """One dossier: the model of it, and what the machine saw happen."""

    key: str
    code: str
    life: Life
    submitted_at: datetime
    received_at: datetime | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None


class Desks(RuleBasedStateMachine):
    """A commune's desks for a while: everybody tries things, time passes."""

    people: dict[str, Actor]
    world: World
    reached: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.now = self.told_at = MONDAY
        self.dossiers = list[Told]()
        self.is_sound = True
        self.run = transaction.atomic()
        self.run.__enter__()

    def teardown(self) -> None:
        try:
            if self.is_sound:
                self.journal_and_tables_agree()
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)
            transaction.set_rollback(False)

    @precondition(lambda self: len(self.dossiers) < DOSSIERS_MAX)
    @rule(fees=st.booleans())
    def somebody_files(self, fees: bool) -> None:
        key = f"k{len(self.dossiers)}"
        dossier = self._file(key, fees)
        self.told_at = self.now
        self.dossiers.append(Told(key, dossier.code, Life(fees), submitted_at=self.now))

    @precondition(lambda self: self.dossiers)
    @rule(which=WHICH, choice=st.integers(0, 30), wait=WAIT)
    def it_goes_on(self, which: int, choice: int, wait: timedelta) -> None:
        self._go_on(self._chosen(which), choice, wait, onward=False)

    @precondition(lambda self: self.dossiers)
    @rule(choice=st.integers(0, 30), wait=WAIT)
    def it_nears_its_result(self, choice: int, wait: timedelta) -> None:
        self._go_on(self.dossiers[0], choice, wait, onward=True)

    @precondition(lambda self: self.dossiers)
    @rule(which=WHICH, act=st.sampled_from(list(ACTS)), number=st.integers(0, 15), wait=WAIT)
    def anybody_tries_anything(self, which: int, act: str, number: int, wait: timedelta) -> None:
        usual = sorted(ACTS[act][0]) or PEOPLE
        who = usual[number % len(usual)] if number < 8 else PEOPLE[number - 8]
        self._try(self._chosen(which), act, who, wait)

    @precondition(lambda self: self.dossiers)
    @rule(which=WHICH, choice=st.integers(0, 30))
    def what_is_out_of_order_changes_nothing(self, which: int, choice: int) -> None:
        told, self.is_sound = self._chosen(which), False
        assert self._file(told.key, told.life.fees).code == told.code
        possible = [pair for pair in told.life.possible() if pair != ("take", told.life.holder)]
        if possible:
            act, who = possible[choice % len(possible)]
            before = self.told_at - timedelta(minutes=1)
            assert self._happens(told, act, who, at=before) is False, (act, who)
        self.is_sound = True

    @invariant()
    def rows_are_as_the_model_says(self) -> None:
        columns = ("state", "unit__code", "step", "holder", "supplements", "submitted_at",
                   "received_at", "closed_at", "due_at")  # fmt: skip
        rows = Dossier.objects.order_by("id").values_list(*columns) if self.dossiers else []
        for told, row in zip(self.dossiers, rows, strict=True):
            life = told.life
            holder = int(self.people[life.holder].id) if life.holder else None
            assert row == (
                life.state, life.unit, life.step, holder, life.asked, told.submitted_at,
                told.received_at, told.closed_at, told.due_at,
            )  # fmt: skip

    def journal_and_tables_agree(self) -> None:
        rows = list(Dossier.objects.select_related("procedure_version__procedure").order_by("id"))
        assert list(replay.differences(rows)) == []
        for told, row in zip(self.dossiers, rows, strict=True):
            self.reached[told.life.state] += 1
            story = list(journal.story_of(row.subject))
            assert [entry.kind for entry in story] == [f"dossier.{k}" for k in told.life.told]
            moments = [entry.happened_at for entry in story]
            assert moments == sorted(moments)
            self._requests_agree(row, told, story)
            self._slips_agree(row, told, story)
            self._nothing_runs_backwards(row)
            owed = DossierCharge.objects.filter(dossier=row, charge__state="open")
            assert set(owed.values_list("due", flat=True)) == told.life.owed
            assert Paper.objects.filter(dossier=row).count() == told.life.papers

    def _requests_agree(self, row: Dossier, told: Told, story: list[Any]) -> None:
        asked = [entry for entry in story if entry.kind == "dossier.supplement_asked"]
        answered = [entry for entry in story if entry.kind == "dossier.supplement_answered"]
        requests = list(Request.objects.filter(dossier=row).order_by("number"))
        assert [r.asked_at for r in requests] == [entry.happened_at for entry in asked]
        assert [r.number for r in requests] == [entry.facts["number"] for entry in asked]
        answers = [r.answered_at for r in requests if r.answered_at]
        assert answers == [entry.happened_at for entry in answered]

    def _slips_agree(self, row: Dossier, told: Told, story: list[Any]) -> None:
        slips = list(Slip.objects.filter(dossier=row).order_by("id"))
        assert Counter(slip.form for slip in slips) == told.life.slips
        issued = {
            entry.happened_at for entry in story if "slip" in entry.facts or "number" in entry.facts
        }
        assert {slip.issued_at for slip in slips} <= issued

    def _nothing_runs_backwards(self, row: Dossier) -> None:
        moments = (row.submitted_at, row.received_at, row.closed_at)
        lived = [moment for moment in moments if moment]
        assert lived == sorted(lived)
        marks = list(ClockMark.objects.filter(dossier=row).order_by("id"))
        assert [mark.at for mark in marks] == sorted(mark.at for mark in marks)
        if row.due_at and row.received_at and row.promised_at:
            assert row.received_at <= row.promised_at <= row.due_at

    def _chosen(self, which: int) -> Told:
        return self.dossiers[which % len(self.dossiers)]

    def _file(self, key: str, fees: bool) -> Dossier:
        answers = testing.a_birth() | ({"late": True, "copies": 2} if fees else {})
        filing = self.world.filing(key, answers=answers)
        if not fees:
            return intake.submit(filing, actor=self.world.dung, at=self.now)
        counter = replace(filing, place=self.world.at_counter().place)
        return intake.submit(counter, actor=self.world.an, at=self.now)

    def _go_on(self, told: Told, choice: int, wait: timedelta, *, onward: bool) -> None:
        possible = told.life.possible()
        if onward:
            possible = [pair for pair in possible if pair[0] not in ENDINGS] or possible
        if possible:
            self._try(told, *possible[choice % len(possible)], wait)

    def _try(self, told: Told, act: str, who: str, wait: timedelta) -> None:
        self.now += wait
        may = told.life.may(act, who)
        self.is_sound = False
        assert self._happens(told, act, who, at=self.now) is may, (act, who, told)
        self.is_sound = True
        if not may:
            return
        facts = len(told.life.told)
        told.life.do(act, who)
        if len(told.life.told) > facts:  # To take what one holds already tells nothing.
            self.told_at = self.now
        if act == "receive":
            told.received_at = told.received_at or self.now
            told.due_at = Dossier.objects.values_list("due_at", flat=True).get(code=told.code)
            assert told.due_at is not None
            assert told.due_at > self.now
        if told.life.state in DONE:
            told.closed_at = told.closed_at or self.now

    def _happens(self, told: Told, act: str, who: str, *, at: datetime) -> bool:
        try:
            with transaction.atomic():
                DO[act](told.code, actor=self.people[who], at=at)
                if act.startswith("pay"):
                    connection.check_constraints()  # The deferred triggers, as at a commit.
        except Refusal:
            return False
        return True


@pytest.fixture
def counter(installation: None) -> type[Desks]:
    world = testing.world()
    both = testing._staff("handler", testing.COMMITTEE)
    ha = replace(both, roles=frozenset({"handler", "head"}))
    Desks.world = world
    Desks.people = {name: getattr(world, name) for name in PEOPLE if name != "ha"} | {"ha": ha}
    Desks.reached = Counter()
    return Desks


def live(counter: type[Desks], *, runs: int, acts: int) -> None:
    began = process_time()
    run_state_machine_as_test(
        counter,
        settings=settings(
            max_examples=runs,
            stateful_step_count=acts,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            # To shrink a life means to live hundreds more: minutes, for a story one can read.
            phases=[Phase.reuse, Phase.generate],
        ),
    )
    spent = process_time() - began
    print(f"{runs:,} runs of up to {acts} acts, {spent:.0f} s of processor time: {counter.reached}")


def test_two_hundred_short_runs(counter: type[Desks]) -> None:
    live(counter, runs=200, acts=8)

    assert {"returned", "withdrawn"} <= counter.reached.keys()


@pytest.mark.prove
def test_ten_thousand_runs_of_fifty_acts(counter: type[Desks]) -> None:
    live(counter, runs=int(os.environ.get("MOTCUA_LIVES", "10000")), acts=50)

"""A form is begun, saved in parts, resumed elsewhere, paid for, and submitted once."""

import json
from dataclasses import replace
from typing import Any

import pytest

from motcua.capabilities.documents.models import Document
from motcua.capabilities.payments.models import Charge
from motcua.capabilities.payments.operations import money, payees
from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier, DossierCharge, Draft, Paper
from motcua.casework.dossiers.operations import drafts, fees, intake, reception
from motcua.casework.dossiers.operations.fees import FeeOutstanding
from motcua.casework.dossiers.queries import drafts as reads
from motcua.casework.dossiers.queries import papers
from motcua.casework.dossiers.testing import CENTRE, COMMITTEE, MONDAY, World
from motcua.reference.people.models import Person
from motcua.reference.procedures.models import Handling, Procedure
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound
from motcua.spine.lifecycle import WrongRole

pytestmark = pytest.mark.django_db
TODAY = local_date(MONDAY)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def begun(world: World, actor: Actor | None = None) -> Draft:
    return drafts.begin(
        jurisdiction="national",
        procedure=testing.birth_registration().stem,
        actor=actor or world.dung,
        at=MONDAY,
    )


def filled(world: World, **changes: object) -> Draft:
    draft = begun(world)
    return drafts.save(
        key=draft.key,
        answers=testing.a_birth() | changes,
        receiving=CENTRE,
        resolving=COMMITTEE,
        actor=world.dung,
        at=MONDAY,
    )


def a_file(owner: Actor) -> Document:
    return Document.objects.create(
        sha256="a" * 64, media_type="application/pdf", size_bytes=9, pages=1,
        file_name="giay-chung-sinh.pdf", added_by=owner.id, added_at=MONDAY,
    )  # fmt: skip


def test_a_form_begins_with_what_the_identity_tells(world: World) -> None:
    person = Person.objects.get(account__pk=int(world.dung.id))
    person.phone, person.address = "0909123456", "Ấp 3, Xã Mỹ Lệ, Tây Ninh"
    person.save()

    answers = json.loads(begun(world).answers)

    assert answers["requester"]["full_name"] == person.full_name
    assert answers["requester"]["phone"] == "0909123456"
    assert answers["requester"]["address"] == {
        "province": "Tây Ninh", "commune": "Xã Mỹ Lệ", "detail": "Ấp 3",
    }  # fmt: skip


def test_partial_answers_are_kept_and_resumed_and_nobody_else_sees_them(world: World) -> None:
    draft = begun(world)
    drafts.save(key=draft.key, answers={"child_name": "Bông"}, actor=world.dung, at=MONDAY)

    shown = reads.view(key=draft.key, actor=world.dung, on=TODAY)
    assert shown.answers == {"child_name": "Bông"}
    assert shown.problems
    assert [line.key for line in reads.mine(world.dung)] == [draft.key]
    assert reads.mine(world.em) == []
    with pytest.raises(NotFound):
        reads.view(key=draft.key, actor=world.em, on=TODAY)
    with pytest.raises(NotFound):
        drafts.save(key=draft.key, answers={}, actor=world.em, at=MONDAY)


def test_submitting_twice_gives_one_dossier_and_empties_the_form(world: World) -> None:
    draft = filled(world)

    first = drafts.submit(key=draft.key, actor=world.dung, at=MONDAY)
    second = drafts.submit(key=draft.key, actor=world.dung, at=MONDAY)

    assert first == second
    assert (first.channel, first.result_way) == ("self", "online")
    assert Draft.objects.get().answers == ""
    assert reads.mine(world.dung) == []


def test_where_to_file_must_be_chosen(world: World) -> None:
    draft = begun(world)
    with pytest.raises(drafts.NoPlaceChosen):
        drafts.submit(key=draft.key, actor=world.dung, at=MONDAY)


def test_papers_go_with_the_form_but_never_another_persons(world: World) -> None:
    draft, mine, theirs = filled(world), a_file(world.dung), a_file(world.em)
    kept = {"key": draft.key, "component": "birth_notice", "actor": world.dung, "at": MONDAY}
    drafts.attach_paper(document_id=mine.pk, **kept)  # type: ignore[arg-type]
    drafts.attach_paper(document_id=mine.pk, **kept)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        drafts.attach_paper(document_id=theirs.pk, **kept)  # type: ignore[arg-type]

    dossier = drafts.submit(key=draft.key, actor=world.dung, at=MONDAY)

    paper = Paper.objects.get(dossier=dossier)
    assert (paper.document, paper.document_hash) == (mine, mine.sha256)
    taken = papers.handed_in(code=dossier.code, paper_id=paper.pk, actor=world.an)
    assert taken == mine
    with pytest.raises(NotFound):
        papers.handed_in(code=dossier.code, paper_id=paper.pk, actor=world.em)


def test_a_discarded_form_is_gone(world: World) -> None:
    draft = begun(world)
    drafts.discard(key=draft.key, actor=world.dung, at=MONDAY)

    assert not Draft.objects.exists()
    with pytest.raises(NotFound):
        drafts.submit(key=draft.key, actor=world.dung, at=MONDAY)


def test_there_is_a_bound_to_forms_begun(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "OPEN_DRAFTS_MAX", 1)
    begun(world)
    with pytest.raises(drafts.TooManyDrafts):
        begun(world)


@pytest.mark.parametrize(
    ("handled_on", "system", "where"),
    [
        ("ministry", "Hệ thống Bộ Công an", "Hệ thống Bộ Công an"),
        ("national_portal", "", "Cổng Dịch vụ công quốc gia"),
    ],
)
def test_what_is_handled_elsewhere_says_where_to_file(
    world: World, handled_on: str, system: str, where: str
) -> None:
    Handling.objects.create(
        procedure=Procedure.objects.get(), handled_on=handled_on, system=system,
        in_force=("2026-01-01", None),
    )  # fmt: skip
    for file in (lambda: begun(world), world.a_dossier):
        with pytest.raises(intake.HandledElsewhere, match=where):
            file()
    assert not Dossier.objects.exists()


class TestAFee:
    LATE = {"late": True}

    def test_online_is_paid_before_submitting(self, world: World) -> None:
        payees.name_payee(
            organisation=CENTRE, bank_bin="970436", account_number="0011", holder="TTPVHCC",
            actor=SYSTEM, at=MONDAY,
        )  # fmt: skip
        draft = filled(world, **self.LATE)
        with pytest.raises(FeeOutstanding, match=r"5\.000"):
            drafts.submit(key=draft.key, actor=world.dung, at=MONDAY)
        charge = drafts.owe_fee(key=draft.key, actor=world.dung, at=MONDAY)
        assert charge is not None
        assert (charge.due_vnd, charge.payee) == (5000, CENTRE)
        assert drafts.owe_fee(key=draft.key, actor=world.dung, at=MONDAY) == charge
        self._pay(charge, world)

        dossier = drafts.submit(key=draft.key, actor=world.dung, at=MONDAY)

        link = DossierCharge.objects.get(dossier=dossier)
        assert (link.charge_id, link.due, link.paid_at) == (charge.pk, "intake", MONDAY)
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY)

    def test_another_amount_makes_another_charge_until_it_is_paid(self, world: World) -> None:
        draft = filled(world, **self.LATE)
        first = drafts.owe_fee(key=draft.key, actor=world.dung, at=MONDAY)
        assert first is not None
        drafts.save(key=draft.key, answers=testing.a_birth(), actor=world.dung, at=MONDAY)
        assert drafts.owe_fee(key=draft.key, actor=world.dung, at=MONDAY) is None
        first.refresh_from_db()
        assert first.state == "cancelled"

        late = testing.a_birth() | self.LATE
        drafts.save(key=draft.key, answers=late, actor=world.dung, at=MONDAY)
        second = drafts.owe_fee(key=draft.key, actor=world.dung, at=MONDAY)
        assert second is not None
        self._pay(second, world)
        with pytest.raises(drafts.PaidOtherwise):
            drafts.save(key=draft.key, answers=testing.a_birth(), actor=world.dung, at=MONDAY)

    def test_at_the_counter_it_is_owed_then_and_paid_before_receipt(self, world: World) -> None:
        filing = world.at_counter()
        answers = testing.a_birth() | self.LATE
        dossier = intake.submit(replace(filing, answers=answers), actor=world.an, at=MONDAY)
        with pytest.raises(FeeOutstanding):
            reception.receive(code=dossier.code, actor=world.an, at=MONDAY)
        self._pay(Charge.objects.get(), world)

        assert reception.receive(code=dossier.code, actor=world.an, at=MONDAY)

    def test_only_its_own_desk_takes_the_money(self, world: World) -> None:
        filing = replace(world.at_counter(), answers=testing.a_birth() | self.LATE)
        dossier = intake.submit(filing, actor=world.an, at=MONDAY)
        other = intake.submit(replace(filing, key="c2"), actor=world.an, at=MONDAY)
        charge = Charge.objects.order_by("pk").first()
        assert charge is not None
        cash: dict[str, Any] = {
            "charge_id": charge.pk, "amount_vnd": charge.due_vnd, "receipt_number": "7",
            "at": MONDAY,
        }  # fmt: skip

        with pytest.raises(NotFound):  # The desk of another commune.
            fees.collect(code=dossier.code, actor=world.binh, **cash)
        with pytest.raises(NotFound):  # What another dossier owes.
            fees.collect(code=other.code, actor=world.an, **cash)
        with pytest.raises(WrongRole):  # The head of the same commune.
            fees.collect(code=dossier.code, actor=world.hien, **cash)
        paid = fees.collect(code=dossier.code, actor=world.an, **cash)

        assert fees.collect(code=dossier.code, actor=world.an, **cash) == paid

    def _pay(self, charge: Charge, world: World) -> None:
        money.record_counter_payment(
            charge_id=charge.pk, amount_vnd=charge.due_vnd, receipt_number="1",
            actor=world.an, at=MONDAY,
        )  # fmt: skip

"""A result is drafted, approved, numbered, printed, signed, sealed, and only then returned."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.capabilities.documents import queries as documents
from motcua.capabilities.signatures import operations as signing
from motcua.capabilities.signatures import pkcs8, verification
from motcua.capabilities.signatures import queries as certificates
from motcua.capabilities.signatures.models import Certificate, OwnerKind
from motcua.capabilities.signatures.signer import KeySigner
from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier, ResultDraft, Slip
from motcua.casework.dossiers.operations import (
    papers,
    played_papers,
    reception,
    results,
    settlement,
    texts,
)
from motcua.casework.dossiers.operations.played_papers import Hand
from motcua.casework.dossiers.queries import papers as paper_reads
from motcua.casework.dossiers.queries import results as reads
from motcua.casework.dossiers.testing import COMMITTEE, MONDAY, World
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.journal import queries as stories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECRET = "cây tre trăm đốt"
OPERATOR = Actor(id="1", roles=frozenset({"operator"}))


@pytest.fixture
def world(installation: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(pkcs8, "N", 2**8)
    return testing.world()


def at_the_heads(world: World, key: str = "k1") -> Dossier:
    dossier = world.a_dossier(key)
    reception.receive(code=dossier.code, actor=world.an, at=MONDAY)
    results.draft(
        code=dossier.code, fields={"summary": "Bản chính số một"}, actor=world.chi, at=MONDAY
    )
    settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY)
    return dossier


def test_the_head_approves_many_and_the_clerk_numbers_them(world: World) -> None:
    codes = [at_the_heads(world, f"k{n}").code for n in range(3)]
    assert [d.code for d in reads.waiting_for_approval(world.hien)] == codes
    assert reads.waiting_for_approval(world.chi) == []

    results.approve(codes=codes, actor=world.hien, at=MONDAY + HOUR)
    assert [d.code for d in reads.waiting_for_number(world.lan)] == codes
    with pytest.raises(Refusal):
        results.approve(codes=codes, actor=world.hien, at=MONDAY + HOUR)
    results.settle_many(codes=codes, actor=world.lan, at=MONDAY + HOUR)

    numbers = Slip.objects.filter(form="result").values_list("number", flat=True)
    assert sorted(numbers) == [1, 2, 3]
    drafts = ResultDraft.objects.values_list("approved_by", flat=True)
    assert set(drafts) == {world.hien.id}
    kinds = [entry.kind for entry in stories.story_of(f"dossier:{codes[0]}")]
    assert kinds[-4:] == [
        "dossier.result_drafted", "dossier.step_passed", "dossier.result_approved",
        "dossier.settled",
    ]  # fmt: skip


def test_what_was_approved_can_no_longer_be_changed(world: World) -> None:
    dossier = at_the_heads(world)
    results.approve(codes=[dossier.code], actor=world.hien, at=MONDAY)
    dossier.refresh_from_db()

    with pytest.raises(texts.AlreadyApproved):
        texts.keep(dossier, {"title": "Khác"}, actor=world.chi, at=MONDAY)
    assert reads.view(code=dossier.code, actor=world.hien).is_approved


def test_a_result_needs_title_and_subject(world: World) -> None:
    dossier = at_the_heads(world)
    results.draft(code=dossier.code, fields={"title": " ".strip()}, actor=world.hien, at=MONDAY)

    with pytest.raises(texts.TextsMissing, match="Tên văn bản"):
        results.approve(codes=[dossier.code], actor=world.hien, at=MONDAY)


def test_no_number_without_approval(world: World) -> None:
    dossier = at_the_heads(world)
    with pytest.raises(settlement.StepsLeft):
        settlement.settle(code=dossier.code, actor=world.lan, at=MONDAY)


class TestSigning:
    def test_the_paper_is_printed_signed_sealed_and_valid(self, world: World) -> None:
        dossier = at_the_heads(world)
        results.approve(codes=[dossier.code], actor=world.hien, at=MONDAY)
        settlement.settle(code=dossier.code, actor=world.lan, at=MONDAY)
        head, seal = self._keys(world)
        wanted = {"codes": [dossier.code], "at": MONDAY + HOUR}
        with pytest.raises(results.NothingToSign):
            results.sign_results(signer=seal, actor=world.lan, **wanted)  # type: ignore[arg-type]

        results.sign_results(signer=head, actor=world.hien, **wanted)  # type: ignore[arg-type]
        [slip] = results.sign_results(signer=seal, actor=world.lan, **wanted)  # type: ignore[arg-type]

        assert slip.signed_at == MONDAY + HOUR
        assert slip.document is not None
        content = documents.content(slip.document)
        found = verification.verify(content, trust=certificates.trust()).findings
        assert [(f.field_name, f.verdict) for f in found] == [
            ("person", "valid"), ("agency", "valid"),
        ]  # fmt: skip
        last = stories.story_of(dossier.subject).last()
        assert last is not None
        assert (last.kind, last.facts["document_hash"]) == (
            "dossier.slip_signed", slip.document.sha256,
        )  # fmt: skip

    def test_slip_01_is_signed_by_who_received_it(self, world: World) -> None:
        dossier = world.a_dossier()
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY)
        slip = Slip.objects.get(dossier=dossier)
        assert slip.signers == [f"person:{world.an.id}"]
        signer = self._signer(OwnerKind.PERSON, world.an)
        papers.print_paper(slip_id=slip.pk, at=MONDAY)

        signed = papers.sign(slip_id=slip.pk, signer=signer, actor=world.an, at=MONDAY)

        assert signed.signed_at == MONDAY
        line = paper_reads.of(code=dossier.code, actor=world.dung)[-1]
        assert (line.form, line.is_ready, line.signed) == ("01", True, 1)

    def test_an_open_result_is_signed_as_far_as_there_are_hands(self, world: World) -> None:
        dossier = at_the_heads(world)
        results.approve(codes=[dossier.code], actor=world.hien, at=MONDAY)
        settlement.settle(code=dossier.code, actor=world.lan, at=MONDAY)
        head, seal = self._keys(world)
        mine = {f"person:{world.hien.id}": Hand(head, world.hien)}
        seals = {f"organisation:{COMMITTEE}": Hand(seal, world.lan)}

        assert played_papers.sign_open(hands=seals.get, at=MONDAY) == 0
        assert played_papers.sign_open(hands=mine.get, at=MONDAY) == 1
        slip = Slip.objects.get(dossier=dossier, form="result")
        assert (slip.signatures, slip.signed_at) == (1, None)
        assert played_papers.sign_open(hands=(mine | seals).get, at=MONDAY) == 1
        slip.refresh_from_db()
        assert slip.signed_at == MONDAY

    def _keys(self, world: World) -> tuple[KeySigner, KeySigner]:
        head = self._signer(OwnerKind.PERSON, world.hien)
        return head, self._signer(OwnerKind.ORGANISATION, world.lan, owner=COMMITTEE)

    def _signer(self, kind: OwnerKind, actor: Actor, *, owner: str = "") -> KeySigner:
        if not certificates.has_authority():
            signing.found_authority(name="Thử", passphrase=SECRET, actor=OPERATOR, at=MONDAY)
        issuer = signing.open_authority(passphrase=SECRET)
        certificate: Certificate = signing.issue_certificate(
            owner_kind=kind, owner=owner or actor.id, common_name="Người ký", passphrase=SECRET,
            issuer=issuer, actor=OPERATOR, at=MONDAY,
        )  # fmt: skip
        return signing.unlock(certificate=certificate, passphrase=SECRET, actor=actor, at=MONDAY)


def test_in_real_time_a_result_goes_back_only_signed(world: World) -> None:
    dossier = at_the_heads(world)
    results.approve(codes=[dossier.code], actor=world.hien, at=MONDAY)
    settlement.settle(code=dossier.code, actor=world.lan, at=MONDAY)
    now = datetime.now(UTC)
    journal.turn_real(actor=SYSTEM, at=now)

    with pytest.raises(reception.ResultNotSigned):
        reception.return_result(code=dossier.code, way="desk", actor=world.an, at=now)
    slip = Slip.objects.get(dossier=dossier, form="result")
    with pytest.raises(paper_reads.NotReady):
        papers.open_slip(code=dossier.code, slip_id=slip.pk, actor=world.dung, at=now)

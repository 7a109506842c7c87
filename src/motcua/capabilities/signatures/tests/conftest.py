"""An authority, two signers and a paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from motcua.capabilities.documents import render
from motcua.capabilities.documents.tests.papers import PAPERS
from motcua.capabilities.signatures import operations, pdf, pkcs8, queries, timestamps
from motcua.capabilities.signatures.authority import Issuer
from motcua.capabilities.signatures.models import Certificate, OwnerKind
from motcua.capabilities.signatures.signer import KeySigner
from motcua.spine.actors import Actor

FOUNDED = datetime(2026, 1, 5, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 16, 5, tzinfo=UTC)
OPERATOR = Actor(id="1", roles=frozenset({"operator"}))
DUC = Actor(id="31", roles=frozenset({"leader"}), organisation="H80.31")
MAI = Actor(id="32", roles=frozenset({"clerk"}), organisation="H80.31")
PASSPHRASE = "cây tre trăm đốt"


@dataclass(frozen=True)
class Office:
    """Đức signs, the seal of the ward is in Mai's care."""

    issuer: Issuer
    person: Certificate
    seal: Certificate

    def person_signer(self, at: datetime = NOON) -> KeySigner:
        return operations.unlock(certificate=self.person, passphrase=PASSPHRASE, actor=DUC, at=at)

    def seal_signer(self, at: datetime = NOON) -> KeySigner:
        return operations.unlock(certificate=self.seal, passphrase=PASSPHRASE, actor=MAI, at=at)


@pytest.fixture(autouse=True)
def _guessing_is_cheap_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each key costs a third of a second to lock or open on purpose; a test locks six."""
    monkeypatch.setattr(pkcs8, "N", 2**8)


@pytest.fixture
def office(installation: None) -> Office:
    operations.found_authority(
        name="Chứng thực mô phỏng", passphrase=PASSPHRASE, actor=OPERATOR, at=FOUNDED
    )
    issuer = operations.open_authority(passphrase=PASSPHRASE)

    def issue(owner_kind: OwnerKind, owner: str, name: str) -> Certificate:
        return operations.issue_certificate(
            owner_kind=owner_kind,
            owner=owner,
            common_name=name,
            organisation_name="UBND phường Long An",
            passphrase=PASSPHRASE,
            issuer=issuer,
            actor=OPERATOR,
            at=FOUNDED + timedelta(minutes=5),
        )

    return Office(
        issuer=issuer,
        person=issue(OwnerKind.PERSON, DUC.id, "Phạm Minh Đức"),
        seal=issue(OwnerKind.ORGANISATION, "H80.31", "UBND phường Long An"),
    )


@pytest.fixture(scope="session")
def paper() -> bytes:
    return render.pdf("result", PAPERS["result"], at=NOON, is_simulated=True)


@pytest.fixture
def signed(office: Office, paper: bytes) -> bytes:
    """The paper with the person's signature, then the agency's seal."""
    stamp = timestamps.local_authority(NOON)
    by_person = pdf.sign(
        paper, signer=office.person_signer(), field_name="person", timestamper=stamp, at=NOON
    )
    return pdf.sign(
        by_person,
        signer=office.seal_signer(),
        field_name="agency",
        timestamper=timestamps.local_authority(NOON + timedelta(minutes=1)),
        at=NOON + timedelta(minutes=1),
        reason="Đóng dấu cơ quan",
    )


@pytest.fixture
def trust(office: Office) -> Callable[[], queries.Trust]:
    return queries.trust

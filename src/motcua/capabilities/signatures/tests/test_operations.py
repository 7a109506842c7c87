"""Certificates: who gets one, who opens it, and what ends it."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import IntegrityError, transaction

from motcua.capabilities.signatures import keys, operations, queries
from motcua.capabilities.signatures.models import Certificate, OwnerKind, RevocationReason
from motcua.capabilities.signatures.tests.conftest import (
    DUC,
    FOUNDED,
    MAI,
    NOON,
    OPERATOR,
    PASSPHRASE,
    Office,
)
from motcua.spine.actors import Actor
from motcua.spine.errors import Forbidden, NotFound
from motcua.spine.journal.models import Entry

CITIZEN = Actor(id="99", roles=frozenset({"applicant"}))


def key_file(certificate: Certificate) -> Path:
    return Path(settings.MOTCUA_HOME) / "keys" / "signing" / f"{certificate.serial}.p8"


class TestTheAuthority:
    def test_has_a_root_an_issuer_and_a_stamp_that_openssl_accepts(
        self, office: Office, tmp_path: Path
    ) -> None:
        issuing, root = (x509.load_der_x509_certificate(der) for der in queries.chain())
        stamp = queries.in_force(owner_kind=OwnerKind.TIMESTAMP, owner=queries.LOCAL)
        leaves = {"person": office.person, "seal": office.seal, "stamp": stamp}
        pem = Encoding.PEM
        (tmp_path / "root.pem").write_bytes(root.public_bytes(pem))
        (tmp_path / "issuing.pem").write_bytes(issuing.public_bytes(pem))
        for name, row in leaves.items():
            leaf = x509.load_der_x509_certificate(bytes(row.content))
            (tmp_path / f"{name}.pem").write_bytes(leaf.public_bytes(pem))

        for name in leaves:
            purpose = "timestampsign" if name == "stamp" else "any"
            moment = str(int(NOON.timestamp()))
            command = ["openssl", "verify", "-x509_strict", "-attime", moment, "-purpose", purpose]
            command += ["-CAfile", "root.pem", "-untrusted", "issuing.pem", f"{name}.pem"]
            done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr

    def test_is_founded_once(self, office: Office) -> None:
        with pytest.raises(operations.AlreadyFounded):
            operations.found_authority(name="x", passphrase=PASSPHRASE, actor=OPERATOR, at=NOON)

    def test_opens_with_its_passphrase_only(self, office: Office) -> None:
        with pytest.raises(keys.WrongPassphrase):
            operations.open_authority(passphrase="đoán mò thôi")

    @pytest.mark.usefixtures("installation")
    def test_is_missed_before_it_is_founded(self) -> None:
        with pytest.raises(queries.NoCertificate):
            operations.open_authority(passphrase=PASSPHRASE)

    @pytest.mark.usefixtures("installation")
    def test_is_founded_by_those_who_keep_certificates(self) -> None:
        with pytest.raises(Forbidden):
            operations.found_authority(name="x", passphrase=PASSPHRASE, actor=DUC, at=NOON)


class TestIssuing:
    def test_is_recorded_without_a_name(self, office: Office) -> None:
        entry = Entry.objects.get(subject=office.person.subject)

        assert entry.kind == "certificate.issued"
        assert entry.facts["owner"] == DUC.id
        assert "Đức" not in entry.canonical

    def test_gives_an_owner_one_at_a_time(self, office: Office) -> None:
        with pytest.raises(operations.AlreadyIssued):
            operations.issue_certificate(
                owner_kind=OwnerKind.PERSON,
                owner=DUC.id,
                common_name="Phạm Minh Đức",
                passphrase=PASSPHRASE,
                issuer=office.issuer,
                actor=OPERATOR,
                at=NOON,
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.create(
                serial="1f",
                owner_kind=OwnerKind.PERSON,
                owner=DUC.id,
                content=b"x",
                valid_from=FOUNDED,
                valid_until=NOON,
            )

    def test_wants_a_passphrase_worth_the_name(self, office: Office) -> None:
        with pytest.raises(keys.PassphraseTooShort):
            operations.issue_certificate(
                owner_kind=OwnerKind.PERSON,
                owner=MAI.id,
                common_name="Mai",
                passphrase="1234567",
                issuer=office.issuer,
                actor=OPERATOR,
                at=NOON,
            )

    def test_leaves_no_key_in_clear_on_disk(self, office: Office) -> None:
        place = key_file(office.person)

        assert place.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        assert place.stat().st_mode & 0o077 == 0
        assert place.parent.stat().st_mode & 0o077 == 0

    def test_locks_a_key_so_that_openssl_opens_it_with_the_passphrase(self, office: Office) -> None:
        place = str(key_file(office.person))

        parsed = subprocess.run(
            ["openssl", "asn1parse", "-in", place], capture_output=True, text=True
        ).stdout
        opened, failed = (
            subprocess.run(
                ["openssl", "pkey", "-in", place, "-passin", f"pass:{passphrase}", "-noout"],
                capture_output=True,
            ).returncode
            for passphrase in (PASSPHRASE, "sai rồi")
        )

        assert "scrypt" in parsed
        assert "aes-256-cbc" in parsed
        assert opened == 0
        assert failed != 0


class TestUnlocking:
    def test_opens_ones_own_key_and_is_recorded(self, office: Office) -> None:
        signer = office.person_signer()

        assert signer.certificate == bytes(office.person.content)
        assert "key=" not in repr(signer)
        entry = Entry.objects.get(kind="certificate.unlocked")
        assert (entry.actor, entry.subject) == (DUC.id, office.person.subject)

    def test_refuses_a_wrong_passphrase(self, office: Office) -> None:
        with pytest.raises(keys.WrongPassphrase):
            operations.unlock(certificate=office.person, passphrase="sai rồi", actor=DUC, at=NOON)

    @pytest.mark.parametrize("actor", [MAI, OPERATOR, CITIZEN])
    def test_refuses_anothers_key(self, office: Office, actor: Actor) -> None:
        with pytest.raises(Forbidden):
            operations.unlock(
                certificate=office.person, passphrase=PASSPHRASE, actor=actor, at=NOON
            )

    @pytest.mark.parametrize("actor", [DUC, OPERATOR, CITIZEN])
    def test_leaves_the_seal_to_the_clerk(self, office: Office, actor: Actor) -> None:
        with pytest.raises(Forbidden):
            operations.unlock(certificate=office.seal, passphrase=PASSPHRASE, actor=actor, at=NOON)

    def test_refuses_before_and_after_its_time(self, office: Office) -> None:
        for at in (FOUNDED, office.person.valid_until):
            with pytest.raises(operations.NotValidNow):
                office.person_signer(at=at - timedelta(hours=1) if at == FOUNDED else at)

    def test_refuses_when_the_key_is_not_on_this_machine(self, office: Office) -> None:
        keys.forget(name=office.person.serial)

        with pytest.raises(keys.KeyMissing):
            office.person_signer()


class TestRevoking:
    def test_ends_a_certificate_and_makes_room_for_the_next(self, office: Office) -> None:
        row = operations.revoke(
            serial=office.person.serial,
            reason=RevocationReason.LEFT_POST,
            actor=OPERATOR,
            at=NOON,
        )

        assert row.is_valid_at(NOON - timedelta(seconds=1))
        assert not row.is_valid_at(NOON)
        assert Entry.objects.get(kind="certificate.revoked").facts["reason"] == "left_post"
        with pytest.raises(queries.NoCertificate):
            queries.in_force(owner_kind=OwnerKind.PERSON, owner=DUC.id)
        operations.issue_certificate(
            owner_kind=OwnerKind.PERSON,
            owner=DUC.id,
            common_name="Phạm Minh Đức",
            passphrase=PASSPHRASE,
            issuer=office.issuer,
            actor=OPERATOR,
            at=NOON,
        )

    def test_is_for_its_owner_and_the_keepers(self, office: Office) -> None:
        reason = RevocationReason.KEY_COMPROMISE
        with pytest.raises(Forbidden):
            operations.revoke(serial=office.person.serial, reason=reason, actor=MAI, at=NOON)

        operations.revoke(serial=office.person.serial, reason=reason, actor=DUC, at=NOON)

        with pytest.raises(operations.AlreadyRevoked):
            operations.revoke(serial=office.person.serial, reason=reason, actor=DUC, at=NOON)

    def test_of_what_is_not_there_is_not_found(self, office: Office) -> None:
        with pytest.raises(NotFound):
            operations.revoke(serial="00", reason=RevocationReason.CEASED, actor=OPERATOR, at=NOON)


def test_people_see_their_own_certificates_and_keepers_all(office: Office) -> None:
    assert list(queries.visible_to(DUC)) == [office.person]
    assert not queries.visible_to(CITIZEN).exists()
    assert queries.visible_to(OPERATOR).count() == 6

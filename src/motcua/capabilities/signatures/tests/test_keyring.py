"""Keys opened once, used by every process, closed by themselves."""

import signal
import subprocess
import threading
from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from motcua.capabilities.signatures import keys, operations, pdf, queries, timestamps, verification
from motcua.capabilities.signatures.keyring import client, place, server
from motcua.capabilities.signatures.tests import ring
from motcua.capabilities.signatures.tests.conftest import DUC, MAI, NOON, PASSPHRASE, Office
from motcua.spine.errors import Forbidden, Outage


@pytest.fixture
def keyring() -> Iterator["subprocess.Popen[bytes]"]:
    with ring.keyring() as process:
        yield process


@pytest.mark.usefixtures("keyring")
class TestTheKeyring:
    def test_signs_for_who_opened_a_key(self, office: Office, paper: bytes) -> None:
        operations.unlock_in_keyring(
            certificate=office.person, passphrase=PASSPHRASE, seconds=600, actor=DUC, at=NOON
        )

        content = pdf.sign(
            paper,
            signer=queries.signer_in_keyring(office.person),
            field_name="person",
            timestamper=timestamps.local_authority(NOON),
            at=NOON,
        )

        assert verification.verify(content, trust=queries.trust()).is_valid

    def test_signs_nothing_with_a_key_nobody_opened(self, office: Office) -> None:
        with pytest.raises(client.Locked):
            queries.signer_in_keyring(office.person).sign(b"x")

    def test_forgets_a_key_when_its_time_is_up_or_it_is_told_to(self, office: Office) -> None:
        signer = queries.signer_in_keyring(office.person)

        for seconds, close in ((0, False), (600, True)):
            client.unlock(serial=signer.serial, passphrase=PASSPHRASE, seconds=seconds)
            assert client.is_open(serial=signer.serial) is close
            if close:
                client.lock(serial=signer.serial)
            with pytest.raises(client.Locked):
                signer.sign(b"x")

    def test_lets_nobody_guess_for_long(self, office: Office) -> None:
        for _ in range(server.TRIES_MAX):
            with pytest.raises(keys.WrongPassphrase):
                client.unlock(serial=office.seal.serial, passphrase="đoán mò", seconds=60)

        with pytest.raises(client.TooManyTries):
            client.unlock(serial=office.seal.serial, passphrase=PASSPHRASE, seconds=60)

    def test_opens_nothing_for_others(self, office: Office) -> None:
        with pytest.raises(Forbidden):
            operations.unlock_in_keyring(
                certificate=office.person, passphrase=PASSPHRASE, seconds=60, actor=MAI, at=NOON
            )
        assert not client.is_open(serial=office.person.serial)

    def test_answers_many_at_once(self, office: Office) -> None:
        client.unlock(serial=office.person.serial, passphrase=PASSPHRASE, seconds=600)
        certificate = x509.load_der_x509_certificate(bytes(office.person.content))
        public = certificate.public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        signer, checked = queries.signer_in_keyring(office.person), []

        def ask(number: int) -> None:
            content = f"paper {number}".encode()
            public.verify(signer.sign(content), content, ec.ECDSA(SHA256()))
            checked.append(number)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(checked) == list(range(20))

    def test_is_for_this_user_alone(self) -> None:
        assert place.socket_path().stat().st_mode & 0o077 == 0


class TestWithoutTheKeyring:
    def test_signing_waits_instead_of_failing_for_good(self, office: Office) -> None:
        with pytest.raises(Outage) as failed:
            queries.signer_in_keyring(office.person).sign(b"x")

        assert not failed.value.permanent


def test_a_killed_keyring_leaves_no_key_behind(
    office: Office, keyring: "subprocess.Popen[bytes]"
) -> None:
    client.unlock(serial=office.person.serial, passphrase=PASSPHRASE, seconds=600)
    keyring.send_signal(signal.SIGKILL)
    keyring.wait()

    with pytest.raises(Outage):
        client.is_open(serial=office.person.serial)

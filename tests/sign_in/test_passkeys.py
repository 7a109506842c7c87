import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from motcua.reference.people import queries, testing
from motcua.reference.people.models import Account, Passkey
from motcua.spine.journal import queries as journal
from tests.sign_in.authenticator import Authenticator

pytestmark = pytest.mark.django_db
HOST = "localhost"


@pytest.fixture
def lan(installation: None) -> Account:
    return testing.staff("head", name="Nguyễn Thị Lan")


@pytest.fixture
def phone(lan: Account, as_account: Callable[[Account], Client]) -> Authenticator:
    """Lan's phone, registered by her."""
    phone = Authenticator()
    register(as_account(lan), phone)
    return phone


def register(client: Client, phone: Authenticator) -> Any:
    options = client.post(reverse("signin:add_passkey_begin"), headers={"host": HOST}).json()
    form = {"passkey-answer": json.dumps(phone.create(options)), "passkey-label": "Điện thoại"}
    return client.post(reverse("signin:add_passkey"), form, headers={"host": HOST})


def challenge(client: Client) -> dict[str, Any]:
    options: dict[str, Any] = client.post(
        reverse("signin:passkey_begin"), headers={"host": HOST}
    ).json()
    return options


def show(client: Client, answer: dict[str, Any]) -> int:
    form = {"passkey-answer": json.dumps(answer)}
    return client.post(reverse("signin:passkey"), form, headers={"host": HOST}).status_code


class TestAPasskey:
    def test_is_registered_with_a_name_and_a_fact(self, lan: Account, phone: Authenticator) -> None:
        passkey = queries.passkeys_of(lan.pk).get()

        assert passkey.label == "Điện thoại"
        assert bytes(passkey.credential_id) == phone.id
        assert [e.kind for e in journal.story_of(lan.subject)] == ["account.passkey_registered"]

    def test_signs_in_without_login_or_password(
        self, client: Client, lan: Account, phone: Authenticator
    ) -> None:
        assert show(client, phone.get(challenge(client))) == 302

        assert client.get(reverse("signin:sessions")).status_code == 200
        assert journal.story_of(lan.subject).last().facts["method"] == "passkey"  # type: ignore[union-attr]

    def test_answers_a_challenge_once(self, client: Client, phone: Authenticator) -> None:
        answer = phone.get(challenge(client))
        show(client, answer)

        assert show(Client(), answer) == 422

    def test_of_a_fake_page_is_refused(self, client: Client, phone: Authenticator) -> None:
        phone.origin = "http://localhost.example"

        assert show(client, phone.get(challenge(client))) == 422

    def test_that_is_not_registered_is_refused(self, client: Client, lan: Account) -> None:
        stranger = Authenticator()
        stranger.user = lan.handle.bytes

        assert show(client, stranger.get(challenge(client))) == 422

    def test_with_a_forged_signature_is_refused(self, client: Client, phone: Authenticator) -> None:
        forger = Authenticator()
        forger.id, forger.user, forger.count = phone.id, phone.user, 10

        assert show(client, forger.get(challenge(client))) == 422

    def test_that_was_copied_is_refused(self, client: Client, phone: Authenticator) -> None:
        show(client, phone.get(challenge(client)))
        phone.count = 0  # A copy made before counts from where the original was.

        assert show(Client(), phone.get(challenge(client))) == 422

    def test_that_did_not_ask_for_finger_or_pin_is_refused(
        self, lan: Account, as_account: Callable[[Account], Client]
    ) -> None:
        register(as_account(lan), Authenticator(verifies=False))

        assert not Passkey.objects.exists()

    def test_that_is_removed_signs_in_no_more(
        self,
        client: Client,
        lan: Account,
        phone: Authenticator,
        as_account: Callable[[Account], Client],
    ) -> None:
        passkey = Passkey.objects.get()

        as_account(lan).post(reverse("signin:remove_passkey", args=[passkey.pk]))

        assert show(client, phone.get(challenge(client))) == 422

    def test_of_a_colleague_cannot_be_removed(
        self, phone: Authenticator, as_account: Callable[[Account], Client]
    ) -> None:
        passkey = Passkey.objects.get()
        colleague = as_account(testing.staff("head"))

        answer = colleague.post(reverse("signin:remove_passkey", args=[passkey.pk]))

        assert answer.status_code == 404
        assert Passkey.objects.exists()

    def test_of_a_disabled_account_is_refused(
        self, client: Client, lan: Account, phone: Authenticator
    ) -> None:
        Account.objects.filter(pk=lan.pk).update(is_active=False)

        assert show(client, phone.get(challenge(client))) == 422

    @pytest.mark.parametrize("nonsense", ["{}", '{"id": 1}', "[]", '"x"', "nothing"])
    def test_that_is_nonsense_is_refused_politely(
        self, client: Client, lan: Account, nonsense: str
    ) -> None:
        challenge(client)

        answer = client.post(
            reverse("signin:passkey"), {"passkey-answer": nonsense}, headers={"host": HOST}
        )

        assert answer.status_code == 422

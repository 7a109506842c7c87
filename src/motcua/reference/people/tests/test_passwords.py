import unicodedata
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.contrib.auth.hashers import make_password

from motcua.reference.people import hasher, queries, testing
from motcua.reference.people.models import Account
from motcua.reference.people.operations import accounts, passwords, sign_in
from motcua.reference.people.operations.lockout import Source
from motcua.spine.actors import SYSTEM

NINE = datetime(2026, 11, 2, 2, tzinfo=UTC)
OLD, NEW = "bốn con ngựa gỗ qua cầu", "ba cây chuối sau hè nhà"


@pytest.fixture
def lan(installation: None) -> Account:
    account = testing.staff("head", name="Nguyễn Thị Lan")
    passwords.put(account, OLD)
    account.save()
    return account


def change(account: Account, current: str, new: str) -> None:
    actor = queries.actor_of(account, None)
    passwords.change(actor=actor, current=current, new=new, at=NINE, real_at=NINE)


@pytest.mark.django_db
class TestLansPassword:
    def test_is_changed_and_all_her_sessions_end(self, lan: Account) -> None:
        session = testing.a_session(lan, real_at=NINE - timedelta(minutes=1))

        change(lan, OLD, NEW)

        lan.refresh_from_db()
        assert passwords.check(lan, NEW)
        assert queries.signed_in(handle=session.handle, at=NINE, real_at=NINE) is None

    def test_is_the_same_however_the_keyboard_writes_it(self, lan: Account) -> None:
        assert passwords.check(lan, unicodedata.normalize("NFD", OLD))

    def test_is_not_changed_by_somebody_who_does_not_know_it(self, lan: Account) -> None:
        with pytest.raises(passwords.WrongPassword):
            change(lan, "không phải đâu nhé", NEW)

    @pytest.mark.parametrize(
        ("new", "refusal"),
        [
            ("ngắn", passwords.PasswordTooShort),
            ("x" * 200, passwords.PasswordTooLong),
            ("NguyenThiLan2026", passwords.PasswordGuessable),
            ("matkhau12345678", passwords.PasswordGuessable),
            (OLD, passwords.PasswordUnchanged),
        ],
    )
    def test_must_be_hard_to_guess(
        self, lan: Account, new: str, refusal: type[passwords.PasswordRefused]
    ) -> None:
        with pytest.raises(refusal):
            change(lan, OLD, new)

    def test_given_for_one_use_is_worth_nothing_after_three_days(self, lan: Account) -> None:
        opened = accounts.reset_password(account_id=lan.pk, actor=SYSTEM, at=NINE, real_at=NINE)
        source = Source(address="10.1.2.3", browser="Firefox · Linux")

        with pytest.raises(sign_in.SecretTooOld):
            sign_in.present_password(
                login=lan.login,
                password=opened.initial_secret,
                source=source,
                at=NINE,
                real_at=NINE + timedelta(hours=72),
            )


def test_a_hash_costs_what_it_should() -> None:
    kept = make_password(OLD, hasher=hasher.Argon2())

    assert kept.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")


def test_the_installation_uses_it() -> None:
    # What the file says, not what the tests made of it.
    ours = import_module("motcua.config.settings").PASSWORD_HASHERS

    assert ours == ["motcua.reference.people.hasher.Argon2"]

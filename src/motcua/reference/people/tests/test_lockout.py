from datetime import UTC, datetime, timedelta

import pytest

from motcua.reference.people import testing
from motcua.reference.people.models import Account, SignInFailure
from motcua.reference.people.operations import lockout, passwords, sign_in
from motcua.reference.people.operations.lockout import Source, WaitFirst
from motcua.reference.people.operations.sign_in import WrongCredentials
from motcua.spine.actors import SYSTEM
from motcua.spine.journal import queries as journal

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 2, 2, tzinfo=UTC)
PASSWORD = "bốn con ngựa gỗ qua cầu"


def attempt(
    login: str,
    password: str = "không phải đâu",
    *,
    address: str = "10.1.2.3",
    device: str = "",
    after: timedelta = timedelta(0),
) -> sign_in.HalfWay:
    return sign_in.present_password(
        login=login,
        password=password,
        source=Source(address=address, browser="Firefox · Linux", device=device),
        at=NINE,
        real_at=NINE + after,
    )


def fail(times: int, login: str, *, address: str = "10.1.2.3", device: str = "") -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            attempt(login, address=address, device=device)


@pytest.fixture
def lan(installation: None) -> Account:
    account = testing.staff("head")
    passwords.put(account, PASSWORD)
    account.save()
    return account


class TestALogin:
    def test_waits_a_minute_after_five_failures_and_then_no_more(self, lan: Account) -> None:
        fail(5, lan.login)

        with pytest.raises(WaitFirst):
            attempt(lan.login, PASSWORD, after=timedelta(seconds=59))
        assert attempt(lan.login, PASSWORD, after=timedelta(seconds=60)).account_id == lan.pk

    def test_that_nobody_has_waits_the_same(self, lan: Account) -> None:
        fail(5, "nobody")

        with pytest.raises(WaitFirst):
            attempt("nobody")

    def test_is_locked_from_wherever_it_is_tried(self, lan: Account) -> None:
        for last in range(5):
            fail(1, lan.login, address=f"10.{last}.0.1")

        with pytest.raises(WaitFirst):
            attempt(lan.login, PASSWORD, address="192.168.1.1")

    def test_is_forgiven_after_a_day(self, lan: Account) -> None:
        fail(4, lan.login)

        with pytest.raises(WrongCredentials):
            attempt(lan.login, after=timedelta(hours=24))

        assert SignInFailure.objects.get(of="login").failures == 1

    def test_is_free_at_once_when_unlocked(self, lan: Account) -> None:
        fail(5, lan.login)

        lockout.unlock(account_id=lan.pk, actor=SYSTEM, at=NINE)

        assert attempt(lan.login, PASSWORD).account_id == lan.pk

    def test_records_failures_as_figures_only(self, lan: Account) -> None:
        fail(5, lan.login)

        entries = list(journal.story_of(lan.subject))
        assert [e.facts["failures"] for e in entries] == [1, 2, 3, 4, 5]
        assert {e.actor for e in entries} == {"anonymous"}
        assert "10.1.2.3" not in "".join(e.canonical for e in entries)


class TestAnOffice:
    """A hundred people behind one address, some of whom forget their passwords."""

    def test_is_not_locked_out_by_a_few_who_forget(self, lan: Account) -> None:
        for person in range(14):
            fail(4, f"person{person}")

        assert attempt(lan.login, PASSWORD).account_id == lan.pk

    def test_from_which_somebody_guesses_wildly_waits_but_known_browsers_do_not(
        self, lan: Account
    ) -> None:
        for person in range(15):
            fail(4, f"person{person}", address=f"10.1.2.{person}")

        with pytest.raises(WaitFirst):
            attempt(lan.login, PASSWORD)
        assert attempt(lan.login, PASSWORD, device="known").account_id == lan.pk
        assert attempt(lan.login, PASSWORD, address="10.1.3.1").account_id == lan.pk
        assert attempt(lan.login, PASSWORD, after=timedelta(seconds=15)).account_id == lan.pk

    def test_can_be_unlocked_by_an_administrator(self, lan: Account) -> None:
        for person in range(15):
            fail(4, f"person{person}")

        lockout.unlock_addresses(actor=SYSTEM, at=NINE, real_at=NINE)

        assert attempt(lan.login, PASSWORD).account_id == lan.pk


class TestAKnownBrowser:
    def test_waits_for_its_own_failures(self, lan: Account) -> None:
        fail(5, lan.login, device="known")

        with pytest.raises(WaitFirst):
            attempt(lan.login, PASSWORD, device="known")

    def test_does_not_make_others_wait(self, lan: Account) -> None:
        fail(5, lan.login, device="known")

        assert attempt(lan.login, PASSWORD).account_id == lan.pk


@pytest.mark.parametrize(
    ("address", "office"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_an_office_is_a_network(address: str, office: str) -> None:
    assert lockout.network_of(address) == office


def test_old_failures_are_forgotten(lan: Account) -> None:
    fail(2, lan.login)

    assert lockout.forget_old(real_at=NINE + timedelta(hours=25)) == 2

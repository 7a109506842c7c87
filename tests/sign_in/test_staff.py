from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from motcua.interfaces.session import HANDLE
from motcua.reference.people import queries, testing
from motcua.reference.people.models import Account, Session, TotpDevice
from motcua.reference.people.operations import accounts, passwords
from motcua.spine import clock
from motcua.spine.actors import SYSTEM

pytestmark = pytest.mark.django_db
PASSWORD = "bốn con ngựa gỗ qua cầu"
SECRET = pyotp.random_base32()


@pytest.fixture
def lan(installation: None) -> Account:
    account = testing.staff("head", name="Nguyễn Thị Lan")
    passwords.put(account, PASSWORD)
    account.save()
    TotpDevice.objects.create(account=account, secret=SECRET, confirmed_at=clock.real_now())
    return account


def totp() -> str:
    return pyotp.TOTP(SECRET).at(clock.real_now())


def enter_password(client: Client, login: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(reverse("signin:staff"), {"login": login, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("signin:sessions")).status_code == 200


class TestPasswordThenCode:
    def test_lets_lan_in(self, client: Client, lan: Account) -> None:
        assert enter_password(client, lan.login).headers["Location"] == reverse("signin:code")
        assert not is_signed_in(client)

        answer = client.post(reverse("signin:code"), {"code": totp()})

        assert answer.status_code == 302
        assert is_signed_in(client)

    def test_goes_on_to_where_one_wanted_to(self, client: Client, lan: Account) -> None:
        wanted = reverse("signin:sessions")
        enter_password(client, lan.login, next=wanted)

        assert client.post(reverse("signin:code"), {"code": totp()}).headers["Location"] == wanted

    @pytest.mark.parametrize(
        "elsewhere", ["https://example.com/", "//example.com", "/\\example.com", "javascript:x"]
    )
    def test_never_goes_on_to_a_strange_place(
        self, client: Client, lan: Account, elsewhere: str
    ) -> None:
        enter_password(client, lan.login, next=elsewhere)

        answer = client.post(reverse("signin:code"), {"code": totp()})

        assert answer.headers["Location"].startswith("/")
        assert "example" not in answer.headers["Location"]

    def test_gives_a_new_session_id_each_time(self, client: Client, lan: Account) -> None:
        planted = client.session
        planted["x"] = 1
        planted.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = str(planted.session_key)

        enter_password(client, lan.login)
        half_way = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.post(reverse("signin:code"), {"code": totp()})
        whole = client.cookies[settings.SESSION_COOKIE_NAME].value

        assert len({planted.session_key, half_way, whole}) == 3
        assert "x" not in client.session

    def test_refuses_a_code_that_was_used(self, client: Client, lan: Account) -> None:
        code = totp()
        enter_password(client, lan.login)
        client.post(reverse("signin:code"), {"code": code})
        other = Client()
        enter_password(other, lan.login)

        answer = other.post(reverse("signin:code"), {"code": code})

        assert answer.status_code == 422
        assert not is_signed_in(other)

    def test_says_the_same_to_a_stranger_and_to_a_wrong_password(
        self, client: Client, lan: Account
    ) -> None:
        known = enter_password(client, lan.login, "không phải đâu nhé")
        unknown = enter_password(client, "nobody", "không phải đâu nhé")

        assert known.status_code == unknown.status_code == 422
        texts = [a.content.decode().split("<h1>")[1].split("<form")[0] for a in (known, unknown)]
        assert texts[0] == texts[1]

    def test_asks_for_what_is_missing(self, client: Client, lan: Account) -> None:
        page = client.post(reverse("signin:staff"), {}).content.decode()

        assert "Chưa có tên đăng nhập" in page
        assert 'href="#id_login"' in page

    def test_cannot_be_begun_half_way(self, client: Client, lan: Account) -> None:
        for page in ("new_password", "enrol", "code"):
            assert client.get(reverse(f"signin:{page}")).status_code == 422

    def test_ends_by_post_alone(self, client: Client, lan: Account, as_account: Any) -> None:
        browser = as_account(lan)

        assert browser.get(reverse("signin:leave")).status_code == 405
        assert is_signed_in(browser)
        assert browser.post(reverse("signin:leave")).status_code == 302
        assert not is_signed_in(browser)


class TestTooManyFailures:
    def test_make_one_wait_even_with_the_right_password(self, client: Client, lan: Account) -> None:
        for _ in range(5):
            enter_password(client, lan.login, "không phải đâu nhé")

        answer = enter_password(client, lan.login)

        assert answer.status_code == 429
        assert "chờ 1 phút" in answer.content.decode()

    def test_of_strangers_do_not_stop_a_browser_that_knows_lan(
        self, client: Client, lan: Account
    ) -> None:
        known = Client()
        enter_password(known, lan.login)
        known.post(reverse("signin:code"), {"code": totp()})
        known.post(reverse("signin:leave"))
        for _ in range(6):
            enter_password(client, lan.login, "không phải đâu nhé")

        assert enter_password(client, lan.login).status_code == 429
        assert enter_password(known, lan.login).status_code == 302

    def test_of_codes_count_too(self, client: Client, lan: Account) -> None:
        enter_password(client, lan.login)
        for _ in range(5):
            client.post(reverse("signin:code"), {"code": "000000"})

        assert client.post(reverse("signin:code"), {"code": totp()}).status_code == 429


class TestTheFirstTime:
    def test_asks_for_a_password_and_an_authenticator_and_gives_recovery_codes(
        self, client: Client, installation: None
    ) -> None:
        testing.a_unit("H00.09")
        opened = accounts.open_account(
            login="hoa", full_name="Lê Thị Hoa", organisation="H00.09", role="handler",
            since_on=testing.LONG_AGO, actor=SYSTEM, at=clock.now(), real_at=clock.real_now(),
        )  # fmt: skip

        answer = enter_password(client, "hoa", opened.initial_secret)
        assert answer.headers["Location"] == reverse("signin:new_password")
        answer = client.post(answer.headers["Location"], {"new": PASSWORD, "again": PASSWORD})
        assert answer.headers["Location"] == reverse("signin:enrol")
        page = client.get(answer.headers["Location"])
        assert "data:image/svg+xml" in page.content.decode()
        secret = TotpDevice.objects.get(account=opened.account).secret
        answer = client.post(
            answer.headers["Location"], {"code": pyotp.TOTP(secret).at(clock.real_now())}
        )

        assert answer.content.decode().count("<li>") >= 10
        assert is_signed_in(client)
        assert queries.recovery_codes_left(opened.account.pk) == 10

    def test_a_recovery_code_lets_in_once(self, client: Client, lan: Account) -> None:
        from motcua.reference.people.operations import second_factors

        actor = queries.actor_of(lan, None)
        code = second_factors.issue_recovery_codes(actor=actor, at=clock.now())[0].lower()
        enter_password(client, lan.login)
        assert client.post(reverse("signin:code"), {"code": code}).status_code == 302

        other = Client()
        enter_password(other, lan.login)
        assert other.post(reverse("signin:code"), {"code": code}).status_code == 422


class TestASessionEnds:
    def test_at_once_when_the_account_is_disabled(self, lan: Account, as_account: Any) -> None:
        browser = as_account(lan)
        assert is_signed_in(browser)

        accounts.disable(account_id=lan.pk, actor=SYSTEM, at=clock.now(), real_at=clock.real_now())

        assert not is_signed_in(browser)

    def test_after_half_an_hour_of_nothing(self, lan: Account, as_account: Any) -> None:
        browser = as_account(lan)
        late = clock.real_now() - timedelta(minutes=31)
        Session.objects.update(began_at=late, seen_at=late)

        assert not is_signed_in(browser)
        assert HANDLE not in browser.session


class TestCookies:
    def test_are_not_set_for_somebody_who_only_looks(self, client: Client) -> None:
        answer = client.get(reverse("look:design"))

        assert not answer.cookies

    def test_carry_the_port_and_are_out_of_the_scripts_reach(
        self, client: Client, lan: Account
    ) -> None:
        enter_password(client, lan.login)
        client.post(reverse("signin:code"), {"code": totp()})

        names = {name for name in client.cookies if "_csrf" not in name}
        assert names == {"motcua_8000_session", "motcua_8000_known"}
        for name in names:
            assert client.cookies[name]["httponly"]
            assert client.cookies[name]["samesite"] == "Lax"

    def test_guard_forms_against_other_sites(self, lan: Account) -> None:
        strict = Client(enforce_csrf_checks=True)

        assert enter_password(strict, lan.login).status_code == 403

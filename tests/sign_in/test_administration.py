from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from motcua.reference.people import queries, testing
from motcua.reference.people.models import Account, Post
from motcua.reference.people.operations import sign_in
from motcua.reference.people.operations.lockout import Source
from motcua.spine import clock
from motcua.spine.dates import local_date
from motcua.spine.journal import queries as journal

pytestmark = pytest.mark.django_db
SOURCE = Source(address="10.1.2.3", browser="Firefox · Linux")


@pytest.fixture
def boss(as_role: Callable[..., Client]) -> Client:
    return as_role("administrator")


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"administration:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def act(client: Client, name: str, *args: object, **form: Any) -> Any:
    return client.post(reverse(f"administration:{name}", args=args), form)


def looked_for(client: Client, **form: str) -> str:
    return client.post(reverse("administration:accounts"), form, follow=True).content.decode()


def new_account(**more: str) -> dict[str, str]:
    testing.a_unit("H00.05")
    return {
        "full_name": "Lê Thị Hoa",
        "login": "hoa",
        "unit": "H00.05",
        "role": "handler",
        "since_on": "2026-01-05",
        **more,
    }


class TestTheList:
    def test_finds_somebody_by_name_without_marks_by_login_and_by_unit(self, boss: Client) -> None:
        testing.staff("head", "H00.07", name="Đỗ Thị Mai")
        testing.staff("clerk", "H00.08", name="Võ Đăng Khoa")

        for words in ("do thi mai", "H00.07"):
            found = looked_for(boss, q=words)
            assert "Đỗ Thị Mai" in found
            assert "Võ Đăng Khoa" not in found

    def test_finds_citizens_only_by_their_exact_number(self, boss: Client) -> None:
        citizen = testing.citizen(name="Phạm Hoàng Nam")
        assert citizen.person
        citizen.person.phone = "0900000004"
        citizen.person.save()

        assert "Phạm Hoàng Nam" in looked_for(boss, q="0900000004", kind="citizen")
        assert "Phạm Hoàng Nam" not in looked_for(boss, q="Phạm", kind="citizen")

    def test_asks_the_same_few_queries_for_many_rows(
        self, boss: Client, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(20):
            testing.staff("head")
        page(boss, "accounts")  # What is kept in memory is read once.

        with django_assert_max_num_queries(10):
            page(boss, "accounts")


class TestOpeningAnAccount:
    def test_gives_a_secret_for_the_first_sign_in(self, boss: Client) -> None:
        answer = act(boss, "open_account", **new_account()).content.decode()

        secret = answer.split('id="secret">')[1].split("<")[0]
        half = sign_in.present_password(
            login="hoa", password=secret, source=SOURCE, at=clock.now(), real_at=clock.real_now()
        )
        assert half.needs == "new_password"
        account = Account.objects.get(login="hoa")
        post = account.posts.get()
        assert [e.kind for e in journal.story_of(account.subject)] == ["account.opened"]
        assert [e.kind for e in journal.story_of(post.subject)] == ["post.begun"]
        assert "Hoa" not in "".join(e.canonical for e in journal.story_of(account.subject))

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"login": "Lê Hoa"}, "login"),
            ({"unit": "không có"}, "unit"),
            ({"role": ""}, "role"),
            ({"since_on": "31/31"}, "since_on"),
            ({"until_on": "2025-01-01"}, "until_on"),
            ({"full_name": ""}, "full_name"),
            ({"email": "hoa"}, "email"),
        ],
    )
    def test_says_at_the_field_what_to_mend(
        self, boss: Client, wrong: dict[str, str], field: str
    ) -> None:
        answer = act(boss, "open_account", **new_account(**wrong))

        assert answer.status_code == 422
        assert f'href="#id_{field}"' in answer.content.decode()
        assert not Account.objects.filter(login="hoa").exists()

    def test_refuses_a_login_that_is_taken(self, boss: Client) -> None:
        act(boss, "open_account", **new_account())

        answer = act(boss, "open_account", **new_account())

        assert answer.status_code == 409
        assert "đã có người dùng" in answer.content.decode()

    def test_lists_the_units_a_name_may_mean(self, boss: Client) -> None:
        testing.a_unit("H00.21")
        testing.a_unit("H00.22")

        answer = act(boss, "open_account", **new_account(unit="Đơn vị H00.2")).content.decode()

        assert "H00.21" in answer
        assert "H00.22" in answer


class TestAPost:
    def test_is_given_and_ended(self, boss: Client) -> None:
        account = testing.staff("handler")
        testing.a_unit("H00.09")
        given = {"unit": "H00.09", "role": "head", "since_on": "2026-01-05"}

        assert act(boss, "appoint", account.pk, **given).status_code == 302
        post = Post.objects.get(account=account, role="head")
        today = local_date(clock.now())
        act(boss, "end_post", account.pk, post.pk, until_on="2026-02-01")
        post.refresh_from_db()

        assert str(post.until_on) == "2026-02-01"
        assert "Đơn vị H00.09" in page(boss, "account", account.pk)
        assert queries.posts_on(today).filter(account=account).exists()

    def test_ends_the_sessions_it_changes(
        self, boss: Client, as_account: Callable[[Account], Client]
    ) -> None:
        account = testing.staff("handler")
        browser = as_account(account)
        post = account.posts.get()

        act(boss, "end_post", account.pk, post.pk, until_on="2030-02-01")

        assert browser.get(reverse("signin:sessions")).status_code == 302

    def test_is_not_held_twice_at_a_time(self, boss: Client) -> None:
        account = testing.staff("handler", "H00.01")
        again = {"unit": "H00.01", "role": "handler", "since_on": "2026-01-05"}

        assert act(boss, "appoint", account.pk, **again).status_code == 409

    def test_of_the_last_administrator_stays(self, as_account: Callable[[Account], Client]) -> None:
        duc = testing.staff("administrator")
        post = duc.posts.get()

        answer = act(as_account(duc), "end_post", duc.pk, post.pk, until_on="2026-02-01")

        assert answer.status_code == 409
        post.refresh_from_db()
        assert post.until_on is None


class TestHelp:
    def test_nobody_disables_themselves(self, as_account: Callable[[Account], Client]) -> None:
        duc = testing.staff("administrator")

        assert act(as_account(duc), "disable", duc.pk).status_code == 409

    def test_a_disabled_account_is_out_until_enabled(
        self, boss: Client, as_account: Callable[[Account], Client]
    ) -> None:
        lan = testing.staff("head")
        browser = as_account(lan)

        act(boss, "disable", lan.pk)
        assert browser.get(reverse("signin:sessions")).status_code == 302
        act(boss, "enable", lan.pk)

        assert as_account(lan).get(reverse("signin:sessions")).status_code == 200

    def test_a_locked_account_is_shown_and_unlocked(self, boss: Client) -> None:
        lan = testing.staff("head", name="Nguyễn Thị Lan")
        for _ in range(5):
            with pytest.raises(sign_in.WrongCredentials):
                sign_in.present_password(
                    login=lan.login, password="không phải", source=SOURCE, at=clock.now(),
                    real_at=clock.real_now(),
                )  # fmt: skip
        assert "Nguyễn Thị Lan" in page(boss, "locks")

        act(boss, "unlock", lan.pk)

        assert "Nguyễn Thị Lan" not in page(boss, "locks")
        assert not queries.is_locked(lan.pk, real_at=clock.real_now())

    def test_an_api_key_is_shown_once_and_revoked(self, boss: Client) -> None:
        form = {
            "label": "Cổng dữ liệu",
            "login": "cong-du-lieu",
            "scopes": ["catalogue.read"],
            "calls_per_minute_max": 600,
            "calls_per_day_max": 1000,
            "expires_on": "2099-01-01",
        }

        shown = act(boss, "new_key", **form).content.decode()
        key = queries.api_keys(on=date(2026, 1, 1)).get()

        assert f"{key.prefix}_" in shown
        assert f"{key.prefix}_" not in page(boss, "keys")
        assert key.calls_per_day_max == 1000
        act(boss, "change_key", key.pk, **{**form, "calls_per_day_max": 7})
        assert queries.api_key(key.pk).calls_per_day_max == 7
        act(boss, "revoke_key", key.pk)
        assert "Đã thu hồi" in page(boss, "keys")

    def test_a_key_that_files_must_belong_to_a_unit(self, boss: Client) -> None:
        form = {
            "label": "Phần mềm tại quầy",
            "login": "quay",
            "scopes": ["dossiers.submit"],
            "place": "counter",
            "calls_per_minute_max": 600,
            "calls_per_day_max": 1000,
            "expires_on": "2099-01-01",
        }

        answer = act(boss, "new_key", **form)

        assert answer.status_code == 422
        assert "phải thuộc một đơn vị" in answer.content.decode()


class TestOthers:
    @pytest.mark.parametrize("role", ["handler", "head", "leader", "operator", "inspector"])
    def test_are_told_that_this_is_not_for_them(
        self, as_role: Callable[..., Client], role: str
    ) -> None:
        answer = as_role(role).get(reverse("administration:accounts"))

        assert answer.status_code == 403

    def test_citizens_neither(self, as_role: Callable[..., Client]) -> None:
        account = testing.staff("head")
        client = as_role("applicant")

        assert client.get(reverse("administration:account", args=[account.pk])).status_code == 403
        assert act(client, "disable", account.pk).status_code == 403

"""What a reader of the table could steal: no key of any cookie stands in it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session as Row
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from motcua.interfaces.session_store import SessionStore
from motcua.reference.people import testing
from motcua.reference.people.models import Account
from motcua.reference.people.operations import accounts, posts
from motcua.spine.actors import Actor

pytestmark = pytest.mark.django_db
MINE = "signin:sessions"
ADMINISTRATOR = Actor(id="1", roles=frozenset({"administrator"}))
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_the_key_of_the_cookie_is_nowhere_in_the_table(as_role: Callable[..., Client]) -> None:
    client = as_role("head")

    assert client.get(reverse(MINE)).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row::text, ' ') FROM django_session row")
        everything = cursor.fetchone()[0]
    assert key_of(client) not in everything


def test_what_stands_in_the_table_opens_nothing(as_role: Callable[..., Client]) -> None:
    client = as_role("head")
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = Row.objects.get().session_key

    assert client.get(reverse(MINE)).status_code == 200
    assert stolen.get(reverse(MINE)).status_code == 302


def test_a_session_is_saved_found_again_moved_and_removed() -> None:
    store = SessionStore()
    store["said"] = "xin chào"
    store.save()
    old = store.session_key

    assert SessionStore(old)["said"] == "xin chào"
    assert SessionStore().exists(str(old))
    store.cycle_key()
    assert SessionStore(store.session_key)["said"] == "xin chào"
    assert "said" not in SessionStore(old)
    store.flush()
    assert not Row.objects.exists()


def test_one_that_has_expired_is_not_found_and_goes() -> None:
    store = SessionStore()
    store.create()
    Row.objects.update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))

    assert SessionStore(store.session_key).load() == {}
    SessionStore.clear_expired()
    assert not Row.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_told_from_a_session_that_is_gone() -> None:
    store = SessionStore()
    store["said"] = "xin chào"
    store.save()

    with connection.copy().cursor() as somebody:
        mine = connection.connection.info.backend_pid
        somebody.execute("SELECT pg_terminate_backend(%s, 5000)", [mine])
        somebody.connection.close()
    with pytest.raises(OperationalError):
        store.save()
    connection.close()
    Row.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()


@pytest.mark.parametrize("what", ["disable", "appoint"])
def test_the_very_next_request_after_a_disabling_or_a_new_post_is_signed_out(
    as_account: Callable[[Account], Client], what: str
) -> None:
    account = testing.staff("head")
    client = as_account(account)
    assert client.get(reverse(MINE)).status_code == 200

    real_at = datetime.now(UTC)
    if what == "disable":
        accounts.disable(account_id=account.pk, actor=ADMINISTRATOR, at=AT, real_at=real_at)
    else:
        posts.appoint(
            account_id=account.pk, organisation="H00.01", role="clerk", since_on=AT.date(),
            until_on=None, actor=ADMINISTRATOR, at=AT, real_at=real_at,
        )  # fmt: skip

    assert client.get(reverse(MINE)).status_code == 302

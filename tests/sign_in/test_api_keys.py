from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from motcua.reference.people.models import ApiKey
from motcua.reference.people.operations import api_keys, key_use
from motcua.reference.people.operations.api_keys import NewKey
from motcua.reference.people.operations.key_use import DaySpent, TooManyCalls
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import local_date
from motcua.spine.journal import queries as journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(installation: None) -> NewKey:
    at = clock.now()
    return api_keys.issue(
        login="cong-du-lieu",
        label="Cổng dữ liệu",
        scopes=["catalogue.read"],
        expires_on=local_date(clock.real_now()) + timedelta(days=1),
        actor=SYSTEM,
        at=at,
    )


def call(client: Client, secret: str, path: str = "/api/v1/me", method: str = "get") -> Any:
    return getattr(client, method)(path, headers={"Authorization": f"Bearer {secret}"})


class TestAKey:
    def test_says_whose_it_is(self, client: Client, key: NewKey) -> None:
        answer = call(client, key.secret)

        assert answer.json()["account"] == "cong-du-lieu"
        assert answer.json()["scopes"] == ["catalogue.read"]
        assert not answer.cookies
        assert not answer.has_header("Set-Cookie")

    def test_is_kept_only_as_a_hash(self, key: NewKey) -> None:
        stored = ApiKey.objects.values().get()

        assert key.secret not in str(stored)
        entries = journal.story_of(key.key.subject)
        assert [entry.kind for entry in entries] == ["api_key.created"]
        assert key.secret not in entries[0].canonical

    @pytest.mark.parametrize("secret", ["", "mc_00000000_x", "x" * 5000])
    def test_that_is_none_opens_nothing(self, client: Client, key: NewKey, secret: str) -> None:
        answer = call(client, secret)

        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "no_key"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    def test_opens_nothing_after_its_last_day(self, client: Client, key: NewKey) -> None:
        ApiKey.objects.update(expires_on=local_date(clock.real_now()) - timedelta(days=1))

        assert call(client, key.secret).status_code == 401

    def test_opens_nothing_once_revoked(self, client: Client, key: NewKey) -> None:
        api_keys.revoke(key_id=key.key.pk, actor=SYSTEM, at=clock.now(), real_at=clock.real_now())

        assert call(client, key.secret).status_code == 401

    def test_may_call_so_often_a_minute(self, client: Client, key: NewKey) -> None:
        ApiKey.objects.update(calls_per_minute_max=3)
        real_at = clock.real_now()

        used = [key_use.use(secret=key.secret, real_at=real_at) for _ in range(4)]
        later = key_use.use(secret=key.secret, real_at=real_at + timedelta(minutes=1))

        assert [one.calls_in_minute for one in used if one] == [1, 2, 3, 4]
        with pytest.raises(TooManyCalls):
            used[3].check_quota()  # type: ignore[union-attr]
        assert later
        later.check_quota()
        assert (later.calls_in_minute, later.calls_in_day) == (1, 5)

    def test_may_call_so_often_a_day(self, client: Client, key: NewKey) -> None:
        ApiKey.objects.update(calls_per_day_max=1)
        real_at = clock.real_now().replace(hour=12)

        for minutes in range(2):
            key_use.use(secret=key.secret, real_at=real_at + timedelta(minutes=minutes))
        third = key_use.use(secret=key.secret, real_at=real_at + timedelta(minutes=2))

        assert third
        with pytest.raises(DaySpent) as refused:
            third.check_quota()
        assert 0 < int(str(refused.value.details["retry_after_seconds"])) <= 24 * 3600

    def test_is_told_when_that_was_too_often(self, client: Client, key: NewKey) -> None:
        ApiKey.objects.update(calls_per_minute_max=0)

        answer = call(client, key.secret)

        assert answer.status_code == 429
        assert answer.json()["error"]["code"] == "too_many_calls"
        assert 0 < int(answer.headers["Retry-After"]) <= 60

    def test_is_refused_another_method_in_json(self, client: Client, key: NewKey) -> None:
        answer = call(Client(enforce_csrf_checks=True), key.secret, method="post")

        assert answer.status_code == 405
        assert answer.json()["error"]["code"] == "method_not_allowed"

    def test_is_told_in_json_what_is_not_there(self, client: Client, key: NewKey) -> None:
        answer = call(client, key.secret, path="/api/v1/nothing")

        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_found"

    def test_a_persons_cookie_is_none(self, as_role: Any) -> None:
        assert as_role("administrator").get("/api/v1/me").status_code == 401

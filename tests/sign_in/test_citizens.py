from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from motcua.connectors.sandbox.vneid.provider import Citizen, Provider
from motcua.reference.people.gateway import Journey
from motcua.reference.people.models import Account, Person
from motcua.spine.journal import queries as journal
from tests.sign_in.test_vneid import go_through

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installation", "vneid")]


def set_out(client: Client, **form: str) -> Journey:
    address = client.post(reverse("signin:to_vneid"), form).headers["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return Journey(
        address=address,
        state=asked["state"],
        nonce=asked["nonce"],
        verifier="",
        redirect_uri=asked["redirect_uri"],
    )


def come_in(client: Client, citizen: Citizen, **form: str) -> Any:
    back = go_through(set_out(client, **form), citizen.tech_id)
    return client.get(reverse("vneid:callback"), back)


@pytest.fixture
def khai(vneid_server: Provider) -> Citizen:
    return next(iter(vneid_server.citizens.values()))


class TestACitizen:
    def test_comes_in_and_is_known_by_name(self, client: Client, khai: Citizen) -> None:
        answer = come_in(client, khai, next=reverse("signin:sessions"))

        assert answer.headers["Location"] == reverse("signin:sessions")
        assert khai.name in client.get(reverse("signin:sessions")).content.decode()

    def test_is_the_same_person_the_second_time(self, client: Client, khai: Citizen) -> None:
        come_in(client, khai)
        come_in(Client(), khai)

        account = Account.objects.get(kind="citizen")
        kinds = [entry.kind for entry in journal.story_of(account.subject)]
        assert kinds == ["account.opened", "account.signed_in", "account.signed_in"]

    def test_leaves_nothing_personal_in_the_journal_or_in_clear(
        self, client: Client, khai: Citizen
    ) -> None:
        come_in(client, khai)

        account = Account.objects.get(kind="citizen")
        told = "".join(entry.canonical for entry in journal.story_of(account.subject))
        stored = str(Person.objects.extra(select={"raw": "people_person::text"}).values("raw"))
        for secret in (khai.name, khai.personal_number, khai.phone, khai.tech_id):
            assert secret not in told
            assert secret not in stored
            assert secret.encode().hex() not in stored

    def test_who_moved_is_kept_up_to_date(
        self, client: Client, khai: Citizen, vneid_server: Provider
    ) -> None:
        come_in(client, khai)
        Person.objects.get().save()
        person = Person.objects.get()
        person.address = "Chỗ ở cũ"
        person.save()

        come_in(Client(), khai)

        assert Person.objects.get().address == khai.address
        account = Account.objects.get(kind="citizen")
        [updated] = [
            e for e in journal.story_of(account.subject) if e.kind == "account.citizen_updated"
        ]
        assert updated.facts == {"fields_changed": ["address"]}

    def test_who_stops_at_vneid_is_back_at_the_door(self, client: Client, khai: Citizen) -> None:
        back = go_through(set_out(client), khai.tech_id, answer="no")

        answer = client.get(reverse("vneid:callback"), back, follow=True)

        assert "Bạn đã dừng ở VNeID" in answer.content.decode()
        assert not Account.objects.filter(kind="citizen").exists()

    def test_cannot_be_pushed_into_somebody_elses_account(
        self, client: Client, khai: Citizen
    ) -> None:
        theirs = go_through(set_out(client), khai.tech_id)
        victim = Client()
        set_out(victim)

        answer = victim.get(reverse("vneid:callback"), theirs, follow=True)

        assert "chưa xác nhận được bạn" in answer.content.decode()
        assert victim.get(reverse("signin:sessions")).status_code == 302

    def test_who_never_set_out_is_not_let_in(self, client: Client) -> None:
        answer = client.get(reverse("vneid:callback"), {"code": "x", "state": "y"}, follow=True)

        assert answer.status_code == 422

    def test_is_told_when_vneid_is_away(self, client: Client, vneid_server: Provider) -> None:
        vneid_server.mode = "down"

        answer = client.post(reverse("signin:to_vneid"), follow=True)

        assert answer.status_code == 503
        assert "VNeID chưa trả lời" in answer.content.decode()

    def test_comes_back_in_the_language_they_left_in(self, client: Client, khai: Citizen) -> None:
        address = client.post("/en/dang-nhap/vneid/").headers["Location"]
        assert "ui_locales=en" in address
        state = parse_qs(urlsplit(address).query)["state"][0]

        answer = client.get(
            reverse("vneid:callback"), {"error": "access_denied", "state": state}, follow=True
        )

        assert "You stopped at VNeID" in answer.content.decode()

    def test_whose_account_is_closed_stays_out(
        self, client: Client, khai: Citizen, as_role: Callable[..., Client]
    ) -> None:
        come_in(client, khai)
        account = Account.objects.get(kind="citizen")
        as_role("administrator").post(reverse("administration:disable", args=[account.pk]))

        assert client.get(reverse("signin:sessions")).status_code == 302
        assert come_in(Client(), khai).status_code == 403

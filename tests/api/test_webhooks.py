"""Somebody is called when a dossier changes: signed, again until taken, never inside."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.operations import reception
from motcua.casework.dossiers.testing import World
from motcua.casework.webhooks import gateway, jobs, operations
from motcua.casework.webhooks import queries as webhooks
from motcua.casework.webhooks.gateway import AddressRefused, Call
from motcua.connectors.webhooks.caller import WebhookCaller, is_public
from motcua.reference.people import queries as people
from motcua.reference.people.models import ApiKey
from motcua.reference.people.operations import api_keys
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.errors import Outage
from motcua.spine.journal import calls as owing
from motcua.spine.journal.models import Delivery, Entry
from tests.api.conftest import EVERYTHING, Caller, a_filing

KINDS = ["dossier.submitted", "dossier.received"]


@dataclass
class Receiver:
    """A program of somebody else, over real HTTP on this machine."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    heard = Receiver()

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.calls.append((dict(self.headers), body))
            self.send_response(heard.answers.pop(0) if heard.answers else 204)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    heard.url = f"http://127.0.0.1:{server.server_port}/motcua?a=1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield heard
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def inside() -> Iterator[None]:
    before = gateway.installed()
    gateway.install(WebhookCaller(may_stay_inside=True))
    yield
    gateway.install(before)


@pytest.fixture
def deliver() -> Callable[..., list[Delivery]]:
    """Return what calls are owed, after every due one has been tried."""
    read: set[int] = set()

    def run(hours: int = 1) -> list[Delivery]:
        new = list(Entry.objects.exclude(pk__in=read).order_by("id"))
        read.update(entry.pk for entry in new)
        operations.owe_calls(new, at=clock.now(), real_at=clock.real_now())
        calls = Delivery.objects.filter(entry__kind="webhook.call_owed")
        Delivery.objects.exclude(pk__in=calls).update(next_try_at=None)
        at = clock.real_now() + timedelta(hours=hours)
        while turns := owing.take(at=at):
            for call in turns[0].calls:
                owing.make(call, at=at)
        return list(calls.order_by("id"))

    return run


def key_of(caller: Caller) -> ApiKey:
    return people.api_keys(on=clock.now().date()).get(prefix=caller.prefix)


def given(caller: Caller, *scopes: str) -> None:
    """The administrator lets the key do this and no more."""
    key = key_of(caller)
    api_keys.change(
        key_id=key.pk,
        scopes=scopes,
        expires_on=key.expires_on,
        calls_per_minute_max=key.calls_per_minute_max,
        calls_per_day_max=key.calls_per_day_max,
        actor=SYSTEM,
        at=clock.now(),
    )


def subscribe(caller: Caller, url: str, kinds: list[str] | None = None) -> Any:
    return caller.post("/webhooks", {"url": url, "kinds": kinds or KINDS})


@pytest.mark.django_db
class TestASubscriber:
    def test_is_called_at_milestones_and_told_no_more_than_the_code(
        self,
        world: World,
        ours: Caller,
        receiver: Receiver,
        inside: None,
        deliver: Callable[..., list[Delivery]],
    ) -> None:
        secret = subscribe(ours, receiver.url).json()["secret"]
        code = ours.post("/dossiers", a_filing(), key="k-00000001").json()["code"]
        reception.receive(code=code, actor=world.an, at=testing.MONDAY)

        deliver()

        told = [json.loads(body) for _, body in receiver.calls]
        assert [(one["kind"], one["dossier"]) for one in told] == [(kind, code) for kind in KINDS]
        assert b"0909123456" not in b"".join(body for _, body in receiver.calls)
        for headers, body in receiver.calls:
            assert _is_ours(secret, headers, body)
            assert headers["Idempotency-Key"] == json.loads(body)["id"]

    def test_that_answers_no_is_called_again_under_the_same_number(
        self,
        ours: Caller,
        receiver: Receiver,
        inside: None,
        deliver: Callable[..., list[Delivery]],
    ) -> None:
        receiver.answers = [500, 302]  # A redirect is not followed, it is a "no".
        subscribe(ours, receiver.url)
        ours.post("/dossiers", a_filing(), key="k-00000001")

        for hours in (1, 2, 3):
            [call] = deliver(hours)

        assert call.done_at
        assert call.attempts == 3
        assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1

    def test_that_is_gone_is_left_to_the_operator(
        self,
        ours: Caller,
        receiver: Receiver,
        inside: None,
        deliver: Callable[..., list[Delivery]],
    ) -> None:
        receiver.answers = [410]
        subscribe(ours, receiver.url)
        ours.post("/dossiers", a_filing(), key="k-00000001")

        [call] = deliver()

        assert (call.done_at, call.next_try_at, call.attempts) == (None, None, 1)
        assert call.last_error == "Outage: webhook: gone"

    def test_learns_nothing_of_another_office(
        self,
        ours: Caller,
        theirs: Caller,
        receiver: Receiver,
        inside: None,
        deliver: Callable[..., list[Delivery]],
    ) -> None:
        subscribe(theirs, receiver.url)
        ours.post("/dossiers", a_filing(), key="k-00000001")

        assert deliver() == []
        assert receiver.calls == []

    def test_whose_key_was_revoked_is_called_no_more(
        self,
        ours: Caller,
        receiver: Receiver,
        inside: None,
        deliver: Callable[..., list[Delivery]],
        world: World,
    ) -> None:
        subscribe(ours, receiver.url)
        ours.post("/dossiers", a_filing(), key="k-00000001")
        receiver.answers = [500] * 20
        assert not deliver()[0].done_at
        receiver.answers, tried = [], len(receiver.calls)

        key = key_of(ours)
        api_keys.revoke(key_id=key.pk, actor=SYSTEM, at=clock.now(), real_at=clock.real_now())
        Delivery.objects.filter(entry__kind="webhook.call_owed").update(
            next_try_at=clock.real_now()
        )

        assert deliver()[0].done_at
        assert len(receiver.calls) == tried

    @pytest.mark.parametrize("lost", ["webhooks", "dossiers.read"])
    def test_whose_key_lost_a_right_is_owed_and_told_nothing_more_until_it_has_it_back(
        self,
        ours: Caller,
        receiver: Receiver,
        inside: None,
        deliver: Callable[..., list[Delivery]],
        lost: str,
    ) -> None:
        subscribe(ours, receiver.url, ["dossier.submitted"])
        ours.post("/dossiers", a_filing(), key="k-00000001")
        receiver.answers = [500] * 20
        [waiting] = deliver()
        receiver.answers, tried = [], len(receiver.calls)

        given(ours, *set(EVERYTHING) - {lost})
        ours.post("/dossiers", a_filing(), key="k-00000002")
        Delivery.objects.filter(pk=waiting.pk).update(next_try_at=clock.real_now())

        [dropped] = deliver()  # Nothing more was owed, and what was is let go.
        assert dropped.done_at
        assert len(receiver.calls) == tried
        again = subscribe(ours, receiver.url)
        assert (again.status_code, again.json()["error"]["code"]) == (403, "scope_missing")

        given(ours, *EVERYTHING)
        code = ours.post("/dossiers", a_filing(), key="k-00000003").json()["code"]
        deliver()
        assert [json.loads(body)["dossier"] for _, body in receiver.calls[tried:]] == [code]

    def test_is_ended_by_an_administrator_when_its_key_no_longer_can(
        self,
        ours: Caller,
        as_role: Callable[..., Client],
        receiver: Receiver,
        inside: None,
    ) -> None:
        number = subscribe(ours, receiver.url).json()["webhook"]
        given(ours, "catalogue.read")
        boss = as_role("administrator")
        page = boss.get(reverse("administration:change_key", args=[key_of(ours).pk]))
        assert "<b>127.0.0.1</b>" in page.content.decode()
        assert "a=1" not in page.content.decode()
        assert ours.delete(f"/webhooks/{number}").status_code == 403

        boss.post(reverse("administration:end_webhook", args=[number]))

        assert list(webhooks.open_ones()) == []

    def test_may_end_it_and_nobody_else_may(
        self, ours: Caller, theirs: Caller, receiver: Receiver, inside: None
    ) -> None:
        number = subscribe(ours, receiver.url).json()["webhook"]

        stranger = theirs.delete(f"/webhooks/{number}")
        nowhere = theirs.delete("/webhooks/999999")
        assert (stranger.status_code, stranger.content) == (404, nowhere.content)
        assert theirs.get("/webhooks").json() == {"webhooks": []}
        [listed] = ours.get("/webhooks").json()["webhooks"]
        assert listed.keys() == {"webhook", "url", "kinds", "subscribed_at"}
        assert ours.delete(f"/webhooks/{number}").status_code == 204
        assert ours.get("/webhooks").json() == {"webhooks": []}
        entries = Entry.objects.filter(subject=f"webhook:{number}").order_by("id")
        assert [one.kind for one in entries] == ["webhook.subscribed", "webhook.ended"]

    @pytest.mark.parametrize(
        "url",
        [
            "http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.7/x",
            "https://169.254.169.254/latest", "https://localhost/", "https://u:p@example.org/",
            "ftp://example.org/", "https://[::ffff:10.0.0.1]/", "https://example.org:99999/",
            "https:///x", "https://exam ple.org/", "x",
        ],
    )  # fmt: skip
    def test_cannot_be_inside(self, ours: Caller, url: str) -> None:
        answer = subscribe(ours, url)

        assert answer.status_code == 422
        assert answer.json()["error"]["code"] == "address_refused"

    def test_asks_only_for_what_happens(self, ours: Caller, inside: None) -> None:
        answer = subscribe(ours, "https://example.org/", ["dossier.eaten"])

        assert answer.json()["error"]["code"] == "unknown_milestone"


@pytest.mark.django_db(transaction=True)
def test_the_worker_owes_a_call_once_for_what_it_reads_in_the_journal(
    ours: Caller, receiver: Receiver, inside: None
) -> None:
    subscribe(ours, receiver.url)
    ours.post("/dossiers", a_filing(), key="k-00000001")

    while jobs.follow(clock.now()):
        pass

    owed = Entry.objects.filter(kind="webhook.call_owed")
    assert [entry.facts["milestone"] for entry in owed] == ["dossier.submitted"]
    assert jobs.follow(clock.now()) == 0


class TestACaller:
    def test_follows_no_name_into_a_private_network(self, monkeypatch: pytest.MonkeyPatch) -> None:
        inside = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("192.168.1.1", 443))]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: inside)
        call = Call(url="https://rebinding.example/", headers={}, body=b"{}")

        with pytest.raises(Outage, match="private network") as refused:
            WebhookCaller(may_stay_inside=False).call(call)

        assert refused.value.permanent

    def test_lets_who_failed_rest(self) -> None:
        caller = WebhookCaller(may_stay_inside=True)
        call = Call(url="http://127.0.0.1:9/", headers={}, body=b"{}")

        with pytest.raises(Outage, match="Connection"):
            caller.call(call)
        with pytest.raises(Outage, match="rests"):
            caller.call(call)

    def test_refuses_what_was_stored_before_the_switch_was_off(self) -> None:
        with pytest.raises(AddressRefused):
            WebhookCaller(may_stay_inside=False).call(
                Call(url="http://example.org/", headers={}, body=b"")
            )

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "0.0.0.0",
            "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1",
            "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "::",
        ],
    )  # fmt: skip
    def test_knows_what_is_private(self, address: str) -> None:
        assert not is_public(ip_address(address))

    @pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
    def test_knows_what_is_public(self, address: str) -> None:
        assert is_public(ip_address(address))


def _is_ours(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Check a call as its receiver would, with nothing of ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(f"v1,{mac}", headers["webhook-signature"])

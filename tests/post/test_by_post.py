"""A result goes by post: ordered once, followed, proven; or it comes back and is chased."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.test import Client
from django.urls import reverse

from motcua.casework.dossiers import jobs, replay, testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import intake, reception, settlement
from motcua.casework.dossiers.states import State as DossierState
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.casework.post import gateway, operations, queries, reactions, rules
from motcua.casework.post.models import News, Parcel
from motcua.casework.post.states import State
from motcua.connectors.postal_service.client import PostalServiceByHttp
from motcua.connectors.sandbox.frame import serving
from motcua.connectors.sandbox.post.application import Office
from motcua.connectors.sandbox.post.book import Book
from motcua.spine import clock
from motcua.spine.errors import NotFound, Outage
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Entry

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-the-post"


@dataclass
class Service:
    url: str
    home: Path

    def moved(self, number: str, state: str) -> dict[str, Any]:
        """Move a parcel on there; return the news it tells."""
        with requests.Session() as http:
            http.trust_env = False
            said = {"number": number, "state": state}
            told: dict[str, Any] = http.post(f"{self.url}/sandbox/parcel", data=said).json()
        return told


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    office = Office(Book(tmp_path / "book"), secret=SECRET, news_url="")
    server = serving.serving(office.application(), 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "post.secret").write_text(SECRET)
    url = f"http://127.0.0.1:{server.server_port}"
    before = gateway.installed()
    client = PostalServiceByHttp(url=url, secret_file=tmp_path / "post.secret")
    gateway.install(client)
    yield Service(url, tmp_path)
    gateway.install(before)
    client.close()
    server.shutdown()
    server.server_close()


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def told(news: dict[str, Any], *, secret: str = SECRET) -> Any:
    body = json.dumps(news).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Client().post(
        reverse("postal_service:news"), body, content_type="application/json",
        headers={"X-Signature": signature, "Accept": "application/json"},
    )  # fmt: skip


def posted(world: World, at: datetime = MONDAY) -> Parcel:
    dossier = intake.submit(world.at_counter(), actor=world.an, at=at)
    reception.receive(code=dossier.code, actor=world.an, at=at)
    settlement.pass_step(code=dossier.code, actor=world.chi, at=at)
    settlement.pass_step(code=dossier.code, actor=world.hien, at=at)
    settlement.settle(code=dossier.code, actor=world.lan, at=at)
    said: Any = {"code": dossier.code, "phone": "0909123456", "actor": world.an, "at": at}
    with pytest.raises(operations.AddressMissing):
        operations.hand_over(**said, address=" ")
    parcel = operations.hand_over(**said, address="Ấp 3, xã Mỹ Lệ")
    with pytest.raises(operations.UnderWay):
        operations.hand_over(**said, address="Ấp 3, xã Mỹ Lệ")
    return parcel


def ordered(parcel: Parcel) -> Parcel:
    for _ in range(2):  # A second try of the same order gives the same number.
        reactions.postal_service_is_asked(Entry.objects.get(kind="parcel.asked"))
    parcel.refresh_from_db()
    return parcel


def test_delivery_that_is_proven_returns_the_result(world: World, service: Service) -> None:
    parcel = ordered(posted(world, at=clock.now()))
    assert rules.is_number(parcel.number)
    assert (parcel.fee_vnd, parcel.state) == (30_000, State.ACCEPTED)
    on_way = service.moved(parcel.number, "IN_TRANSIT")
    delivered = service.moved(parcel.number, "DELIVERED")

    answers = [told(news).json() for news in (delivered, on_way, delivered)]  # Late, and twice.

    assert [answer["is_new"] for answer in answers] == [True, False, False]
    dossier = Dossier.objects.get()
    assert dossier.state == DossierState.RETURNED
    assert News.objects.count() == 2
    [line] = queries.of(code=dossier.code, actor=world.an)
    assert (line.state_vi, line.number) == ("Đã phát", parcel.number)
    kinds = [entry.kind for entry in journal.story_of(parcel.subject)]
    assert kinds == ["parcel.asked", "parcel.accepted", "parcel.delivered"]
    assert list(replay.differences([dossier])) == []


def test_what_comes_back_waits_at_the_desk_and_is_chased(world: World, service: Service) -> None:
    parcel = ordered(posted(world, at=clock.now()))

    assert told(service.moved(parcel.number, "RETURNED")).json()["is_new"]

    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.result_way) == (DossierState.SETTLED, "desk")
    assert Entry.objects.filter(kind="dossier.way_changed").count() == 1
    assert list(replay.differences([dossier])) == []
    assert jobs.chase_results(at=clock.now() + timedelta(days=30)) == 1
    again = operations.hand_over(
        code=dossier.code, address="Ấp 4", phone="0909123456", actor=world.an,
        at=clock.now() + timedelta(days=30),
    )  # fmt: skip
    assert again.pk != parcel.pk


def test_strangers_news_and_unproven_deliveries_are_refused(world: World, service: Service) -> None:
    parcel = ordered(posted(world, at=clock.now()))
    news = service.moved(parcel.number, "DELIVERED")

    assert told(news, secret="another").status_code == 401
    assert told(news | {"proof": ""}).status_code == 400
    assert told(news | {"state": "LOST"}).status_code == 400
    assert told(news | {"number": "EP000000000VN"}).status_code == 404
    assert Dossier.objects.get().state == DossierState.SETTLED


def test_a_forged_order_is_not_taken_and_an_outage_is_tried_again(
    world: World, service: Service
) -> None:
    parcel = posted(world, at=clock.now())
    (service.home / "post.secret").write_text("another")
    with pytest.raises(Outage) as outage:
        reactions.postal_service_is_asked(Entry.objects.get(kind="parcel.asked"))
    assert not outage.value.permanent
    parcel.refresh_from_db()
    assert (parcel.state, parcel.number) == (State.ASKED, "")


def test_numbers_of_parcels_carry_their_check_digit() -> None:
    # The example of S10 itself: RM 47312482 9 DE.
    assert rules.check_digit("47312482") == 9
    assert rules.is_number("RM473124829DE")
    assert not rules.is_number("RM473124828DE")
    assert not rules.is_number("RM47312482DE")


def test_nobody_elses_officer_hands_it_over(world: World) -> None:
    dossier = world.a_dossier()
    with pytest.raises(NotFound):
        operations.hand_over(code=dossier.code, address="x", phone="1", actor=world.em, at=MONDAY)

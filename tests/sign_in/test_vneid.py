"""Our client against the pretend VNeID, over HTTP: the way there and back, and every forgery."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from motcua.connectors.sandbox.vneid import provider as sandbox
from motcua.connectors.sandbox.vneid.provider import Provider
from motcua.connectors.vneid import client as connector
from motcua.connectors.vneid.client import Vneid
from motcua.reference.people.gateway import Journey, NotVouchedFor
from motcua.spine.errors import Outage
from tests.sign_in.conftest import CALLBACK


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type=hidden name=(\w+) value="([^"]*)">', page))


def go_through(journey: Journey, citizen: str, answer: str = "yes") -> dict[str, str]:
    """Walk through the pages as a person would; return what comes back to us."""
    page = requests.get(journey.address, timeout=5)
    assert "GIẢ LẬP" in page.text
    origin = "{0.scheme}://{0.netloc}/authorize".format(urlsplit(journey.address))
    asked = {**hidden_fields(page.text), "citizen": citizen}
    asked = {name: value.replace("&amp;", "&") for name, value in asked.items()}
    page = requests.post(origin, data=asked, timeout=5)
    assert page.status_code == 200
    back = requests.post(origin, data={**asked, "answer": answer}, timeout=5, allow_redirects=False)
    location = urlsplit(back.headers["Location"])
    assert back.headers["Location"].startswith(journey.redirect_uri)
    return {name: values[0] for name, values in parse_qs(location.query).items()}


def somebody(server: Provider) -> sandbox.Citizen:
    return next(iter(server.citizens.values()))


def begun(vneid: Vneid) -> Journey:
    return vneid.begin(redirect_uri=CALLBACK, language="vi")


class TestTheWayThereAndBack:
    def test_tells_who_came(self, vneid: Vneid, vneid_server: Provider) -> None:
        journey, citizen = begun(vneid), somebody(vneid_server)
        back = go_through(journey, citizen.tech_id)

        identity = vneid.finish(journey=journey, code=back["code"], state=back["state"])

        assert identity.subject == citizen.tech_id
        assert identity.full_name == citizen.name
        assert identity.personal_number == citizen.personal_number
        assert identity.born_on == date.fromisoformat(citizen.birthdate)
        assert identity.level == citizen.level

    def test_is_stopped_by_the_person(self, vneid: Vneid, vneid_server: Provider) -> None:
        journey = begun(vneid)

        back = go_through(journey, somebody(vneid_server).tech_id, answer="no")

        assert back == {"error": "access_denied", "state": journey.state}

    def test_refuses_another_state(self, vneid: Vneid, vneid_server: Provider) -> None:
        journey = begun(vneid)
        back = go_through(journey, somebody(vneid_server).tech_id)

        for state in ("", "another"):
            with pytest.raises(NotVouchedFor):
                vneid.finish(journey=journey, code=back["code"], state=state)

    def test_takes_a_code_once(self, vneid: Vneid, vneid_server: Provider) -> None:
        journey = begun(vneid)
        back = go_through(journey, somebody(vneid_server).tech_id)
        vneid.finish(journey=journey, code=back["code"], state=back["state"])

        with pytest.raises(NotVouchedFor):
            vneid.finish(journey=journey, code=back["code"], state=back["state"])

    def test_refuses_a_code_of_another_browser(self, vneid: Vneid, vneid_server: Provider) -> None:
        stolen = go_through(begun(vneid), somebody(vneid_server).tech_id)
        mine = begun(vneid)

        with pytest.raises(NotVouchedFor):  # The verifier of PKCE is not the thief's.
            vneid.finish(journey=mine, code=stolen["code"], state=mine.state)

    def test_refuses_a_code_that_is_too_old(
        self, vneid: Vneid, vneid_server: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sandbox, "CODE_SECONDS", -1)
        journey = begun(vneid)
        back = go_through(journey, somebody(vneid_server).tech_id)

        with pytest.raises(NotVouchedFor):
            vneid.finish(journey=journey, code=back["code"], state=back["state"])

    @pytest.mark.parametrize(
        "mode",
        ["wrong_signature", "wrong_nonce", "wrong_audience", "wrong_subject", "expired"],
    )
    def test_believes_no_forged_answer(
        self, vneid: Vneid, vneid_server: Provider, mode: str
    ) -> None:
        journey = begun(vneid)
        back = go_through(journey, somebody(vneid_server).tech_id)
        requests.post(f"{vneid_server.issuer}/sandbox/mode", data={"mode": mode}, timeout=5)

        with pytest.raises(NotVouchedFor):
            vneid.finish(journey=journey, code=back["code"], state=back["state"])


class TestWhenItIsAway:
    def test_that_is_an_outage(self, vneid: Vneid, vneid_server: Provider) -> None:
        vneid_server.mode = "down"

        with pytest.raises(Outage):
            begun(vneid)

    def test_we_do_not_wait_long(
        self, vneid: Vneid, vneid_server: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connector, "TIMEOUT_SECONDS", (0.1, 0.1))
        vneid_server.mode = "slow"

        with pytest.raises(Outage):
            begun(vneid)


class TestThePretendOne:
    def test_sends_nobody_to_an_address_it_does_not_know(
        self, vneid: Vneid, vneid_server: Provider
    ) -> None:
        address = begun(vneid).address.replace("callback", "elsewhere")

        answer = requests.get(address, timeout=5, allow_redirects=False)

        assert answer.status_code == 400
        assert "Location" not in answer.headers

    def test_asks_again_when_nobody_is_chosen(self, vneid: Vneid, vneid_server: Provider) -> None:
        page = requests.get(begun(vneid).address, timeout=5).text

        answer = requests.post(
            f"{vneid_server.issuer}/authorize", data=hidden_fields(page), timeout=5
        )

        assert answer.status_code == 422
        assert "Chưa chọn ai" in answer.text

    def test_speaks_english_when_asked(self, vneid: Vneid) -> None:
        journey = vneid.begin(redirect_uri=CALLBACK, language="en")

        page = requests.get(journey.address, timeout=5).text

        assert '<html lang="en">' in page
        assert "PRETEND" in page

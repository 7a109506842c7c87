"""A notice goes through our adapter to the pretend sender, over real HTTP on this machine."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import requests

from motcua.capabilities.notifications import jobs, message_port, operations
from motcua.capabilities.notifications.message_port import MessagePort
from motcua.capabilities.notifications.message_port_contract import MessagePortContract, a_message
from motcua.capabilities.notifications.models import Notice
from motcua.capabilities.notifications.operations import Recipient
from motcua.capabilities.notifications.states import State
from motcua.connectors.message_gateway.sender import MessageGateway
from motcua.connectors.sandbox.frame import serving
from motcua.connectors.sandbox.messages.application import PostOffice
from motcua.connectors.sandbox.messages.box import Box
from motcua.spine.actors import SYSTEM
from motcua.spine.errors import Outage

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
NOBODY_LISTENS = "http://127.0.0.1:9"


@dataclass
class Office:
    url: str
    home: Path
    secret_file: Path
    browser: requests.Session
    sender: MessageGateway

    def behave(self, mode: str) -> None:
        self.browser.post(f"{self.url}/sandbox/mode", data={"mode": mode}, timeout=5)

    def messages(self, to: str = "") -> list[dict[str, str]]:
        answer = self.browser.get(f"{self.url}/api/messages", params={"to": to}, timeout=5)
        found: list[dict[str, str]] = answer.json()["messages"]
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    secret_file = tmp_path / "messages.secret"
    secret = serving.secret_in(secret_file)
    post = PostOffice(Box(tmp_path / "messages"), secret=secret, slow_seconds=0.0)
    server = serving.serving(post.application(), 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    url = f"http://localhost:{server.server_port}"
    sender = MessageGateway(url=url, secret_file=secret_file)
    with requests.Session() as browser:
        browser.trust_env = False
        yield Office(url, tmp_path / "messages", secret_file, browser, sender)
    sender.close()
    server.shutdown()
    thread.join()
    server.server_close()


class TestMessageGateway(MessagePortContract):
    @pytest.fixture(autouse=True)
    def _office(self, office: Office) -> None:
        self.office = office

    def make_port(self) -> MessagePort:
        return self.office.sender

    def make_unreachable_port(self) -> MessagePort:
        return MessageGateway(url=NOBODY_LISTENS, secret_file=self.office.secret_file)

    def arrived(self) -> list[tuple[str, str, str]]:
        return [(one["to"], one["title"], one["text"]) for one in self.office.messages()]

    def test_a_sender_that_is_down_is_tried_again(self) -> None:
        self.office.behave("down")

        with pytest.raises(Outage) as refused:
            self.office.sender.send(a_message())

        assert not refused.value.permanent

    def test_it_takes_nothing_without_the_signature(self) -> None:
        answer = self.office.browser.post(f"{self.office.url}/messages", data=b"{}", timeout=5)

        assert answer.status_code == 401

    def test_a_key_is_taken_once_also_after_a_restart(self) -> None:
        message = a_message()
        number = self.office.sender.send(message)

        again = Box(self.office.home)
        kept = again.take(
            key=str(message.key), channel="sms", to=message.address, title="", text=""
        )

        assert kept == number
        assert len(again.latest(9)) == 1


@pytest.mark.usefixtures("installation")
class TestTheWholeWay:
    @pytest.fixture(autouse=True)
    def _installed(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(message_port, "_installed", [office.sender])

    def tell(self, language: str) -> None:
        operations.notify(
            template="dossier_received",
            parameters={"code": "H15-26-1", "due_on": date(2026, 12, 1)},
            recipient=Recipient(
                account="14", phone="0900000001", email="dung@example.org", language=language
            ),
            about="lamp:1",
            actor=SYSTEM,
            at=NOON,
        )

    def test_what_is_told_can_be_read(self, office: Office) -> None:
        self.tell("vi")
        while jobs.send_next(at=NOON):
            pass

        [mail] = office.messages("dung@example.org")
        [sms] = office.messages("0900000001")
        page = office.browser.get(office.url, timeout=5).text
        assert mail["title"] == "Đã tiếp nhận hồ sơ H15-26-1, hẹn trả thứ Ba, 01/12/2026"
        assert sms["text"] == "Da tiep nhan ho so H15-26-1. Hen tra ket qua ngay 01/12/2026."
        assert "GIẢ LẬP" in page
        assert mail["title"] in page
        assert set(Notice.objects.exclude(address=None).values_list("state", flat=True)) == {
            State.SENT
        }

    def test_in_english_too(self, office: Office) -> None:
        self.tell("en")
        while jobs.send_next(at=NOON):
            pass

        [sms] = office.messages("0900000001")
        page = office.browser.get(f"{office.url}/?lang=en", timeout=5).text
        assert sms["text"] == "Dossier H15-26-1 was received. The result is due on 01/12/2026."
        assert "PRETEND" in page


def test_what_was_sent_is_shown_as_text(office: Office) -> None:
    port = office.sender
    message = a_message()
    port.send(type(message)(
        key=message.key, channel=message.channel, address=message.address,
        title="", text="<script>alert(1)</script>",
    ))  # fmt: skip

    assert "<script>" not in office.browser.get(office.url, timeout=5).text

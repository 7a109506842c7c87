import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from motcua.casework.national.gateway_contract import NationalPortContract
from motcua.connectors.national_portal.client import NationalPortal
from motcua.connectors.sandbox.frame import serving
from motcua.connectors.sandbox.national_portal.application import Portal
from motcua.connectors.sandbox.national_portal.registry import VIETNAM, Registry
from motcua.connectors.sandbox.national_portal.sender import Sender, sign

NOBODY_LISTENS = "http://127.0.0.1:9"


class TestNationalPortal(NationalPortContract):
    @pytest.fixture(autouse=True)
    def _portal(self, tmp_path: Path) -> Iterator[None]:
        self.secret_file = tmp_path / "national.secret"
        self.secret = serving.secret_in(self.secret_file)
        noon = datetime(2026, 11, 2, 12, tzinfo=VIETNAM)
        self.registry = Registry(tmp_path / "portal", now=lambda: noon)
        sender = Sender(self.registry, url=NOBODY_LISTENS, secret=self.secret)
        portal = Portal(self.registry, sender, secret=self.secret)
        server = serving.serving(portal.application(), 0)
        self.url = f"http://localhost:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        self.made: list[NationalPortal] = []
        yield
        for port in self.made:
            port.close()
        server.shutdown()
        thread.join()
        server.server_close()

    def make_port(self, url: str = "") -> NationalPortal:
        port = NationalPortal(
            url=url or self.url, username="motcua", destination="x", secret_file=self.secret_file
        )
        self.made.append(port)
        return port

    def make_unreachable_port(self) -> NationalPortal:
        return self.make_port(NOBODY_LISTENS)

    def a_filing(self) -> str:
        return self.registry.file({"MaTTHC": "x", "TenTTHC": "x", "ChuHoSo": "x"})[0]

    def signed(self, body: bytes) -> str:
        return sign(self.secret, body)

    def test_a_session_that_is_over_is_opened_again(self) -> None:
        port, code = self.make_port(), self.a_filing()
        port._session = "long over"

        assert [one.code for one in port.standings([code])] == [code]

    def test_lists_the_national_procedures(self) -> None:
        port = self.make_port()
        listed = port.procedures()

        assert len(listed) > 100
        assert port.procedure(listed[0][0]) == listed[0]
        assert port.procedure("none") is None

"""The pretend VNeID, really listening on the loopback interface."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from motcua.connectors.sandbox.vneid.application import Application
from motcua.connectors.sandbox.vneid.provider import Client, Provider
from motcua.connectors.sandbox.vneid.server import serving
from motcua.connectors.vneid.client import Vneid
from motcua.reference.people import gateway

CALLBACK = "http://localhost:8000/dang-nhap/vneid/callback"


@pytest.fixture(autouse=True)
def _vietnamese_again() -> Iterator[None]:
    """Forget the language of the last page: outside a request it would stay."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def vneid_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    home: Path = tmp_path_factory.mktemp("vneid")
    client = Client("motcua", (CALLBACK, "http://testserver/dang-nhap/vneid/callback"), home / "s")
    provider = Provider("", home, client, slow_seconds=0.5)
    server = serving(Application(provider), 0)
    provider.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def vneid(vneid_server: Provider) -> Iterator[Vneid]:
    """Our own client, talking to it."""
    vneid_server.mode = "normal"
    before = gateway.provider()
    client = Vneid(
        issuer=vneid_server.issuer, client_id="motcua", secret_file=vneid_server.home / "s"
    )
    gateway.install(client)
    yield client
    client.close()
    gateway.install(before)

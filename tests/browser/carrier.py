"""The pretend postal service beside the server: it takes orders, and tells of delivery."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from motcua.casework.post import gateway
from motcua.connectors.postal_service.client import PostalServiceByHttp
from motcua.connectors.sandbox.frame import serving
from motcua.connectors.sandbox.post.application import Office
from motcua.connectors.sandbox.post.book import Book

NEWS = "/ket-noi/buu-chinh/tin/"


class Carrier:
    """Parcels of one province, moved on by the test as a postman would."""

    def __init__(self, url: str, secret: str, province: str) -> None:
        self._url, self._secret, self._province = url, secret, province

    def takes(self) -> str:
        """Take the last parcel that was asked for; return its number."""
        with ThreadPoolExecutor(1) as worker:
            return worker.submit(_ordered).result()

    def brings(self, number: str) -> None:
        """Bring a parcel, and tell the province with the proof."""
        with requests.Session() as http:
            http.trust_env = False
            said = {"number": number, "state": "DELIVERED"}
            news: Any = http.post(f"{self._url}/sandbox/parcel", data=said, timeout=30).json()
            body = json.dumps(news).encode()
            signature = hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
            headers = {"X-Signature": signature, "Content-Type": "application/json"}
            answer = http.post(self._province + NEWS, data=body, headers=headers, timeout=30)
        assert answer.ok, answer.text


@contextmanager
def at_work(home: Path, province: str) -> Iterator[Carrier]:
    secret_file = home / "post.secret"
    secret = serving.secret_in(secret_file)
    office = Office(Book(home / "book"), secret=secret, news_url="")
    server = serving.serving(office.application(), 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    before, url = gateway.installed(), f"http://127.0.0.1:{server.server_port}"
    client = PostalServiceByHttp(url=url, secret_file=secret_file)
    gateway.install(client)
    yield Carrier(url, secret, province)
    gateway.install(before)
    client.close()
    server.shutdown()
    server.server_close()


def _ordered() -> str:
    from django.db import connection

    from motcua.casework.post import reactions
    from motcua.casework.post.models import Parcel
    from motcua.spine.journal.models import Entry

    for asked in Entry.objects.filter(kind="parcel.asked").order_by("id"):
        reactions.postal_service_is_asked(asked)
    number = Parcel.objects.order_by("-id")[0].number
    connection.close()
    return number

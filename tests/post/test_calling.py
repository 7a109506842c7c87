"""What pretend systems tell is told again until it is heard, and no longer than agreed."""

import threading
from pathlib import Path

import pytest
import requests

from motcua.connectors.sandbox.frame import serving
from motcua.connectors.sandbox.frame.calling import Calls
from motcua.connectors.sandbox.frame.serving import Application, Reply, Request, as_json
from motcua.connectors.sandbox.post.application import Office
from motcua.connectors.sandbox.post.book import Book


@pytest.mark.parametrize(("heard_at", "tries"), [(0, 1), (2, 3), (9, 4)])
def test_a_call_is_made_until_it_is_heard_or_tried_enough(heard_at: int, tries: int) -> None:
    made: list[tuple[str, int]] = []
    done = threading.Event()

    def make(http: requests.Session, call: str, tried: int) -> bool:
        made.append((call, tried))
        if len(made) == tries:
            done.set()
        return tried == heard_at

    calls: Calls[str] = Calls(make, callers=2, tries_max=4, first_wait=0.001)
    calls.put("a")
    calls.start()
    assert done.wait(30)
    calls.stop()

    assert made == [("a", number) for number in range(tries)]


def test_news_of_a_parcel_is_told_again_until_it_is_heard(tmp_path: Path) -> None:
    heard: list[bytes] = []
    done = threading.Event()

    def take(request: Request) -> Reply:
        heard.append(request.body)
        if len(heard) == 3:
            done.set()
        return as_json({}, status=503 if len(heard) < 3 else 200)

    server = serving.serving(Application({("POST", "/news"): take}), 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    book = Book(tmp_path)
    book.take(key="k", reference="H80-1", recipient="Dũng", address="Ấp 3")
    [parcel] = book.latest(1)
    office = Office(book, secret="x", news_url=f"http://localhost:{server.server_port}/news")
    moved = f"number={parcel.number}&state=DELIVERED".encode()
    office.application().reply(Request("POST", "/sandbox/parcel", "", moved, {}))
    assert done.wait(30)
    office.stop()
    server.shutdown()
    thread.join()
    server.server_close()

    assert len({*heard}) == 1
    assert b"DELIVERED" in heard[0]

"""A gate before Django: the most urgent goes in first, the rest is turned away in words."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from motcua.interfaces.health import admission, counting, urgency
from motcua.interfaces.health.admission import Admission, Environment
from motcua.interfaces.health.gate import STANDING_SECONDS_MAX, Gate, Share

ONE = {"first": Share(at_once_max=1, waiting_max=9, seconds_max=5),
       "last": Share(at_once_max=1, waiting_max=2, seconds_max=0.05)}  # fmt: skip


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def waiting(gate: Gate) -> int:
    return sum(len(line.waiting) for line in gate._lines.values())


class TestTheGate:
    def test_gives_a_free_place_to_the_most_urgent(self) -> None:
        gate = Gate(ONE | {"last": Share(at_once_max=1, waiting_max=2, seconds_max=5)}, places=1)
        order: list[str] = []

        def work(how: str) -> None:
            assert gate.enter(how)
            order.append(how)
            gate.leave(how)

        assert gate.enter("last")
        with ThreadPoolExecutor(3) as threads:
            for count, how in enumerate(["last", "last", "first"], start=1):
                threads.submit(work, how)
                until(lambda count=count: waiting(gate) == count)  # type: ignore[misc]
            gate.leave("last")

        assert order == ["first", "last", "last"]
        assert gate.enter("first")

    def test_turns_away_at_once_when_there_is_no_room_to_wait(self) -> None:
        gate = Gate({"only": Share(at_once_max=1, waiting_max=0, seconds_max=60)}, places=1)
        assert gate.enter("only")

        began = time.monotonic()

        assert not gate.enter("only")
        assert time.monotonic() - began < 5

    def test_nobody_waits_for_ever(self) -> None:
        gate = Gate(ONE, places=1)
        assert gate.enter("first")

        assert not gate.enter("last")

        gate.leave("first")
        assert gate.enter("last")

    def test_where_one_waited_in_vain_the_next_are_told_soon_until_one_gets_in(self) -> None:
        gate = Gate(ONE | {"last": Share(at_once_max=1, waiting_max=3, seconds_max=0.5)}, places=1)

        def seconds_in_vain() -> float:
            began = time.monotonic()
            assert not gate.enter("last")
            return time.monotonic() - began

        assert gate.enter("first")
        assert seconds_in_vain() >= 0.5
        assert STANDING_SECONDS_MAX <= seconds_in_vain() < 0.5

        gate.leave("first")
        assert gate.enter("last")
        assert seconds_in_vain() >= 0.5

    def test_one_urgency_never_takes_every_place(self) -> None:
        shares = {"first": Share(at_once_max=2, waiting_max=0, seconds_max=0),
                  "files": Share(at_once_max=1, waiting_max=0, seconds_max=0)}  # fmt: skip
        gate = Gate(shares, places=2)

        assert gate.enter("files")

        assert not gate.enter("files")
        assert gate.enter("first")

    def test_loses_no_place_however_many_come_and_give_up(self) -> None:
        shares = {"a": Share(at_once_max=3, waiting_max=3, seconds_max=0.001),
                  "b": Share(at_once_max=2, waiting_max=2, seconds_max=0.0005)}  # fmt: skip
        gate, inside, most = Gate(shares, places=3), [0], [0]
        lock = threading.Lock()

        def come(number: int) -> None:
            how = "ab"[number % 2]
            if gate.enter(how):
                with lock:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                time.sleep(0.0005)
                with lock:
                    inside[0] -= 1
                gate.leave(how)

        with ThreadPoolExecutor(16) as threads:
            list(threads.map(come, range(600)))

        assert most[0] <= 3
        assert all(gate.enter("a") for _ in range(3))
        assert not gate.enter("a")


@pytest.mark.parametrize(
    ("method", "path", "how"),
    [
        ("POST", "/api/v1/dossiers", "submit"),
        ("POST", "/ban-nhap/abc/gui/", "submit"),
        ("POST", "/en/ban-nhap/abc/gui/", "submit"),
        ("POST", "/ban-lam-viec/quay/national/1.0/", "submit"),
        ("POST", "/thanh-toan/vietqr/callback", "submit"),
        ("POST", "/ket-noi/cong-quoc-gia/ho-so", "submit"),
        ("POST", "/ho-so/H1/nop-tien/3/ma/", "submit"),
        ("POST", "/ban-lam-viec/ho-so/H1/lam/receive/", "act"),
        ("GET", "/ban-nhap/abc/xem-lai/", "act"),
        ("GET", "/ho-so/H1/nop-tien/3/den-chua/", "act"),
        ("POST", "/api/v1/documents", "upload"),
        ("POST", "/ban-nhap/abc/giay-to/them/", "upload"),
        ("GET", "/", "page"),
        ("GET", "/ban-lam-viec/ho-so/H1/", "page"),
        ("GET", "/en/tim/", "list"),
        ("GET", "/ban-lam-viec/ho-so/", "list"),
        ("GET", "/dieu-hanh/", "list"),
        ("GET", "/api/v1/dossiers", "list"),
        ("GET", "/healthz", ""),
        ("GET", "/static/motcua/motcua.css", ""),
    ],
)
def test_filing_and_paying_come_before_lists(method: str, path: str, how: str) -> None:
    assert urgency.urgency_of(method, path) == how


def asked(application: Admission, method: str, path: str) -> tuple[int, dict[str, str], str]:
    told: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        told[:] = [int(status.split()[0]), {name.lower(): value for name, value in headers}]

    environ: Environment = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": None,
    }  # fmt: skip
    body = b"".join(application(environ, start_response)).decode()
    return told[0], told[1], body


class TestWhoIsTurnedAway:
    @pytest.fixture
    def full(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Admission:
        monkeypatch.setattr(settings, "MOTCUA_HOME", tmp_path)
        none = Share(at_once_max=0, waiting_max=0, seconds_max=0)
        return Admission(WSGIHandler(), Gate(dict.fromkeys(urgency.SHARES, none), places=0))

    @pytest.mark.parametrize(
        ("method", "path", "words"),
        [
            ("GET", "/", "Đang có quá nhiều người dùng cùng lúc"),
            ("POST", "/ban-nhap/x/gui/", "Gửi lại không bị trùng"),
            ("GET", "/en/", "Too many people are using this at once"),
            ("POST", "/en/ban-nhap/x/gui/", "What you just sent was not recorded"),
            ("POST", "/api/v1/dossiers", "Too many people at once"),
        ],
    )
    def test_reads_why_and_when_to_come_back(
        self, full: Admission, method: str, path: str, words: str
    ) -> None:
        status, headers, body = asked(full, method, path)

        assert status == 503
        assert words in body
        assert 4 <= int(headers["retry-after"]) <= 12
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-request-id"]
        if path.startswith("/api/"):
            assert json.loads(body)["error"]["code"] == "too_busy"

    def test_is_counted_apart(self, full: Admission) -> None:
        asked(full, "GET", "/tim/")
        asked(full, "POST", "/api/v1/dossiers")

        found = {(one.of_class, one.status) for one in counting.totals(counting.folder())}
        assert found == {("page", "shed"), ("api_write", "shed")}

    def test_probes_are_answered_all_the_same(self) -> None:
        nobody = Gate({}, places=0)
        probe = {"REQUEST_METHOD": "GET", "PATH_INFO": "/healthz"}

        assert [*Admission(lambda *_: [b"up"], nobody)(probe, print)] == [b"up"]


class TestACrowdedProcess:
    def closed(self, gate: Gate, protocol: str) -> int:
        def answers(_: Environment, start_response: Any) -> list[bytes]:
            start_response("200 OK", [("Content-Length", "0")])
            return []

        told: list[Any] = []
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_PROTOCOL": protocol}
        for _ in range(400):
            [*Admission(answers, gate)(asked, lambda *given: told.append(given))]
        assert {status for status, _ in told} == {"200 OK"}
        return sum(("Connection", "close") in headers for _, headers in told)

    def test_ends_some_connections_so_that_they_come_to_another(self) -> None:
        gate = Gate({urgency.PAGE: Share(at_once_max=8, waiting_max=0, seconds_max=0)}, places=8)
        assert all(gate.enter(urgency.PAGE) for _ in range(3))
        assert self.closed(gate, "HTTP/1.1") == 0

        assert gate.enter(urgency.PAGE)

        assert 50 < self.closed(gate, "HTTP/1.1") < 150
        assert self.closed(gate, "HTTP/2.0") == 0


class TestAPlace:
    @pytest.fixture
    def one(self) -> Gate:
        return Gate({urgency.PAGE: Share(at_once_max=1, waiting_max=0, seconds_max=0)}, places=1)

    def is_free(self, gate: Gate) -> bool:
        entered = gate.enter(urgency.PAGE)
        if entered:
            gate.leave(urgency.PAGE)
        return entered

    def test_is_given_back_by_a_page_a_stream_and_a_failure(self, one: Gate) -> None:
        class Stream:
            streaming = True

            def __iter__(self) -> Any:
                return iter([b"a"])

            def close(self) -> None:
                pass

        def fails(*_: object) -> Iterable[bytes]:
            raise RuntimeError

        read = Admission(lambda *_: Stream(), one)({"REQUEST_METHOD": "GET"}, print)
        assert not self.is_free(one)
        read.close()  # type: ignore[attr-defined]
        assert self.is_free(one)

        forgotten = Admission(lambda *_: Stream(), one)({"REQUEST_METHOD": "GET"}, print)
        del forgotten
        assert self.is_free(one)

        with pytest.raises(RuntimeError):
            Admission(fails, one)({"REQUEST_METHOD": "GET"}, print)
        assert self.is_free(one)

    def test_every_urgency_has_a_share_and_there_are_threads_for_all(self) -> None:
        shares = urgency.SHARES
        assert [*shares] == ["submit", "act", "upload", "page", "list"]
        assert sum(share.waiting_max for share in shares.values()) < urgency.THREADS
        assert shares[urgency.SUBMIT].at_once_max == urgency.PLACES
        assert admission.guarded(WSGIHandler())

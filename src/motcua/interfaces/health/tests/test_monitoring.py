"""Requests carry a number, are counted, and leave a line without personal data."""

import io
import json
import logging
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from motcua.interfaces.health import counting, exposition
from motcua.interfaces.health.lines import JsonFormatter
from motcua.interfaces.health.requests import RequestMiddleware

MARKER = "NguyenThiDanhDau"


@pytest.fixture
def counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "MOTCUA_HOME", tmp_path)
    return counting.folder()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the processes write to their logs, a line a request included."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    monkeypatch.setattr(logging.getLogger("motcua.requests"), "level", logging.INFO)
    logging.getLogger("motcua.requests").manager._clear_cache()  # type: ignore[attr-defined]
    yield stream
    logging.getLogger().removeHandler(handler)


def test_a_request_has_one_number_in_answer_and_line(
    counts: Path, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    ours = client.get(f"/healthz?q={MARKER}", headers={"X-Request-ID": "from-a-stranger"})
    assert ours.headers["X-Request-ID"] != "from-a-stranger"
    monkeypatch.setattr(settings, "PROXIES", 1)
    named = client.get("/healthz", headers={"X-Request-ID": "abcdef0123456789"})
    assert named.headers["X-Request-ID"] == "abcdef0123456789"
    forged = client.get("/healthz", headers={"X-Request-ID": 'a"}\n{"level": "x'})
    assert "level" not in forged.headers["X-Request-ID"]

    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["request_id"] for line in lines] == [
        answer.headers["X-Request-ID"] for answer in (ours, named, forged)
    ]
    assert {"route", "method", "class", "status", "ms"} < lines[0].keys()
    assert lines[0]["class"] == "probe"


def test_no_line_holds_what_a_person_typed(
    counts: Path, written: io.StringIO, rf: RequestFactory
) -> None:
    def breaks(request: HttpRequest) -> HttpResponse:
        try:
            raise ValueError(f"Key (name)=({MARKER}) exists")
        except ValueError:
            told = logging.getLogger("django.request")
            told.exception("%s: %s", "Internal Server Error", f"/{MARKER}")
        return HttpResponse(status=500)

    RequestMiddleware(breaks)(rf.post(f"/{MARKER}?q={MARKER}", {"name": MARKER}))

    assert MARKER not in written.getvalue()
    broken, request = map(json.loads, written.getvalue().splitlines())
    assert broken["error"] == "ValueError"
    assert broken["where"][0].endswith(" breaks")
    assert broken["request_id"] == request["request_id"]
    assert (request["status"], request["class"]) == (500, "form")


def test_what_processes_count_is_added_up_by_class_and_status(counts: Path) -> None:
    counter = counting.Counter(counts)
    for status, seconds in ((200, 0.004), (200, 0.3), (503, 20.0)):
        counter.add("page", status, seconds)
    (counts / "1.counts").write_bytes(next(counts.glob("*.counts")).read_bytes())

    found = {(one.of_class, one.status): one for one in counting.totals(counts)}

    assert sum(found["page", "2xx"].buckets) == 4
    assert found["page", "503"].buckets[-1] == 2
    assert found["page", "2xx"].seconds == pytest.approx(0.608)
    counting.forget(counts)
    assert not list(counting.totals(counts))


def test_prometheus_reads_on_this_machine_only(
    counts: Path, installation: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ARCHIVE", str(counts))
    Client().get("/healthz")
    server = exposition.serve(lambda: {"notices": (0.0, 2)}, 0)
    assert server is not None
    assert server.server_address[0] == "127.0.0.1"

    with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    server.shutdown()
    server.server_close()

    for wanted in (
        'motcua_request_seconds_count{class="probe",status="2xx"} 1',
        'motcua_job_failures{job="notices"} 2',
        "motcua_database_up 1",
        "motcua_deliveries_given_up 0",
    ):
        assert wanted in lines
    rooms = [line for line in lines if line.startswith("motcua_disk_free_bytes")]
    assert [line.split()[0] for line in rooms] == [
        'motcua_disk_free_bytes{place="home"}', 'motcua_disk_free_bytes{place="archive"}',
    ]  # fmt: skip
    assert Client().get("/metrics").status_code == 404
    assert settings.METRICS_PORT not in (settings.MOTCUA_PORT, 0)

"""Submit and step transitions over HTTP, beside the raw limit of PostgreSQL, in one run.

    .venv/bin/python benchmarks/serving.py [--submits 4000] [--steps 800] [--port 8300]

Creates an installation in a temporary folder (real clock, durable commits), loads units, calendar
and definitions, starts it as `motcua up` does (granian, the application's own role, pool), and lets
eight clients work. While they do, the worker stands still: what it has to do is told apart.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import generator
import machine
import raw_limit

CLIENTS = 8
UNITS = 24
MOTCUA = [sys.executable, "-m", "motcua.interfaces.console.main"]
BARS = {
    "submit": ">= 400/s, p95 <= 30 ms", "step": ">= 200/s, p95 <= 50 ms, <= 12 statements, <= 8 ms",
}  # fmt: skip
NOTE = (
    "Clients, web server and PostgreSQL share the cores; 1000 x cores / (web + postgres + clients"
    " CPU ms) is what a quiet machine of this kind could do at most. A submit is three statements"
    " (the key's count, what is known, one that writes all), each a transaction by itself: on one"
    " unit the row of its number series makes submits wait for one another for the last of them,"
    " its flush included, and for nothing the web server does (raw_one_row is that limit). The"
    " worker stands still meanwhile."
)
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Office:
    """A commune: where dossiers are handed in, and who decides."""

    centre: str
    committee: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submits", type=int, default=4000)
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--port", type=int, default=8300)
    chosen = parser.parse_args()
    load = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="motcua-serving-") as folder:
        os.environ |= {"MOTCUA_HOME": folder, "MOTCUA_PORT": str(chosen.port)}
        subprocess.run([*MOTCUA, "init"], check=True)
        with _running(chosen.port) as pid:
            figures = _measured(chosen, pid, Path(folder))
    machine.write("serving", {"bars": BARS, "note": NOTE, **figures}, load=load)


@contextlib.contextmanager
def _running(port: int) -> Iterator[int]:
    silent: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([*MOTCUA, "up"], **silent, start_new_session=True)
    try:
        deadline = time.monotonic() + 120
        while not _is_ready(port):
            assert server.poll() is None, "motcua up ended"
            assert time.monotonic() < deadline, "motcua up is not ready"
            time.sleep(0.3)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _measured(chosen: argparse.Namespace, pid: int, home: Path) -> dict[str, Any]:
    from motcua.interfaces.console import installation, surroundings

    with installation.opened(surroundings.read()) as access:
        offices = _load()
        worker = _worker(pid)
        os.kill(worker, signal.SIGSTOP)
        try:
            figures = {
                "raw": raw_limit.measured(access.owner_url, clients=CLIENTS),
                "raw_one_row": raw_limit.measured(
                    access.owner_url, clients=CLIENTS, is_numbered=True
                ),
                "submit_24_units": _submitting(chosen, pid, offices),
                "submit_one_unit": _submitting(chosen, pid, offices[:1]),
                "step": _stepping(chosen, pid, offices[:CLIENTS]),
            }
        finally:
            os.kill(worker, signal.SIGCONT)
        return figures | {"worker": _draining(worker)}


def _load() -> list[Office]:
    """Load what a province needs, and return communes that take dossiers in."""
    from importlib.resources import files

    from motcua.reference.calendars import operations as calendars
    from motcua.reference.organisations import queries as organisations
    from motcua.reference.organisations.operations import loading
    from motcua.reference.procedures.operations import definitions
    from motcua.spine.actors import SYSTEM

    data = Path(str(files("motcua").joinpath("data")))
    loading.load(data / "organisations/long_an_tay_ninh.json", actor=SYSTEM, at=_now())
    calendars.load(data / "calendars/holidays_vn_2021_2027.json", actor=SYSTEM, at=_now())
    definitions.publish_folder(actor=SYSTEM, at=_now())
    communes = [
        Office(centre.code, centre.parent.code)
        for centre in organisations.centres(on=_now().date())
        if centre.parent and centre.parent.kind_id == "commune_committee"
    ]
    assert len(communes) >= UNITS, communes
    return communes[:UNITS]


def _now() -> datetime:
    return datetime.now(UTC)


def _submitting(chosen: argparse.Namespace, pid: int, offices: list[Office]) -> dict[str, Any]:
    secret = _key(offices[0].centre)
    left = iter(range(chosen.submits))
    asks = [_filing(offices, secret, left) for _ in range(CLIENTS)]
    _warm(chosen.port, _filing(offices, secret, iter(range(200))), good=201)
    return _costed(chosen.port, pid, asks, good=201)


def _filing(offices: list[Office], secret: str, left: Iterator[int]) -> Callable[[], bytes | None]:
    from motcua.casework.dossiers import testing

    def ask() -> bytes | None:
        if next(left, None) is None:
            return None
        number = next(_numbers)
        office = offices[number % len(offices)]
        body = json.dumps({
            "procedure": testing.birth_registration().stem, "receiving": office.centre,
            "resolving": office.committee, "answers": testing.a_birth(),
            "applicant": {"full_name": "Lê Văn Dũng", "personal_number": "080090001234",
                          "phone": f"0900{number:06}", "address": "Ấp 3, Xã Mỹ Lệ"},
            "papers": [{"component": "birth_paper", "fulfilment": "shown"}],
        }, ensure_ascii=False).encode()  # fmt: skip
        head = (
            "POST /api/v1/dossiers HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {secret}\r\nIdempotency-Key: bench-{number:08}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    return ask


def _key(unit: str) -> str:
    from motcua.reference.people.operations import api_keys
    from motcua.spine.actors import SYSTEM

    made = api_keys.issue(
        login=f"bench{next(_numbers)}", label="bench", scopes=["dossiers.submit"],
        organisation=unit, place="counter", calls_per_minute_max=10**9,
        calls_per_day_max=10**9, expires_on=(_now() + timedelta(days=9)).date(), actor=SYSTEM,
        at=_now(),
    )  # fmt: skip
    return made.secret


def _stepping(chosen: argparse.Namespace, pid: int, offices: list[Office]) -> dict[str, Any]:
    """Let a handler of each office take its dossiers and pass them on, as the page's buttons do."""
    asks = [_handling(office, chosen.steps // len(offices) // 2) for office in offices]
    return _costed(chosen.port, pid, asks, good=302)


def _handling(office: Office, dossiers: int) -> Callable[[], bytes | None]:
    from motcua.casework.dossiers.operations import reception
    from motcua.simulation import cast
    from motcua.spine.actors import Actor

    desk = cast.appoint(office.centre, "reception", seed=1, at=_now())
    clerk = Actor(id=str(desk), roles=frozenset({"reception"}), organisation=office.centre)
    received = [
        reception.receive(code=_in_process(office), actor=clerk, at=_now()) for _ in range(dossiers)
    ]
    account = cast.appoint(received[0].unit.code, "handler", seed=1, at=_now())
    cookies, token = _signed_in(account)
    acts = iter([(one.code, name) for one in received for name in ("take", "pass")])

    def ask() -> bytes | None:
        code, name = next(acts, ("", ""))
        head = (
            f"POST /ban-lam-viec/ho-so/{code}/lam/{name}/ HTTP/1.1\r\nHost: localhost\r\n"
            f"Cookie: {cookies}\r\nX-CSRFToken: {token}\r\nContent-Length: 0\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        return head.encode() if code else None

    return ask


def _in_process(office: Office) -> str:
    from motcua.casework.dossiers import testing
    from motcua.casework.dossiers.operations import intake
    from motcua.casework.dossiers.operations.filing import Filing, PaperGiven, PartyGiven
    from motcua.casework.dossiers.rules.channels import Place
    from motcua.spine.actors import Actor

    filing = Filing(
        key=f"made-{next(_numbers)}", place=Place.COUNTER, jurisdiction="national",
        procedure=testing.birth_registration().stem, receiving=office.centre,
        resolving=office.committee, answers=testing.a_birth(),
        applicant=PartyGiven(full_name="Lê Văn Dũng", phone="0909123456"),
        papers=(PaperGiven(component="birth_paper", fulfilment="shown"),),
    )  # fmt: skip
    actor = Actor(id="1", roles=frozenset({"reception"}), organisation=office.centre)
    return intake.submit(filing, actor=actor, at=_now()).code


def _signed_in(account_id: int) -> tuple[str, str]:
    """Return the cookies of somebody who signed in, and the word that guards their forms."""
    import importlib

    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string

    from motcua.interfaces.session import HANDLE
    from motcua.reference.people import testing
    from motcua.reference.people.models import Account

    store: Any = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    store[HANDLE] = str(testing.a_session(Account.objects.get(pk=account_id)).handle)
    store.save()
    token = _get_new_csrf_string()
    cookies = f"{settings.SESSION_COOKIE_NAME}={store.session_key}"
    return f"{cookies}; {settings.CSRF_COOKIE_NAME}={token}", token


def _warm(port: int, ask: Callable[[], bytes | None], *, good: int) -> None:
    figures = generator.play(port, [ask] * CLIENTS, good=good)
    assert figures["accepted"], figures


def _costed(
    port: int, pid: int, asks: list[Callable[[], bytes | None]], *, good: int
) -> dict[str, Any]:
    """Play, and tell what web server and PostgreSQL computed for each request meanwhile."""
    postgres, web = _named(pid, "postgres"), _named(pid, "motcua.interfaces.console.web")
    before = machine.cpu_seconds(web), machine.cpu_seconds(postgres), time.process_time()
    figures = generator.play(port, asks, good=good)
    after = machine.cpu_seconds(web), machine.cpu_seconds(postgres), time.process_time()
    done: Any = figures["accepted"] or 1
    names = ("web_cpu_ms", "postgres_cpu_ms", "clients_cpu_ms")
    spent = zip(names, before, after, strict=True)
    return figures | {name: round((b - a) / done * 1000, 2) for name, a, b in spent}


def _named(pid: int, word: str) -> list[int]:
    """Return the processes of the installation whose command, or whose parent's, has this word."""
    found = []
    for one in machine.tree_of(pid):
        with contextlib.suppress(OSError):
            if word in Path(f"/proc/{one}/cmdline").read_text().replace("\0", " "):
                found += [below for below in machine.tree_of(one) if below not in found]
    return found


def _worker(pid: int) -> int:
    return _named(pid, "motcua.interfaces.console.worker")[0]


def _draining(worker: int) -> dict[str, Any]:
    """Let the worker go on, and tell how much it does, calls to the national portal included."""
    from motcua.spine.journal import queries
    from motcua.spine.journal.models import Delivery

    waiting, done = queries.deliveries_waiting(), Delivery.objects.exclude(done_at=None)
    before, were_done = waiting.count(), done.count()
    began, cpu = time.monotonic(), machine.cpu_seconds([worker])
    time.sleep(20)
    took, delivered = time.monotonic() - began, done.count() - were_done
    spent = machine.cpu_seconds([worker]) - cpu
    return {
        "deliveries_waiting": before,
        # Its reader of the journal owes reports of the same submits meanwhile.
        "waiting_after_20_s": waiting.count(),
        "deliveries_per_second": round(delivered / took, 1),
        # None: the worker was started anew meanwhile, so its time cannot be told.
        "worker_cpu_ms": round(spent / max(delivered, 1) * 1000, 2) if spent > 0 else None,
    }


if __name__ == "__main__":
    main()

"""What the work pages cost over many dossiers: statements, processor time, elapsed time, plans.

    .venv/bin/python benchmarks/bulk.py --dossiers 1000000 --models 1000 --keep FOLDER
    .venv/bin/python benchmarks/pages.py FOLDER [--requests 20] [--queues 800] [--port 8300]

Asks each page in process, signed in, through the whole of Django, one after the other; builds the
facts first where they are behind. Says of every statement that reads a large table from its
beginning. Then the web server runs, and officers ask for their queues: one alone, and eight at
once. Writes results/pages.json.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import bulk
import generator
import machine

QUEUE = "/ban-lam-viec/ho-so/"
OFFICERS = 8
LARGE = 5000
BATCH = 5000
SLOW_MS = 3.0
NOTE = (
    "Pages: one process, one request after the other, no web server; least is the fastest of them,"
    " for a machine that is shared. Slow: statements over 3 ms, planned once more. Served: two"
    " processes of the web server, officers of the busiest units; every view is noted as access."
)
BARS = {
    "queue": ">= 120/s and p95 <= 100 ms with 8 clients, p95 <= 40 ms with 1, <= 15 statements",
    "board": "<= 10 ms in the database",
    "find_code": "<= 10 ms in the database",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--queues", type=int, default=800)
    parser.add_argument("--port", type=int, default=8300)
    chosen = parser.parse_args()
    load = os.getloadavg()
    os.environ["MOTCUA_PORT"] = str(chosen.port)  # The cookies carry it.
    postgres = bulk.start(chosen.folder)
    try:
        bulk.prepare(chosen.folder, postgres)
        report = _measure(chosen.requests)
        report["queue_served"] = _served(chosen, postgres)
    finally:
        from django.db import connection

        connection.close()
        postgres.stop()
    machine.write("pages", {"bars": BARS, "note": NOTE, **report}, load=load)


def _served(chosen: argparse.Namespace, postgres: Any) -> dict[str, Any]:
    """Let officers ask the web server for their queues; tell what it and PostgreSQL computed."""
    cookies = _officers()
    with _web_server(chosen.port) as web:
        generator.play(chosen.port, [_asking(one, 10) for one in cookies], good=200)
        figures = {}
        for clients in (1, OFFICERS):
            asks = [_asking(one, chosen.queues // clients) for one in cookies[:clients]]
            before = [machine.cpu_seconds(machine.tree_of(pid)) for pid in (web, postgres.pid)]
            played: Any = generator.play(chosen.port, asks, good=200)
            after = [machine.cpu_seconds(machine.tree_of(pid)) for pid in (web, postgres.pid)]
            for name, one, two in zip(("web", "postgres"), before, after, strict=True):
                played[f"{name}_cpu_ms"] = round((two - one) / (played["accepted"] or 1) * 1000, 1)
            figures[f"clients_{clients}"] = played
    return figures


def _officers() -> list[str]:
    """Return the cookies of officers of the busiest units: handlers, receptions and clerks."""
    from django.conf import settings
    from django.db.models import Count

    from motcua.casework.dossiers.models import Dossier
    from motcua.reference.people.models import Post

    name = settings.SESSION_COOKIE_NAME
    open_in = Dossier.objects.filter(closed_at=None).values("unit").annotate(n=Count("pk"))
    busiest = [one["unit"] for one in open_in.order_by("-n")[: 4 * OFFICERS]]
    posts = Post.objects.filter(organisation__pk__in=busiest).select_related("account")
    chosen = {post.account_id: post.account for post in posts.exclude(role="leader")}
    signed_in = [_signed_in(account) for account in list(chosen.values())[:OFFICERS]]
    assert len(signed_in) == OFFICERS, chosen
    return [f"{name}={client.cookies[name].value}" for client in signed_in]


def _asking(cookie: str, times: int) -> Callable[[], bytes | None]:
    head = f"GET {QUEUE} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()
    left: Iterator[bytes | None] = chain(repeat(head, times), repeat(None))
    return lambda: next(left)


@contextmanager
def _web_server(port: int) -> Iterator[int]:
    own = {"MOTCUA_BIND": "127.0.0.1", "MOTCUA_WEB_WORKERS": "2", "MOTCUA_POOL": "yes"}
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "motcua.interfaces.console.web"],
        env=os.environ | own,
    )
    try:
        deadline = time.monotonic() + 60
        while not _listens(port):
            assert server.poll() is None, "the web server ended"
            assert time.monotonic() < deadline, "the web server does not listen"
            time.sleep(0.2)
        yield server.pid
    finally:
        server.terminate()
        server.wait(30)


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def _measure(requests: int) -> dict[str, Any]:
    from django.conf import settings
    from django.core.management import call_command

    from motcua.casework.dossiers.models import Dossier
    from motcua.spine.journal.models import Entry

    settings.ALLOWED_HOSTS = ["*"]
    settings.STATIC_ROOT = "/nonexistent"
    call_command("migrate", verbosity=0)
    facts = _facts()
    pages = _pages()
    figures = {name: _of(ask, requests) for name, ask in pages.items()}
    return {
        "dossiers": Dossier.objects.count(),
        "open": Dossier.objects.filter(closed_at=None).count(),
        "entries": Entry.objects.count(),
        "facts": facts,
        "pages": figures,
    }


def _facts() -> dict[str, object]:
    """Build the facts anew, all at once, where nobody has; then time the reader on some batches."""
    from django.db import transaction

    from motcua.measurement.facts import operations
    from motcua.measurement.facts.models import DossierFact
    from motcua.spine import clock
    from motcua.spine.journal.models import Entry

    figures: dict[str, object] = {}
    if not DossierFact.objects.exists():
        began = time.perf_counter()
        entries = operations.rebuild(at=clock.now())
        took = time.perf_counter() - began
        figures["rebuild"] = {
            "entries": entries,
            "seconds": round(took, 1),
            "entries_per_second": round(entries / took),
        }
        _analyse()
    batch = list(Entry.objects.filter(kind__startswith="dossier.").order_by("-id")[:BATCH])
    batch.reverse()
    began, cpu = time.perf_counter(), time.process_time()
    with transaction.atomic():
        operations.take_in(batch)
        transaction.set_rollback(True)
    took, spent = time.perf_counter() - began, time.process_time() - cpu
    figures["reader"] = {
        "entries_per_second": round(BATCH / took),
        "python_us_per_entry": round(spent / BATCH * 1e6, 1),
    }
    return figures


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE facts_dossierfact, facts_daytally, facts_opentally")


def _pages() -> dict[str, Callable[[], Any]]:
    """Return what is asked: the busiest officers' queues and dossiers, and the leader's board."""
    from django.db.models import Count

    from motcua.casework.dossiers.models import Dossier
    from motcua.reference.people.models import Post

    def busiest(role: str) -> tuple[Any, Any]:
        units = Post.objects.filter(role=role).values("organisation__pk")
        open_there = Dossier.objects.filter(closed_at=None, unit__in=units)
        unit = open_there.values("unit").annotate(n=Count("pk")).order_by("-n").first()
        wanted = Post.objects.filter(role=role, organisation__pk=unit["unit"])
        return wanted.select_related("account").first(), unit

    officers = {role: busiest(role)[0] for role in ("handler", "reception", "clerk")}
    clients = {role: _signed_in(post.account) for role, post in officers.items()}
    clients["leader"] = _leader()
    one = Dossier.objects.filter(closed_at=None, unit__code=officers["handler"].organisation_id)
    code = one.values_list("code", flat=True)[0]
    asked = {
        "queue_handler": ("handler", "/ban-lam-viec/ho-so/"),
        "queue_reception": ("reception", "/ban-lam-viec/ho-so/"),
        "queue_clerk": ("clerk", "/ban-lam-viec/ho-so/"),
        "dossier": ("handler", f"/ban-lam-viec/ho-so/{code}/"),
        "find_code": ("handler", f"/ban-lam-viec/ho-so/?tim={code}"),
        "board": ("leader", "/dieu-hanh/"),
        "behind_in_process": ("leader", "/dieu-hanh/ho-so/?so=in_process"),
        "behind_late": ("leader", "/dieu-hanh/ho-so/?so=late"),
        "behind_received": ("leader", "/dieu-hanh/ho-so/?so=received"),
        "behind_waiting": ("leader", "/dieu-hanh/ho-so/?so=waiting"),
    }
    return {
        name: lambda client=clients[who], address=address: client.get(address)
        for name, (who, address) in asked.items()
    }


def _leader() -> Any:
    from motcua.reference.people.models import Post
    from motcua.simulation import cast
    from motcua.spine import clock

    found = Post.objects.filter(role="leader", organisation="H80.00").first()
    if found is None:
        cast.appoint("H80.00", "leader", seed=1, at=clock.now())
        found = Post.objects.get(role="leader", organisation="H80.00")
    return _signed_in(found.account)


def _signed_in(account: Any) -> Any:
    from django.conf import settings
    from django.test import Client

    from motcua.interfaces.session import HANDLE
    from motcua.reference.people import testing

    client = Client()
    session = client.session
    session[HANDLE] = str(testing.a_session(account).handle)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def _of(ask: Callable[[], Any], requests: int) -> dict[str, object]:
    from django.db import connection

    statements: list[tuple[str, Any, float]] = []

    def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            statements.append((str(sql), params, (time.perf_counter() - began) * 1000))

    for _ in range(3):
        response = ask()
    assert response.status_code == 200, response.status_code
    rows = []
    for _ in range(requests):
        statements.clear()
        cpu, clock = time.process_time(), time.perf_counter()
        with connection.execute_wrapper(watch):
            response = ask()
        rows.append((
            (time.process_time() - cpu) * 1000,
            (time.perf_counter() - clock) * 1000,
            sum(one[2] for one in statements),
            len(statements),
        ))  # fmt: skip
    cpu_ms, elapsed, in_database, count = zip(*rows, strict=True)
    return {
        "statements": max(count),
        "kilobytes": round(len(response.content) / 1000),
        "cpu_ms_median": round(statistics.median(cpu_ms), 1),
        "elapsed_ms_median": round(statistics.median(elapsed), 1),
        "elapsed_ms_least": round(min(elapsed), 1),
        "database_ms_median": round(statistics.median(in_database), 1),
        "database_ms_least": round(min(in_database), 1),
        "slow": _slow(statements),
    }


def _slow(statements: list[tuple[str, Any, float]]) -> list[dict[str, object]]:
    """Return the statements that are slow also when they are asked once more."""
    asked = [
        (sql, params)
        for sql, params, ms in statements
        if ms > SLOW_MS and sql.lstrip().upper().startswith(("SELECT", "WITH"))
    ]
    again = [_planned(sql, params) for sql, params in asked]
    return [planned for planned in again if float(str(planned["ms"])) > SLOW_MS]


def _planned(sql: str, params: Any) -> dict[str, object]:
    """Return what a statement costs by its plan, and what it reads from the beginning."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, params)
        [[planned]] = cursor.fetchall()
    planned = planned if isinstance(planned, list) else json.loads(planned)
    nodes = list(_nodes(planned[0]["Plan"]))
    return {
        "ms": round(planned[0]["Execution Time"], 1),
        "planning_ms": round(planned[0]["Planning Time"], 1),
        "scans": [
            f"{node['Relation Name']} {node['Actual Rows']:.0f} rows"
            for node in nodes
            if node["Node Type"] == "Seq Scan" and node["Actual Rows"] > LARGE
        ],
        "nodes": [
            f"{node['Node Type']} {node.get('Index Name', '')} {node['Actual Rows']:.0f}"
            f" x{node['Actual Loops']} {node['Actual Total Time']:.1f} ms"
            for node in nodes
            if node["Actual Total Time"] * node["Actual Loops"] > 1
        ],
        "sql": re.sub(r"\s+", " ", sql)[:400],
    }


def _nodes(plan: dict[str, Any]) -> Any:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


if __name__ == "__main__":
    main()

"""How long a search takes, through the web server, with several people searching at once.

    .venv/bin/python benchmarks/search.py [FILE …]

Starts an installation of its own in a temporary folder, loads the files of procedures (by default
those beside the checkout, else what the demo brings), lets eight clients search everyday words for
twenty seconds each over a kept connection, and writes results/search.json. The clients run on the
same machine as the server: their share of the processor is in the figures.
"""

import argparse
import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent))
import machine

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
FILES = [SHARED / "procedures.json", SHARED / "procedures_national_2026.json.gz"]
WARM_UP_SECONDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--port", type=int, default=8650)
    parser.add_argument(
        "--running", action="store_true", help="measure the server that runs on this port"
    )
    given = parser.parse_args()
    load = os.getloadavg()  # Others at work on the machine spoil the figures.
    files = given.files or [path for path in FILES if path.exists()]
    if given.running:
        measured = measure(given.port, given.clients, given.seconds)
    else:
        with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
            measured = in_an_installation(Path(folder), files, given)
    machine.write("search", {"files": [path.name for path in files], **measured}, load=load)


def in_an_installation(
    home: Path, files: list[Path], given: argparse.Namespace
) -> dict[str, object]:
    around = os.environ | {"MOTCUA_HOME": str(home), "MOTCUA_PORT": str(given.port)}
    motcua = str(Path(sys.executable).parent / "motcua")
    server = subprocess.Popen([motcua, "up"], env=around, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(given.port)
        for path in files:
            subprocess.run(
                [motcua, "load", "procedures", str(path)],
                env=around,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        time.sleep(3)  # The worker has read what was loaded.
        before = cpu_seconds(server.pid)
        measured = measure(given.port, given.clients, given.seconds)
        spent = cpu_seconds(server.pid) - before
        asked = int(str(measured["all_requests"]))
        return measured | {"server_cpu_ms_per_request": round(1000 * spent / asked, 1)}
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def cpu_seconds(pid: int) -> float:
    """Return what a process and all below it (web server, worker, database) have computed.

    Unlike the times, it hardly changes when others use the machine as well.
    """
    stats = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        stats[int(entry.parent.name)] = (int(rest[1]), sum(map(int, rest[11:15])))
    ours, grown = {pid}, True
    while grown:
        more = {one for one, (parent, _) in stats.items() if parent in ours} - ours
        ours |= more
        grown = bool(more)
    return sum(stats[one][1] for one in ours if one in stats) / os.sysconf("SC_CLK_TCK")


def wait_until_ready(port: int) -> None:
    for _ in range(240):
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=2)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise SystemExit("The installation did not become ready.")


def measure(port: int, clients: int, seconds: float) -> dict[str, object]:
    queries = everyday_queries()
    warm: list[float] = []
    search(port, queries, WARM_UP_SECONDS, warm)
    times: list[list[float]] = [[] for _ in range(clients)]
    threads = [
        threading.Thread(target=search, args=(port, queries[at::clients], seconds, own))
        for at, own in enumerate(times)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    every = sorted(1000 * one for own in times for one in own)
    by_itself = alone(port, queries)
    return {
        "what": "GET /tim/?q=… over kept connections, the whole page read",
        "clients": clients,
        "queries": len(queries),
        "requests": len(every),
        "requests_per_second": round(len(every) / took, 1),
        "p50_ms": round(statistics.median(every), 1),
        "p95_ms": round(every[int(len(every) * 0.95)], 1),
        "p99_ms": round(every[int(len(every) * 0.99)], 1),
        "max_ms": round(every[-1], 1),
        "alone_p95_ms": round(1000 * by_itself[int(len(by_itself) * 0.95)], 1),
        "all_requests": len(every) + len(warm) + len(by_itself),
    }


def alone(port: int, queries: list[str]) -> list[float]:
    """Return the times of one client with nobody beside it, the shortest first."""
    own: list[float] = []
    search(port, queries, WARM_UP_SECONDS, own)
    return sorted(own)


def search(port: int, queries: list[str], seconds: float, times: list[float]) -> None:
    connection = http.client.HTTPConnection("localhost", port, timeout=10)
    end, at = time.perf_counter() + seconds, 0
    while (began := time.perf_counter()) < end:
        path = f"/tim/?q={quote(queries[at % len(queries)])}"
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or not body:
            raise SystemExit(f"{path} answered {answer.status}")
        times.append(time.perf_counter() - began)
        at += 1


def everyday_queries() -> list[str]:
    """Return what people say (the synonyms), each also without marks."""
    from motcua.reference.finding.rules import letters

    text = (ROOT / "src/motcua/data/finding/synonyms.toml").read_text("utf-8")
    said = [say for row in tomllib.loads(text)["synonym"] for say in row["say"]]
    return [*said, *map(letters.plain, said), "giay fep lai xe", "đăng ký khai sinh", "1.001193"]


if __name__ == "__main__":
    main()

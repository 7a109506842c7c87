"""Ten times the load: as much is done as at the best of times, and the rest is told to come back.

    python -m tests.faults.overload [--seconds 20] [--times 10]      (make overload)

The peak is what clients get who ask again and again, as many as do best. Then a crowd comes at ten
times that rate, whether or not it is answered: to the front server as it is shipped with the gate
behind it, as on a server; to the gate alone, as `make run` starts it; and, as the control, to a
server that lets everybody wait for everybody.
"""

import argparse
import hashlib
import hmac
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from motcua.connectors.vietqr_bank.gateway import SIGNATURE_HEADER
from tests.deploy.fronts import front
from tests.faults import crowd, victims
from tests.faults.crowd import Crowd, Heard, Wish
from tests.faults.installed import Installed, filled
from tests.start.places import Place, free_port, place

OFFICES = 24
CLIENTS = (8, 16, 32)
SETTLE_SECONDS = 15  # The worker makes the index of what can be searched.
RECOVERY_WATCHED_SECONDS = 40
COMPUTERS = ("web", "PostgreSQL", "nginx", "the crowd")
GOODPUT_MIN, P99_SECONDS_MAX, RECOVERY_SECONDS_MAX = 0.8, 2.0, 10
TOLD_P95_SECONDS_MAX, TOLD_P99_SECONDS_MAX = 0.1, 0.5
KINDS = ("submit", "payment", "page", "queue", "search")
SHED_LAST = ("submit", "payment")


@dataclass(frozen=True, slots=True)
class Door:
    """Where people come in: the port they ask, what stands behind it, the front server's pid."""

    port: int
    behind: Place
    front_pid: int = 0

    def cpu_seconds(self) -> list[float]:
        """Return what each of COMPUTERS has computed so far."""
        assert self.behind.process is not None
        kinds = victims.by_kind(self.behind.process.pid)
        ours = ("web server", "web process"), ("postmaster", "backend", "background of PostgreSQL")
        groups = [[pid for name in names for pid in kinds.get(name, [])] for names in ours]
        groups.append([self.front_pid, *victims.children(self.front_pid)] if self.front_pid else [])
        ticks = os.sysconf("SC_CLK_TCK")
        return [*(sum(map(_ticks, pids)) / ticks for pids in groups), time.process_time()]


@dataclass(frozen=True, slots=True)
class Figures:
    goodput_per_second: float
    share_of_peak: float
    share_of_work: float
    p99_seconds: float
    told_p95_seconds: float
    told_p99_seconds: float
    unanswered: int
    wordless: int
    unplanned: int
    accepted_shares: dict[str, float]
    recovery_seconds: float
    cpu_seconds: list[float]

    def missed(self) -> list[str]:
        """Return the bars that are missed."""
        least = min(self.accepted_shares.values())
        last = [share for kind, share in self.accepted_shares.items() if kind in SHED_LAST]
        others = [share for kind, share in self.accepted_shares.items() if kind not in SHED_LAST]
        found = {
            "goodput": min(self.share_of_peak, self.share_of_work) < GOODPUT_MIN,
            "p99 of accepted": self.p99_seconds > P99_SECONDS_MAX,
            "time until told": self.told_p95_seconds > TOLD_P95_SECONDS_MAX
            or self.told_p99_seconds > TOLD_P99_SECONDS_MAX,
            "unanswered": self.unanswered > 0,
            "told without words": self.wordless > 0,
            "unplanned errors": self.unplanned > 0,
            "submissions and payments shed last": min(last) < max(others),
            "recovery": self.recovery_seconds > RECOVERY_SECONDS_MAX,
        }
        return [name for name, is_missed in found.items() if is_missed] if least < 1 else []


def wishes(installed: Installed, door: Door, seed: int, kinds: Sequence[str]) -> Callable[[], Wish]:
    """Return who gives the next wish, of one kind as often as of another."""
    made = door.behind
    secret = (made.home / "keys" / "bank.secret").read_text().strip()
    chance, numbers = random.Random(seed), count(seed * 10**6)
    plain = {
        "page": _request("GET", "/", {}),
        "search": _request("GET", "/tim/?q=khai+sinh", {}),
    }

    def next_wish() -> Wish:
        kind = chance.choice(kinds)
        if kind in plain:
            return Wish(kind, plain[kind])
        if kind == "queue":
            office = chance.choice(installed.offices)
            return Wish(kind, _request("GET", "/ban-lam-viec/ho-so/", office.signed_in(made.port)))
        number = next(numbers)
        if kind == "payment":
            return Wish(kind, _called_back(number, secret))
        headers = installed.key | {
            "Idempotency-Key": f"overload-{number:010}", "Content-Type": "application/json",
        }  # fmt: skip
        body = installed.body(number % 10**8)
        return Wish(kind, _request("POST", "/api/v1/dossiers", headers, body))

    return next_wish


def _called_back(number: int, secret: str) -> bytes:
    """Return how the bank says that money has come: real money, for nobody knows what yet."""
    body = json.dumps({
        "transaction_id": f"overload-{number}", "amount_vnd": 50_000 + number % 1000,
        "memo": "le phi ho so", "status": "paid",
        "paid_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }).encode()  # fmt: skip
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {SIGNATURE_HEADER: signature, "Content-Type": "application/json"}
    return _request("POST", "/thanh-toan/vietqr/callback", headers, body)


def _request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept: text/html,application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass(frozen=True, slots=True)
class Best:
    """The peak: requests a second, and milliseconds of work a second; what one of a kind costs."""

    per_second: float
    work: float
    cost_ms: dict[str, float]

    def work_of(self, rates: crowd.Rates) -> float:
        """Return the work in these: a search is not a filing, and should not count as one."""
        return sum(rate * self.cost_ms[kind] for kind, rate in rates.items())


def best(installed: Installed, door: Door, *, seconds: float) -> Best:
    costs = {kind: _cost_ms(installed, door, kind) for kind in KINDS}
    people = Crowd(door.port, wishes(installed, door, _seed(), KINDS))
    rates = [people.stay(clients=clients, seconds=seconds / 2) for clients in CLIENTS]
    people.close()
    most = max(rates, key=lambda one: sum(one.values()))
    peak = Best(sum(most.values()), 0.0, costs)
    return Best(peak.per_second, peak.work_of(most), costs)


def _cost_ms(installed: Installed, door: Door, kind: str) -> float:
    people = Crowd(door.port, wishes(installed, door, _seed(), [kind]))
    people.stay(clients=8, seconds=2)  # Caches fill, threads start.
    before, done_before = sum(door.cpu_seconds()[:-1]), people.accepted[kind]
    people.stay(clients=4, seconds=3)
    done = people.accepted[kind] - done_before
    people.close()
    assert done, kind
    return (sum(door.cpu_seconds()[:-1]) - before) / done * 1000


def _seed() -> int:
    return time.monotonic_ns() % 90_000


def play(installed: Installed, door: Door, peak: Best, *, times: float, seconds: float) -> Figures:
    people = Crowd(door.port, wishes(installed, door, _seed(), KINDS))
    many = peak.per_second * times
    people.come(per_second=many, seconds=3)
    people.forget()
    before = door.cpu_seconds()
    rates = people.come(per_second=many, seconds=seconds)
    spent = [round(after - was, 1) for was, after in zip(before, door.cpu_seconds(), strict=True)]
    heard = people.forget()
    recovery = _recovered(people, peak.per_second)
    people.close()
    return _figures(heard, peak, rates, recovery, spent)


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _recovered(people: Crowd, peak: float) -> float:
    """Return how long after the surge half the peak's load is served as ever."""
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < RECOVERY_WATCHED_SECONDS:
        people.come(per_second=peak / 2, seconds=1)
        heard = people.forget().values()
        taken = [one for each in heard for one in each.accepted_seconds]
        is_whole = all(crowd.share_accepted(one) == 1 for one in heard)
        if is_whole and crowd.percentile(taken, 0.95) < 0.5:
            return passed
    return float("inf")


def _figures(
    heard: dict[str, Heard], peak: Best, rates: crowd.Rates, recovery: float, spent: list[float]
) -> Figures:
    every = heard.values()
    taken = [one for each in every for one in each.accepted_seconds]
    told = [one for each in every for one in each.told_seconds]
    bad = [status for each in every for status in each.statuses.elements()
           if status >= 400 and status not in (429, 503)]  # fmt: skip
    return Figures(
        goodput_per_second=sum(rates.values()),
        share_of_peak=sum(rates.values()) / peak.per_second,
        share_of_work=peak.work_of(rates) / peak.work,
        p99_seconds=crowd.percentile(taken, 0.99),
        told_p95_seconds=crowd.percentile(told, 0.95),
        told_p99_seconds=crowd.percentile(told, 0.99),
        unanswered=sum(each.statuses[0] for each in every),
        wordless=sum(each.wordless for each in every),
        unplanned=len(bad),
        accepted_shares={kind: crowd.share_accepted(one) for kind, one in sorted(heard.items())},
        recovery_seconds=recovery,
        cpu_seconds=spent,
    )


@contextmanager
def served(folder: Path, like: Path, *, has_front: bool, has_gate: bool) -> Iterator[Door]:
    """Start a copy; its worker stands still once it has made its index."""
    with ExitStack() as things:
        copy = things.enter_context(place(folder, like=like))
        copy.environment["MOTCUA_ADMISSION"] = "yes" if has_gate else "no"
        copy.environment["MOTCUA_PROXIES"] = "1" if has_front else "0"
        copy.start()
        things.callback(copy.stop)
        time.sleep(SETTLE_SECONDS)
        assert copy.process is not None
        worker = victims.by_kind(copy.process.pid)["worker"][0]
        os.kill(worker, signal.SIGSTOP)
        things.callback(os.kill, worker, signal.SIGCONT)
        if not has_front:
            yield Door(copy.port, copy)
            return
        port = free_port()
        # In clear: what is measured is who is let in, and the crowd computes on the same machine.
        nginx = front(folder / "front", port=port, behind=copy.port, has_tls=False)
        yield Door(port, copy, things.enter_context(nginx))


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--times", type=float, default=10)
    chosen = parser.parse_args(given)
    length = {"times": chosen.times, "seconds": chosen.seconds}
    with tempfile.TemporaryDirectory(prefix="motcua-overload-") as folder:
        root = Path(folder)
        with place(root / "made") as made:
            installed = filled(made, offices=OFFICES)
        with served(root / "whole", made.home, has_front=True, has_gate=True) as door:
            peak = best(installed, door, seconds=chosen.seconds)
            costs = {kind: round(cost, 1) for kind, cost in peak.cost_ms.items()}
            sys.stdout.write(f"peak {peak.per_second:.0f}/s; one costs (ms of CPU) {costs}\n")
            figures = play(installed, door, peak, **length)
        _tell("nginx as it is shipped, and the gate", figures)
        with served(root / "gate", made.home, has_front=False, has_gate=True) as door:
            _tell("the gate alone", play(installed, door, peak, **length))
        with served(root / "neither", made.home, has_front=False, has_gate=False) as door:
            control = play(installed, door, peak, **length)
        _tell("control, without either", control)
    is_well = not figures.missed() and bool(control.missed())
    sys.stdout.write(f"verdict              {'as promised' if is_well else 'NOT as promised'}\n")
    return 0 if is_well else 1


def _tell(whose: str, figures: Figures) -> None:
    shares = {kind: f"{one:.0%}" for kind, one in figures.accepted_shares.items()}
    sys.stdout.write(
        f"{whose}\n"
        f"  goodput            {figures.goodput_per_second:.0f}/s, {figures.share_of_peak:.0%}"
        f" of the peak ({figures.share_of_work:.0%} of the work done there: what is let in is"
        " lighter than what is not)\n"
        f"  accepted           p99 {figures.p99_seconds:.2f} s\n"
        f"  told to come back  p95 {figures.told_p95_seconds:.3f} s, "
        f"p99 {figures.told_p99_seconds:.2f} s, "
        f"{figures.wordless} without words\n"
        f"  unanswered         {figures.unanswered}; unplanned errors {figures.unplanned}\n"
        f"  accepted of each   {shares}\n"
        f"  as ever again      after {figures.recovery_seconds:.0f} s\n"
        f"  computed (s)       {dict(zip(COMPUTERS, figures.cpu_seconds, strict=True))}\n"
        f"  bars missed        {figures.missed() or 'none'}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

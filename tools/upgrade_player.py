"""One side of `tools/upgrade.py`: load a province, or file and step dossiers, with one release.

    MOTCUA_PORT=8240 python tools/upgrade_player.py TREE load|play [TURN DOSSIERS]

The release is the one PYTHONPATH names. What is done in process (receiving, appointing, signing
in) is done by its code; what is asked over HTTP is answered by whichever listens on MOTCUA_PORT.
"""

import importlib
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import OperationalError

CLIENTS = 4
PAGES = ("/", "/en/", "/tra-cuu/", "/dang-nhap/") * 2  # Each of several processes, likely.
TRIES_MAX = 5


def main() -> None:
    tree, action = Path(sys.argv[1]), sys.argv[2]
    sys.path.insert(0, str(tree / "benchmarks"))
    import django

    django.setup()
    serving = importlib.import_module("serving")
    if action == "load":
        sys.stdout.write(json.dumps({"offices": len(serving._load())}))
        return
    sys.stdout.write(json.dumps(_played(serving, int(sys.argv[3]), int(sys.argv[4]))))


def _played(serving: Any, turn: int, dossiers: int) -> dict[str, Any]:
    from motcua.reference.organisations import queries as organisations

    generator = importlib.import_module("generator")
    port = int(os.environ["MOTCUA_PORT"])
    # Each turn has offices, people and keys of its own.
    serving._numbers = iter(range(turn * 10_000, (turn + 1) * 10_000))
    offices = [
        serving.Office(centre.code, centre.parent.code)
        for centre in organisations.centres(on=serving._now().date())
        if centre.parent and centre.parent.kind_id == "commune_committee"
    ][turn * CLIENTS : (turn + 1) * CLIENTS]
    began = time.monotonic()
    secret = serving._key(offices[0].centre)
    left = iter(range(dossiers))
    filed = generator.play(
        port, [serving._filing(offices, secret, left) for _ in range(CLIENTS)], good=201
    )
    asks = [_patiently(serving._handling, office, max(dossiers // 8, 2)) for office in offices]
    stepped = generator.play(port, asks, good=302)
    return {
        "filed": filed["statuses"], "stepped": stepped["statuses"], "drawn": _drawn(port),
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def _drawn(port: int) -> dict[str, int]:
    """Load some pages, and the styles and scripts they name, as browsers do; count the answers."""
    address, counted = f"http://127.0.0.1:{port}", Counter[str]()
    for page in PAGES:
        status, body = _got(f"{address}{page}", "identity")
        counted[status] += 1
        named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', body))
        if not named:
            counted["a page that names no style"] += 1
        for each in sorted(named):
            for coding in ("gzip", "identity"):
                counted[_got(f"{address}{each}", coding)[0]] += 1
    return dict(counted)


def _got(address: str, coding: str) -> tuple[str, str]:
    request = urllib.request.Request(address, headers={"Accept-Encoding": coding})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return str(answer.status), answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return str(error.code), ""
    except OSError as error:
        return type(error).__name__, ""


def _patiently(prepare: Callable[..., Any], *given: Any) -> Any:
    """Come back when the tables that change were in the way: over HTTP the server would do so."""
    for patience in range(TRIES_MAX - 1, -1, -1):
        try:
            return prepare(*given)
        except OperationalError:
            if not patience:
                raise
            time.sleep(1)


if __name__ == "__main__":
    main()

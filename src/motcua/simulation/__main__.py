"""`python -m motcua.simulation`: play a province in an installation that is simulated."""

import argparse
import json
import sys
import time
from datetime import date, datetime, timedelta

import django
from django.db import DatabaseError


def main() -> None:
    parser = argparse.ArgumentParser(prog="motcua simulate", description=__doc__)
    parser.add_argument("--dossiers", type=int, required=True, metavar="N")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
    parser.add_argument("--until", type=datetime.fromisoformat, metavar="MOMENT")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--units", nargs="+", default=[], metavar="CODE")
    parser.add_argument("--bulk", action="store_true")
    parser.add_argument("--models", type=int, default=1000, metavar="M")
    parser.add_argument("--processes", type=int, default=2, metavar="P")
    chosen = parser.parse_args()
    if chosen.first > chosen.last or chosen.dossiers < 1:
        parser.error("--from comes before --to, and --dossiers is at least 1")
    django.setup()
    sys.exit(_played(chosen))


def _played(chosen: argparse.Namespace) -> int:
    from motcua.spine.errors import Refusal

    try:
        said = _write(chosen) if chosen.bulk else _play(chosen)
    except Refusal as refusal:
        sys.stderr.write(f"motcua: {refusal.sentence('vi')} / {refusal.sentence('en')}\n")
        return 1
    except DatabaseError as error:
        sys.stderr.write(f"motcua: {' '.join(str(error).split())}\n")
        return 1
    sys.stdout.write(json.dumps(said) + "\n")
    return 0


def _play(chosen: argparse.Namespace) -> dict[str, object]:
    from motcua.simulation import play, sample

    began = time.monotonic()
    play.write_lightly()
    play.check_clock(chosen.first)
    sample.load_where_empty(at=play.midnight(chosen.first))
    played = play.play(
        dossiers=chosen.dossiers,
        first=chosen.first,
        last=chosen.last,
        seed=chosen.seed,
        units=chosen.units or sample.UNITS,
        until=chosen.until,
        progress=_progress,
    )
    return {
        "dossiers": played.dossiers,
        "acts": played.acts,
        "waiting": played.waiting,
        "refused": played.refused,
        "seconds": round(time.monotonic() - began, 1),
    }


def _write(chosen: argparse.Namespace) -> dict[str, object]:
    from motcua.simulation import play, sample
    from motcua.simulation.bulk import playing, writing

    began = time.monotonic()
    play.write_lightly()
    play.check_clock(chosen.first)
    sample.load_where_empty(at=play.midnight(chosen.first))
    models = min(chosen.models, chosen.dossiers)
    script = playing.Script(
        models=models,
        first=chosen.first,
        last=chosen.last,
        seed=chosen.seed,
        units=chosen.units or sample.UNITS,
        until=chosen.until or play.midnight(chosen.last + timedelta(days=1)),
    )
    strands = -(-chosen.dossiers // models)
    written = writing.write(
        script,
        strands=strands,
        processes=chosen.processes,
        progress=_part,
    )
    return {
        "dossiers": written.dossiers,
        "rows": written.rows,
        "seconds_of": written.seconds,
        "seconds": round(time.monotonic() - began, 1),
    }


def _part(name: str) -> None:
    sys.stderr.write(f"· {name}\n")


def _progress(done: int, of: int) -> None:
    if done % 100 == 0 or done == of:
        sys.stderr.write(f"· {done}/{of}\n")


if __name__ == "__main__":
    main()

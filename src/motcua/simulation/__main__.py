"""`python -m motcua.simulation`: play a province in an installation that is simulated."""

import argparse
import json
import sys
import time
from datetime import date, datetime

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
    chosen = parser.parse_args()
    if chosen.first > chosen.last or chosen.dossiers < 1:
        parser.error("--from comes before --to, and --dossiers is at least 1")
    django.setup()
    sys.exit(_play(chosen))


def _play(chosen: argparse.Namespace) -> int:
    from motcua.simulation import play, sample
    from motcua.spine.errors import Refusal

    began = time.monotonic()
    try:
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
    except Refusal as refusal:
        sys.stderr.write(f"motcua: {refusal.sentence('vi')} / {refusal.sentence('en')}\n")
        return 1
    except DatabaseError as error:
        sys.stderr.write(f"motcua: {' '.join(str(error).split())}\n")
        return 1
    said = {
        "dossiers": played.dossiers,
        "acts": played.acts,
        "waiting": played.waiting,
        "refused": played.refused,
        "seconds": round(time.monotonic() - began, 1),
    }
    sys.stdout.write(json.dumps(said) + "\n")
    return 0


def _progress(done: int, of: int) -> None:
    if done % 100 == 0 or done == of:
        sys.stderr.write(f"· {done}/{of}\n")


if __name__ == "__main__":
    main()

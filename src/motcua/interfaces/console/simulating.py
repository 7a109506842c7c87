"""`motcua simulate`: starts the simulation, a program of its own, on this installation."""

import argparse
import os
import subprocess
import sys
from datetime import timedelta

from motcua.interfaces.console import surroundings
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.progress import Progress
from motcua.interfaces.console.surroundings import Surroundings

MODULE = "motcua.simulation"
DEMO_PAST = timedelta(weeks=6)


def simulate(given: Surroundings, arguments: argparse.Namespace) -> int:
    """Play so many dossiers between two days; the last line on stdout is JSON.

    :raises Complaint: there is no installation here, it is not finished, or for bulk writing
        nobody says how the owner reaches the database.
    """
    from motcua.interfaces.console import installation

    asked = {
        "--dossiers": arguments.dossiers,
        "--from": arguments.first,
        "--to": arguments.last,
        "--seed": arguments.seed,
    }
    with installation.opened(given) as access:  # It leaves the way there in the environment.
        if not arguments.bulk:
            return _play(asked).returncode
        if not access.owner_url:
            raise Complaint(
                "ghi hàng loạt cần vai trò chủ sở hữu: đặt DATABASE_OWNER_URL",
                "bulk writing takes the owner's role: set DATABASE_OWNER_URL",
            )
        os.environ["DATABASE_URL"] = access.owner_url
        more = {"--models": arguments.models, "--processes": arguments.processes}
        return _play(asked | more, "--bulk").returncode


def past(home: Home, progress: Progress) -> None:
    """Play the demo's last weeks up to now. Half of it is enough.

    :raises Complaint: the simulation stopped.
    """
    from motcua.spine import clock
    from motcua.spine.dates import local_date
    from motcua.spine.journal import queries

    stands = queries.clock()
    if stands is None or stands.simulated_at is None:
        return  # An earlier start came as far as this, or the demo is older than simulations.
    now = clock.real_now()
    begins = stands.simulated_at + timedelta(days=1)
    if begins < now:
        asked = {
            "--dossiers": surroundings.read().demo_dossiers,
            "--from": local_date(begins),
            "--to": local_date(now),
            "--until": now.isoformat(),
            # A start that was killed half-way goes on with other people.
            "--seed": local_date(begins).toordinal(),
        }
        done = _play(asked, stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            raise Complaint("không mô phỏng được", "the simulation stopped")


def turn_real(home: Home, progress: Progress) -> None:
    """Let real time begin, unless it has."""
    from motcua.spine import clock
    from motcua.spine.actors import SYSTEM
    from motcua.spine.journal import operations as journal
    from motcua.spine.journal import queries

    stands = queries.clock()
    if stands is None or not stands.is_simulated:
        return  # An earlier start came as far as this.
    journal.turn_real(actor=SYSTEM, at=clock.real_now())
    clock.forget()


def _play(
    asked: dict[str, object], *flags: str, stdout: int | None = None
) -> "subprocess.CompletedProcess[bytes]":
    words = [*flags, *(str(word) for option in asked.items() for word in option)]
    return subprocess.run([sys.executable, "-m", MODULE, *words], check=False, stdout=stdout)

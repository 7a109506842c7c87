"""`motcua simulate`: starts the simulation, a program of its own, on this installation."""

import argparse
import subprocess
import sys

from motcua.interfaces.console import installation
from motcua.interfaces.console.surroundings import Surroundings

MODULE = "motcua.simulation"


def simulate(given: Surroundings, arguments: argparse.Namespace) -> int:
    """Play so many dossiers between two days; the last line on stdout is JSON.

    :raises Complaint: there is no installation here, or it is not finished.
    """
    asked = {
        "--dossiers": arguments.dossiers,
        "--from": arguments.first,
        "--to": arguments.last,
        "--seed": arguments.seed,
    }
    words = [str(word) for option in asked.items() for word in option]
    with installation.opened(given):  # It leaves the way to the database in the environment.
        return subprocess.run([sys.executable, "-m", MODULE, *words], check=False).returncode

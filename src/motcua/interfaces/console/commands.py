"""Each command of the command line as one function."""

import argparse
import sys

from motcua.interfaces.console import surroundings, up


def run(arguments: argparse.Namespace) -> int:
    """Do what the command line asks; return the exit status."""
    given = surroundings.read()
    if arguments.command == "up":
        up.up(given)
    elif arguments.command == "version":
        sys.stdout.write("0.1.0\n")
    return 0

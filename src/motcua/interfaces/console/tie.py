"""Ends a process when the one that started it ends.

It asks for that itself. `setpriv` before it would ask for a right (capset) that the filter of
system calls in deploy/systemd does not let anybody ask for.
"""

import ctypes
import os
import signal

PARENT = "MOTCUA_PARENT"
_PR_SET_PDEATHSIG = 1


def to_parent(pid: int, number: signal.Signals) -> None:
    """Have the system send this process a signal when its parent ends; end now if it has."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != pid:  # It died before we could be tied to it.
        os._exit(1)


def to_who_sent_us() -> None:
    """End with the command that sent this step, if one did: its number is in the environment."""
    if PARENT in os.environ:
        to_parent(int(os.environ[PARENT]), signal.SIGTERM)

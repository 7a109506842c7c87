"""What a process that opens a stranger's file may use: little memory, little time, no network."""

import contextlib
import ctypes
import os
import resource
import signal

MEMORY_BYTES_MAX = 350 * 1024 * 1024
CPU_SECONDS_MAX = 5
WALL_SECONDS_MAX = 15
_OPEN_FILES_MAX = 16
_NOBODY_ELSE = 65533  # Not 65534: other programs run under that one.
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_NO_NEW_PRIVS = 38


def leave_the_network() -> None:
    """Go where there is no network at all, where the system allows it."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.unshare(_CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET)


def give_up_everything(*, keep: tuple[int, ...]) -> None:
    """Take every limit on, never to be lifted again; hold nothing open but the files named."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(quiet, standard)
    signal.alarm(WALL_SECONDS_MAX)
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES_MAX),
        (resource.RLIMIT_CPU, CPU_SECONDS_MAX),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES_MAX),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (most, most))
    if os.geteuid() == 0:
        with contextlib.suppress(PermissionError):  # A container may not let us change.
            os.setgroups([])
            os.setgid(_NOBODY_ELSE)
            os.setuid(_NOBODY_ELSE)
    for descriptor in range(3, _OPEN_FILES_MAX):
        if descriptor not in keep:
            with contextlib.suppress(OSError):
                os.close(descriptor)

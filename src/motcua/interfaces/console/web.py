"""The web server: granian in front of Django, as many threads a process as its pool connections."""

import ctypes
import importlib
import os
import signal
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

APPLICATION = "motcua.config.wsgi"  # By its name: config imports us, we import it never.
THREADS = 8  # As many as the pool of a process holds: a request never waits for a connection.
PR_SET_PDEATHSIG = 1


def main() -> None:
    port, address = int(os.environ["MOTCUA_PORT"]), os.environ["MOTCUA_BIND"]
    server = Granian(
        f"{APPLICATION}:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ["MOTCUA_WEB_WORKERS"]),
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=8,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=_Loader(os.getpid()), wrap_loader=False)


class _Loader:
    """Loads the application in a process of the server, and ties that process to the server."""

    def __init__(self, server_pid: int) -> None:
        self._server_pid = server_pid

    def __call__(self, *_: Any, **__: Any) -> Callable[..., Any]:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self._server_pid:  # It died before we could be tied to it.
            os._exit(1)
        application: Callable[..., Any] = importlib.import_module(APPLICATION).application
        return application


if __name__ == "__main__":
    main()

"""The web server: granian in front of Django, with threads to spare for saying no."""

import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from motcua.interfaces.console import tie
from motcua.interfaces.health import counting, urgency

APPLICATION = "motcua.config.wsgi"  # By its name: config imports us, we import it never.
# Who waits and who is turned away needs a thread too, and every connection is let in to be told.
WITH_GATE: dict[str, Any] = {
    "blocking_threads": urgency.THREADS,
    "backlog": 2048,
    "backpressure": 2048,
}
WITHOUT_GATE: dict[str, Any] = {"blocking_threads": urgency.PLACES}
STOP_SECONDS_MAX = 8
# A request leaves little behind that only the collector finds: looking for it at every 700 objects
# took a tenth of the time. And threads change over where they wait for the database, not by force.
OBJECTS_BEFORE_COLLECTING = 20_000, 20, 20
SECONDS_BEFORE_CHANGING_THREADS = 0.02

Application = Callable[..., Any]


def main() -> None:
    counting.forget(counting.folder())
    # Loaded once, before the processes part: they share its memory, and start at once.
    application: Application = importlib.import_module(APPLICATION).application
    get_resolver().url_patterns  # noqa: B018 - Imports every page now, not in the first request.
    gc.freeze()  # What is loaded stays: no process walks through it, and so it stays shared.
    gc.set_threshold(*OBJECTS_BEFORE_COLLECTING)
    sys.setswitchinterval(SECONDS_BEFORE_CHANGING_THREADS)
    server = Granian(
        f"{APPLICATION}:application",
        address=os.environ["MOTCUA_BIND"],
        port=int(os.environ["MOTCUA_PORT"]),
        interface=Interfaces.WSGI,
        workers=int(os.environ["MOTCUA_WEB_WORKERS"]),
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=STOP_SECONDS_MAX,
        log_level=LogLevels.error,  # Its warnings are about many threads on few cores.
        **(WITH_GATE if settings.ADMISSION else WITHOUT_GATE),
    )
    server.serve(target_loader=_Loader(application, os.getpid()), wrap_loader=False)


class _Loader:
    """Hands the application to a process of the server, and ties that process to the server."""

    def __init__(self, application: Application, server_pid: int) -> None:
        self._application, self._server_pid = application, server_pid

    def __call__(self) -> Application:
        tie.to_parent(self._server_pid, signal.SIGKILL)
        return self._application


if __name__ == "__main__":
    main()

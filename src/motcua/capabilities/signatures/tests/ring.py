"""The keyring as its own process, over the installation of the tests."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from motcua.capabilities.signatures.keyring import place

WAIT_SECONDS = 30


@contextmanager
def keyring() -> Iterator["subprocess.Popen[bytes]"]:
    """Run it until the block ends."""
    environment = os.environ | {
        "MOTCUA_HOME": str(settings.MOTCUA_HOME),
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-m", "motcua.capabilities.signatures.keyring"]
    place.socket_path().unlink(missing_ok=True)
    process = subprocess.Popen(command, env=environment)
    until = time.monotonic() + WAIT_SECONDS
    while not place.socket_path().exists() and time.monotonic() < until:
        assert process.poll() is None, "The keyring ended."
        threading.Event().wait(0.02)
    yield process
    process.terminate()
    process.wait(timeout=WAIT_SECONDS)

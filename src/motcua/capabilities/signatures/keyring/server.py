"""The process itself. Knows keys and how long they stay open; knows neither people nor papers."""

import base64
import ctypes
import json
import os
import socket
import socketserver
import struct
import threading
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from motcua.capabilities.signatures import keys

OPEN_SECONDS_MAX = 8 * 3600
TRIES_MAX = 5
REST_SECONDS = 300
REQUEST_BYTES_MAX = 64 * 1024
_PR_SET_DUMPABLE = 4


class Ring:
    """Open keys, each until its time is up, and how often one was tried in vain."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, tuple[ec.EllipticCurvePrivateKey, float]] = {}
        self._failed: dict[str, tuple[int, float]] = {}

    def unlock(self, serial: str, passphrase: str, seconds: int) -> dict[str, Any]:
        if self._must_rest(serial):
            return {"refused": "resting"}
        try:
            key = keys.unlock(name=serial, passphrase=passphrase)
        except keys.KeyMissing:
            return {"refused": "missing"}
        except keys.WrongPassphrase:
            with self._lock:
                tries, _ = self._failed.get(serial, (0, 0.0))
                self._failed[serial] = (tries + 1, time.monotonic())
            return {"refused": "wrong"}
        with self._lock:
            self._failed.pop(serial, None)
            until = time.monotonic() + min(seconds, OPEN_SECONDS_MAX)
            self._open[serial] = (key, until)
        return {"done": True}

    def sign(self, serial: str, content: bytes) -> dict[str, Any]:
        with self._lock:
            key, until = self._open.get(serial, (None, 0.0))
            if key is None or time.monotonic() >= until:
                self._open.pop(serial, None)
                return {"refused": "locked"}
        signature = key.sign(content, ec.ECDSA(SHA256()))
        return {"signature": base64.b64encode(signature).decode()}

    def lock(self, serial: str) -> dict[str, Any]:
        with self._lock:
            self._open.pop(serial, None)
        return {"done": True}

    def is_open(self, serial: str) -> dict[str, Any]:
        with self._lock:
            _, until = self._open.get(serial, (None, 0.0))
        return {"open": time.monotonic() < until}

    def _must_rest(self, serial: str) -> bool:
        with self._lock:
            tries, last = self._failed.get(serial, (0, 0.0))
            if tries and time.monotonic() - last >= REST_SECONDS:
                del self._failed[serial]
                return False
            return tries >= TRIES_MAX


def answer(ring: Ring, asked: dict[str, Any]) -> dict[str, Any]:
    """Do what one request asks."""
    serial = str(asked["serial"])
    match asked["do"]:
        case "unlock":
            return ring.unlock(serial, str(asked["passphrase"]), int(asked["seconds"]))
        case "sign":
            return ring.sign(serial, base64.b64decode(asked["content"]))
        case "lock":
            return ring.lock(serial)
        case "is_open":
            return ring.is_open(serial)
    return {"refused": "unknown"}


class _Talk(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        credentials = self.connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        _, user, _ = struct.unpack("3i", credentials)
        if user != os.geteuid():
            return
        asked = json.loads(self.rfile.readline(REQUEST_BYTES_MAX))
        assert isinstance(self.server, _Server)
        self.wfile.write(json.dumps(answer(self.server.ring, asked)).encode() + b"\n")


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128  # A Unix socket turns people away when this is full.

    def __init__(self, path: str) -> None:
        self.ring = Ring()
        super().__init__(path, _Talk)


def serve(path: Path) -> None:
    """Answer on the socket, for this user only, until the process ends."""
    # Nobody may read this memory: no core file, no debugger of the same user.
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        server = _Server(str(path))
    finally:
        os.umask(before)
    try:
        server.serve_forever()
    finally:
        server.server_close()
        path.unlink(missing_ok=True)

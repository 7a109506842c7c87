"""Start the pretend VNeID and serve until told to stop."""

import argparse
import signal
import sys
from pathlib import Path
from typing import NoReturn

from motcua.connectors.sandbox.vneid.application import Application
from motcua.connectors.sandbox.vneid.provider import Client, Provider
from motcua.connectors.sandbox.vneid.server import serving

USAGE = 2


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m motcua.connectors.sandbox.vneid")
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--home", type=Path, required=True, help="where its key is kept")
    asked.add_argument("--client-redirect", action="append", required=True)
    asked.add_argument("--client-id", default="motcua")
    asked.add_argument("--client-secret-file", type=Path)
    given = asked.parse_args()
    client = Client(given.client_id, tuple(given.client_redirect), given.client_secret_file)
    provider = Provider(f"http://localhost:{given.port}", given.home, client)
    try:
        server = serving(Application(provider), given.port)
    except OSError as reason:
        sys.stderr.write(f"vneid sandbox: port {given.port}: {reason.strerror}\n")
        return 1
    signal.signal(signal.SIGTERM, _stop)
    try:
        server.serve_forever()
    except (KeyboardInterrupt, SystemExit):
        server.server_close()
    return 0


def _stop(number: int, frame: object) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())

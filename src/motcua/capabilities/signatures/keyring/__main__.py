"""`python -m motcua.capabilities.signatures.keyring`: serve until told to stop."""

import signal
import sys

from motcua.capabilities.signatures.keyring import place, server


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve(place.socket_path())


if __name__ == "__main__":
    main()

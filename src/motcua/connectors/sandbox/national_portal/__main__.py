"""Start the pretend national portal and serve until told to stop."""

import sys

from motcua.connectors.sandbox.frame import serving
from motcua.connectors.sandbox.national_portal.application import Portal
from motcua.connectors.sandbox.national_portal.registry import Registry
from motcua.connectors.sandbox.national_portal.sender import Sender

NAME = "national_portal"
MOTCUA_IS_PORTS_BELOW = 4


def main() -> int:
    asked = serving.arguments(NAME)
    asked.add_argument("--arrivals", help="where motcua is told of filings")
    given = asked.parse_args()
    ours = f"http://localhost:{given.port - MOTCUA_IS_PORTS_BELOW}"
    arrivals = given.arrivals or f"{ours}/ket-noi/cong-quoc-gia/ho-so"
    secret = serving.secret_in(given.client_secret_file or given.home / f"{NAME}.secret")
    registry = Registry(given.home)
    sender = Sender(registry, url=arrivals, secret=secret)
    sender.start()
    try:
        portal = Portal(registry, sender, secret=secret)
        return serving.serve(NAME, portal.application(), given.port)
    finally:
        sender.stop()


if __name__ == "__main__":
    sys.exit(main())

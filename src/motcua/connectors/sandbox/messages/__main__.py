"""Start the pretend sender and serve until told to stop."""

import sys

from motcua.connectors.sandbox.frame import serving
from motcua.connectors.sandbox.messages.application import PostOffice
from motcua.connectors.sandbox.messages.box import Box


def main() -> int:
    given = serving.arguments("messages").parse_args()
    secret = serving.secret_in(given.client_secret_file or given.home / "messages.secret")
    office = PostOffice(Box(given.home), secret=secret)
    return serving.serve("messages", office.application(), given.port)


if __name__ == "__main__":
    sys.exit(main())

"""Start the pretend bank and serve until told to stop."""

import sys

from motcua.connectors.sandbox.bank.application import Counter
from motcua.connectors.sandbox.bank.book import Book
from motcua.connectors.sandbox.bank.calls import Caller
from motcua.connectors.sandbox.frame import serving

MOTCUA_IS_PORTS_BELOW = 2


def main() -> int:
    asked = serving.arguments("bank")
    asked.add_argument("--callback", help="where motcua is told that money has come")
    given = asked.parse_args()
    ours = f"http://localhost:{given.port - MOTCUA_IS_PORTS_BELOW}"
    callback = given.callback or f"{ours}/thanh-toan/vietqr/callback"
    secret = serving.secret_in(given.client_secret_file or given.home / "bank.secret")
    book = Book(given.home)
    caller = Caller(book, url=callback, secret=secret)
    caller.start()
    try:
        return serving.serve("bank", Counter(book, caller, secret=secret).application(), given.port)
    finally:
        caller.stop()


if __name__ == "__main__":
    sys.exit(main())

"""Start the pretend postal service and serve until told to stop."""

import sys

from motcua.connectors.sandbox.frame import serving
from motcua.connectors.sandbox.post.application import Office
from motcua.connectors.sandbox.post.book import Book

MOTCUA_IS_PORTS_BELOW = 5


def main() -> int:
    asked = serving.arguments("post")
    asked.add_argument("--news", help="where motcua is told how far a parcel is")
    given = asked.parse_args()
    ours = f"http://localhost:{given.port - MOTCUA_IS_PORTS_BELOW}"
    news_url = given.news or f"{ours}/ket-noi/buu-chinh/tin/"
    secret = serving.secret_in(given.client_secret_file or given.home / "post.secret")
    office = Office(Book(given.home), secret=secret, news_url=news_url)
    try:
        return serving.serve("post", office.application(), given.port)
    finally:
        office.stop()


if __name__ == "__main__":
    sys.exit(main())

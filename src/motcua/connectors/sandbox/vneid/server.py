"""The web server around it: standard library, one thread a request."""

from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from motcua.connectors.sandbox.vneid.application import Application

HOST = "127.0.0.1"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the addresses hold codes."""

    def address_string(self) -> str:
        return str(self.client_address[0])


def serving(application: Application, port: int) -> Server:
    """Return a bound server; port 0 takes a free one.

    :raises OSError: the port is taken.
    """
    server = Server((HOST, port), Quiet)
    server.set_app(application)
    return server

"""One POST to an address a stranger chose: public networks only, one deadline, no redirect.

The name is looked up once, every address it has is judged, and the connection goes to the one that
was judged: a name that answers differently the second time leads nowhere.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from motcua.casework.webhooks.gateway import AddressRefused, Call
from motcua.spine.errors import Outage

SYSTEM = "webhook"
CONNECT_SECONDS, DEADLINE_SECONDS = 3, 8
# Who just failed is not tried for a while: one slow receiver must not hold up all the others.
REST_SECONDS = 30
USER_AGENT = "motcua-webhook/1"
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class _Target:
    host: str
    port: int
    path: str
    is_https: bool


class WebhookCaller:
    """`may_stay_inside` is the operator's switch for a demo: http and private networks too."""

    def __init__(self, *, may_stay_inside: bool) -> None:
        self._may_stay_inside = may_stay_inside
        self._rests_until: dict[str, float] = {}

    def check(self, url: str) -> None:
        target = self._target(url)
        try:
            literal = ipaddress.ip_address(target.host)
        except ValueError:
            literal = None
        if self._may_stay_inside:
            return
        if target.host == "localhost" or (literal is not None and not is_public(literal)):
            raise AddressRefused()

    def call(self, call: Call) -> None:
        target = self._target(call.url)
        if time.monotonic() < self._rests_until.get(target.host, 0):
            raise Outage(SYSTEM, "rests after a failure")
        try:
            status = self._post(target, call)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            self._rests_until[target.host] = time.monotonic() + REST_SECONDS
            # Only the kind of error: its words may hold the address.
            raise Outage(SYSTEM, type(error).__name__) from None
        if status == HTTPStatus.GONE:
            raise Outage(SYSTEM, "gone", permanent=True)
        if not 200 <= status < 300:  # Redirects too: they are not followed.
            raise Outage(SYSTEM, f"answered {status}")

    def _post(self, target: _Target, call: Call) -> int:
        address = self._judged(target)
        connection = _connection(target, address)
        alarm = threading.Timer(DEADLINE_SECONDS, _cut, [connection])
        alarm.start()
        try:
            headers = {**call.headers, "User-Agent": USER_AGENT, "Connection": "close"}
            connection.request("POST", target.path, body=call.body, headers=headers)
            return connection.getresponse().status
        finally:
            alarm.cancel()
            connection.close()

    def _judged(self, target: _Target) -> str:
        """Return the first address of the name, when every one of them may be called."""
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]).partition("%")[0] for one in found]
        private = [one for one in addresses if not is_public(ipaddress.ip_address(one))]
        if private and not self._may_stay_inside:
            raise Outage(SYSTEM, "its name leads into a private network", permanent=True)
        return addresses[0]

    def _target(self, url: str) -> _Target:
        parts = _split(url)
        is_https = parts.scheme == "https"
        if not is_https and not (self._may_stay_inside and parts.scheme == "http"):
            raise AddressRefused()
        if not parts.hostname or parts.username is not None or parts.password is not None:
            raise AddressRefused()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        port = parts.port or (443 if is_https else 80)
        return _Target(parts.hostname, port, path, is_https)


def is_public(address: Address) -> bool:
    """Say whether an address lies in public networks, also the one another address wraps."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _split(url: str) -> SplitResult:
    """:raises AddressRefused: it cannot be read as an address."""
    if not url.isascii() or not url.isprintable() or " " in url:
        raise AddressRefused()
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - Reads the number, which may be none.
    except ValueError:
        raise AddressRefused() from None
    return parts


def _connection(target: _Target, address: str) -> http.client.HTTPConnection:
    """Return a connection that goes to the judged address, under the name it was asked for."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=CONNECT_SECONDS)

    def connect(*_: object, **__: object) -> socket.socket:
        plain = socket.create_connection((address, target.port), CONNECT_SECONDS)
        if not target.is_https:
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)

    connection._create_connection = connect  # type: ignore[attr-defined]
    return connection


def _cut(connection: http.client.HTTPConnection) -> None:
    """End a call that takes too long, whatever it waits for."""
    sock = connection.sock
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

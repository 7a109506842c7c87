"""The port: what calls an address outside for us. The adapter lives in connectors/."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from motcua.spine.errors import Outage, Refusal


class AddressRefused(Refusal):
    code = "address_refused"
    http_status = 422
    message_vi = (
        "Không gọi địa chỉ này. Cần địa chỉ https:// ngoài mạng nội bộ, không kèm tên và mật khẩu."
    )
    message_en = (
        "This address is not called: https:// outside private networks, without name and password."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class CallPort(Protocol):
    def check(self, url: str) -> None:
        """:raises AddressRefused: it is no address that may be called."""

    def call(self, call: Call) -> None:
        """Make one call.

        :raises Outage: it was not taken; permanent when it never will be.
        """


_installed: list[CallPort] = []


def install(port: CallPort) -> None:
    """Say who calls. Called once, from config/wiring.py."""
    _installed[:] = [port]


def installed() -> CallPort:
    """:raises Outage: nobody calls."""
    if not _installed:
        raise Outage("webhooks", "nobody makes calls here")
    return _installed[0]

"""The gateways this installation has, by code. config/wiring.py registers them."""

from motcua.capabilities.payments.gateway import PaymentGateway
from motcua.spine.errors import NotFound

_by_code: dict[str, PaymentGateway] = {}


def register(gateway: PaymentGateway) -> None:
    _by_code[gateway.code] = gateway


def named(code: str) -> PaymentGateway:
    """Return a gateway.

    :raises NotFound: this installation has none of that name.
    """
    if code not in _by_code:
        raise NotFound()
    return _by_code[code]


def codes() -> list[str]:
    return sorted(_by_code)

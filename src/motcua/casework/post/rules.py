"""Numbers of parcels as the Universal Postal Union writes them (S10): RA123456785VN. Pure."""

import re

_S10 = re.compile(r"[A-Z]{2}([0-9]{8})([0-9])[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def check_digit(serial: str) -> int:
    """Return the ninth digit of a serial of eight."""
    total = sum(int(digit) * weight for digit, weight in zip(serial, _WEIGHTS, strict=True))
    digit = 11 - total % 11
    return {10: 0, 11: 5}.get(digit, digit)


def is_number(text: str) -> bool:
    """Say whether a text is such a number, with the right check digit."""
    match = _S10.fullmatch(text)
    return match is not None and check_digit(match[1]) == int(match[2])

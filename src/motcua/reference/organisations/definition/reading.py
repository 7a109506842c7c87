"""Read a file of units, whichever of the known formats it has."""

from typing import Any

from motcua.reference.organisations.definition import long_an, own_format
from motcua.reference.organisations.definition.record import Book, UnknownFormat


def read(content: Any) -> Book:
    """Return what the file says.

    :raises UnknownFormat: it has none of the known formats.
    """
    if not isinstance(content, dict) or not isinstance(content.get("units"), list):
        raise UnknownFormat()
    if content.get("format") == own_format.FORMAT:
        return own_format.read(content)
    if long_an.looks_like(content):
        return long_an.read(content)
    raise UnknownFormat()

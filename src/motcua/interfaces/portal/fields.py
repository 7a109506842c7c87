"""Fields (lĩnh vực) as addresses. Their names are free text of the sources."""

import re
import unicodedata

from motcua.spine.errors import NotFound

UNKNOWN = "chua-ro"


def slug(name: str) -> str:
    """Return the part of the address that stands for a field."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or UNKNOWN


def named(wanted: str, names: list[str]) -> str:
    """Return the field an address stands for.

    :raises NotFound: no field has this address.
    """
    for name in names:
        if slug(name) == wanted:
            return name
    raise NotFound()

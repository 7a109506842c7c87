"""Where a dossier's pages are, worked out once for all dossiers."""

from motcua.interfaces.look import addresses

_CODE = "HS"  # Stands for a code; nothing else in an address of ours is in capitals.


def of(page: str, code: str, *more: str) -> str:
    """Return the address of a page of the desk about one dossier, in the page's language."""
    return addresses.of(f"desk:{page}", _CODE, *more).replace(_CODE, code)

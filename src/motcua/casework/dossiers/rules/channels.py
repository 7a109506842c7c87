"""Which channel a dossier came in by: reckoned from who filed and where, never typed."""

from enum import StrEnum


class Place(StrEnum):
    """Where the act of filing happened, as the server knows it from the address that was called."""

    WEB = "web"
    KIOSK = "kiosk"
    COUNTER = "counter"
    POST = "post"
    NATIONAL_PORTAL = "national_portal"


# As a person reads them; the Vietnamese stands with the column.
ENGLISH = {
    "self": "filed online",
    "kiosk": "filed at a kiosk",
    "assisted": "filed online with help",
    "counter": "filed at the counter",
    "post": "sent by post",
    "national_portal": "from the national portal",
}


def channel_of(*, place: Place, roles: frozenset[str]) -> str:
    """Return the channel. An officer filing on the web for somebody is assistance, not "online"."""
    if place is Place.WEB:
        return "self" if "applicant" in roles else "assisted"
    if place is Place.KIOSK:
        return "kiosk" if "applicant" in roles else "assisted"
    return place.value


LIMIT_CHANNEL = {
    "self": "online",
    "kiosk": "online",
    "assisted": "online",
    "national_portal": "online",
    "counter": "in_person",
    "post": "postal",
}

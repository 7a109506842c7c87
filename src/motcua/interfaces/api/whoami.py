"""GET /api/v1/me: what a key is, for whoever is setting up a connection."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from motcua.interfaces.api.doors import Key, key_of, said
from motcua.interfaces.api.shapes import Calls, KeyOut

router = Router(tags=["key"])


@router.get("/me", response=KeyOut, auth=Key())
def me(request: HttpRequest) -> HttpResponse:
    """Say what this key is, what it may do, and how much of its quota is spent."""
    key = key_of(request)
    return said(
        KeyOut(
            account=key.account.login,
            key=key.prefix,
            unit=key.actor.organisation,
            place=key.place,
            scopes=sorted(key.scopes),
            calls=Calls(
                minute=key.calls_in_minute,
                minute_max=key.calls_per_minute_max,
                day=key.calls_in_day,
                day_max=key.calls_per_day_max,
            ),
        )
    )

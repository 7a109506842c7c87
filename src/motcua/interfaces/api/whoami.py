"""GET /api/v1/me: what a key is, for whoever is setting up a connection."""

from django.http import HttpRequest, JsonResponse

from motcua.interfaces.api.endpoints import endpoint, key_of


@endpoint()
def me(request: HttpRequest) -> JsonResponse:
    key = key_of(request)
    return JsonResponse(
        {
            "account": key.account.login,
            "key": key.prefix,
            "scopes": sorted(key.scopes),
            "calls_per_minute_max": key.limit,
        }
    )

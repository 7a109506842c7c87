from django.urls import URLPattern, path

from motcua.interfaces.api import document
from motcua.interfaces.api.doors import guarded
from motcua.interfaces.api.endpoints import api


def _addresses() -> list[URLPattern]:
    """Return one address for each path, guarded, with the methods it takes."""
    methods: dict[str, list[str]] = {}
    first: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            first.setdefault(str(pattern.pattern), pattern)
    for router in api._get_bound_routers():
        for address, view in router.path_operations.items():
            route = address.lstrip("/").replace("{", "<").replace("}", ">")
            methods[route] = sorted({one for op in view.operations for one in op.methods})
    return [guarded(pattern, methods[route]) for route, pattern in first.items()]


app_name = "api"
urlpatterns: list[URLPattern] = [
    path("openapi.json", document.openapi, name="openapi"),
    *_addresses(),
]

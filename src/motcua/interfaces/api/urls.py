from django.urls import URLPattern, path
from ninja.params.models import QueryModel

from motcua.interfaces.api import document
from motcua.interfaces.api.doors import Takes, guarded
from motcua.interfaces.api.endpoints import api


def _addresses() -> list[URLPattern]:
    """Return one address for each path, guarded by what it takes."""
    takes = {
        address.lstrip("/").replace("{", "<").replace("}", ">"): Takes(
            methods=tuple(sorted({one for op in view.operations for one in op.methods})),
            query=frozenset(
                name
                for op in view.operations
                for model in op.models
                if issubclass(model, QueryModel)
                for name in model.__ninja_flatten_map__
            ),
        )
        for router in api._get_bound_routers()
        for address, view in router.path_operations.items()
    }
    first: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and str(pattern.pattern) in takes:
            first.setdefault(str(pattern.pattern), pattern)
    return [guarded(pattern, takes[route]) for route, pattern in first.items()]


app_name = "api"
urlpatterns: list[URLPattern] = [
    path("openapi.json", document.openapi, name="openapi"),
    *_addresses(),
]

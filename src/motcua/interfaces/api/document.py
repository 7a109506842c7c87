"""The OpenAPI document: made from the endpoints, committed as docs/api/openapi.json."""

import json
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from ninja.openapi.schema import OpenAPISchema

from motcua.interfaces.api.doors import JSON, Key
from motcua.interfaces.api.endpoints import api
from motcua.interfaces.api.refused import MethodNotAllowed
from motcua.interfaces.api.shapes import ErrorOut

PREFIX = "api/v1"
ERRORS = {
    400: "The request cannot be read.",
    401: "No key, or one that opens nothing.",
    403: "The key lacks the scope.",
    404: "Not there, or not for this key: never said which.",
    409: "A rule says no; the sentence says which.",
    413: "Too large.",
    415: "A body, or a file, of another kind.",
    422: "Values to mend; `problems` says where.",
    429: "The quota is spent; come back after Retry-After seconds.",
    503: "Away for a moment; nothing was lost. Come back after Retry-After seconds.",
}


@login_not_required
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the document.

    :raises MethodNotAllowed: it was not asked for by GET.
    """
    if request.method != "GET":
        raise MethodNotAllowed(methods="GET")
    return HttpResponse(as_text(), content_type=JSON)


@cache
def as_text() -> str:
    """Return the document as it is committed."""
    return json.dumps(_document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _document() -> dict[str, Any]:
    made: dict[str, Any] = dict(OpenAPISchema(api, PREFIX))
    schemas = made["components"]["schemas"]
    error = ErrorOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(error.pop("$defs"))
    schemas["ErrorOut"] = error
    made["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    made["components"]["responses"] = {f"Error{status}": _error(status) for status in ERRORS}
    answers = {str(status): {"$ref": f"#/components/responses/Error{status}"} for status in ERRORS}
    for name, operation in _operations():
        for method in operation.methods:
            described = made["paths"][name][method.lower()]
            good = {str(status): said for status, said in described["responses"].items()}
            described["responses"] = good | answers
            described["operationId"] = operation.view_func.__name__
            described["security"] = [{"key": _scopes(operation)}]
    return made


def _operations() -> list[tuple[str, Any]]:
    return [
        (f"/{PREFIX}{path}", operation)
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
        for operation in view.operations
    ]


def _scopes(operation: Any) -> list[str]:
    [key] = [one for one in operation.auth_callbacks if isinstance(one, Key)]
    return list(key.scopes)


def _error(status: int) -> dict[str, Any]:
    shape = {"schema": {"$ref": "#/components/schemas/ErrorOut"}}
    said: dict[str, Any] = {"description": ERRORS[status], "content": {JSON: shape}}
    if status in (429, 503):
        said["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "required": True}}
    return said

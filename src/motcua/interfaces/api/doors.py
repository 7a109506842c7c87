"""What every address of the machine interface shares: a key within its quota, a scope, a body."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from ninja.security import HttpBearer
from pydantic import BaseModel

from motcua.capabilities.documents.rules import FILE_BYTES_MAX
from motcua.interfaces.api.refused import (
    BodyTooLarge,
    MethodNotAllowed,
    ScopeMissing,
    Unreadable,
    WrongBody,
    unknown,
)
from motcua.reference.people.operations.key_use import KeyInUse
from motcua.spine.errors import NotFound

JSON, MULTIPART = "application/json", "multipart/form-data"
BODY_BYTES_MAX = {JSON: 1_000_000, MULTIPART: FILE_BYTES_MAX + 100_000}
View = Callable[..., HttpResponseBase]


class Key(HttpBearer):
    """Lets a key with these scopes in, with a body of the kind this address reads.

    :raises ScopeMissing: the key was not given this right.
    :raises WrongBody: the body is of another kind.
    :raises BodyTooLarge: it is longer than anything this address reads.
    """

    def __init__(self, *scopes: str, reads: str = "") -> None:
        super().__init__()
        self.scopes, self.reads = scopes, reads

    def __call__(self, request: HttpRequest) -> KeyInUse:
        key = key_of(request)
        for scope in self.scopes:
            if scope not in key.scopes:
                raise ScopeMissing(scope=scope)
        if self.reads:
            if request.content_type != self.reads:
                raise WrongBody(reads=self.reads)
            if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_BYTES_MAX[self.reads]:
                raise BodyTooLarge(bytes_max=BODY_BYTES_MAX[self.reads])
        return key

    def authenticate(self, request: HttpRequest, token: str) -> KeyInUse:
        return self(request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """What an address takes: methods, and names in the query."""

    methods: tuple[str, ...]
    query: frozenset[str]


def guarded(pattern: URLPattern, takes: Takes) -> URLPattern:
    """Return the address with what is asked before any view: quota, method, a query it knows.

    :raises TooManyCalls: more calls than the key may make.
    :raises MethodNotAllowed: another method.
    :raises Unreadable: a NUL in the query, which nothing can keep.
    :raises Invalid: the query names what this address does not know.
    """
    view: View = pattern.callback

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = key_of(request)
        key.check_quota()
        if request.method not in takes.methods:
            raise MethodNotAllowed(methods=", ".join(takes.methods))
        if "\x00" in request.path:
            raise NotFound()
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise Unreadable()
        if request.META.get("QUERY_STRING") and not takes.query.issuperset(request.GET):
            raise unknown(sorted(request.GET.keys() - takes.query))
        response = view(request, *args, **kwargs)
        response.headers["X-Calls-Left"] = str(key.calls_per_minute_max - key.calls_in_minute)
        return response

    return URLPattern(pattern.pattern, guard, pattern.default_args, pattern.name)


def key_of(request: HttpRequest) -> KeyInUse:
    """Return the key of this call; without one the call did not come this far."""
    key: KeyInUse = request.key  # type: ignore[attr-defined]
    assert key, "SignInRequiredMiddleware lets nobody without a key through."
    return key


def said(body: BaseModel, status: int = 200) -> HttpResponse:
    """Answer with a shape: what it is made of was checked when it was made."""
    return HttpResponse(body.model_dump_json(), status=status, content_type=JSON)

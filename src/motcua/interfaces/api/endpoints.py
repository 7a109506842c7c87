"""What every address of the machine interface shares: a key, a scope, a limit, JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from motcua.reference.people.operations.api_keys import KeyInUse, TooManyCalls
from motcua.spine.errors import Refusal

View = Callable[..., HttpResponse]


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"
    http_status = 405
    message_vi = "Địa chỉ này chỉ nhận {methods}."
    message_en = "This address takes {methods} only."


class ScopeMissing(Refusal):
    code = "scope_missing"
    http_status = 403
    message_vi = "Khóa này không có quyền {scope}."
    message_en = "This key does not have the scope {scope}."


def endpoint(
    *, scope: str = "", methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[View], View]:
    """Answer only calls with a fitting key, within its limit.

    :raises MethodNotAllowed: another method.
    :raises TooManyCalls: more calls in this minute than the key may make.
    :raises ScopeMissing: the key was not given this right.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                raise MethodNotAllowed(methods=", ".join(methods))
            key = key_of(request)
            if key.is_over_limit:
                raise TooManyCalls(limit=key.limit)
            if scope and scope not in key.scopes:
                raise ScopeMissing(scope=scope)
            return view(request, *args, **kwargs)

        guarded.scope = scope  # type: ignore[attr-defined]
        return guarded

    return decorate


def key_of(request: HttpRequest) -> KeyInUse:
    """Return the key of this call; without one the call did not come this far."""
    key: KeyInUse = request.key  # type: ignore[attr-defined]
    assert key, "SignInRequiredMiddleware lets nobody without a key through."
    return key

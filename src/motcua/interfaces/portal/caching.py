"""How long a page everybody may read can be kept, and by whom."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponse]
SECONDS = 60


def public_page(view: View) -> View:
    """Open a page to everybody, packed, with an ETag, kept for a minute unless one is signed in.

    It holds no secret of a session, so packing it gives nothing away.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        is_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        if response.status_code == 200 and not is_signed_in:
            response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
        else:
            response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie"])
        return response

    return login_not_required(require_safe(gzip_page(conditional_page(answer))))

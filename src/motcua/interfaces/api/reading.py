"""Read a JSON body as strictly as it will be kept: no NaN, no NUL, no half of a sign."""

from typing import Any

import pydantic_core
from django.http import HttpRequest
from ninja.parser import Parser

from motcua.interfaces.api.refused import Unreadable

NUL = b"\\u0000"  # PostgreSQL keeps every sign but this one.


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """Return what a body says.

        :raises Unreadable: it is no JSON, is nested too deep, or holds what cannot be kept.
        """
        if NUL in request.body:
            raise Unreadable()
        try:
            return pydantic_core.from_json(request.body, allow_inf_nan=False)
        except ValueError:
            raise Unreadable() from None

"""The machine interface: its endpoints, and what happens to a call that does not fit them."""

from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from motcua.interfaces.api import documents, dossiers, procedures, webhooks, whoami
from motcua.interfaces.api.doors import BODY_BYTES_MAX, JSON
from motcua.interfaces.api.reading import StrictParser
from motcua.interfaces.api.refused import BodyTooLarge, Unreadable, invalid

api = NinjaAPI(
    title="motcua",
    version="1",
    description="One-stop shop of a province: find procedures, submit dossiers, follow them.",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
)
for room in (whoami, procedures, documents, dossiers, webhooks):
    api.add_router("", room.router)


# Each raises a refusal of ours, which RefusalMiddleware answers in the one shape.
@api.exception_handler(ValidationError)
def does_not_fit(request: HttpRequest, error: Any) -> NoReturn:
    raise invalid(error.errors) from None


@api.exception_handler(HttpError)
def cannot_be_read(request: HttpRequest, error: Any) -> NoReturn:
    raise Unreadable() from error


@api.exception_handler(RequestDataTooBig)
def is_too_long(request: HttpRequest, error: Any) -> NoReturn:
    raise BodyTooLarge(bytes_max=BODY_BYTES_MAX[JSON]) from error

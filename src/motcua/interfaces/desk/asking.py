"""A page that asks before an act is done: the form, one operation, what is said afterwards."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.interfaces.look.asking import AskingForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Asked(Protocol):
    """What is asked about, with the page one goes back to: a dossier, or one part of it."""

    @property
    def code(self) -> str: ...

    @property
    def address(self) -> str: ...


get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def answered(
    request: HttpRequest,
    name: str,
    shown: Asked,
    form: AskingForm,
    act: Callable[[], Any],
    said: "str | StrPromise",
    **context: Any,
) -> HttpResponse:
    """Do the act when the form is whole, and go back to the dossier; else show `desk/<name>`."""
    if form.is_valid() and form.ask(act):
        messages.success(request, said)
        return redirect(shown.address)
    context |= {"file": shown, "form": form, "name": name}
    return render(request, f"desk/{name}.html", context, status=form.status)

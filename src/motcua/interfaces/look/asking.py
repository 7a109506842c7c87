"""Forms whose operation may refuse: the refusal is shown where the person can mend it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Generic, Self, TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language

from motcua.spine.errors import Refusal

T = TypeVar("T")
ELSEWHERE = {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The operation was done; this is what it returned."""

    value: T


class AskingForm(forms.Form):
    """A form that asks one operation.

        form = LoginForm.of(request)
        if form.is_valid() and (done := form.ask(lambda: operations.enter(...))):
            return redirect(…)
        return render(request, "….html", {"form": form}, status=form.status)

    `refusals_at` names the field a refusal speaks of, by the refusal's code; the others stand in
    the summary. What is not there, or not for this person, is answered elsewhere.
    """

    use_required_attribute = False
    refusals_at: ClassVar[Mapping[str, str]] = {}
    refusal: Refusal | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @classmethod
    def of(cls, request: HttpRequest, **more: Any) -> Self:
        """Return the form, filled when the request sends it."""
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        return cls(*sent, **more)

    def ask(self, act: Callable[[], T]) -> Done[T] | None:
        """Run the operation; a refusal becomes an error of the form and gives None."""
        try:
            return Done(act())
        except Refusal as refusal:
            if refusal.http_status in ELSEWHERE:
                raise
            field = self.refusals_at.get(refusal.code)
            self.add_error(field, refusal.sentence(get_language() or "vi"))
            self.refusal = refusal
            return None

    def begin_at_first(self) -> None:
        """Give the first question the focus: a page that only asks needs no way to it."""
        first = self.visible_fields()[0]
        if not self.errors:  # Else the summary of what is wrong has it.
            first.field.widget.attrs["autofocus"] = True

    @property
    def status(self) -> int:
        """The status of the page that shows this form."""
        if self.refusal is not None:
            return self.refusal.http_status
        wrong = self.is_bound and bool(self.errors)
        return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK

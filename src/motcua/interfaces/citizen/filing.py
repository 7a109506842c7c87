"""Begin a form, put papers beside it, choose the place, look it over, send it, or throw it away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.casework.dossiers.operations import drafts
from motcua.casework.dossiers.queries import drafts as forms
from motcua.casework.dossiers.queries import places
from motcua.interfaces.citizen import editing, prefill, review, steps
from motcua.interfaces.citizen.place_form import PlaceForm
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of, needs_role, signed_in_of
from motcua.reference.procedures import queries as procedures
from motcua.spine import clock
from motcua.spine.dates import local_date

LONG_NAME = 90
either = require_http_methods(["GET", "HEAD", "POST"])


@needs_role("applicant")
@either
def begin(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    page = procedures.page_of(jurisdiction=jurisdiction, key=key, on=local_date(clock.now()))
    actor = actor_of(request)
    form = AskingForm.of(request)
    if form.is_valid() and (
        done := form.ask(
            lambda: drafts.begin(
                jurisdiction=jurisdiction, procedure=key, actor=actor, at=clock.now()
            )
        )
    ):
        return redirect(first_address(request, done.value.key))
    context = review.before_beginning(page, forms.mine(actor)) | {
        "form": form,
        "procedure_address": reverse("portal:procedure", args=[jurisdiction, key]),
        "is_name_long": len(page.said.name_vi) > LONG_NAME,
        "links": [],
    }
    return render(request, "citizen/begin.html", context, status=form.status)


@needs_role("applicant")
@require_safe
def resume(request: HttpRequest, key: str) -> HttpResponse:
    """Go to the first step that is not done."""
    page = editing.opened(request, key, steps.REVIEW)
    left = next((one for one in page.steps if one.state != "done"), page.steps[-1])
    return redirect(left.address)


@needs_role("applicant")
@either
def place(request: HttpRequest, key: str) -> HttpResponse:
    page = editing.opened(request, key, steps.PLACE)
    form = _place_form(request, page)
    if form.is_valid() and form.ask(
        lambda: drafts.save(
            key=key,
            answers=page.answers,
            receiving=form.chosen.receiving.code,
            resolving=form.chosen.resolving.code,
            result_way=form.cleaned_data["result_way"],
            actor=actor_of(request),
            at=clock.now(),
        )
    ):
        return redirect("citizen:review", key)
    context = page.context() | {"form": form}
    return render(request, "citizen/place.html", context, status=form.status)


@needs_role("applicant")
@require_safe
def look_over(request: HttpRequest, key: str) -> HttpResponse:
    page = editing.opened(request, key, steps.REVIEW)
    return render(request, "citizen/review.html", page.context() | review.shown(page))


@needs_role("applicant")
@require_POST
def send(request: HttpRequest, key: str) -> HttpResponse:
    """Send it; where something is owed first, show how to pay. Sent twice, it is one dossier."""
    form = AskingForm.of(request)
    assert form.is_valid(), "It asks nothing."
    done = form.ask(lambda: drafts.submit(key=key, actor=actor_of(request), at=clock.now()))
    if done:
        return redirect("citizen:receipt", done.value.code)
    if form.refusal is not None and form.refusal.code == "fee_outstanding":
        return redirect("citizen:review", key)
    page = editing.opened(request, key, steps.REVIEW)
    context = page.context() | review.shown(
        page, refusal=[str(text) for text in form.non_field_errors()]
    )
    return render(request, "citizen/review.html", context, status=form.status)


@needs_role("applicant")
@either
def discard(request: HttpRequest, key: str) -> HttpResponse:
    page = editing.opened(request, key, steps.REVIEW)
    if request.method == "POST":
        drafts.discard(key=key, actor=actor_of(request), at=clock.now())
        messages.success(request, _("Đã bỏ bản nháp."))
        return redirect("citizen:mine")
    return render(request, "citizen/discard.html", page.context())


def first_address(request: HttpRequest, key: str) -> str:
    page = editing.opened(request, key, steps.REVIEW)
    return page.steps[0].address


def _place_form(request: HttpRequest, page: editing.Editing) -> PlaceForm:
    draft = page.view.draft
    choices = places.choices(draft.version, on=page.on)
    kept = [
        one.key
        for one in choices
        if (one.receiving.pk, one.resolving.pk) == (draft.receiving_id, draft.resolving_id)
    ]
    commune = prefill.commune_of(signed_in_of(request)).casefold()
    near = [one.key for one in choices if commune and one.resolving.area_vi.casefold() == commune]
    initial = {"place": next(iter([*kept, *near]), ""), "result_way": draft.result_way}
    return PlaceForm.of(request, choices=choices, initial=initial)

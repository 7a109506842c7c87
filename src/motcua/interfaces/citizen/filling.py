"""Fill in a form, one section a page; it saves itself, and nothing is lost on the way."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from motcua.casework.dossiers.operations import drafts
from motcua.interfaces.citizen import editing, prefill, steps
from motcua.interfaces.citizen.editing import Editing
from motcua.interfaces.look.eform import questions, sent
from motcua.interfaces.look.eform import words as writing
from motcua.interfaces.look.eform.questions import Filled, Question
from motcua.interfaces.look.writing import clock_time
from motcua.interfaces.session import actor_of, needs_role, signed_in_of
from motcua.reference.organisations import queries as organisations
from motcua.reference.procedures.definition.answers import Problem
from motcua.spine import clock

UNPROCESSABLE = 422
MENDING_MAX = 20


@needs_role("applicant")
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, key: str, code: str) -> HttpResponse:
    page = editing.opened(request, key, code)
    if request.method != "POST":
        return _shown(request, page, problems=())
    act, _colon, path = request.POST.get("do", "next").partition(":")
    said = sent.merged(page.answers, sent.of_section(page.section(), request.POST))
    if act == "remove":
        said = sent.without_row(said, path)
    drafts.save(key=key, answers=said, actor=actor_of(request), at=clock.now())
    if act != "next":
        return redirect(_elsewhere(request, key, code, act, path))
    return _gone_on(request, editing.opened(request, key, code), shown_before=_shown_paths(page))


@needs_role("applicant")
@require_POST
def autosave(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """Keep what stands in the form now, right or wrong; the page's script calls it."""
    page = editing.opened(request, key, code)
    said = sent.merged(page.answers, sent.of_section(page.section(), request.POST))
    draft = drafts.save(key=key, answers=said, actor=actor_of(request), at=clock.now())
    return JsonResponse({"saved_at": clock_time(draft.updated_at)})


def _gone_on(request: HttpRequest, page: Editing, *, shown_before: set[str]) -> HttpResponse:
    """Go to the next step; or stay, because something is to be mended or was not asked before."""
    problems = steps.problems_in(page.section(), page.problems)
    if not problems:
        return redirect(page.next_address)
    opened = _shown_paths(page) - shown_before
    if all(problem.path.partition(".")[0] in opened for problem in problems):
        return redirect(f"{_address(page.key, page.now)}?{urlencode({'mo': len(opened)})}")
    return _shown(request, page, problems=tuple(problems), status=UNPROCESSABLE)


def _shown(
    request: HttpRequest, page: Editing, *, problems: tuple[Problem, ...], status: int = 200
) -> HttpResponse:
    one = page.section()
    filled = _filled(request, page, problems)
    asked = questions.of_section(one, filled)
    context = page.context() | {
        "section": one,
        "questions": asked,
        "problems": _summary(asked, problems, filled),
        "mending": sorted(filled.mending),
        "opened": _small_number(request.GET.get("mo", "")),
        "action": _address(page.key, one.code),
        "autosave_address": reverse("citizen:autosave", args=[page.key, one.code]),
        "referred": questions.referred(one, page.answers),
        "communes": _communes(asked, page),
    }
    return render(request, "citizen/section.html", context, status=status)


def _filled(request: HttpRequest, page: Editing, problems: tuple[Problem, ...]) -> Filled:
    asked = [*request.GET.getlist("sua"), *request.POST.getlist("mending")][:MENDING_MAX]
    row, _colon, count = request.GET.get("dong", "").rpartition(":")
    return Filled(
        answers=page.answers,
        problems=problems,
        known=prefill.known_paths(page.definition, signed_in_of(request)),
        mending=frozenset(asked),
        rows={row: _small_number(count)},
        language=writing.language(),
    )


def _elsewhere(request: HttpRequest, key: str, code: str, act: str, path: str) -> str:
    """Return where to go after a button that is not "save and go on"."""
    address = _address(key, code)
    kept = [("sua", one) for one in request.POST.getlist("mending")[:MENDING_MAX]]
    if act == "mend":
        return f"{address}?{urlencode([*kept, ('sua', path)])}#{questions.html_id(path)}"
    if act == "add":
        rows = _small_number(request.POST.get(f"{path}.rows", "")) + 1
        place = f"{questions.html_id(path)}-{rows - 1}"
        return f"{address}?{urlencode([*kept, ('dong', f'{path}:{rows}')])}#{place}"
    if act == "remove":
        group, _dot, _number = path.rpartition(".")
        return f"{address}?{urlencode(kept)}#{questions.html_id(group)}"
    return reverse("citizen:mine")


def _shown_paths(page: Editing) -> set[str]:
    return {
        field.code
        for section in page.sections
        for field in section.fields
        if questions.is_shown(field, page.answers)
    }


def _summary(
    asked: list[Question], problems: tuple[Problem, ...], filled: Filled
) -> list[dict[str, str]]:
    """Return the lines of the summary, each leading to the control it speaks of."""
    places = {one.path: one for one in questions.flat(asked)}
    lines = []
    for problem in problems:
        one = places.get(problem.path)
        target = f"#{one.target}" if one else ""
        label = one.label if one else ""
        text = filled.problem_at(problem.path)
        is_told = label.lower() in text.lower()
        lines.append({"address": target, "label": "" if is_told else label, "text": text})
    return lines


def _communes(asked: list[Question], page: Editing) -> list[str]:
    """Return the communes to propose, only where an address is asked."""
    if not any(one.lists for one in questions.flat(asked)):
        return []
    units = organisations.of_kind("commune_committee", on=page.on)
    return [unit.area_vi for unit in units if unit.area_vi]


def _address(key: str, code: str) -> str:
    return reverse("citizen:section", args=[key, code])


def _small_number(said: Any) -> int:
    text = str(said)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 0

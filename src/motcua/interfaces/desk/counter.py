"""The counter: a person stands there, the officer fills in, files and receives in one go."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.casework.dossiers.operations import intake, lookups, reception
from motcua.casework.dossiers.queries import blanks, sheets
from motcua.casework.dossiers.queries.blanks import Blank
from motcua.casework.dossiers.states import State
from motcua.interfaces.desk.file import language
from motcua.interfaces.desk.intake_form import Intake, NumberForm
from motcua.interfaces.look.eform import questions
from motcua.interfaces.look.eform.questions import Filled, Question
from motcua.interfaces.session import actor_of, needs_role
from motcua.reference.finding import queries as finding
from motcua.reference.organisations import queries as organisations
from motcua.reference.procedures.definition.answers import Problem
from motcua.spine import clock
from motcua.spine.dates import local_date

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
receptionist = needs_role("reception")
FOUND_ROWS = 10
TEXT_CHARS_MAX = 200


@require_safe
@receptionist
def counter(request: HttpRequest) -> HttpResponse:
    """Choose the procedure: search, or what is asked for most."""
    text = request.GET.get("q", "").strip()[:TEXT_CHARS_MAX]
    found = finding.search(text, language=language(), per_page=FOUND_ROWS) if text else None
    context = {
        "q": text,
        "hits": found.hits if found else finding.popular(FOUND_ROWS),
        "found": found,
    }
    return render(request, "desk/counter.html", context)


@get_or_post
@receptionist
def take_in(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    """Fill in the form for who stands there; file and receive it with one button."""
    on = local_date(clock.now())
    blank = blanks.blank(jurisdiction=jurisdiction, key=key, actor=actor_of(request), on=on)
    taken = Intake.of(request, blank)
    if taken.form.is_valid() and (done := taken.form.ask(taken.submit)):
        return _receive(request, done.value.code)
    return _shown(request, blank, taken)


@get_or_post
@receptionist
def fill_in(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    """Show the form filled with what is known of a number: it came by POST, and stays nowhere."""
    if request.method != "POST":
        return redirect("desk:take_in", jurisdiction, key)
    actor, on = actor_of(request), local_date(clock.now())
    blank = blanks.blank(jurisdiction=jurisdiction, key=key, actor=actor, on=on)
    asked = NumberForm.of(request)
    asked.is_valid()
    done = asked.ask(
        lambda: lookups.known_by_number(
            number=asked.cleaned_data["so"][:TEXT_CHARS_MAX],
            definition=blank.definition,
            actor=actor,
            real_at=clock.real_now(),
        )
    )
    return _shown(request, blank, Intake.filled(request, blank, done.value if done else {}), asked)


def _shown(
    request: HttpRequest, blank: Blank, taken: Intake, asked: NumberForm | None = None
) -> HttpResponse:
    on = local_date(clock.now())
    problems = _problems(taken)
    context = {
        "blank": blank,
        "taken": taken,
        "sections": _sections(taken, problems),
        "problems": _summary(taken, problems),
        "communes": [one.area_vi for one in organisations.of_kind("commune_committee", on=on)],
        "papers": _papers(taken),
        "asked": asked,
    }
    status = asked.status if asked else taken.form.status
    return render(request, "desk/take_in.html", context, status=status)


def _receive(request: HttpRequest, code: str) -> HttpResponse:
    """Receive what was just filed; where a fee is due, take it first."""
    sheet = sheets.sheet(code=code, actor=actor_of(request))
    if sheet.dossier.state == State.SUBMITTED:
        if sheet.open_fee:
            return redirect("desk:fee", code)
        reception.receive(code=code, actor=actor_of(request), at=clock.now())
    messages.success(request, _("Đã tiếp nhận hồ sơ %(code)s.") % {"code": code})
    return redirect("desk:acknowledgement", code)


def _problems(taken: Intake) -> Sequence[Problem]:
    refusal = taken.form.refusal
    return refusal.problems if isinstance(refusal, intake.AnswersWrong) else ()


def _sections(taken: Intake, problems: Sequence[Problem]) -> list[tuple[Any, list[Question]]]:
    filled = Filled(answers=taken.answers, problems=problems, language=language())
    return [
        (section, questions.of_section(section, filled))
        for section in taken.blank.definition.sections
        if any(field.type != "file" for field in section.fields)
    ]


def _summary(taken: Intake, problems: Sequence[Problem]) -> list[dict[str, str]]:
    """Return what is wrong, each line leading to the control it speaks of."""
    asked = [one for _section, all_of in _sections(taken, problems) for one in all_of]
    places = {one.path: one for one in questions.flat(asked)}
    lines = []
    for problem in problems:
        question = places.get(problem.path)
        lines.append(
            {
                "address": f"#{question.target}" if question else "#giay-to",
                "label": question.label if question else "",
                "text": problem.message_en if language() == "en" else problem.message_vi,
            }
        )
    if problems:
        return lines
    form = taken.form
    return [
        {"address": "", "label": "", "text": str(error)}
        for errors in form.errors.values()
        for error in errors
    ]


def _papers(taken: Intake) -> list[dict[str, Any]]:
    there: dict[str, int] = {}
    for one in taken.kept:
        there[one.component] = there.get(one.component, 0) + 1
    return [
        {
            "component": one,
            "is_seen": one.code in taken.seen,
            "scans": there.get(one.code, 0),
            "is_optional": not one.required,
        }
        for one in taken.blank.definition.components
    ]

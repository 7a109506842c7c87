"""The story of a dossier for the person who filed it: what was, what is, what comes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.casework.dossiers import states
from motcua.casework.dossiers.queries import names
from motcua.casework.dossiers.queries.sheets import Sheet
from motcua.casework.dossiers.queries.stories import Moment
from motcua.casework.dossiers.rules import steps
from motcua.interfaces.look import writing as look
from motcua.interfaces.look.eform import words as writing
from motcua.reference.procedures.definition.shape import Definition

# How the office works inside is not what the applicant waits for.
INNER = frozenset(
    {
        "dossier.taken",
        "dossier.result_drafted",
        "dossier.result_approved",
        "dossier.apology_drafted",
        "dossier.staff_alerted",
        "dossier.slip_issued",
        "dossier.shared",
    }
)
WAITING = frozenset({"dossier.supplement_asked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    text: str
    time: str = ""
    note: str = ""
    css: str = ""


def lines_of(timeline: Sequence[Moment], *, is_open: bool) -> list[Line]:
    """Return what happened, the latest first; the latest is what holds now."""
    shown = [one for one in reversed(timeline) if one.kind not in INNER]
    return [_line(one, is_now=is_open and place == 0) for place, one in enumerate(shown)]


def coming(found: Sheet) -> list[Line]:
    """Return the steps that are still to come."""
    if found.dossier.state not in states.CLOCK_RUNS or found.dossier.step is None:
        return []
    left = steps.remaining(found.work, [one.order for one in found.opened])
    lines = [Line(text=writing.name(one), css="next") for one in found.work if one.order in left]
    return [*lines, Line(text=_("Trả kết quả"), css="next")]


def was_rated(timeline: Sequence[Moment]) -> bool:
    return any(one.kind == "dossier.rated" for one in timeline)


def paper_name(definition: Definition, code: str) -> str:
    return names.of_component(definition, code, language=writing.language())


def _line(moment: Moment, *, is_now: bool) -> Line:
    said = ", ".join(part for part in (moment.who, moment.unit) if part)
    css = "wait" if moment.kind in WAITING else "now" if is_now else ""
    return Line(
        text=moment.words,
        time=look.moment(moment.at, writing.language()),
        note=_("Bạn") if moment.is_applicant else said,
        css=css,
    )

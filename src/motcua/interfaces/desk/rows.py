"""The lines of a list as the page shows them: every value is made here, none in the template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.casework.dossiers.rules import due_states
from motcua.interfaces.desk import addresses
from motcua.interfaces.desk.standing import Standing, standing
from motcua.interfaces.look import writing
from motcua.interfaces.look.templatetags import marks

NOBODY = "–"
WORDS_KEPT_MAX = 4096
# A queue has fifty of them: as a part of its template they take as long as all the rest of a page.
_LINE = (
    '<tr{here} data-page="{page}"><td class="d">{standing}</td>'
    '<td class="m num"><a href="{page}" title="{code}">{short_code}</a></td>'
    '<td class="t"><a href="{address}" data-beside title="{procedure}">{shown}</a></td>'
    '<td class="p" title="{applicant}">{applicant}</td>'
    '<td class="w" title="{step}{holder}">{late}{beside}{shown_step}</td></tr>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    code: str
    short_code: str
    address: str  # shows it beside the list
    page: str  # opens it whole
    line: Any  # procedure_vi, procedure_en: what in_language reads
    applicant: str
    standing: Standing
    step: Mapping[str, str]
    step_late: Standing | None
    beside: int
    holder: str
    is_mine: bool
    is_chosen: bool

    def html(self, language: str) -> str:
        """Return the row of a queue."""
        line, step = self.line, self.step
        procedure, shown = _named(line.procedure_vi, line.procedure_en, language)
        name, shown_step = _named(step["name_vi"], step["name_en"], language)
        return _LINE.format(
            here=' class="cur" aria-current="true"' if self.is_chosen else "",
            page=escape(self.page),
            standing=_mark(self.standing),
            code=escape(self.code),
            short_code=escape(self.short_code),
            address=escape(self.address),
            procedure=procedure,
            shown=shown,
            applicant=escape(self.applicant),
            step=name,
            holder=f" · {escape(self.holder)}" if self.holder else "",
            shown_step=shown_step,
            late=_step_mark(self.step_late, language) if self.step_late else "",
            beside=self._beside,
        )

    @property
    def _beside(self) -> str:
        if not self.beside:
            return ""
        words = _("Song song %(n)s") % {"n": self.beside + 1}
        return f'<span class="mc-tag">{escape(words)}</span> '


def html_of(rows: Iterable[Row]) -> SafeString:
    """Return the rows of a queue."""
    language = "en" if get_language() == "en" else "vi"
    return mark_safe("\n".join(row.html(language) for row in rows))  # noqa: S308 - each escapes its values.


# A list says the same few names and standings again and again, and so do all lists.
@lru_cache(maxsize=WORDS_KEPT_MAX)
def _mark(stands: Standing) -> str:
    if stands.mark:
        return marks.due(stands.mark, stands.words)
    return f'<span class="mc-tag">{escape(stands.words)}</span>'


@lru_cache(maxsize=WORDS_KEPT_MAX)
def _step_mark(stands: Standing, _language: str) -> str:
    """Say that the step is late, where the dossier may still be in time."""
    words = _("Bước %(late)s") % {"late": stands.words.lower()}
    return f"{marks.due(stands.mark, words)} "


@lru_cache(maxsize=WORDS_KEPT_MAX)
def _named(name_vi: str, name_en: str, language: str) -> tuple[str, str]:
    """Return a name for an attribute, and for the page: there another language is marked."""
    named = {"name_vi": name_vi, "name_en": name_en}
    text, its = writing.in_language(named, "name", language)
    bare = escape(text)
    return bare, f'<span lang="{its}">{bare}</span>' if bare and its != language else bare


def rows_of(lines: Iterable[Any], *, asked: Mapping[str, str], chosen: str) -> list[Row]:
    said = urlencode([(key, value) for key, value in asked.items() if value])
    beside = f"?{said}&chon=" if said else "?chon="
    return [_row(line, beside, chosen) for line in lines]


def _row(line: Any, beside: str, chosen: str) -> Row:
    return Row(
        code=line.code,
        short_code=short(line.code),
        address=f"{beside}{line.code}#ho-so",
        page=addresses.of("dossier", line.code),
        line=line,
        applicant=line.applicant or NOBODY,
        standing=standing(line.due, line.state),
        step={
            "name_vi": line.step_vi or line.state_vi,
            "name_en": line.step_en or line.state_en,
        },
        step_late=_late(line),
        beside=line.beside,
        holder=line.holder,
        is_mine=line.is_mine,
        is_chosen=line.code == chosen,
    )


def _late(line: Any) -> Standing | None:
    due = line.step_due
    return standing(due, line.state) if due and due.code == due_states.LATE else None


def short(code: str) -> str:
    """Return the day and the number of a code: its agency is the same all down a list."""
    return code.partition("-")[2] or code

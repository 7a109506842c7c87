"""The lines of a list as the page shows them: every value is made here, none in the template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from motcua.interfaces.desk.standing import Standing, standing

NOBODY = "–"


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
    holder: str
    is_mine: bool
    is_chosen: bool


def rows_of(lines: Iterable[Any], *, asked: Mapping[str, str], chosen: str) -> list[Row]:
    return [_row(line, asked, chosen) for line in lines]


def _row(line: Any, asked: Mapping[str, str], chosen: str) -> Row:
    said = {key: value for key, value in asked.items() if value}
    return Row(
        code=line.code,
        short_code=short(line.code),
        address=f"?{urlencode({**said, 'chon': line.code})}#ho-so",
        page=reverse("desk:dossier", args=[line.code]),
        line=line,
        applicant=line.applicant or NOBODY,
        standing=standing(line.due, line.state),
        step={
            "name_vi": line.step_vi or line.state_vi,
            "name_en": line.step_en or line.state_en,
        },
        holder=line.holder,
        is_mine=line.is_mine,
        is_chosen=line.code == chosen,
    )


def short(code: str) -> str:
    """Return the day and the number of a code: its agency is the same all down a list."""
    return code.partition("-")[2] or code

"""Procedures as rows of a list: prepared here so that a template only prints them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.interfaces.look import writing
from motcua.interfaces.portal import procedure_page, sentences
from motcua.reference.finding.queries import Hit
from motcua.reference.finding.rules.tables import field_names
from motcua.reference.procedures.rules import jurisdictions
from motcua.reference.procedures.rules.content import TimeLimit


@dataclass(frozen=True, slots=True)
class Row:
    address: str
    name: str
    beside: str
    about: str
    language: str = ""  # Only when it is not the language of the page.
    is_complete: bool = True


def rows_of(hits: Iterable[Hit], *, with_field: bool = True) -> list[Row]:
    """Return the rows of a list. Procedures of one name differ by what stands below it."""
    return [_row(hit, with_field=with_field) for hit in hits]


def field_name(hit: Hit) -> str:
    """Return what people call the field of a procedure, in the language of the page if known."""
    friendly = field_names().get(hit.field_code)
    return writing.in_language(friendly, "name", sentences.language())[0] if friendly else hit.field


def _row(hit: Hit, *, with_field: bool) -> Row:
    page_language = sentences.language()
    name, language = writing.in_language(hit, "name", page_language)
    about = [
        hit.code or _("chưa có mã"),
        _whose(hit.jurisdiction),
        sentences.levels(hit.levels),
        field_name(hit) if with_field else "",
    ]
    return Row(
        address=procedure_page.address(hit.jurisdiction, hit.key),
        name=name,
        beside=_beside(hit),
        about=" · ".join(part for part in about if part),
        language="" if language == page_language else language,
        is_complete=hit.is_complete,
    )


def _whose(jurisdiction: str) -> str:
    """Name a province whose own procedure it is; most are the nation's and need no word."""
    if jurisdiction == jurisdictions.NATIONAL:
        return ""
    return writing.in_language(jurisdictions.named(jurisdiction), "name", sentences.language())[0]


def _beside(hit: Hit) -> str:
    """Say limit and fee. A list knows only fees of one amount; of the others it says nothing."""
    given = TimeLimit(hit.limit_value, hit.limit_unit or None, same_day=hit.limit_same_day)
    limit = sentences.limit(given) or _("chưa rõ thời hạn")
    fee = sentences.amount_vnd(hit.fee_vnd)
    return f"{limit} · {fee}" if fee else limit

"""A definition as JSON: what somebody must ask, collect and charge before they submit."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from motcua.interfaces.api.shapes import ProcedureOut
from motcua.reference.procedures.definition import plain, reading
from motcua.reference.procedures.queries import ProcedurePage


def procedure_out(page: ProcedurePage) -> ProcedureOut:
    values = page.definition or plain.values(
        code=page.key,
        name_vi=page.name_vi,
        name_en=page.name_en or "",
        jurisdiction=page.jurisdiction,
    )
    definition = reading.from_values(values, source=page.key)
    return ProcedureOut(
        jurisdiction=page.jurisdiction,
        key=page.key,
        name_vi=page.name_vi,
        name_en=page.name_en or "",
        can_be_filed=page.can_be_filed,
        is_published=page.is_published,
        version=page.version_number,
        in_force_from=page.in_force_from,
        seen_on=page.seen_on,
        missing_vi=page.missing_words("vi"),
        form=plainly(definition.sections),
        papers=plainly(definition.components),
        fees=plainly(definition.fees),
        time_limits=plainly(definition.time_limits),
        results=plainly(definition.results),
    )


def plainly(value: Any) -> Any:
    """Return dataclasses, tuples and mappings as what JSON knows; empty fields are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: getattr(value, one.name) for one in fields(value)}
        return {name: plainly(one) for name, one in named.items() if one not in (None, "", ())}
    if isinstance(value, tuple | list | set | frozenset):
        return [plainly(one) for one in value]
    if isinstance(value, dict):
        return {str(name): plainly(one) for name, one in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return value

"""A list behind a figure, page by page: where the last line stood is where the next page begins."""

from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from motcua.measurement.facts.models import DossierFact

# What a list is ordered by: whoever waits longest first, the longest due, the newest of the past.
ORDER = {
    "waiting": "submitted_at",
    "received": "-received_at",
    "in_time": "-decided_at",
    "decided_late": "-decided_at",
}
BY_DUE = "due_at"


def page(
    found: QuerySet[DossierFact], figure: str, *, after: str, rows: int
) -> tuple[list[str], str]:
    """Return the codes of a page, and what asks for the next one; "" when there is none."""
    order = ORDER.get(figure, BY_DUE)
    column = order.removeprefix("-")
    moment, code = _cursor(after)
    lines: list[tuple[str, datetime | None]] = []
    if moment is not None or not after:
        dated = found.filter(**{f"{column}__isnull": False})
        if moment is not None:
            dated = dated.filter(_beyond(order, moment, code))
        lines = _codes(dated.order_by(order, "code"), column, rows + 1)
    if column == BY_DUE and len(lines) <= rows:  # What has no due date comes last.
        undated = found.filter(due_at=None)
        if after and moment is None:
            undated = undated.filter(code__gt=code)
        lines += _codes(undated.order_by("code"), column, rows + 1 - len(lines))
    if len(lines) <= rows:
        return [one for one, _ in lines], ""
    last, at = lines[rows - 1]
    return [one for one, _ in lines[:rows]], f"{at.isoformat() if at else ''},{last}"


def _codes(
    ordered: QuerySet[DossierFact], column: str, rows: int
) -> list[tuple[str, datetime | None]]:
    return list(ordered.values_list("code", column)[:rows])


def _beyond(order: str, moment: datetime, code: str) -> Q:
    """Return what comes after this line. The first condition is the one an index can use."""
    column, way = order.removeprefix("-"), "lt" if order.startswith("-") else "gt"
    same = Q(**{column: moment}, code__gt=code)
    return Q(**{f"{column}__{way}e": moment}) & (Q(**{f"{column}__{way}": moment}) | same)


def _cursor(after: str) -> tuple[datetime | None, str]:
    moment, _, code = after.partition(",")
    try:
        at = datetime.fromisoformat(moment) if moment else None
    except ValueError:  # Somebody wrote the address by hand: begin again.
        return datetime.min.replace(tzinfo=UTC), ""
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return at, code

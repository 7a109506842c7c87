"""What the keeper does to the steps of a draft: add, change, move, remove. Pure; plain values in
and out. Whatever is done, a step names only steps that stand before it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from motcua.reference.procedures.definition import plain
from motcua.reference.procedures.rules.flow import graph

STEPS_MAX = 60
Row = dict[str, Any]
Values = dict[str, Any]
# What a new process begins with: the four things every office does.
FIRST_STEPS: tuple[Row, ...] = (
    {"name_vi": "Tiếp nhận, kiểm tra hồ sơ", "name_en": "Receive and check",
     "unit": "service_centre", "role": "reception"},
    {"name_vi": "Thẩm định hồ sơ", "name_en": "Examine the dossier",
     "unit": "resolving_agency", "role": "handler"},
    {"name_vi": "Ký kết quả", "name_en": "Sign the result",
     "unit": "resolving_agency", "role": "head"},
    {"name_vi": "Trả kết quả", "name_en": "Return the result",
     "unit": "service_centre", "role": "reception"},
)  # fmt: skip


def begun(
    values: Mapping[str, Any] | None, content: Mapping[str, Any], *, code: str, jurisdiction: str
) -> Values:
    """Return a definition with steps to edit: its own, or the plain form with the usual four.

    Papers and results come from what the catalogue says of the procedure.
    """
    if values is not None and values.get("steps"):
        return dict(values)
    name = str(content.get("name_vi") or code)
    base = dict(values) if values is not None else plain.values(
        code=code, name_vi=name, name_en=str(content.get("name_en") or name),
        jurisdiction=jurisdiction,
    )  # fmt: skip
    base["steps"] = [
        {"order": number, **row, "confidence": "illustrative"}
        for number, row in enumerate(FIRST_STEPS, start=1)
    ]
    if not base.get("components"):
        base["components"] = _papers(content)
    if not base.get("results"):
        base["results"] = _results(content)
    return base


def added(values: Mapping[str, Any], step: Mapping[str, Any], *, after: int) -> Values:
    """Return the values with a step behind another; 0 puts it first."""
    rows = _rows(values)
    place = next((n for n, row in enumerate(rows, start=1) if row["order"] == after), 0)
    return _with(values, [*rows[:place], {**step, "order": None}, *rows[place:]])


def changed(values: Mapping[str, Any], order: int, given: Mapping[str, Any]) -> Values:
    """Return the values with what a step now says; None takes something out of it."""
    rows = [{**row, **given, "order": order} if row["order"] == order else row
            for row in _rows(values)]  # fmt: skip
    return _with(values, rows)


def moved(values: Mapping[str, Any], order: int, *, by: int) -> Values:
    """Return the values with a step some places up (negative) or down."""
    rows = _rows(values)
    here = next((n for n, row in enumerate(rows) if row["order"] == order), None)
    if here is None:
        return dict(values)
    row = rows.pop(here)
    rows.insert(max(0, min(len(rows), here + by)), row)
    return _with(values, rows)


def removed(values: Mapping[str, Any], order: int) -> Values:
    """Return the values without a step; what came after it comes after what came before it."""
    rows = _rows(values)
    gone = next((row for row in rows if row["order"] == order), None)
    if gone is None:
        return dict(values)
    before = sorted(graph.of_values({"steps": rows}).before[order])
    heir: int | None = None
    left: list[Row] = []
    for row in (dict(one) for one in rows if one is not gone):
        if row.get("parallel_with") == order:
            row.pop("parallel_with")
            if heir is None:
                heir = row["order"]
                row |= {name: gone[name] for name in ("parallel_with", "after") if gone.get(name)}
            else:
                row["parallel_with"] = heir
        if order in (row.get("after") or ()):
            row["after"] = sorted({*row["after"], *before} - {order})
        left.append(row)
    return _with(values, left)


def _rows(values: Mapping[str, Any]) -> list[Row]:
    flow = graph.of_values(values)
    given = zip(graph.tables(values.get("steps")), flow.tasks, strict=True)
    return [{**row, "order": task.order} for row, task in given]


def _with(values: Mapping[str, Any], rows: Sequence[Row]) -> Values:
    """Number the rows anew and let each name only rows that stand before it."""
    places = enumerate(rows, start=1)
    numbers = {row["order"]: number for number, row in places if row["order"] is not None}
    kept = []
    for number, row in enumerate(rows, start=1):
        row = {name: value for name, value in row.items() if value not in (None, "", [], ())}
        row["order"] = number
        beside = numbers.get(row.pop("parallel_with", None), number)
        after = sorted({numbers.get(one, number) for one in row.pop("after", ())})
        if beside < number:
            row["parallel_with"] = beside
        elif after := [one for one in after if one < number]:
            row["after"] = after
        kept.append(row)
    return {**values, "steps": kept}


def _papers(content: Mapping[str, Any]) -> list[Row]:
    """Return what the catalogue lists, asked of nobody until the keeper says so."""
    listed = [row for row in content.get("components") or () if row.get("kind", "paper") == "paper"]
    return [
        {
            "code": f"paper_{number}",
            "name_vi": str(row.get("name_vi") or "").strip() or f"Giấy tờ {number}",
            "name_en": str(row.get("name_vi") or "").strip() or f"Paper {number}",
            "originals": int(row.get("originals") or 0),
            "copies": int(row.get("copies") or 0),
            "required": False,
            "fulfilment": ["upload", "scan", *(["reuse"] if row.get("reusable") else [])],
            "confidence": "seen",
        }
        for number, row in enumerate(listed, start=1)
    ]


def _results(content: Mapping[str, Any]) -> list[Row]:
    return [
        {
            "code": str(row.get("code") or f"result_{number}"),
            "name_vi": str(row.get("name_vi") or "").strip() or f"Kết quả {number}",
            "name_en": str(row.get("name_vi") or "").strip() or f"Result {number}",
            "template": "default",
            "signed_by": "head",
            "confidence": "seen",
        }
        for number, row in enumerate(content.get("results") or (), start=1)
    ]

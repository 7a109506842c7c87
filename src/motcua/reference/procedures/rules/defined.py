"""What a full definition says, as the content of a version, over what the source said."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from motcua.reference.procedures.definition.shape import (
    Component,
    Definition,
    Fee,
    Limit,
    TimeLimit,
)
from motcua.reference.procedures.definition.words import CHANNELS
from motcua.reference.procedures.rules.completeness import says_something

_UNITS = {
    "working_hour": ("hour", 1.0, "giờ làm việc"),
    "half_day": ("working_day", 0.5, "ngày làm việc"),
    "working_day": ("working_day", 1.0, "ngày làm việc"),
    "calendar_day": ("day", 1.0, "ngày"),
    "month": ("month", 1.0, "tháng"),
}
_SERVICE_LEVELS = {"full": "toan_trinh", "partial": "mot_phan", "information": "cung_cap_thong_tin"}
_FEE_KINDS = {"fee": "phi", "charge": "le_phi"}
_PER = {"per_copy": "bản", "per_page": "trang", "per_area": "m²"}
TO_SHOW = "Giấy tờ xuất trình"


def content(
    definition: Definition, *, agency: str | None, seen: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the content of a version that follows a definition.

    Name, field, agency and conditions stay as the source wrote them; limit, fees, papers, results
    and legal basis are the definition's, because the e-form and the steps rest on them.
    """
    base: dict[str, Any] = dict(seen or {})
    base.setdefault("code", definition.code)
    base["name_vi"] = base.get("name_vi") or definition.name_vi
    base["name_en"] = definition.name_en
    base["field"] = base.get("field") or definition.field_vi or None
    base["levels"] = base.get("levels") or ([definition.level] if definition.level else [])
    if not says_something(base.get("agency")):
        base["agency"] = agency
    base["service_level"] = _SERVICE_LEVELS.get(definition.service_level)
    if definition.time_limits:
        base["time_limit"] = _limit(definition.time_limits[0])
        base["time_stages"] = []
    base |= _fees(definition)
    base["channels"] = list(_channels(definition))
    base["components"] = [_component(one) for one in definition.components]
    base["results"] = [{"name_vi": one.name_vi, "code": None} for one in definition.results]
    base["legal_basis"] = [one.number for one in definition.legal_basis]
    return base


def listed(
    definition: Definition, content: Mapping[str, Any], lists: Sequence[str]
) -> dict[str, Any]:
    """Return a content whose papers, results or limits are the definition's; the rest stays."""
    said = dict(content)
    if "components" in lists:
        said["components"] = [_component(one) for one in definition.components]
    if "results" in lists:
        said["results"] = [{"name_vi": one.name_vi, "code": one.code} for one in definition.results]
    if "time_limits" in lists and definition.time_limits:
        said["time_limit"] = _limit(definition.time_limits[0])
        limits = {one["channel"]: one for one in _channels(definition)}
        times = ("time_value", "time_unit", "time_text")
        said["channels"] = [
            row | {name: limits[row["channel"]][name] for name in times}
            if row.get("channel") in limits
            else row
            for row in content.get("channels") or ()
        ]
    return said


def _limit(given: TimeLimit) -> dict[str, Any]:
    unit, value = _in_units(given.limit)
    words = _in_words(given.limit)
    if given.extended:
        words += f"; {given.extended_if_vi}: {_in_words(given.extended)}"
    limit = {"value": value, "unit": unit, "text": words}
    if not given.limit.is_same_day:
        return limit
    return limit | {"same_day": True, "cutoff": given.limit.cutoff}


def in_units(limit: Mapping[str, Any]) -> tuple[float, str] | None:
    """Return a limit's plain values as the catalogue's records count; None if they cannot."""
    known = _UNITS.get(str(limit.get("unit")))
    value = limit.get("value")
    if known is None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value * known[1]), known[0]


def _in_units(limit: Limit) -> tuple[str, float | int]:
    unit, factor, _ = _UNITS[limit.unit]
    value = limit.value * factor
    return unit, int(value) if float(value).is_integer() else value


def _in_words(limit: Limit) -> str:
    _, value = _in_units(limit)
    return f"{f'{value:g}'.replace('.', ',')} {_UNITS[limit.unit][2]}"


def _fees(definition: Definition) -> dict[str, Any]:
    """Return amounts where the definition has one amount, and words for what must be reckoned."""
    fees = definition.fees
    if not fees:
        return {}
    always = [one for one in fees if one.applies_if is None and not one.waivers]
    one_amount = len(fees) == 1 and len(always) == 1 and fees[0].word in ("free", "fixed")
    return {
        "fee_vnd": fees[0].vnd if one_amount else None,
        "fee_items": [_item(one) for one in fees],
        "fee_text": "; ".join(_said(one) for one in fees),
    }


def _item(fee: Fee) -> dict[str, Any]:
    amount = fee.vnd if fee.word in ("free", "fixed", "per_copy") else None
    kind = _FEE_KINDS.get(fee.kind, fee.kind)
    return {"kind": kind, "amount": amount, "currency": "VND", "note": _said(fee)}


def _said(fee: Fee) -> str:
    match fee.word:
        case "free":
            words = "không thu"
        case "per_page":
            words = ", ".join(
                f"từ trang {start}: {_vnd(amount)}/trang" for start, amount in fee.tiers
            )
        case "per_area" if fee.tiers:
            words = ", ".join(f"từ {start} m²: {_vnd(amount)}" for start, amount in fee.tiers)
        case "by_option":
            words = ", ".join(dict.fromkeys(_vnd(amount) for amount in fee.amounts.values()))
        case _:
            words = _vnd(fee.vnd) + (f"/{_PER[fee.word]}" if fee.word in _PER else "")
    if fee.vnd_max:
        words += f", nhiều nhất {_vnd(fee.vnd_max)}"
    if fee.waivers:
        words += "; miễn: " + ", ".join(waiver.name_vi for waiver in fee.waivers)
    return f"{fee.name_vi}: {words}"


def _vnd(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")


def _channels(definition: Definition) -> Iterator[dict[str, Any]]:
    for channel in CHANNELS:
        limit = next((one for one in definition.time_limits if channel in one.channels), None)
        if limit is None:
            continue
        unit, value = _in_units(limit.limit)
        fees = [_item(one) for one in definition.fees if channel in one.channels]
        yield {
            "channel": channel,
            "time_value": value,
            "time_unit": unit,
            "time_text": _in_words(limit.limit),
            "fees": [{name: one[name] for name in ("amount", "currency", "note")} for one in fees],
            "description": None,
        }


def _component(one: Component) -> dict[str, Any]:
    note = f" ({one.condition_vi})" if one.condition_vi else ""
    return {
        "name_vi": one.name_vi + note,
        "group": TO_SHOW if one.kind == "to_show" else None,
        "originals": one.originals,
        "copies": one.copies,
        "kind": "paper",
        "required": one.required and one.needed_if is None,
        "conditional": one.needed_if is not None or bool(one.condition_vi),
        "form_file": None,
        "reusable": bool({"lookup", "reuse"} & set(one.fulfilment)),
    }

"""What a unit of a file must be before it may enter the tree. Each refusal is one remark."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from motcua.reference.organisations.definition.record import Remark, UnitRecord
from motcua.reference.organisations.models import CODE_CHARS_MAX, Organisation

_CODE = re.compile(r"[A-Z0-9]+(\.[A-Z0-9]+)*")
_CHARS_MAX = {
    column.name: column.max_length
    for column in Organisation._meta.concrete_fields
    if column.max_length and column.name != "sort_key"
}


@dataclass(frozen=True, slots=True)
class Known:
    """The units we have, by code and by their name in the source."""

    by_code: Mapping[str, Organisation]
    by_source_id: Mapping[str, Organisation]

    @classmethod
    def of(cls, units: Iterable[Organisation]) -> "Known":
        listed = list(units)
        named = {unit.source_id: unit for unit in listed if unit.source_id}
        return cls({unit.code: unit for unit in listed}, named)

    def unit_of(self, record: UnitRecord) -> Organisation | None:
        """Return the unit a record speaks of. Its name in the source outlives a new code."""
        return self.by_source_id.get(record.source_id) or self.by_code.get(record.code)


@dataclass(slots=True)
class Sorted:
    """The records that may enter, parents first, and what to say about the others."""

    accepted: list[UnitRecord] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def sort(records: list[UnitRecord], *, known: Known, kinds: set[str]) -> Sorted:
    """Part the records into those that may enter and those that may not."""
    result = Sorted()
    sound = _sound(records, known, kinds, result.remarks)
    waiting, placed = dict(sound), set[str]()
    while True:
        ready = [
            record
            for record in waiting.values()
            if not record.parent
            or record.parent in placed
            or (record.parent not in waiting and record.parent in known.by_code)
        ]
        if not ready:
            break
        for record in ready:
            placed.add(record.code)
            del waiting[record.code]
        result.accepted += ready
    for record in waiting.values():
        if record.parent in waiting:
            vi = f"Đơn vị cấp trên {record.parent} cũng không nạp được, hoặc hai bên nằm vòng tròn."
            en = f"The unit above, {record.parent}, was not accepted either, or they form a circle."
        else:
            vi = f"Không có đơn vị cấp trên mang mã {record.parent}."
            en = f"There is no unit above with the code {record.parent}."
        result.remarks.append(rejection(record, "parent", record.parent, vi, en))
    _drop_circles(result, known)
    return result


def rejection(record: UnitRecord, field_name: str, value: str, vi: str, en: str) -> Remark:
    return Remark(
        row=record.row,
        unit=record.source_id or record.code,
        field=field_name,
        value=value,
        reason_vi=vi,
        reason_en=en,
        is_rejection=True,
    )


def _sound(
    records: list[UnitRecord], known: Known, kinds: set[str], remarks: list[Remark]
) -> dict[str, UnitRecord]:
    sound: dict[str, UnitRecord] = {}
    source_ids: set[str] = set()
    for record in records:
        fault = _fault(record, known, kinds)
        if fault is None and (record.code in sound or record.source_id in source_ids):
            vi, en = "Đơn vị này đã đứng ở dòng trên.", "This unit already stands further up."
            fault = ("code", record.code, vi, en)
        if fault is None:
            sound[record.code] = record
            source_ids |= {record.source_id} - {""}
        else:
            remarks.append(rejection(record, *fault))
    return sound


def _fault(record: UnitRecord, known: Known, kinds: set[str]) -> tuple[str, str, str, str] | None:
    if not _CODE.fullmatch(record.code) or len(record.code) > CODE_CHARS_MAX:
        vi = "Mã định danh chỉ gồm chữ A-Z, số và dấu chấm, dài nhất 35 ký tự (QĐ 20/2020)."
        en = "An agency code has only A-Z, digits and dots, at most 35 (QĐ 20/2020)."
        return ("code", record.code, vi, en)
    holder = known.by_code.get(record.code)
    if holder and holder.source_id and record.source_id not in ("", holder.source_id):
        vi = f"Mã {record.code} đang thuộc về đơn vị khác: {holder.name_vi}."
        en = f"The code {record.code} belongs to another unit: {holder.name_en}."
        return ("code", record.code, vi, en)
    if not record.name_vi:
        return ("name_vi", "", "Đơn vị chưa có tên.", "The unit has no name.")
    if record.kind not in kinds:
        vi = f"Chưa có loại đơn vị “{record.kind}”. Thêm loại này vào mục kinds của tệp."
        en = f"There is no kind of unit “{record.kind}”. Add it to the file's kinds."
        return ("kind", record.kind, vi, en)
    if record.valid_from and record.valid_to and record.valid_from >= record.valid_to:
        vi, en = "Ngày kết thúc không sau ngày bắt đầu.", "The end is not after the beginning."
        return ("valid_to", record.valid_to.isoformat(), vi, en)
    if record.is_end_unknown and (record.valid_to or not record.seen_on):
        vi = "Ngày kết thúc chưa rõ thì phải có ngày còn thấy (seen_on) và không có valid_to."
        en = "An unknown end needs the day it was last seen (seen_on), and no valid_to."
        return ("is_end_unknown", "true", vi, en)
    for name, chars_max in _CHARS_MAX.items():
        text = getattr(record, name, "")
        if isinstance(text, str) and len(text) > chars_max:
            vi, en = f"Dài hơn {chars_max} ký tự.", f"Longer than {chars_max} characters."
            return (name, text[:60], vi, en)
    return None


def _drop_circles(result: Sorted, known: Known) -> None:
    """A known unit may be moved below another, but never below itself."""
    by_id = {unit.pk: unit.code for unit in known.by_code.values()}
    above = {code: by_id.get(unit.parent_id or 0, "") for code, unit in known.by_code.items()}
    kept = []
    for record in result.accepted:
        unit = known.unit_of(record)
        code = unit.code if unit else record.code
        wanted, step = record.parent, record.parent
        while step and step != code:
            step = above.get(step, "")
        if step:
            vi = f"Đơn vị không thể nằm dưới chính mình (qua {wanted})."
            en = f"A unit cannot stand below itself (through {wanted})."
            result.remarks.append(rejection(record, "parent", wanted, vi, en))
            continue
        if wanted:
            above[code] = wanted
        kept.append(record)
    result.accepted = kept

"""The public list of Long An's units on 31 March 2024, with their successors of 2025.

It gives no agency codes but the province's, so codes of the legal format are made here from the
order of the list, and marked as made. "UBND" is written out; nothing else is changed.
"""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from motcua.reference.organisations.definition.record import (
    Book,
    KindRecord,
    Remark,
    SuccessorRecord,
    UnitRecord,
    UnknownFormat,
    day_of,
)
from motcua.spine import alphabet

SOURCE = "long_an_2024"
MERGED_DEPARTMENTS_ON = date(2025, 3, 1)
TWO_LEVELS_ON = date(2025, 7, 1)
KINDS = [
    KindRecord(code="province", name_vi="Tỉnh, thành phố", name_en="Province"),
    KindRecord(
        code="province_committee",
        name_vi="Ủy ban nhân dân cấp tỉnh",
        name_en="Provincial People's Committee",
    ),
    KindRecord(
        code="district_committee",
        name_vi="Ủy ban nhân dân cấp huyện",
        name_en="District People's Committee",
    ),
    KindRecord(
        code="commune_committee",
        name_vi="Ủy ban nhân dân cấp xã",
        name_en="Commune People's Committee",
    ),
    KindRecord(code="department", name_vi="Sở, ban, ngành", name_en="Department"),
    KindRecord(code="division", name_vi="Phòng, ban", name_en="Division"),
    KindRecord(
        code="land_registration_branch",
        name_vi="Văn phòng, chi nhánh đăng ký đất đai",
        name_en="Land registration office or branch",
    ),
    KindRecord(
        code="sector_agency", name_vi="Cơ quan ngành dọc", name_en="Agency of a national sector"
    ),
    KindRecord(
        code="service_centre",
        name_vi="Trung tâm phục vụ hành chính công",
        name_en="Public-service centre",
        receives_dossiers=True,
    ),
]
_KIND = {
    "branch": "land_registration_branch",  # The list has no other branches.
    "office": "division",
    "one_stop": "service_centre",
    "one_stop_centre": "service_centre",
}
# Where the two digits of a child begin, so that a number tells roughly what it stands for.
_FIRST_NUMBER = {
    "province_committee": 0,
    "sector_agency": 21,
    "district_committee": 31,
    "commune_committee": 40,
}
_SORTS = {"xã": "Commune", "phường": "Ward", "tỉnh": "Province"}
_MAY_SAY = ("parent", "gso_code", "national_agency_prefix", "successor_2025_03", "abolished")
_NEEDED = ("id", "kind", "level", "name_vi", "name_en")


def looks_like(content: dict[str, Any]) -> bool:
    return isinstance(content.get("after_2025_07"), dict) and "as_of" in content


def read(content: dict[str, Any]) -> Book:
    """Return the units of 2024, and those of 2025 the file mentions as their successors.

    :raises UnknownFormat: what it says of 2025 is not as in the public list.
    """
    book = Book(source=SOURCE, kinds=list(KINDS))
    after, seen_on = content["after_2025_07"], day_of(content["as_of"])
    today = after.get("new_units_from_long_an")
    if not isinstance(today, list) or not all(map(_is_area, [after.get("province"), *today])):
        raise UnknownFormat()
    units = _whole(book, content["units"], {area["gso_code"] for area in today})
    codes = _numbered(unit for _, unit in units)
    codes |= _mention_today(book, after, first_row=len(content["units"]) + 1)
    successor_of_province = SuccessorRecord(codes["TN"], TWO_LEVELS_ON)
    for row, unit in units:
        book.units.append(_unit(book, row, unit, codes, seen_on, successor_of_province))
    return book


def area_in_english(area_vi: str) -> str:
    """Return "My Le Commune" for "Xã Mỹ Lệ"."""
    sort, _, name = area_vi.partition(" ")
    return f"{without_accents(name)} {_SORTS[sort.casefold()]}"


def without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def committee(area_vi: str) -> dict[str, Any]:
    """Return the names of the People's Committee that governs a territory, e.g. "Xã Mỹ Lệ"."""
    inside = area_vi[:1].lower() + area_vi[1:]
    area_en = area_in_english(area_vi)
    return {
        "name_vi": f"Ủy ban nhân dân {inside}",
        "name_en": f"People's Committee of {area_en}",
        "short_name_vi": f"UBND {inside}",
        "short_name_en": area_en,
        "area_vi": area_vi,
        "area_en": area_en,
    }


def _is_area(area: Any) -> bool:
    return (
        isinstance(area, dict)
        and all(_is_text(area.get(name)) for name in ("gso_code", "name_vi"))
        and area["name_vi"].partition(" ")[0].casefold() in _SORTS
    )


def _is_text(text: object) -> bool:
    return isinstance(text, str) and not alphabet.BROKEN.search(text)


def _faulty(unit: dict[str, Any], today: set[str]) -> list[str]:
    """Return the fields of a unit that are missing, or not what the list writes there."""
    faulty = [name for name in _NEEDED if not _is_text(unit.get(name))]
    faulty += [
        name for name in _MAY_SAY if not (unit.get(name) is None or _is_text(unit.get(name)))
    ]
    successors = unit.get("successors_2025_07", [])
    if not isinstance(successors, list) or not all(
        isinstance(one, dict) and str(one.get("gso_code")) in today for one in successors
    ):
        faulty.append("successors_2025_07")
    return faulty


def _whole(book: Book, units: list[Any], today: set[str]) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows that can be placed in the tree; the others become remarks."""
    whole: list[tuple[int, dict[str, Any]]] = []
    known: set[str | None] = {None}
    for row, unit in enumerate(units, start=1):
        unit = unit if isinstance(unit, dict) else {}
        missing = _faulty(unit, today)
        if missing:
            vi = f"Thiếu hoặc ghi sai {', '.join(missing)}."
            en = f"Without {', '.join(missing)}, or not as it should be written."
        elif unit.get("parent") not in known:
            vi = f"Đơn vị cấp trên {unit['parent']} không đứng trước trong tệp."
            en = f"The unit above, {unit['parent']}, does not stand before it in the file."
        elif unit.get("parent") is None and not unit.get("national_agency_prefix"):
            vi = "Đơn vị gốc không có mã định danh (national_agency_prefix)."
            en = "The root has no agency code (national_agency_prefix)."
        else:
            known.add(unit["id"])
            whole.append((row, unit))
            continue
        book.remarks.append(
            Remark(
                row=row,
                unit=alphabet.BROKEN.sub("?", str(unit.get("id", "")))[:120],
                field=", ".join(missing) or "parent",
                value=alphabet.BROKEN.sub("?", str(unit.get("parent", "")))[:120],
                reason_vi=vi,
                reason_en=en,
                is_rejection=True,
            )
        )
    return whole


def _numbered(units: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Give each unit a code below its parent's: the committee and its province share one."""
    codes: dict[str, str] = {}
    taken: dict[tuple[str, int], int] = {}
    for unit in units:
        if unit.get("parent") is None:
            code = str(unit["national_agency_prefix"])
        else:
            base = codes[unit["parent"]].removesuffix(".00")
            first = _FIRST_NUMBER.get(kind_of(unit), 1)
            number = taken.get((base, first), first)
            taken[(base, first)] = number + 1
            code = f"{base}.{number:02d}"
        codes[unit["id"]] = code
    return codes


def kind_of(unit: dict[str, Any]) -> str:
    if unit["kind"] == "committee":
        level = unit["level"]
        return "province_committee" if level == "province" else f"{level}_committee"
    return _KIND.get(unit["kind"], str(unit["kind"]))


def _mention_today(book: Book, after: dict[str, Any], *, first_row: int) -> dict[str, str]:
    province = after["province"]
    root = f"H{province['gso_code']}"
    book.units.append(
        UnitRecord(
            row=first_row,
            code=root,
            source_id="TN",
            kind="province",
            gso_code=province["gso_code"],
            name_vi=province["name_vi"],
            name_en=area_in_english(province["name_vi"]),
            area_vi=province["name_vi"],
            area_en=area_in_english(province["name_vi"]),
            valid_from=TWO_LEVELS_ON,
            is_mentioned=True,
        )
    )
    codes = {"TN": root}
    first_number = _FIRST_NUMBER["commune_committee"]
    for place, unit in enumerate(after["new_units_from_long_an"]):
        source_id = f"TN.{unit['gso_code']}"
        codes[source_id] = f"{root}.{first_number + place:02d}"
        book.units.append(
            UnitRecord(
                row=first_row + 1 + place,
                code=codes[source_id],
                source_id=source_id,
                kind="commune_committee",
                gso_code=unit["gso_code"],
                parent=root,
                valid_from=TWO_LEVELS_ON,
                is_mentioned=True,
                **committee(unit["name_vi"]),
            )
        )
    return codes


def _unit(
    book: Book,
    row: int,
    unit: dict[str, Any],
    codes: dict[str, str],
    seen_on: date | None,
    successor_of_province: SuccessorRecord,
) -> UnitRecord:
    kind = kind_of(unit)
    successors = _successors(book, row, unit, codes)
    if kind == "province":
        successors = (successor_of_province,)
    valid_to, is_end_unknown = _end(book, row, unit, successors)
    if is_end_unknown:
        successors = tuple(SuccessorRecord(item.code, None) for item in successors)
    return UnitRecord(
        row=row,
        code=codes[unit["id"]],
        source_id=unit["id"],
        kind=kind,
        gso_code=unit.get("gso_code") or "",
        parent=codes.get(unit.get("parent") or "", ""),
        valid_to=valid_to,
        is_end_unknown=is_end_unknown,
        seen_on=seen_on,
        successors=successors,
        **_names(unit, kind),
    )


def _names(unit: dict[str, Any], kind: str) -> dict[str, Any]:
    short = unit["name_vi"]
    names = {"name_vi": short.replace("UBND", "Ủy ban nhân dân"), "name_en": unit["name_en"]}
    names["name_vi"] = names["name_vi"].replace("HĐND", "Hội đồng nhân dân")
    if short != names["name_vi"]:
        names["short_name_vi"] = short
    if kind == "province":
        names |= {"area_vi": short, "area_en": unit["name_en"]}
    elif unit.get("division_type"):
        area = short.removeprefix("UBND ")
        names |= {
            "name_en": f"People's Committee of {unit['name_en']}",
            "short_name_en": unit["name_en"],
            "area_vi": area[:1].upper() + area[1:],
            "area_en": unit["name_en"],
        }
    return names


def _successors(
    book: Book, row: int, unit: dict[str, Any], codes: dict[str, str]
) -> tuple[SuccessorRecord, ...]:
    department = unit.get("successor_2025_03")
    if department and department != unit["id"]:
        if department in codes:
            return (SuccessorRecord(codes[department], MERGED_DEPARTMENTS_ON),)
        vi = f"Đơn vị kế thừa {department} không có trong tệp; chưa ghi đơn vị kế thừa."
        en = f"The successor {department} is not in the file; no successor was noted."
        book.remarks.append(_remark(row, unit, "successor_2025_03", department, vi, en))
    return tuple(
        SuccessorRecord(codes[f"TN.{item['gso_code']}"], TWO_LEVELS_ON)
        for item in unit.get("successors_2025_07", [])
    )


def _end(
    book: Book, row: int, unit: dict[str, Any], successors: tuple[SuccessorRecord, ...]
) -> tuple[date | None, bool]:
    """Return the day the unit ended, and whether it ended on a day nobody recorded."""
    written = unit.get("abolished")
    if written:
        ended_on = day_of(written)
        if ended_on is None:
            vi = (
                "Ngày giải thể ghi bằng lời, không phải một ngày. Đơn vị được nạp với ngày kết"
                " thúc chưa rõ."
            )
            en = (
                "The end is written in words, not as a date. The unit is loaded with an unknown"
                " day of end."
            )
            book.remarks.append(_remark(row, unit, "abolished", written, vi, en))
        return ended_on, ended_on is None
    if unit.get("successor_2025_03"):
        is_merged = unit["successor_2025_03"] != unit["id"]
        return (MERGED_DEPARTMENTS_ON if is_merged else None), False
    days = {item.on for item in successors if item.on}
    return (max(days) if days else None), False


def _remark(row: int, unit: dict[str, Any], field: str, value: str, vi: str, en: str) -> Remark:
    return Remark(row=row, unit=unit["id"], field=field, value=value, reason_vi=vi, reason_en=en)

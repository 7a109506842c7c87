"""Make the demo province's units from the public list of Long An's units of 2024.

    python tools/make_organisations.py PATH_OF_longan_2024.json

Three trees come out: Long An of 2024 as the public list gives it, its departments merged on
1 March 2025, and the two levels of today with the 60 communes that came from Long An. The agencies
of today are an illustration: departments by succession, the same divisions in every commune.
"""

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from motcua.reference.organisations.definition import long_an, own_format
from motcua.reference.organisations.definition.record import (
    Book,
    KindRecord,
    SuccessorRecord,
    UnitRecord,
)

FILE = Path(__file__).parent.parent / "src/motcua/data/organisations/long_an_tay_ninh.json"
MERGED_ON, TWO_LEVELS_ON = long_an.MERGED_DEPARTMENTS_ON, long_an.TWO_LEVELS_ON
ROOT = "H80"

# Today's departments, in the order of their numbers, and those of Long An they continue.
DEPARTMENTS = [
    (
        "VP",
        "Văn phòng Ủy ban nhân dân tỉnh",
        "Văn phòng UBND tỉnh",
        "Office of the Provincial People's Committee",
    ),
    ("SNV", "Sở Nội vụ", "", "Department of Home Affairs"),
    ("STP", "Sở Tư pháp", "", "Department of Justice"),
    ("STC", "Sở Tài chính", "", "Department of Finance"),
    ("SCT", "Sở Công Thương", "", "Department of Industry and Trade"),
    ("SNNMT", "Sở Nông nghiệp và Môi trường", "", "Department of Agriculture and Environment"),
    ("SXD", "Sở Xây dựng", "", "Department of Construction"),
    ("SKHCN", "Sở Khoa học và Công nghệ", "", "Department of Science and Technology"),
    ("SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", "", "Department of Culture, Sports and Tourism"),
    ("SGDDT", "Sở Giáo dục và Đào tạo", "", "Department of Education and Training"),
    ("SYT", "Sở Y tế", "", "Department of Health"),
    ("TTT", "Thanh tra tỉnh", "", "Provincial Inspectorate"),
    ("SNgV", "Sở Ngoại vụ", "", "Department of Foreign Affairs"),
    ("BQLKKT", "Ban Quản lý Khu kinh tế tỉnh", "", "Economic Zone Management Board"),
]
OUTSIDE = [
    ("CA", "sector_agency", "Công an tỉnh Tây Ninh", "Công an tỉnh", "Tay Ninh Provincial Police"),
    ("CT", "sector_agency", "Thuế tỉnh Tây Ninh", "Thuế tỉnh", "Tay Ninh Provincial Tax Office"),
    (
        "BHXH",
        "sector_agency",
        "Bảo hiểm xã hội tỉnh Tây Ninh",
        "Bảo hiểm xã hội tỉnh",
        "Tay Ninh Social Insurance",
    ),
    (
        "BD",
        "outside",
        "Bưu điện tỉnh Tây Ninh",
        "Bưu điện tỉnh",
        "Tay Ninh Post (public postal service)",
    ),
]
DIVISIONS = [
    ("STP", "HCTP", "Phòng Hành chính tư pháp", "Judicial Administration Division"),
    ("SNV", "LDVL", "Phòng Lao động - Việc làm", "Labour and Employment Division"),
    ("STC", "DKKD", "Phòng Đăng ký kinh doanh", "Business Registration Division"),
    ("SXD", "QLXD", "Phòng Quản lý xây dựng", "Construction Management Division"),
    ("SNNMT", "QLDD", "Phòng Quản lý đất đai", "Land Management Division"),
]
IN_A_COMMUNE = [
    ("VP", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "Office of Council and Committee", {}),
    (
        "KT",
        "Phòng Kinh tế",
        "Economy Division",
        {
            "phường": (
                "Phòng Kinh tế, Hạ tầng và Đô thị",
                "Economy, Infrastructure and Urban Division",
            )
        },
    ),
    ("VHXH", "Phòng Văn hóa - Xã hội", "Culture and Society Division", {}),
]


def main(source: Path) -> None:
    content = json.loads(source.read_text(encoding="utf-8"))
    raw = long_an.read(content)
    codes = {unit.source_id: unit.code for unit in raw.units}
    today = _today(raw, content)
    merged = _merged_departments(raw, codes)
    ended = _ended(raw, {unit.source_id: unit.code for unit in [*today, *merged]})
    book = Book(source=long_an.SOURCE, kinds=[*raw.kinds, OUTSIDE_KIND])
    book.units.extend([*today, *ended, *merged])
    heading = {
        "name_vi": "Long An trong tỉnh Tây Ninh (minh hoạ)",
        "name_en": "Long An within Tay Ninh Province (illustration)",
        "note_vi": "Mã cơ quan đúng dạng của QĐ 20/2020 nhưng do phần mềm đặt; cơ quan năm nay"
        " xếp theo kế thừa, phòng của xã phường theo một mẫu.",
        "note_en": "Agency codes have the legal format but were made for this demo; the agencies"
        " of today follow from succession, divisions of communes from one pattern.",
        "as_of": content["as_of"],
    }
    written = own_format.write(book, **heading)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    lines = _one_line_a_unit(written)
    FILE.write_text(lines, encoding="utf-8")
    sys.stderr.write(f"{len(book.units)} units in {FILE}\n")


OUTSIDE_KIND = KindRecord(
    code="outside", name_vi="Đơn vị ngoài nhà nước", name_en="Body outside the state"
)


def _today(raw: Book, content: dict[str, Any]) -> list[UnitRecord]:
    province = next(unit for unit in raw.units if unit.source_id == "TN")
    made = [_described(province)]
    made.append(
        _unit(
            "TN.UBND",
            f"{ROOT}.00",
            "province_committee",
            ROOT,
            **_without_area(long_an.committee("Tỉnh Tây Ninh")),
        )
    )
    committee = made[-1].code
    numbers: dict[str, str] = {}
    for place, (key, vi, short, en) in enumerate(DEPARTMENTS, start=1):
        numbers[key] = f"{ROOT}.{place:02d}"
        made.append(
            _unit(
                f"TN.{key}",
                numbers[key],
                "department",
                committee,
                name_vi=vi,
                short_name_vi=short,
                name_en=en,
            )
        )
    made.append(
        _unit(
            "TN.TTPVHCC",
            f"{numbers['VP']}.01",
            "service_centre",
            numbers["VP"],
            name_vi="Trung tâm Phục vụ hành chính công tỉnh Tây Ninh",
            short_name_vi="Trung tâm PVHCC tỉnh",
            name_en="Public-Service Centre of Tay Ninh Province",
        )
    )
    for place, (key, kind, vi, short, en) in enumerate(OUTSIDE, start=21):
        numbers[key] = f"{ROOT}.{place}"
        made.append(
            _unit(
                f"TN.{key}", numbers[key], kind, ROOT, name_vi=vi, short_name_vi=short, name_en=en
            )
        )
    for above, key, vi, en in DIVISIONS:
        made.append(
            _unit(
                f"TN.{above}.{key}",
                f"{numbers[above]}.01",
                "division",
                numbers[above],
                name_vi=vi,
                name_en=en,
            )
        )
    made += _land_registration(raw, f"{numbers['SNNMT']}.02", numbers["SNNMT"])
    for unit in raw.units:
        if unit.source_id.startswith("TN.") and unit.is_mentioned:
            made += _commune(_described(replace(unit, parent=committee)), police=numbers["CA"])
    return made


def _commune(commune: UnitRecord, *, police: str) -> list[UnitRecord]:
    inside = commune.area_vi[:1].lower() + commune.area_vi[1:]
    made = [
        commune,
        _unit(
            f"{commune.source_id}.PVHCC",
            f"{commune.code}.01",
            "service_centre",
            commune.code,
            name_vi=f"Trung tâm Phục vụ hành chính công {inside}",
            short_name_vi=f"Trung tâm PVHCC {inside}",
            name_en=f"Public-Service Centre of {commune.area_en}",
        ),
    ]
    for place, (key, vi, en, otherwise) in enumerate(IN_A_COMMUNE, start=2):
        vi, en = otherwise.get(inside.partition(" ")[0], (vi, en))
        made.append(
            _unit(
                f"{commune.source_id}.{key}",
                f"{commune.code}.{place:02d}",
                "division",
                commune.code,
                name_vi=vi,
                name_en=en,
            )
        )
    number = commune.code.rpartition(".")[2]
    made.append(
        _unit(
            f"{commune.source_id}.CA",
            f"{police}.{number}",
            "sector_agency",
            police,
            name_vi=f"Công an {inside}",
            name_en=f"Police of {commune.area_en}",
        )
    )
    return made


def _land_registration(raw: Book, code: str, above: str) -> list[UnitRecord]:
    office = _unit(
        "TN.VPDK",
        code,
        "land_registration_branch",
        above,
        name_vi="Văn phòng Đăng ký đất đai",
        name_en="Land Registration Office",
    )
    branches = [unit for unit in raw.units if unit.source_id.endswith(".VPDK")]
    return [office] + [
        _unit(
            unit.source_id.replace("LA.", "TN."),
            f"{code}.{place:02d}",
            "land_registration_branch",
            code,
            name_vi=unit.name_vi,
            name_en=unit.name_en,
        )
        for place, unit in enumerate(branches, start=1)
    ]


def _merged_departments(raw: Book, codes: dict[str, str]) -> list[UnitRecord]:
    """Return what stood in Long An only between the two reforms of 2025."""
    department = f"{codes['LA']}.20"
    made = [
        replace(
            _unit(
                "LA.SNNMT",
                department,
                "department",
                codes["LA.UBND"],
                name_vi="Sở Nông nghiệp và Môi trường",
                name_en="Department of Agriculture and Environment",
            ),
            successors=(SuccessorRecord(f"{ROOT}.06", TWO_LEVELS_ON),),
        )
    ]
    branches = [unit for unit in raw.units if unit.source_id.endswith(".VPDK")]
    for place, unit in enumerate(branches, start=1):
        made.append(
            replace(
                _unit(
                    f"{unit.source_id}.2025",
                    f"{department}.{place:02d}",
                    "land_registration_branch",
                    department,
                    name_vi=unit.name_vi,
                    name_en=unit.name_en,
                ),
                successors=(SuccessorRecord(f"{ROOT}.06.02.{place:02d}", TWO_LEVELS_ON),),
            )
        )
    return [replace(unit, valid_from=MERGED_ON, valid_to=TWO_LEVELS_ON) for unit in made]


def _ended(raw: Book, new: dict[str, str]) -> list[UnitRecord]:
    """Give the units of 2024 their ends and successors: nothing of Long An outlives June 2025."""
    return [
        unit if unit.is_end_unknown else _with_end(unit, new)
        for unit in raw.units
        if not unit.is_mentioned
    ]


def _with_end(unit: UnitRecord, new: dict[str, str]) -> UnitRecord:
    source_id = unit.source_id
    if source_id.endswith(".VPDK"):
        return _passed_to(unit, new[f"{source_id}.2025"], MERGED_ON)
    if source_id in ("LA.STNMT", "LA.SNNPTNT"):
        return _passed_to(unit, new["LA.SNNMT"], MERGED_ON)
    if unit.successors or unit.valid_to:
        return unit
    heir = new.get(source_id.replace("LA.", "TN.", 1))
    if heir:
        return _passed_to(unit, heir, TWO_LEVELS_ON)
    return replace(unit, valid_to=TWO_LEVELS_ON)


def _passed_to(unit: UnitRecord, code: str, on: date) -> UnitRecord:
    return replace(unit, valid_to=on, successors=(SuccessorRecord(code, on),))


def _unit(source_id: str, code: str, kind: str, parent: str, **names: Any) -> UnitRecord:
    return UnitRecord(
        row=0,
        source_id=source_id,
        code=code,
        kind=kind,
        parent=parent,
        valid_from=TWO_LEVELS_ON,
        **names,
    )


def _described(unit: UnitRecord) -> UnitRecord:
    return replace(unit, is_mentioned=False)


def _without_area(names: dict[str, Any]) -> dict[str, Any]:
    """The territory belongs to the province; its committee governs it but is not named by it."""
    return {key: text for key, text in names.items() if not key.startswith("area")}


def _one_line_a_unit(written: dict[str, Any]) -> str:
    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, default=str)

    heading = [
        f"  {line(key)}: {line(value)}"
        for key, value in written.items()
        if key not in ("kinds", "units")
    ]
    lists = [
        f"  {line(key)}: [\n" + ",\n".join(f"    {line(row)}" for row in written[key]) + "\n  ]"
        for key in ("kinds", "units")
    ]
    return "{\n" + ",\n".join(heading + lists) + "\n}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))

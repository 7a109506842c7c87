"""How a file of official days is written: a JSON list, one object a day. Pure."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.reference.calendars import rules
from motcua.reference.calendars.rules import DayKind
from motcua.spine import alphabet

_KIND = {
    "holiday": DayKind.HOLIDAY,
    "swap_off": DayKind.SUBSTITUTE,
    "working_weekend": DayKind.WORKING_SATURDAY,
}
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CHARS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What the source's word for a day's standing makes of its decree."""

    suffix: str
    is_estimated: bool
    needs_check: bool
    title_vi: str
    title_en: str


# The file gives days without the numbers of their decrees. Days of one year and one standing make
# one decree, its number unknown.
PROVENANCES = {
    "agrees with announcement": Provenance(
        suffix="",
        is_estimated=False,
        needs_check=False,
        title_vi="Lịch nghỉ lễ, tết năm {year}",
        title_en="Public holidays of {year}",
    ),
    "missing in holidays 0.109": Provenance(
        suffix="-swap",
        is_estimated=False,
        needs_check=True,
        title_vi="Hoán đổi ngày làm việc năm {year}",
        title_en="Swapped working days of {year}",
    ),
    "check legal force": Provenance(
        suffix="-new",
        is_estimated=False,
        needs_check=True,
        title_vi="Ngày nghỉ mới của năm {year}",
        title_en="New day off of {year}",
    ),
    "computed, not announced": Provenance(
        suffix="-estimate",
        is_estimated=True,
        needs_check=False,
        title_vi="Lịch nghỉ năm {year}, ước tính",
        title_en="Holidays of {year}, estimated",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecord:
    """One official day."""

    on: date
    kind: DayKind
    name_vi: str
    name_en: str = ""
    source: str = ""
    in_place_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A row that cannot be read, and why."""

    row: int
    field: str
    value: str
    reason_vi: str
    reason_en: str


@dataclass(slots=True, kw_only=True)
class DecreeRecord:
    """The days that make one decree."""

    code: str
    year: int
    provenance: Provenance
    days: list[DayRecord] = field(default_factory=list)

    @property
    def covers(self) -> tuple[date, date]:
        """A holiday list decides its whole year; swapped and new days decide only themselves."""
        if self.provenance.suffix in ("", "-estimate"):
            return date(self.year, 1, 1), date(self.year, 12, 31)
        return min(day.on for day in self.days), max(day.on for day in self.days)


class UnknownFormat(Exception):
    """The file is no list of official days."""


def read(content: Any) -> tuple[list[DecreeRecord], list[Remark]]:
    """Return the decrees a list of days makes, and what could not be read.

    :raises UnknownFormat: it is not a list.
    """
    if not isinstance(content, list):
        raise UnknownFormat()
    decrees: dict[str, DecreeRecord] = {}
    remarks: list[Remark] = []
    taken: Counter[tuple[str, date]] = Counter()
    for row, item in enumerate(content, start=1):
        fault = _fault(item)
        if fault:
            remarks.append(Remark(row=row, **fault))
            continue
        day, provenance = _day(item), PROVENANCES[item["status"]]
        code = f"vn-{day.on.year}{provenance.suffix}"
        taken[(code, day.on)] += 1
        if taken[(code, day.on)] > 1:
            vi, en = "Ngày này đã có ở dòng trên.", "This day already stands further up."
            remarks.append(Remark(row=row, **_said("date", day.on, vi, en)))
            continue
        new = DecreeRecord(code=code, year=day.on.year, provenance=provenance)
        decrees.setdefault(code, new).days.append(day)
    return list(decrees.values()), remarks


def calendar_of(content: Any) -> rules.WorkingCalendar:
    """Return the calendar a list of days makes where there is no installation to ask.

    :raises UnknownFormat: it is not a list.
    """
    decrees, _remarks = read(content)
    announced = [day.on for one in decrees if not one.provenance.is_estimated for day in one.days]
    return rules.WorkingCalendar(
        days=rules.effective_days(_announcement(one) for one in decrees),
        announced_until=max(announced, default=None),
    )


def _announcement(decree: DecreeRecord) -> rules.Announcement:
    is_estimated = decree.provenance.is_estimated
    days = tuple(
        rules.DecreedDay(
            on=day.on,
            kind=day.kind,
            name_vi=day.name_vi,
            name_en=day.name_en or day.name_vi,
            decree=decree.code,
            is_estimated=is_estimated,
            in_place_of=day.in_place_of,
        )
        for day in decree.days
    )
    return rules.Announcement(decree.code, is_estimated, *decree.covers, days)


def _day(item: dict[str, Any]) -> DayRecord:
    kind, swapped = _KIND[item["kind"]], _ISO_DATE.search(item["name_vi"])
    on = date.fromisoformat(item["date"])
    name_vi, name_en = item["name_vi"].strip(), str(item.get("name_en") or "").strip()
    in_place_of = None
    if kind is DayKind.WORKING_SATURDAY and swapped:
        in_place_of = date.fromisoformat(swapped[0])
        name_vi = f"Làm bù cho ngày {in_place_of:%d/%m/%Y}"
        name_en = f"Worked in place of {in_place_of.day} {in_place_of:%B %Y}"
    return DayRecord(
        on=on,
        kind=kind,
        name_vi=name_vi,
        name_en=name_en,
        source=str(item.get("source") or ""),
        in_place_of=in_place_of,
    )


def _fault(item: Any) -> dict[str, str] | None:
    if not isinstance(item, dict):
        return _said("", item, "Dòng này không phải là một ngày.", "This row is not a day.")
    try:
        on = date.fromisoformat(str(item.get("date")))
    except ValueError:
        vi, en = "Ngày phải ghi dạng 2026-01-02.", "A date is written like 2026-01-02."
        return _said("date", item.get("date"), vi, en)
    weekday = item.get("weekday")
    if weekday not in (None, _WEEKDAYS[on.weekday()]):
        vi, en = "Thứ trong tuần không khớp với ngày.", "The weekday does not match the date."
        return _said("weekday", weekday, vi, en)
    kind = item.get("kind")
    if not isinstance(kind, str) or kind not in _KIND:
        vi, en = "Chưa biết loại ngày này.", "This kind of day is not known."
        return _said("kind", kind, vi, en)
    if kind == "working_weekend" and on.weekday() < 5:
        vi, en = "Ngày làm bù phải là thứ Bảy hoặc Chủ nhật.", "A day worked is a weekend day."
        return _said("date", on, vi, en)
    status = item.get("status")
    if not isinstance(status, str) or status not in PROVENANCES:
        vi, en = "Chưa biết tình trạng công bố này.", "This standing of a day is not known."
        return _said("status", status, vi, en)
    return _text_fault(item)


def _text_fault(item: dict[str, Any]) -> dict[str, str] | None:
    for name in ("name_vi", "name_en", "source"):
        text = item.get(name) or ""
        if not isinstance(text, str) or len(text) > _CHARS_MAX or (name == "name_vi" and not text):
            vi = f"Cần một dòng chữ không quá {_CHARS_MAX} ký tự."
            return _said(name, text, vi, f"A text of at most {_CHARS_MAX} characters is needed.")
        if alphabet.BROKEN.search(text):
            vi, en = "Có ký tự không đọc được.", "There is an unreadable character."
            return _said(name, alphabet.BROKEN.sub("?", text), vi, en)
    swapped = _ISO_DATE.search(item["name_vi"])
    if item["kind"] == "working_weekend" and swapped and _day_of(swapped[0]) is None:
        vi, en = "Ngày được làm bù không có trên lịch.", "The day worked for does not exist."
        return _said("name_vi", item["name_vi"], vi, en)
    return None


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _said(name: str, value: object, vi: str, en: str) -> dict[str, str]:
    return {"field": name, "value": str(value)[:120], "reason_vi": vi, "reason_en": en}

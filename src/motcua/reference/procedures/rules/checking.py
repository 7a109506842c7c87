"""Check plain values of unknown origin, and say what is wrong in words a clerk understands."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from motcua.spine import alphabet


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of a record."""

    field: str
    reason_vi: str


class HugeNumber:
    """Stands where a number had more digits than any amount or limit has."""


class Checker:
    """Collects the problems of one record; knows the place it looks at."""

    def __init__(
        self, *, depth_max: int, place: str = "", problems: list[Problem] | None = None
    ) -> None:
        self.depth_max, self.place = depth_max, place
        self.problems: list[Problem] = [] if problems is None else problems

    def at(self, name: str) -> "Checker":
        """Return a checker for what stands inside a field, collecting into the same list."""
        return Checker(depth_max=self.depth_max, place=self._path(name), problems=self.problems)

    def say(self, name: str, reason_vi: str) -> None:
        self.problems.append(Problem(self._path(name)[:120], reason_vi[:400]))

    def clean(self, value: object, name: str = "", depth: int = 0) -> Any:
        """Return the value with texts in NFC and 2.0 as 2: the same characters, the same number."""
        if depth > self.depth_max:
            self.say(name, f"Dữ liệu lồng nhau quá {self.depth_max} tầng.")
            return None
        match value:
            case str():
                return self._text(value, name)
            case float():
                return self._figure(value, name)
            case HugeNumber():
                self.say(name, "Số quá dài, không phải số tiền hay thời hạn có thật.")
                return None
            case list():
                return [
                    self.clean(item, f"{name}[{place + 1}]", depth + 1)
                    for place, item in enumerate(value)
                ]
            case dict():
                return self._table(value, name, depth)
        return value

    def text(
        self, table: dict[str, Any], name: str, *, longest: int, needed: str | None = None
    ) -> bool:
        """Check a text; True when there is one. `needed` is what to say when there is none."""
        value = table.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if needed:
                self.say(name, needed)
            return False
        if not isinstance(value, str):
            self.say(name, f"Phải là chữ, đang là {kind_of(value)}.")
        elif len(value) > longest:
            self.say(name, f"Dài {len(value)} ký tự, nhiều nhất là {longest}.")
        return isinstance(value, str)

    def switch(self, table: dict[str, Any], name: str) -> None:
        value = table.get(name)
        if value is not None and not isinstance(value, bool):
            self.say(name, f"Phải là đúng hoặc sai (true, false), đang là {kind_of(value)}.")

    def number(self, table: dict[str, Any], name: str, *, largest: int) -> None:
        value = table.get(name)
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.say(name, f"Phải là số, đang là {kind_of(value)}.")
        elif not 0 <= value <= largest:
            self.say(name, f"Số phải từ 0 đến {_grouped(largest)}, đang là {_shown(value)}.")
        elif value != round(value, 2):
            self.say(name, "Số có nhiều hơn hai chữ số thập phân.")

    def whole(self, table: dict[str, Any], name: str, *, largest: int, unit: str = "") -> None:
        value = table.get(name)
        if isinstance(value, float):
            self.say(name, f"Phải là số nguyên{f' ({unit})' if unit else ''}, đang có phần lẻ.")
            return
        self.number(table, name, largest=largest)

    def texts(self, table: dict[str, Any], name: str, *, longest: int, rows_max: int) -> None:
        for place, value in enumerate(self._list(table, name, rows_max)):
            if not isinstance(value, str):
                self.say(f"{name}[{place + 1}]", f"Phải là chữ, đang là {kind_of(value)}.")
            elif len(value) > longest:
                self.say(f"{name}[{place + 1}]", f"Dài hơn {longest} ký tự.")

    def table(self, table: dict[str, Any], name: str) -> list[dict[str, Any]]:
        """Return the table inside a field as a list of one, or of none."""
        value = table.get(name)
        if value is None:
            return []
        if not isinstance(value, dict):
            self.say(name, f"Phải là một nhóm trường {{ … }}, đang là {kind_of(value)}.")
            return []
        return [value]

    def rows(
        self, table: dict[str, Any], name: str, *, rows_max: int
    ) -> Iterator[tuple["Checker", dict[str, Any]]]:
        """Yield each row of a list with a checker that knows its place."""
        for place, value in enumerate(self._list(table, name, rows_max)):
            path = f"{name}[{place + 1}]"
            if isinstance(value, dict):
                yield self.at(path), value
            else:
                self.say(path, f"Phải là một nhóm trường {{ … }}, đang là {kind_of(value)}.")

    def _list(self, table: dict[str, Any], name: str, rows_max: int) -> list[Any]:
        value = table.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.say(name, f"Phải là một danh sách [ … ], đang là {kind_of(value)}.")
            return []
        if len(value) > rows_max:
            self.say(name, f"Có {len(value)} dòng, nhiều nhất là {rows_max}.")
            return []
        return value

    def _text(self, value: str, name: str) -> str:
        broken = alphabet.BROKEN.search(value)
        if broken:
            code = f"{ord(broken[0]):04X}"
            reason = f"Có ký tự hỏng không nhìn thấy (mã {code}). Xóa ký tự đó rồi nạp lại."
            self.say(name or "(bản ghi)", reason)
            return ""
        return unicodedata.normalize("NFC", value)

    def _figure(self, value: float, name: str) -> float | int | None:
        if not math.isfinite(value):
            self.say(name or "(bản ghi)", "Không phải là một số thật (NaN, vô cực).")
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value

    def _table(self, value: dict[Any, Any], name: str, depth: int) -> dict[str, Any]:
        cleaned = {}
        for key, item in value.items():
            path = f"{name}.{key}" if name else str(key)
            cleaned[self._text(str(key), "(tên trường)")] = self.clean(item, path, depth + 1)
        return cleaned

    def _path(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name


def kind_of(value: object) -> str:
    """Name the kind of a value for a clerk."""
    match value:
        case None:
            return "ô trống"
        case bool():
            return "đúng/sai"
        case int() | float():
            return "số"
        case str():
            return "chữ"
        case list():
            return "danh sách"
    return "nhóm trường"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _shown(value: float) -> str:
    return str(value) if abs(value) < 10**15 else f"{value:.3g}"

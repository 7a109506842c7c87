"""One answer: its canonical form, and what is wrong with it. Pure."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.reference.procedures.definition.checks import Sentence, figure_of, written
from motcua.reference.procedures.definition.shape import Field

YES, NO = ("yes", "true", "on", "1", "có"), ("no", "false", "off", "0", "không")
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_YEAR_FIRST = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
_PROVINCES_MAX = 96  # The first three digits of a personal number: 001 to 096.
PERSONAL_NUMBER = (
    "Số định danh có đúng 12 chữ số, ghi trên mặt trước thẻ căn cước.",
    "A personal number has exactly 12 digits; it is on the front of the identity card.",
)


def clean(text: str, *, lines: bool = False) -> str:
    """Return the text in NFC, trimmed, without control characters or doubled spaces."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():  # Most is, and going through its letters costs more than the rest.
        text = "".join(
            letter if letter == "\n" or not unicodedata.category(letter).startswith("C") else " "
            for letter in text.replace("\r\n", "\n").replace("\r", "\n")
        )
    if not lines:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


def canonical(field: Field, value: Any) -> Any:
    """Return the one form in which this answer is kept; what cannot be read stays as it came."""
    if isinstance(value, str):
        value = clean(value, lines=field.type == "long_text")
        if value == "":
            return None
    turn = _TURNS.get(field.type)
    return turn(field, value) if turn and value is not None else value


def problem(field: Field, value: Any) -> Sentence | None:
    """Say what is wrong with a canonical answer, or nothing."""
    look = _LOOKS.get(field.type, _text_problem)
    return look(field, value)


def _turn_date(field: Field, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    day = _parts_of_day(value)
    if day is None:
        return value
    try:
        return date(*day).isoformat()
    except ValueError:
        return value


def _turn_number(field: Field, value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        value = _figure_text(value)
    figure = figure_of(value)
    if figure is None or abs(figure) >= Decimal(10) ** 18:
        return value
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _turn_money(field: Field, value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        value = re.sub(r"\s*(đ|đồng|vnd|vnđ)\.?$", "", value, flags=re.IGNORECASE)
        value = re.sub(r"[.,\s](?=\d{3}(\D|$))", "", value)
    figure = figure_of(value)
    if figure is None or figure != figure.to_integral_value() or abs(figure) >= 10**15:
        return value
    return int(figure)


def _turn_digits(field: Field, value: Any) -> Any:
    return re.sub(r"[\s.\-]", "", value) if isinstance(value, str) else value


def _turn_phone(field: Field, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    digits = re.sub(r"[\s.()\-]", "", value)
    return "0" + digits.removeprefix("+84") if digits.startswith("+84") else digits


def _turn_yes_no(field: Field, value: Any) -> Any:
    if isinstance(value, str):
        return True if value.lower() in YES else False if value.lower() in NO else value
    return value


def _turn_choices(field: Field, value: Any) -> Any:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        return value
    order = [option.code for option in field.options]
    known = [code for code in order if code in value]
    return (known + [one for one in value if one not in order]) or None


def _turn_year(field: Field, value: Any) -> Any:
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{4}", value) else value


def _turn_file(field: Field, value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _text_problem(field: Field, value: Any) -> Sentence | None:
    if not isinstance(value, str):
        return _not_a("một dòng chữ", "a line of text")
    if len(value) > field.length_max:
        return (
            f"Dài {len(value)} chữ cái, chỗ này chỉ ghi được {field.length_max}. Viết ngắn lại.",
            f"{len(value)} characters; only {field.length_max} fit here. Shorten it.",
        )
    return None


def _date_problem(field: Field, value: Any) -> Sentence | None:
    day = _parts_of_day(value) if isinstance(value, str) else None
    if day is None:
        return (
            "Ghi ngày theo thứ tự ngày/tháng/năm, ví dụ 05/09/2026.",
            "Give the day as day/month/year, for example 05/09/2026.",
        )
    year, month, number = day
    if not 1 <= month <= 12:
        return (
            f"Không có tháng {month}. Ghi tháng từ 1 đến 12.",
            f"There is no month {month}. Give a month from 1 to 12.",
        )
    if not 1900 <= year <= 2200:
        return (
            f"Năm {year} không dùng được. Ghi đủ bốn chữ số, từ 1900.",
            f"The year {year} cannot be used. Give all four digits, from 1900.",
        )
    last = monthrange(year, month)[1]
    if not 1 <= number <= last:
        return (
            f"Ngày {number}/{month} không có. Tháng {month}/{year} chỉ đến ngày {last}.",
            f"There is no {number}/{month}. {month}/{year} ends on the {last}th.",
        )
    return None


def _year_problem(field: Field, value: Any) -> Sentence | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1900 <= value <= 2200:
        return ("Ghi năm bằng bốn chữ số, ví dụ 1985.", "Give the year in four digits, e.g. 1985.")
    return None


def _personal_number_problem(field: Field, value: Any) -> Sentence | None:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{12}", value):
        return PERSONAL_NUMBER
    if not 1 <= int(value[:3]) <= _PROVINCES_MAX:
        return (
            f"Ba số đầu {value[:3]} không phải mã tỉnh nào. Xem lại số trên thẻ căn cước.",
            f"The first three digits, {value[:3]}, are no province. Check the identity card.",
        )
    return None


def _phone_problem(field: Field, value: Any) -> Sentence | None:
    if isinstance(value, str) and re.fullmatch(r"0[0-9]{9,10}", value):
        return None
    return (
        "Số điện thoại bắt đầu bằng 0 và có 10 chữ số, ví dụ 0912345678.",
        "A phone number starts with 0 and has 10 digits, for example 0912345678.",
    )


def _email_problem(field: Field, value: Any) -> Sentence | None:
    if isinstance(value, str) and len(value) <= 254 and _EMAIL.match(value):
        return None
    return (
        "Địa chỉ thư có dạng ten@vidu.vn. Xem lại dấu @ và phần sau dấu chấm.",
        "An e-mail address looks like name@example.vn. Check the @ and what follows the dot.",
    )


def _figure_problem(field: Field, value: Any) -> Sentence | None:
    figure = None if isinstance(value, bool | list | dict) else figure_of(value)
    if figure is None:
        return ("Ghi một con số, ví dụ 112,5.", "Give a number, for example 112.5.")
    if figure != round(figure, field.decimals):
        what = f"tối đa {field.decimals} số lẻ" if field.decimals else "số nguyên"
        return (f"Ghi {what}.", f"Give at most {field.decimals} decimals.")
    unit = field.unit if field.type == "number" else "đồng"
    if field.min is not None and figure < Decimal(str(field.min)):
        least = written(field.min)
        return (
            f"Bạn ghi {written(figure)} {unit}. Ghi từ {least} {unit} trở lên.",
            f"You gave {written(figure, 'en')} {unit}. Give {written(field.min, 'en')} or more.",
        )
    if field.max is not None and figure > Decimal(str(field.max)):
        most = written(field.max)
        return (
            f"Bạn ghi {written(figure)} {unit}. Ghi số nhỏ hơn hoặc bằng {most}.",
            f"You gave {written(figure, 'en')} {unit}. Give {written(field.max, 'en')} or less.",
        )
    return None


def _choice_problem(field: Field, value: Any) -> Sentence | None:
    chosen = value if isinstance(value, list) else [value]
    known = {option.code for option in field.options}
    if all(isinstance(one, str) and one in known for one in chosen):
        return None
    return ("Chọn trong các mục có sẵn.", "Choose one of the options shown.")


def _yes_no_problem(field: Field, value: Any) -> Sentence | None:
    return None if isinstance(value, bool) else ("Chọn Có hoặc Không.", "Choose yes or no.")


def _file_problem(field: Field, value: Any) -> Sentence | None:
    if isinstance(value, list) and all(isinstance(one, str) and one for one in value):
        return None
    return ("Chọn tệp để đính kèm.", "Choose the files to attach.")


def _not_a(vi: str, en: str) -> Sentence:
    return (f"Chỗ này cần {vi}.", f"This needs {en}.")


def _parts_of_day(value: Any) -> tuple[int, int, int] | None:
    if not isinstance(value, str) or not value.isascii():
        return None
    if match := _DAY_FIRST.match(value):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.match(value):
        year, month, day = match.groups()
    else:
        return None
    return int(year), int(month), int(day)


def _figure_text(value: str) -> str:
    """Turn what people type (1.250,5 or 112,5 or 112.5) into a decimal with a point."""
    value = value.replace(" ", "")
    if "," in value:
        return value.replace(".", "").replace(",", ".", 1)
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3}){2,}", value):
        return value.replace(".", "")
    return value


_TURNS: dict[str, Callable[[Field, Any], Any]] = {
    "date": _turn_date,
    "year": _turn_year,
    "number": _turn_number,
    "money": _turn_money,
    "personal_number": _turn_digits,
    "phone": _turn_phone,
    "yes_no": _turn_yes_no,
    "multi_choice": _turn_choices,
    "file": _turn_file,
}
_LOOKS: dict[str, Callable[[Field, Any], Sentence | None]] = {
    "date": _date_problem,
    "year": _year_problem,
    "personal_number": _personal_number_problem,
    "phone": _phone_problem,
    "email": _email_problem,
    "number": _figure_problem,
    "money": _figure_problem,
    "choice": _choice_problem,
    "multi_choice": _choice_problem,
    "yes_no": _yes_no_problem,
    "file": _file_problem,
}

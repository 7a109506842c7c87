"""Named checks a definition may call. Pure; each complaint says what to do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from motcua.reference.procedures.definition.conditions import answer_to

Sentence = tuple[str, str]  # Vietnamese, English.
DIGITS_MAX = 30
FieldCheck = Callable[[Any, Mapping[str, Any], date], Sentence | None]
FormCheck = Callable[[Mapping[str, Any], Mapping[str, Any], date], Iterable[tuple[str, Sentence]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check, what it is told, and whether it looks at one answer or the whole form."""

    arguments: tuple[str, ...] = ()
    of_field: FieldCheck | None = None
    of_form: FormCheck | None = None


def years_between(born: date, on: date) -> int:
    """Return the full years of age on a day; who is born on 29 February ages on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def day_of(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def figure_of(value: Any) -> Decimal | None:
    try:
        figure = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    if not figure.is_finite() or abs(figure.adjusted()) > DIGITS_MAX:
        return None
    return figure if len(figure.as_tuple().digits) <= DIGITS_MAX else None


def written(value: Any, language: str = "vi") -> str:
    """Write a figure the way people do: 112,5 in Vietnamese, 112.5 in English."""
    figure = figure_of(value)
    if figure is None:
        return str(value)
    text = f"{figure:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def _not_in_future(value: Any, arguments: Mapping[str, Any], on: date) -> Sentence | None:
    day = day_of(value)
    if day is None or day <= on:
        return None
    return (
        f"Ngày {day:%d/%m/%Y} chưa tới. Ghi ngày đã qua hoặc hôm nay.",
        f"{day:%d/%m/%Y} has not come yet. Give today or an earlier day.",
    )


def _not_in_past(value: Any, arguments: Mapping[str, Any], on: date) -> Sentence | None:
    day = day_of(value)
    if day is None or day >= on:
        return None
    return (
        f"Ngày {day:%d/%m/%Y} đã qua. Ghi hôm nay hoặc một ngày sau.",
        f"{day:%d/%m/%Y} has passed. Give today or a later day.",
    )


def _age_at_least(value: Any, arguments: Mapping[str, Any], on: date) -> Sentence | None:
    day, years = day_of(value), int(arguments["years"])
    if day is None or years_between(day, on) >= years:
        return None
    return (
        f"Sinh ngày {day:%d/%m/%Y} thì chưa đủ {years} tuổi. Xem lại ngày sinh;"
        " nếu đúng, chờ đến khi đủ tuổi.",
        f"Born on {day:%d/%m/%Y}, not yet {years}. Check the date;"
        " if it is right, wait until then.",
    )


def _age_below(value: Any, arguments: Mapping[str, Any], on: date) -> Sentence | None:
    day, years = day_of(value), int(arguments["years"])
    if day is None or years_between(day, on) < years:
        return None
    return (
        f"Sinh ngày {day:%d/%m/%Y} là đã đủ {years} tuổi. Xem lại ngày sinh,"
        " hoặc chọn thủ tục dành cho người lớn hơn.",
        f"Born on {day:%d/%m/%Y}, already {years}. Check the date,"
        " or choose the procedure for older people.",
    )


def _not_after(
    answers: Mapping[str, Any], arguments: Mapping[str, Any], on: date
) -> Iterable[tuple[str, Sentence]]:
    """The day in `field` may not come after the day in `than`."""
    first, then = (
        day_of(answer_to(arguments["field"], answers)),
        day_of(answer_to(arguments["than"], answers)),
    )
    if first and then and first > then:
        yield (
            arguments["field"],
            (
                f"Ngày {first:%d/%m/%Y} sau ngày {then:%d/%m/%Y}. Xem lại hai ngày này.",
                f"{first:%d/%m/%Y} comes after {then:%d/%m/%Y}. Check the two days.",
            ),
        )


def _at_most_field(
    answers: Mapping[str, Any], arguments: Mapping[str, Any], on: date
) -> Iterable[tuple[str, Sentence]]:
    """The figure in `field` may not exceed the figure in `than`."""
    figure = figure_of(answer_to(arguments["field"], answers))
    most = figure_of(answer_to(arguments["than"], answers))
    if figure is not None and most is not None and figure > most:
        yield (
            arguments["field"],
            (
                f"Bạn ghi {written(figure)}, nhưng nhiều nhất chỉ có {written(most)}."
                f" Ghi số nhỏ hơn hoặc bằng {written(most)}.",
                f"You gave {written(figure, 'en')}, but there is only {written(most, 'en')}."
                f" Give {written(most, 'en')} or less.",
            ),
        )


def _different_people(
    answers: Mapping[str, Any], arguments: Mapping[str, Any], on: date
) -> Iterable[tuple[str, Sentence]]:
    """The persons named in `fields` must not share a personal number."""
    seen: set[str] = set()
    for name in arguments["fields"]:
        number = answer_to(f"{name}.personal_number", answers)
        if not isinstance(number, str):
            continue
        if number in seen:
            yield (
                f"{name}.personal_number",
                (
                    "Số định danh này đã ghi cho người ở trên. Ghi số của người này.",
                    "This number already stands for a person above. Give this person's own.",
                ),
            )
        seen.add(number)


def _one_of(
    answers: Mapping[str, Any], arguments: Mapping[str, Any], on: date
) -> Iterable[tuple[str, Sentence]]:
    """At least one of `fields` must be answered."""
    names = list(arguments["fields"])
    if not any(answer_to(name, answers) for name in names):
        yield (
            names[0],
            (
                "Chưa có mục nào được ghi. Ghi ít nhất một trong các mục này.",
                "None of these is filled in. Fill in at least one.",
            ),
        )


CHECKS: dict[str, Check] = {
    "not_in_future": Check(of_field=_not_in_future),
    "not_in_past": Check(of_field=_not_in_past),
    "age_at_least": Check(arguments=("years",), of_field=_age_at_least),
    "age_below": Check(arguments=("years",), of_field=_age_below),
    "not_after": Check(arguments=("field", "than"), of_form=_not_after),
    "at_most_field": Check(arguments=("field", "than"), of_form=_at_most_field),
    "different_people": Check(arguments=("fields",), of_form=_different_people),
    "one_of": Check(arguments=("fields",), of_form=_one_of),
}

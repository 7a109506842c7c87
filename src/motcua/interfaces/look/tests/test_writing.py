from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.interfaces.look import writing
from motcua.interfaces.look.paging import pages


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (12846, "12.846", "12,846"),
        (Decimal("66.75"), "66,75", "66.75"),
        (0, "0", "0"),
        (None, "–", "–"),
    ],
)
def test_numbers(value: Decimal | None, vietnamese: str, english: str) -> None:
    assert writing.number(value, "vi") == vietnamese
    assert writing.number(value, "en") == english


def test_money_has_its_unit_on_the_same_line() -> None:
    assert writing.money(75000, "vi") == "75.000\u00a0đ"
    assert writing.money(75000, "en") == "75,000\u00a0đ"


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_a_written_number_can_be_read_back(value: int) -> None:
    assert int(writing.number(value, "vi").replace(".", "")) == value


def test_a_day_carries_its_weekday() -> None:
    assert writing.day(date(2026, 12, 1), "vi") == "thứ Ba, 01/12/2026"
    assert writing.day(date(2026, 12, 1), "en") == "Tue 1 Dec 2026"
    assert writing.day(date(2026, 11, 22), "vi") == "Chủ nhật, 22/11/2026"


def test_a_moment_is_written_in_vietnam_time() -> None:
    just_after_midnight = datetime(2026, 11, 30, 17, 5, tzinfo=UTC)

    assert writing.moment(just_after_midnight, "vi") == "0:05, thứ Ba, 01/12/2026"
    assert writing.day(just_after_midnight, "en") == "Tue 1 Dec 2026"


@pytest.mark.parametrize(
    ("days", "state", "vietnamese", "english"),
    [
        (-3, "late", "Quá 3 ngày", "3 days late"),
        (-1, "late", "Quá 1 ngày", "1 day late"),
        (0, "today", "Hạn hôm nay", "Due today"),
        (1, "soon", "Còn 1 ngày", "1 day left"),
        (3, "soon", "Còn 3 ngày", "3 days left"),
        (4, "ok", "Còn 4 ngày", "4 days left"),
    ],
)
def test_due_states(days: int, state: str, vietnamese: str, english: str) -> None:
    assert writing.due_state(days) == state
    assert writing.due_words(days, "vi") == vietnamese
    assert writing.due_words(days, "en") == english


def test_a_name_without_english_stays_vietnamese_and_says_so() -> None:
    thing = {"name_vi": "Khai sinh", "name_en": ""}

    assert writing.in_language(thing, "name", "en") == ("Khai sinh", "vi")
    assert writing.in_language(thing | {"name_en": "Birth"}, "name", "en") == ("Birth", "en")
    assert writing.in_language(thing | {"name_en": "Birth"}, "name", "vi") == ("Khai sinh", "vi")


@given(last=st.integers(1, 200), data=st.data())
def test_pages_always_offer_the_first_the_last_and_the_current(
    last: int, data: st.DataObject
) -> None:
    current = data.draw(st.integers(1, last))

    found = pages(current=current, last=last, address=str)

    numbers = [link.number for link in found.links]
    assert numbers == sorted(set(numbers))
    assert {1, current, last} <= set(numbers)
    assert bool(found.previous) == (current > 1)
    assert bool(found.next) == (current < last)
    assert [link.number for link in found.links if link.is_current] == [current]

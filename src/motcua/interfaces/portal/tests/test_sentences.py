from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from motcua.interfaces.portal import sentences
from motcua.reference.procedures.rules.content import Content, Fee, TimeLimit, content_of


def said(**given: Any) -> Content:
    return content_of({"name_vi": "Thủ tục", **given})


@pytest.mark.parametrize(
    ("limit", "vietnamese", "english"),
    [
        (TimeLimit(Decimal(3), "working_day"), "3 ngày làm việc", "3 working days"),
        (TimeLimit(Decimal(1), "day"), "1 ngày", "1 day"),
        (TimeLimit(Decimal("2.5"), "working_day"), "2,5 ngày làm việc", "2.5 working days"),
        (TimeLimit(Decimal(1), "working_day", same_day=True), "trong ngày", "same day"),
        (TimeLimit(Decimal(7), None), "", ""),
        (TimeLimit(None, "day"), "", ""),
    ],
)
def test_limits(limit: TimeLimit, vietnamese: str, english: str) -> None:
    assert sentences.limit(limit) == vietnamese
    with translation.override("en"):
        assert sentences.limit(limit) == english


def test_half_days_are_said_as_people_say_them() -> None:
    assert sentences.amount_of(1, "half_day") == "nửa ngày làm việc"
    assert sentences.amount_of(3, "half_day") == "1,5 ngày làm việc"


def test_a_limit_nobody_can_use_says_what_the_source_wrote() -> None:
    assert "“Không quy định”" in sentences.limit_note(TimeLimit(text="Không quy định"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (said(fee_vnd=75000), "75.000\u00a0đ"),
        (said(fee_vnd=0), "miễn phí"),
        (said(fee_items=[{"amount": 2000}, {"amount": 200000}]), "2.000\u00a0đ đến 200.000\u00a0đ"),
        (said(fee_items=[{"amount": 0}, {"amount": 8000}]), "đến 8.000\u00a0đ"),
        (said(fee_text="Theo nghị quyết của HĐND tỉnh"), "Theo nghị quyết của HĐND tỉnh"),
        (said(fee_text="Không có thông tin"), ""),
        (said(), ""),
    ],
)
def test_fees_are_never_zero_when_they_are_not_known(content: Content, words: str) -> None:
    assert sentences.fee(content) == words


def test_a_foreign_amount_keeps_its_currency() -> None:
    assert sentences.one_fee(Fee(10, currency="USD")) == "10 USD"

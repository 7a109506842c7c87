from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.capabilities.notifications import definition
from motcua.capabilities.notifications.definition import BadTemplate, Template, UnknownTemplate
from motcua.capabilities.notifications.rules import wording
from motcua.capabilities.notifications.rules.wording import BadValue, Kind
from motcua.capabilities.notifications.states import Channel

TODAY = date(2026, 12, 1)
LONGEST = {
    Kind.CODE: "H15.50.05.13-261008-0975",
    Kind.DATE: TODAY,
    Kind.MONEY: 999_000_000,
    Kind.NUMBER: 99,
}
GOOD = """
code = "lamp"
[[versions]]
valid_from = 2026-01-01
channels = ["inbox", "sms"]
link = "/lamps/{code}/"
parameters = { code = "code", on = "date", price = "money" }
[versions.vi]
title = "Đèn {code}"
text = "Sáng {on}, giá {price}."
[versions.en]
title = "Lamp {code}"
text = "Lit on {on}, for {price}."
[versions.sms]
vi = "Den {code} sang {on}, {price}"
en = "Lamp {code} lit {on}, {price}"
"""


@pytest.mark.parametrize("template", definition.templates(), ids=lambda one: one.code)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_template_we_ship_can_be_written(template: Template, language: str) -> None:
    values = template.checked({name: LONGEST[kind] for name, kind in template.parameters.items()})

    for channel in template.channels:
        written = template.written(values, language=language, channel=channel)

        assert written.text
        assert "{" not in written.title + written.text + written.link
        if channel == Channel.SMS:
            assert len(written.text) <= definition.SMS_CHARACTERS_MAX
            assert written.text.isascii()


def lamp(text: str = GOOD) -> Template:
    [template] = definition.read("lamp", text)
    return template


class TestWritten:
    @pytest.mark.parametrize(
        ("language", "channel", "text"),
        [
            ("vi", Channel.INBOX, "Sáng thứ Ba, 01/12/2026, giá 75.000\u00a0đ."),
            ("en", Channel.INBOX, "Lit on Tuesday, 1 December 2026, for 75,000\u00a0đ."),
            ("vi", Channel.SMS, "Den L-1 sang 01/12/2026, 75.000d"),
        ],
    )
    def test_in_the_words_of_its_language_and_channel(
        self, language: str, channel: Channel, text: str
    ) -> None:
        values = lamp().checked({"code": "L-1", "on": TODAY, "price": 75_000})

        written = lamp().written(values, language=language, channel=channel)

        assert written.text == text
        assert written.link == "/lamps/L-1/"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"code": "Nguyễn Văn An"},
            {"code": "two words"},
            {"code": ""},
            {"code": "{price}"},
            {"on": "2026-12-01"},
            {"price": 1.5},
            {"price": True},
        ],
    )
    def test_nothing_but_codes_and_figures_comes_in(self, wrong: dict[str, object]) -> None:
        with pytest.raises(BadValue):
            lamp().checked({"code": "L-1", "on": TODAY, "price": 75_000} | wrong)

    @pytest.mark.parametrize("values", [{}, {"code": "L", "on": TODAY, "price": 1, "more": 1}])
    def test_none_is_missing_and_none_too_many(self, values: dict[str, object]) -> None:
        with pytest.raises(BadValue):
            lamp().checked(values)

    @given(st.text(max_size=90))
    def test_a_code_never_carries_words(self, text: str) -> None:
        try:
            kept = wording.checked(text, Kind.CODE)
        except BadValue:
            return
        assert kept == text
        assert text.isascii()
        assert not any(character.isspace() for character in text)


class TestReading:
    @pytest.mark.parametrize(
        ("change", "to"),
        [
            ('code = "lamp"', 'code = "candle"'),
            ("{price}.", "{cost}."),
            ("Den {code}", "Đèn {code}"),
            ('"inbox", "sms"', '"inbox", "pigeon"'),
            ('price = "money"', 'price = "gold"'),
            ("[versions.en]", "[versions.fr]"),
            ('title = "Lamp {code}"', ""),
            ("Den {code} sang", "x" * 160),
            ("valid_from = 2026-01-01", ""),
            ("[[versions]]", "[[versions"),
        ],
    )
    def test_a_wrong_file_is_refused(self, change: str, to: str) -> None:
        assert change in GOOD

        with pytest.raises(BadTemplate, match="lamp"):
            lamp(GOOD.replace(change, to))

    def test_the_version_of_the_day_counts(self) -> None:
        with pytest.raises(UnknownTemplate):
            definition.template("dossier_received", on=date(2019, 12, 31))
        with pytest.raises(UnknownTemplate):
            definition.template("no_such", on=TODAY)

"""Definitions read strictly; answers, fees and the ten definitions that come with the product."""

import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.reference.procedures.definition import answers, fees, plain, reading
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.procedures.definition.table import BadDefinition
from motcua.reference.procedures.rules import defined
from motcua.reference.procedures.rules.content import content_of
from motcua.reference.procedures.rules.lint import findings, looking
from motcua.reference.procedures.rules.lint.findings import Finding
from motcua.reference.procedures.rules.lint.subject import of_version

FOLDER = Path(str(files("motcua").joinpath("data/procedures/definitions")))
TEN = sorted(FOLDER.glob("*.toml"))
TODAY = date(2026, 9, 1)

ADDRESS = {"province": "80", "commune": "27694", "detail": "12 Hùng Vương"}
MINH = {
    "full_name": "Nguyễn Văn Minh",
    "date_of_birth": "1990-05-09",
    "personal_number": "080090001234",
    "phone": "0912345678",
    "address": ADDRESS,
    "nationality": "Việt Nam",
    "sex": "male",
}


def a_form(**fields: Any) -> Definition:
    values = plain.values(code="x", name_vi="Thử", name_en="Trial")
    values["sections"] = [
        {
            "code": "s",
            "title_vi": "Một",
            "title_en": "One",
            "fields": [
                {"code": code, "label_vi": code, "label_en": code} | field
                for code, field in fields.items()
            ],
        }
    ]
    return reading.from_values(values, source="thu.toml")


def problems(form: Definition, given_answers: dict[str, Any]) -> dict[str, str]:
    found = answers.check_answers(form, given_answers, on=TODAY)
    return {problem.path: problem.message_vi for problem in found}


def found_in(values: dict[str, Any]) -> list[Finding]:
    """Return what the rules say of a definition alone."""
    kept = json.loads(json.dumps(values, default=str))
    said = content_of(defined.content(reading.from_values(kept, source="x"), agency="", seen=None))
    return looking.findings(of_version(kept, said))


class TestReading:
    @pytest.mark.parametrize("path", TEN, ids=lambda path: path.stem)
    def test_the_ten_are_read_in_full(self, path: Path) -> None:
        definition = reading.from_file(path)

        assert not definition.is_plain
        assert len(definition.fields) >= 9
        assert definition.steps
        assert definition.results
        assert definition.components
        assert definition.time_limits
        assert definition.legal_basis
        assert findings.errors(found_in(reading.values_of(path))) == []

    @pytest.mark.parametrize("path", TEN, ids=lambda path: path.stem)
    def test_what_a_version_keeps_as_json_reads_the_same(self, path: Path) -> None:
        kept = json.loads(json.dumps(reading.values_of(path), default=str))

        assert reading.from_values(kept, source="json") == reading.from_file(path)

    def test_there_are_ten(self) -> None:
        assert len(TEN) == 10

    def test_an_unknown_key_names_the_file_the_key_and_what_is_allowed(self) -> None:
        values = plain.values(code="x", name_vi="Thử", name_en="Trial") | {"colour": "green"}

        with pytest.raises(BadDefinition) as refused:
            reading.from_values(values, source="thu.toml")

        assert "thu.toml: colour" in str(refused.value)
        assert "name_vi" in refused.value.allowed

    def test_an_unknown_word_lists_the_known_ones(self) -> None:
        with pytest.raises(BadDefinition) as refused:
            a_form(age={"type": "colour"})

        assert refused.value.key == "sections[0].fields[0].type"
        assert "date" in refused.value.allowed

    def test_a_condition_on_a_field_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(BadDefinition, match="there is no field 'ghost'"):
            a_form(name={"type": "text", "shown_if": {"field": "ghost", "is": True}})

    def test_a_fee_that_cannot_be_reckoned_is_refused(self) -> None:
        values = plain.values(code="x", name_vi="Thử", name_en="Trial")
        fee = {"code": "f", "name_vi": "Phí", "name_en": "Fee", "word": "per_page"}

        with pytest.raises(BadDefinition, match="cannot be reckoned"):
            reading.from_values(values | {"fees": [fee]}, source="thu.toml")

    def test_a_field_that_stands_twice_is_refused(self) -> None:
        values = plain.values(code="x", name_vi="Thử", name_en="Trial")
        values["sections"][1]["fields"] *= 2

        with pytest.raises(BadDefinition, match="stands twice"):
            reading.from_values(values, source="thu.toml")

    def test_steps_longer_than_the_limit_are_read_and_told_by_the_rules(self) -> None:
        values = reading.values_of(FOLDER / "1.001193.toml")
        values["steps"][1]["limit"]["value"] = 9

        reading.from_values(values, source="thu.toml")
        said = [one.sentence("vi") for one in findings.errors(found_in(values))]

        assert "ít nhất 1,5 ngày làm việc, quá thời hạn 1 ngày làm việc" in said[0]


class TestAnswers:
    def test_they_are_kept_in_one_form(self) -> None:
        form = a_form(
            name={"type": "text"},
            born={"type": "date"},
            area={"type": "number", "unit": "m²", "decimals": 2},
            capital={"type": "money"},
            phone={"type": "phone"},
            number={"type": "personal_number"},
            married={"type": "yes_no"},
        )
        typed = {
            "name": "  Nguyê\u0303n \u00a0 Va\u0306n  Minh\u200b ",
            "born": "9/5/1990",
            "area": "1.112,50",
            "capital": "1.500.000 đ",
            "phone": "+84 912 345 678",
            "number": "080 090 001 234",
            "married": "yes",
        }

        assert answers.canonical(form, typed) == {
            "name": "Nguyễn Văn Minh",
            "born": "1990-05-09",
            "area": "1112.5",
            "capital": 1500000,
            "phone": "0912345678",
            "number": "080090001234",
            "married": True,
        }

    @pytest.mark.parametrize(
        ("kind", "answer", "says"),
        [
            ({"type": "date"}, "31/11/2026", "Tháng 11/2026 chỉ đến ngày 30"),
            ({"type": "date"}, "mai", "ngày/tháng/năm"),
            ({"type": "personal_number"}, "123", "đúng 12 chữ số"),
            ({"type": "personal_number"}, "999090001234", "không phải mã tỉnh"),
            ({"type": "phone"}, "12345", "bắt đầu bằng 0"),
            ({"type": "email"}, "minh@", "Xem lại dấu @"),
            ({"type": "money"}, "nhiều", "Ghi một con số"),
            (
                {"type": "number", "unit": "m²", "max": 112.5, "decimals": 1},
                126,
                "hơn hoặc bằng 112,5",
            ),
            ({"type": "number", "unit": "bản"}, "1,5", "số nguyên"),
            ({"type": "year"}, "85", "bốn chữ số"),
            ({"type": "text", "length_max": 3}, "dài quá", "Viết ngắn lại"),
            ({"type": "date", "rules": [{"check": "not_in_future"}]}, "2027-01-01", "chưa tới"),
        ],
    )
    def test_a_wrong_one_is_told_what_to_do(
        self, kind: dict[str, Any], answer: Any, says: str
    ) -> None:
        assert says in problems(a_form(thing=kind), {"thing": answer})["thing"]

    def test_what_is_hidden_is_neither_asked_nor_kept(self) -> None:
        form = a_form(
            married={"type": "yes_no"},
            number={
                "type": "text",
                "required": True,
                "shown_if": {"field": "married", "is": True},
            },
        )

        assert problems(form, {"married": False, "number": "12"}) == {}
        assert answers.canonical(form, {"married": False, "number": "12"}) == {"married": False}
        assert "number" in problems(form, {"married": True})

    def test_a_personal_number_agrees_with_birth_and_sex(self) -> None:
        form = a_form(who={"type": "person", "parts": ["personal_number", "date_of_birth", "sex"]})
        who = {"personal_number": "080190001234", "date_of_birth": "1991-01-01", "sex": "male"}

        found = problems(form, {"who": who})

        assert "sinh năm 1990" in found["who.personal_number"]
        assert "không khớp" in found["who.sex"]

    def test_a_question_that_the_form_does_not_ask_is_named(self) -> None:
        assert "ghost" in problems(a_form(name={"type": "text"}), {"ghost": "boo"})

    def test_a_child_can_be_registered(self) -> None:
        form = reading.from_file(FOLDER / "1.001193.toml")
        mother = {
            "full_name": "Trần Thị Lan",
            "year_of_birth": 1994,
            "nationality": "Việt Nam",
        }
        filed = {
            "requester": MINH,
            "relation": "father",
            "child_name": "Nguyễn Minh An",
            "child_born_on": "20/08/2026",
            "child_sex": "female",
            "child_ethnicity": "Kinh",
            "child_nationality": "Việt Nam",
            "born_where": "facility",
            "birth_facility": "Bệnh viện Đa khoa Long An",
            "birth_place": ADDRESS,
            "home_town": ADDRESS,
            "married": True,
            "mother": mother,
            "father": mother | {"full_name": "Nguyễn Văn Minh"},
        }
        asked = {"nationality", "sex"}
        filed["requester"] = {key: value for key, value in MINH.items() if key not in asked}

        assert problems(form, filed) == {}
        assert list(problems(form, filed | {"father": None})) == ["father"]

    def test_a_groom_of_nineteen_waits(self) -> None:
        form = reading.from_file(FOLDER / "1.000894.toml")
        groom = MINH | {"date_of_birth": "2007-05-09", "personal_number": "080207001234"}

        found = problems(form, {"groom": groom, "bride": groom})

        assert "chưa đủ 20 tuổi" in found["groom.date_of_birth"]
        assert "đã ghi cho người ở trên" in found["bride.personal_number"]

    @settings(max_examples=150, deadline=None)
    @given(data=st.data())
    def test_nothing_that_can_be_sent_breaks_it(self, data: st.DataObject) -> None:
        form = reading.from_file(data.draw(st.sampled_from(TEN)))
        anything = st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["full_name", "personal_number", "date_of_birth", "sex"]),
                    inner,
                )
            ),
            max_leaves=6,
        )
        codes = st.sampled_from([field.code for field in form.fields] + ["?"])
        sent = data.draw(st.dictionaries(codes, anything, max_size=12))

        once = answers.canonical(form, sent)

        assert answers.canonical(form, once) == once
        answers.check_answers(form, sent, on=TODAY)
        for channel in ("online", "in_person", "postal"):
            assert all(c.amount_vnd >= 0 for c in fees.charges(form, once, channel=channel))


class TestFees:
    @pytest.mark.parametrize(
        ("pages", "copies", "vnd"),
        [(1, 1, 2000), (2, 1, 4000), (3, 1, 5000), (10, 2, 24000), (500, 1, 200000)],
    )
    def test_certified_copies_cost_by_page_and_have_a_ceiling(
        self, pages: int, copies: int, vnd: int
    ) -> None:
        form = reading.from_file(FOLDER / "2.000815.toml")
        filed = {"pages": str(pages), "copies": str(copies)}

        (charge,) = fees.charges(form, filed, channel="in_person")

        assert charge.amount_vnd == vnd

    def test_an_area_below_nothing_costs_nothing(self) -> None:
        form = reading.from_file(FOLDER / "1.013949.toml")

        charges = fees.charges(form, {"change_area": -1}, channel="online")

        assert charges
        assert all(charge.amount_vnd >= 0 for charge in charges)

    def test_a_waived_charge_stays_visible_at_nothing(self) -> None:
        form = reading.from_file(FOLDER / "1.004222.toml")

        (paid,) = fees.charges(form, {}, channel="online")
        (waived,) = fees.charges(form, {"fee_group": "child"}, channel="online")

        assert (paid.amount_vnd, waived.amount_vnd) == (10000, 0)
        assert waived.waiver == "protected"

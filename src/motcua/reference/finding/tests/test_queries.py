"""Whatever is typed: an answer, the same each time, and never a fault."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.reference.finding import queries
from motcua.reference.finding.rules import tables
from motcua.spine.errors import NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
WITH_DEFINITIONS = True

ODD = [
    "",
    "   ",
    "\x00",
    "khai\x00sinh",
    "🍼👶",
    "a" * 1000,
    "khai sinh " * 100,
    "(khai|sinh)&!*:<->'\\",
    "khai & sinh | !tu",
    "'; DROP TABLE finding_indexedprocedure; --",
    "%_%",
    "{}[]%s%(q)s",
    "\u0301\u0302\u0303",
    "ĐĂNG KÝ KHAI SINH",
    "đăng ký khai sinh",
    "中文 العربية ру́сский",
    "1.001193 or 1=1",
    "0",
    "-",
]


class TestOddQueries:
    @pytest.mark.parametrize("query", ODD)
    def test_an_odd_one_is_answered(self, query: str) -> None:
        found = queries.search(query)

        assert found.total >= len(found.hits)

    def test_nothing_typed_finds_nothing(self) -> None:
        assert queries.search("  ").total == 0

    def test_letters_with_marks_apart_are_the_same_letters(self) -> None:
        apart = "đăng ký khai sinh"

        assert queries.search(apart) == queries.search("đăng ký khai sinh")

    def test_operators_are_words_or_nothing(self) -> None:
        assert queries.search("khai & sinh | !").hits == queries.search("khai sinh").hits

    @settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        query=st.text(max_size=60)
        | st.lists(
            st.sampled_from(["khai", "sinh", "đất", "fep", "xe", "&", "lai", "so", "đỏ"])
        ).map(" ".join),
        page=st.integers(-5, 10_000_000),
        per_page=st.integers(-5, 1000),
    )
    def test_it_never_fails_and_says_the_same_twice(
        self, query: str, page: int, per_page: int
    ) -> None:
        assert queries.search(query, page=page, per_page=per_page) == queries.search(
            query, page=page, per_page=per_page
        )


class TestPages:
    def test_they_follow_each_other_without_gap_or_overlap(self) -> None:
        whole = queries.search("đăng ký", per_page=50).hits

        parts = [queries.search("đăng ký", page=page, per_page=10).hits for page in range(1, 6)]

        assert [hit for part in parts for hit in part] == list(whole)

    def test_a_field_narrows_and_alone_lists_everything_of_it(self) -> None:
        every = queries.search("", field="ho-tich")
        some = queries.search("khai sinh", field="ho-tich")

        assert every.total > some.total > 5
        assert {hit.field for hit in every.hits} == {"Hộ tịch"}
        assert queries.search("khai sinh", field="hai-quan").hits != some.hits


class TestWaysIn:
    def test_every_event_of_life_leads_to_procedures(self) -> None:
        events = queries.life_events()

        assert 10 <= len(events) <= 12
        for event in events:
            assert len(queries.life_event(event.code).hits) >= 5, event.code
        assert queries.life_event("ket-hon").hits[1].code == "1.000894"

    def test_an_unknown_event_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            queries.life_event("du-hanh-thoi-gian")

    def test_fields_have_friendly_names_and_no_invented_english(self) -> None:
        lines = {line.code: line for line in queries.fields()}

        assert lines["ho-tich"].name_en == "Civil status"
        assert lines["quan-tai-vien"].name_en == ""
        assert sum(line.procedures for line in lines.values()) > 1400

    def test_what_is_asked_for_most_stands_once_each(self) -> None:
        codes = [hit.code for hit in queries.popular()]

        assert codes[:2] == ["2.000815", "1.001193"]
        assert len(set(codes)) == len(codes) == 8

    def test_marriage_is_found_once_its_definition_is_published(self) -> None:
        (first, *_) = queries.search("đăng ký kết hôn").hits

        assert (first.code, first.is_published) == ("1.000894", True)


class TestTables:
    def test_there_are_enough_everyday_words(self) -> None:
        said = tables.synonyms().phrases

        assert len(said) > 300

    def test_no_synonym_is_empty(self) -> None:
        for words, same in tables.synonyms().by_words.items():
            assert words
            assert all(one.means and all(one.means) for one in same), words

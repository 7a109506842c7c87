from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from motcua.reference.organisations import queries
from motcua.reference.organisations.models import Kind, Organisation, Succession
from motcua.spine.alphabet import sort_key
from motcua.spine.errors import NotFound

JULY = date(2025, 7, 1)
Queries = Callable[[int], object]


def found(code: str, name: str, parent: Organisation | None = None, **more: object) -> Organisation:
    kind = str(more.pop("kind", "office"))
    return Organisation.objects.create(
        code=code, name_vi=name, kind_id=kind, parent=parent, sort_key=sort_key(name), **more
    )


@pytest.fixture
def province(db: None) -> Organisation:
    Kind.objects.create(code="office", name_vi="Phòng", name_en="Office")
    Kind.objects.create(
        code="centre", name_vi="Trung tâm", name_en="Centre", receives_dossiers=True
    )
    province = found("H80", "Tỉnh Tây Ninh")
    old = found("H80.10", "Huyện Bến Lức", province, valid_to=JULY)
    found("H80.10.01", "Phòng Tư pháp", old, valid_to=JULY)
    new = found("H80.40", "Xã Bến Lức", province, valid_from=JULY)
    found("H80.40.01", "Trung tâm xã", new, valid_from=JULY, kind="centre")
    found("H80.41", "Xã Đức Hòa", province, valid_from=JULY)
    found("H80.42", "Xã An Ninh", province, valid_from=JULY)
    Succession.objects.create(predecessor=old, successor=new, on=JULY, source="test")
    return province


@pytest.mark.usefixtures("province")
class TestReading:
    def test_a_code_nobody_has_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            queries.by_code("H99")

    def test_children_of_a_day_stand_in_vietnamese_order(self) -> None:
        codes = [unit.code for unit in queries.children("H80", on=JULY)]

        assert codes == ["H80.42", "H80.40", "H80.41"]

    def test_the_day_before_the_old_tree_stands(self) -> None:
        codes = [unit.code for unit in queries.children("H80", on=date(2025, 6, 30))]

        assert codes == ["H80.10"]

    def test_a_subtree_is_one_question(self, django_assert_num_queries: Queries) -> None:
        queries.subtree_codes("H80")

        with django_assert_num_queries(1):  # type: ignore[attr-defined]
            codes = queries.subtree_codes("H80")

        assert len(codes) == 7

    def test_the_path_goes_up_to_the_root(self) -> None:
        codes = [unit.code for unit in queries.path_to_root("H80.40.01")]

        assert codes == ["H80.40.01", "H80.40", "H80"]

    def test_the_tree_of_a_day_is_one_question(self, django_assert_num_queries: Queries) -> None:
        with django_assert_num_queries(1):  # type: ignore[attr-defined]
            [root] = queries.tree(on=JULY)

        assert [node.unit.code for node in root.children] == ["H80.42", "H80.40", "H80.41"]
        assert [node.unit.code for node in root.children[1].children] == ["H80.40.01"]

    def test_centres_are_the_units_whose_kind_receives(self) -> None:
        assert [unit.code for unit in queries.centres(on=JULY)] == ["H80.40.01"]
        assert not queries.centres(on=JULY, under="H80.41").exists()

    def test_successors_and_predecessors_answer_each_other(self) -> None:
        assert [unit.code for unit in queries.successors_of("H80.10")] == ["H80.40"]
        assert [unit.code for unit in queries.predecessors_of("H80.40")] == ["H80.10"]
        assert queries.successions_of("H80.40").count() == 1

    @pytest.mark.parametrize("words", ["duc hoa", "Đức Hòa", "ĐỨC", "h80.41"])
    def test_a_name_is_found_with_and_without_accents(self, words: str) -> None:
        assert [unit.code for unit in queries.found_by_name(words, on=JULY)] == ["H80.41"]


@pytest.mark.usefixtures("province")
class TestWhatTheDatabaseKeeps:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"code": "H80"},
            {"code": "h90"},
            {"code": "H90..1"},
            {"code": "H90", "name_vi": ""},
            {"code": "H90", "valid_from": JULY, "valid_to": JULY},
            {"code": "H90", "is_end_unknown": True},
            {"code": "H90", "is_end_unknown": True, "seen_on": JULY, "valid_to": JULY},
        ],
    )
    def test_a_unit_that_cannot_be_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.create(**({"name_vi": "x", "kind_id": "office"} | wrong))

    def test_no_unit_is_its_own_parent(self, province: Organisation) -> None:
        province.parent = province

        with pytest.raises(IntegrityError), transaction.atomic():
            province.save()

    def test_no_unit_succeeds_itself(self, province: Organisation) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Succession.objects.create(predecessor=province, successor=province, source="test")

import pytest
from django.db import transaction

from motcua.reference.organisations import queries, register
from motcua.reference.organisations.models import Kind, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Organisation:
    Kind.objects.create(code="office", name_vi="Phòng", name_en="Office")
    commune = Organisation.objects.create(code="H80.40", name_vi="Xã", kind_id="office")
    Organisation.objects.create(code="H80.40.01", name_vi="A", kind_id="office", parent=commune)
    return commune


@pytest.mark.usefixtures("commune")
class TestTheRegister:
    def test_a_changed_unit_is_seen_at_once(self, commune: Organisation) -> None:
        assert queries.by_code("H80.40").name_vi == "Xã"

        commune.name_vi = "Xã Bến Lức"
        commune.save()

        assert queries.by_code("H80.40").name_vi == "Xã Bến Lức"
        assert queries.by_code("H80.40.01").parent == commune

    def test_a_changed_kind_is_seen_at_once(self) -> None:
        assert not queries.by_code("H80.40").kind.receives_dossiers

        Kind.objects.update(receives_dossiers=True)

        assert queries.by_code("H80.40").kind.receives_dossiers

    def test_a_new_unit_is_below_and_one_undone_is_not(self, commune: Organisation) -> None:
        with transaction.atomic():
            undone = Organisation(code="H80.40.02", name_vi="B", kind_id="office", parent=commune)
            undone.save()
            assert queries.subtree_codes("H80.40") == ["H80.40", "H80.40.01", "H80.40.02"]
            transaction.set_rollback(True)

        assert queries.subtree_codes("H80.40") == ["H80.40", "H80.40.01"]

    def test_nothing_is_below_a_unit_that_is_not_there(self) -> None:
        assert queries.subtree_codes("H99") == []
        assert queries.path_to_root("H99") == []

    def test_it_is_read_once_while_nothing_changes(self) -> None:
        assert register.current() is register.current()

"""The index follows the catalogue, in whole, in part, and by the journal."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from motcua.reference.finding import operations, queries
from motcua.reference.finding.models import IndexedProcedure, Vocabulary
from motcua.reference.finding.tests.conftest import AT
from motcua.reference.procedures.operations import definitions, loading
from motcua.reference.procedures.tests.records import a_record
from motcua.spine.actors import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installation")]


def load(tmp_path: Path, *records: dict[str, object], minutes: int = 0) -> None:
    path = tmp_path / "procedures.json"
    path.write_text(json.dumps({"schema": "procedures/1", "records": records}), encoding="utf-8")
    loading.load_file(path, actor=SYSTEM, at=AT + timedelta(minutes=minutes))


class TestReindex:
    def test_an_empty_catalogue_makes_an_empty_index(self) -> None:
        assert operations.reindex(at=AT) == 0
        assert queries.search("khai sinh").total == 0
        assert queries.popular() == ()

    def test_only_the_named_are_written_anew(self, tmp_path: Path) -> None:
        load(tmp_path, a_record("1.000001"), a_record("1.000002", name_vi="Tách thửa"))
        operations.reindex(at=AT)

        assert operations.reindex(keys={"national/1.000002"}, at=AT) == 1
        assert operations.reindex(keys={"H17/1.000002"}, at=AT) == 0
        assert IndexedProcedure.objects.count() == 2

    def test_a_changed_index_is_noticed_by_who_holds_its_words(self, tmp_path: Path) -> None:
        load(tmp_path, a_record("1.000001"))
        operations.reindex(at=AT)
        assert queries.search("nuoi ong lay mat").total == 0

        load(tmp_path, a_record("1.000002", name_vi="Cấp phép nuôi ong lấy mật"), minutes=1)
        operations.reindex(at=AT)

        found = queries.search("nuoi ongg lay mat")
        assert (found.total, found.understood_as) == (1, "nuôi ong lấy mật")


@pytest.mark.django_db(transaction=True)  # A reader sees what is committed.
class TestFollow:
    def test_a_loaded_file_and_a_published_version_are_found(self, tmp_path: Path) -> None:
        load(tmp_path, a_record("1.001193"))
        while operations.follow(AT + timedelta(minutes=1)):
            pass
        assert not queries.search("khai sinh").hits[0].is_published
        revision = Vocabulary.objects.get().revision

        definitions.publish_folder(actor=SYSTEM, at=AT + timedelta(minutes=2))
        while operations.follow(AT + timedelta(minutes=3)):
            pass

        assert queries.search("khai sinh").hits[0].is_published
        assert queries.search("đăng ký kết hôn").hits[0].code == "1.000894"
        assert Vocabulary.objects.get().revision > revision
        assert operations.follow(AT + timedelta(minutes=4)) == 0

"""Rows and files that cannot be read: said in words, and nothing else is lost."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from motcua.reference.procedures.models import Loading, ProcedureVersion, Rejection
from motcua.reference.procedures.operations import loading
from motcua.reference.procedures.operations.files import FileUnreadable
from motcua.reference.procedures.tests.records import AT, KEEPER, a_record, counts, load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installation")]


class TestRowsThatCannotBeRead:
    @pytest.mark.parametrize(
        ("record", "field"),
        [
            ("chữ", "(bản ghi)"),
            (None, "(bản ghi)"),
            ([], "(bản ghi)"),
            ({}, "id"),
            (a_record(id=17), "id"),
            (a_record(name_vi=""), "name_vi"),
            (a_record(name_vi="khai\x00sinh"), "name_vi"),
            (a_record(name_vi="khai\ud800sinh"), "name_vi"),
            (a_record(code=1.009022), "code"),
            (a_record(code="một/hai"), "code"),
            (a_record(fee_vnd=-1), "fee_vnd"),
            (a_record(fee_vnd=10**40), "fee_vnd"),
            (a_record(fee_vnd=0.5), "fee_vnd"),
            (a_record(fee_vnd="0"), "fee_vnd"),
            (a_record(fee_vnd=True), "fee_vnd"),
            (a_record(time_limit="5 ngày"), "time_limit"),
            (a_record(time_limit={"value": "5"}), "time_limit.value"),
            (a_record(time_limit={"value": float("nan")}), "time_limit.value"),
            (a_record(time_limit={"value": 99999}), "time_limit.value"),
            (a_record(levels="commune"), "levels"),
            (a_record(channels=[{"time_value": 1}]), "channels[1].channel"),
            (a_record(components=["Tờ khai"]), "components[1]"),
            (
                a_record(components=[{"name_vi": "Tờ khai", "originals": -1}]),
                "components[1].originals",
            ),
            (a_record(results=[{"code": "KQ"}]), "results[1].name_vi"),
        ],
    )
    def test_it_is_refused_with_row_field_and_reason_and_the_next_is_loaded(
        self, tmp_path: Path, record: Any, field: str
    ) -> None:
        result = load(tmp_path, [record, a_record("1.000002")])

        assert counts(result) == (2, 1, 0, 0, 1)
        report = json.loads(Path(result.report).read_text(encoding="utf-8"))
        told = report["rejections"][0]
        assert (told["row"], told["field"]) == (1, field)
        assert told["reason"].endswith(".")
        assert Rejection.objects.filter(row=1, field=field).exists()
        assert Loading.objects.get().is_finished

    def test_nesting_beyond_reason_is_refused(self, tmp_path: Path) -> None:
        deep: Any = "x"
        for _ in range(40):
            deep = [deep]

        assert counts(load(tmp_path, [a_record(conditions=deep)])) == (1, 0, 0, 0, 1)

    def test_a_year_that_ran_into_a_number_of_papers_is_kept_flagged_and_not_believed(
        self, tmp_path: Path
    ) -> None:
        paper = {"name_vi": "Tờ khai", "originals": 20251, "copies": 0, "kind": "paper"}

        load(tmp_path, [a_record(components=[paper])])

        version = ProcedureVersion.objects.get()
        assert "pieces_unbelievable" in version.flags
        assert version.said.papers[0].originals is None
        assert version.content["components"][0]["originals"] == 20251


class TestFilesThatCannotBeRead:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"   ",
            b"xin chao",
            b"[]",
            b"{}",
            b"null",
            b'{"schema": "procedures/1"}',
            b'{"schema": "procedures/1", "records": {}}',
            b'{"schema": "procedures/2", "records": []}',
            b'{"schema": "procedures/1", "records": []} and more',
            b'{"schema": "procedures/1", "records": [{}',
            b'{"schema": "procedures/1", "records": [{},]}',
            b'{"schema": "procedures/1", "records": [{"a": 1 "b": 2}]}',
            b'{"schema": "procedures/1", "records": [' + b"[" * 200_000 + b"]" * 200_000 + b"]}",
            b'{"schema": "procedures/1", "records": ["\xff\xfe"]}',
            gzip.compress(b'{"schema": "procedures/1", "records": []}', mtime=0)[:-9],
            gzip.compress(b'{"schema": "procedures/1", "records": []}', mtime=0) + b"rest",
            b"\x1f\x8bnot gzip at all",
        ],
    )
    def test_it_is_refused_as_a_whole_and_nothing_is_loaded(
        self, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "given.json"
        path.write_bytes(content)

        with pytest.raises(FileUnreadable):
            loading.load_file(path, actor=KEEPER, at=AT)

        assert not Loading.objects.exists()

    def test_so_is_one_that_is_not_there_and_a_folder(self, tmp_path: Path) -> None:
        for path in (tmp_path / "none.json", tmp_path):
            with pytest.raises(FileUnreadable):
                loading.load_file(path, actor=KEEPER, at=AT)

    def test_an_empty_list_is_a_file_of_nothing(self, tmp_path: Path) -> None:
        assert counts(load(tmp_path, [])) == (0, 0, 0, 0, 0)

    def test_a_byte_order_mark_is_no_obstacle(self, tmp_path: Path) -> None:
        path = tmp_path / "given.json"
        whole = json.dumps({"records": [a_record()], "schema": "procedures/1"})
        path.write_text("\ufeff" + whole, encoding="utf-8")

        assert counts(loading.load_file(path, actor=KEEPER, at=AT)) == (1, 1, 0, 0, 0)

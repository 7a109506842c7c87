"""What real data does to a loader, each line a test."""

import gzip
import json
import unicodedata
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.reference.procedures import queries
from motcua.reference.procedures.models import (
    Agency,
    Procedure,
    ProcedureVersion,
)
from motcua.reference.procedures.operations import loading
from motcua.reference.procedures.tests.records import AT, KEEPER, a_record, counts, load
from motcua.spine.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installation")]

SHARED = Path(__file__).parents[5].parent / "shared" / "data"


class TestTheRealFiles:
    def test_they_add_up_in_order_and_again_nothing_changes(self) -> None:
        first, second = SHARED / "procedures.json", SHARED / "procedures_national_2026.json.gz"
        assert first.exists(), "The shared data must lie beside the checkout."

        results = [
            counts(loading.load_file(path, actor=KEEPER, at=AT + timedelta(minutes=minute)))
            for minute, path in enumerate([first, second, first, second])
        ]

        assert results == [
            (324, 324, 0, 0, 0),
            (1317, 1172, 0, 145, 0),
            (324, 0, 0, 324, 0),
            (1317, 0, 0, 1317, 0),
        ]
        assert Procedure.objects.count() == 1496
        assert Entry.objects.filter(kind="procedure.seen").count() == 1496
        self.is_kept_as_it_came()

    def is_kept_as_it_came(self) -> None:
        versions = list(ProcedureVersion.objects.select_related("agency"))
        said = [version.said for version in versions]
        flags = Counter(flag for version in versions for flag in version.flags)
        channels = [channel for one in said for channel in one.channels]

        assert (len(channels), sum(1 for one in channels if not one.limit.unit)) == (3573, 701)
        assert sum(1 for one in said if not one.time_limit.value) == 92
        assert sum(1 for one in said if one.time_limit.unit is None) == 305
        assert sum(1 for one in said if one.effective_text is None) == 1394
        assert Agency.objects.count() + any(one.agency is None for one in said) == 327
        assert Agency.objects.filter(targets=[]).count() == 16
        assert flags["no_code"] == 26
        assert flags["district_only"] == 29
        assert flags["limit_differs_by_channel"] == 123
        assert flags["fee_differs_by_channel"] == 119
        assert flags["date_unreadable"] == 0
        assert sum(1 for v in versions if "time_limit" in v.missing) >= 305
        assert not any(version.in_force for version in versions)
        codes = Counter(Procedure.objects.exclude(code=None).values_list("code", flat=True))
        assert sum(1 for number in codes.values() if number == 2) == 41


class TestTheNastySample:
    """Forty real records that break a careless loader; they travel with the tests."""

    def test_all_are_kept_and_none_is_repaired_in_silence(self) -> None:
        path = Path(__file__).parents[5] / "tests/fixtures/procedures_nasty.json"
        wanted = {one["id"]: one for one in json.loads(path.read_text("utf-8"))["records"]}

        result = loading.load_file(path, actor=KEEPER, at=AT)

        assert counts(result) == (40, 40, 0, 0, 0)
        versions = ProcedureVersion.objects.prefetch_related("sightings")
        flags = Counter(flag for version in versions for flag in version.flags)
        assert flags["no_code"] >= 4
        assert flags["pieces_unbelievable"] >= 2
        assert flags["suspect_amount_in_thousands"] >= 3
        assert flags["unit_missing"] >= 3
        assert flags["district_only"] >= 2
        assert flags["foreign_currency"] >= 1
        for version in versions:
            record = wanted[version.sightings.get().source_id]
            for name in ("time_limit", "channels", "components", "fee_items", "effective"):
                assert version.content[name] == record[name]
            assert version.in_force is None


FEES = st.sampled_from([0, 5000, -1, "x"])
CODES = st.sampled_from(["1.000001", "1.000002", "1.000003", None])
SNAPSHOTS = st.sampled_from(
    ["national_2026_07", "national_2027_01", "danang_2023_24", "so_tu_phap"]
)
ROWS = st.lists(st.tuples(SNAPSHOTS, st.sampled_from("abcd"), CODES, FEES), max_size=14)


class TestAnyListOfRecords:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ROWS)
    def test_adds_up_and_loading_it_again_changes_nothing(
        self, tmp_path: Path, rows: list[tuple[str, str, str | None, Any]]
    ) -> None:
        records = [
            a_record(code, id=f"{snapshot}:{name}", snapshot=snapshot, fee_vnd=fee)
            for snapshot, name, code, fee in rows
        ]

        with transaction.atomic():
            first, again = load(tmp_path, records), load(tmp_path, records)
            versions = ProcedureVersion.objects.count()
            transaction.set_rollback(True)

        assert counts(first)[0] == counts(again)[0] == len(rows)
        assert first.loaded + first.new_versions == versions
        assert (again.loaded, again.new_versions) == (0, 0)
        assert again.rejected == first.rejected

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.permutations(["national_2021_08", "national_2026_07", "national_2027_01"]))
    def test_the_latest_snapshot_speaks_whichever_was_loaded_last(
        self, tmp_path: Path, order: list[str]
    ) -> None:
        fees = {"national_2021_08": 1000, "national_2026_07": 2000, "national_2027_01": 3000}

        with transaction.atomic():
            for snapshot in order:
                record = a_record(id=f"{snapshot}:1", snapshot=snapshot, fee_vnd=fees[snapshot])
                load(tmp_path, [record])
            page = queries.page_of(jurisdiction="national", key="1.000001", on=AT.date())
            transaction.set_rollback(True)

        assert page.said.fee_vnd == 3000


class TestWhatAFileMayHold:
    def test_a_record_is_loaded_once_and_its_other_content_is_a_new_version(
        self, tmp_path: Path
    ) -> None:
        changed = a_record(time_limit={"value": 2, "unit": "working_day", "text": "02"})

        results = [
            counts(load(tmp_path, [record], minutes=minute))
            for minute, record in enumerate([a_record(), changed, changed, a_record()])
        ]

        assert results == [(1, 1, 0, 0, 0), (1, 0, 1, 0, 0), (1, 0, 0, 1, 0), (1, 0, 0, 1, 0)]
        assert [v.number for v in ProcedureVersion.objects.order_by("number")] == [1, 2]

    def test_an_id_twice_in_one_file_is_counted_as_if_loaded_one_after_the_other(
        self, tmp_path: Path
    ) -> None:
        records = [a_record(), a_record(), a_record(fee_vnd=5000)]

        first, again = load(tmp_path, records), load(tmp_path, records, minutes=1)

        assert counts(first) == (3, 1, 1, 1, 0)
        assert counts(again) == (3, 0, 0, 3, 0)
        assert Entry.objects.filter(kind="procedure.seen", facts__versions=2).count() == 1

    def test_a_record_far_below_its_twin_is_recorded_in_an_act_of_its_own(
        self, tmp_path: Path
    ) -> None:
        between = [a_record(f"2.{number:06}") for number in range(loading.ROWS_A_TRANSACTION)]

        result = load(tmp_path, [a_record(), *between, a_record(fee_vnd=5000)])

        assert counts(result) == (len(between) + 2, len(between) + 1, 1, 0, 0)
        subject = Entry.objects.filter(subject="procedure:national/1.000001").order_by("id")
        assert [entry.kind for entry in subject] == ["procedure.seen", "procedure.seen_changed"]
        assert len({entry.act_id for entry in subject}) == 2

    def test_a_citys_decision_is_no_earlier_version_of_the_nations(self, tmp_path: Path) -> None:
        city = a_record(id="danang_2023_24:1.000001", snapshot="danang_2023_24", fee_vnd=5000)

        assert counts(load(tmp_path, [a_record(), city])) == (2, 2, 0, 0, 0)
        assert set(Procedure.objects.values_list("jurisdiction", "code")) == {
            ("national", "1.000001"),
            ("H17", "1.000001"),
        }

    def test_a_later_snapshot_is_another_version_of_the_same_procedure(
        self, tmp_path: Path
    ) -> None:
        later = {"id": "national_2027_01:1.000001", "snapshot": "national_2027_01"}

        load(tmp_path, [a_record()])
        same = load(tmp_path, [a_record(**later)], minutes=1)
        other = load(
            tmp_path,
            [a_record(id="national_2027_02:1", snapshot="national_2027_02", fee_vnd=8000)],
            minutes=2,
        )

        assert (counts(same), counts(other)) == ((1, 0, 0, 1, 0), (1, 0, 1, 0, 0))
        assert Procedure.objects.count() == 1

    def test_a_snapshot_that_returns_to_an_earlier_content_is_a_version_too(
        self, tmp_path: Path
    ) -> None:
        snapshots = [
            a_record(
                id=f"national_2027_0{month}:1", snapshot=f"national_2027_0{month}", fee_vnd=fee
            )
            for month, fee in ((1, 0), (2, 8000), (3, 0))
        ]

        assert counts(load(tmp_path, snapshots)) == (3, 1, 2, 0, 0)
        assert counts(load(tmp_path, snapshots, minutes=1)) == (3, 0, 0, 3, 0)

    def test_a_record_without_a_code_is_kept_under_its_id_and_may_gain_one(
        self, tmp_path: Path
    ) -> None:
        record = a_record(id="national_2021_08:n354", snapshot="national_2021_08", code=None)

        first = load(tmp_path, [record])
        version = ProcedureVersion.objects.get()
        coded = load(tmp_path, [record | {"code": "1.009999"}], minutes=1)

        assert (counts(first), counts(coded)) == ((1, 1, 0, 0, 0), (1, 0, 1, 0, 0))
        assert version.flags[0] == "no_code"
        procedure = Procedure.objects.get()
        assert (procedure.key, procedure.code) == ("national_2021_08:n354", "1.009999")

    def test_a_code_that_carries_its_province_and_a_decision_is_read(self, tmp_path: Path) -> None:
        load(tmp_path, [a_record(code="2.000205.000.00.00.H17 (Số quyết định 1866/QĐ-UBND)")])

        assert Procedure.objects.get().code == "2.000205"

    def test_the_same_text_in_other_marks_is_the_same_record(self, tmp_path: Path) -> None:
        load(tmp_path, [a_record()])
        decomposed = a_record(name_vi=unicodedata.normalize("NFD", "Đăng ký khai sinh"))

        assert counts(load(tmp_path, [decomposed], minutes=1)) == (1, 0, 0, 1, 0)

    def test_a_source_nobody_knows_is_kept_as_not_known_unless_told(self, tmp_path: Path) -> None:
        stranger = a_record(id="so_tu_phap:1", snapshot="so_tu_phap")

        load(tmp_path, [stranger])

        version = ProcedureVersion.objects.select_related("procedure").get()
        assert version.procedure.jurisdiction == "unknown"
        assert "jurisdiction" in version.missing

    def test_plain_and_packed_are_the_same_file(self, tmp_path: Path) -> None:
        whole = json.dumps({"schema": "procedures/1", "records": [a_record()]}).encode()
        packed = tmp_path / "named_as_it_likes.json"
        packed.write_bytes(gzip.compress(whole))

        result = loading.load_file(packed, actor=KEEPER, at=AT)

        assert counts(result) == (1, 1, 0, 0, 0)


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("values", "missing"),
        [
            ({"time_limit": None}, ["time_limit"]),
            ({"time_limit": {"value": 5, "unit": None, "text": "5"}}, ["time_limit"]),
            ({"time_limit": {"value": 5, "unit": "week", "text": "5"}}, ["time_limit"]),
            ({"time_limit": {"value": 0, "unit": "day", "text": "0"}}, ["time_limit"]),
            ({"agency": None}, ["agency"]),
            ({"agency": "Không có thông tin"}, ["agency"]),
            ({"agency": "Cơ quan khác"}, ["agency_unit"]),
            ({"fee_vnd": None}, ["fee"]),
            (
                {"fee_vnd": None, "fee_text": "Không có thông tin | Văn bản quy định lệ phí"},
                ["fee"],
            ),
            ({"fee_vnd": None, "fee_text": "2.000 đồng/trang"}, []),
            ({"fee_vnd": 100}, ["fee"]),
            ({}, []),
        ],
    )
    def test_it_is_said(self, tmp_path: Path, values: dict[str, Any], missing: list[str]) -> None:
        load(tmp_path, [a_record(**values)])

        assert ProcedureVersion.objects.get().missing == missing

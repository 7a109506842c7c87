import contextlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import motcua
from motcua.reference.calendars import definition, operations, queries
from motcua.reference.calendars.definition import DayRecord
from motcua.reference.calendars.models import CalendarDay, Decree
from motcua.reference.calendars.rules import DayKind
from motcua.reference.organisations.tests.odd import spoilt
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import Forbidden
from motcua.spine.journal.models import Entry

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
FILE = Path(motcua.__file__).parent / "data/calendars/holidays_vn_2021_2027.json"
AN = Actor(id="7", roles=frozenset({"administrator"}))
BINH = Actor(id="8", roles=frozenset({"handler"}))
TET_2027 = date(2027, 2, 5)

pytestmark = pytest.mark.usefixtures("installation")


def enter(code: str = "tb-1", **more: Any) -> Decree:
    given: dict[str, Any] = {
        "number": "Số 1/TB",
        "title_vi": "Nghỉ Tết 2027",
        "title_en": "",
        "issued_on": date(2026, 11, 1),
        "is_estimated": False,
        "days": [DayRecord(on=TET_2027, kind=DayKind.HOLIDAY, name_vi="Tết")],
        "replaces": "",
        "actor": AN,
        "at": NOON,
    }
    return operations.enter_decree(code=code, **(given | more))


@pytest.fixture
def official_days(installation: None) -> operations.LoadResult:
    return operations.load(FILE, actor=SYSTEM, at=NOON)


class TestTheOfficialDays:
    def test_all_107_are_loaded_once(self, official_days: operations.LoadResult) -> None:
        again = operations.load(FILE, actor=SYSTEM, at=NOON)

        assert (official_days.read, official_days.loaded) == (107, 107)
        assert (again.read, again.unchanged, again.report) == (107, 107, [])

    def test_each_decree_has_one_entry(self, official_days: operations.LoadResult) -> None:
        assert Entry.objects.filter(kind="decree.entered").count() == Decree.objects.count() == 9

    @pytest.mark.usefixtures("official_days")
    def test_the_swap_of_january_2026(self) -> None:
        calendar = queries.working_calendar()

        assert not calendar.is_working(date(2026, 1, 2))
        assert calendar.is_working(date(2026, 1, 10))
        assert calendar.reason(date(2026, 1, 10)).vi == "Làm bù cho ngày 02/01/2026"
        assert queries.decree("vn-2026-swap").needs_check

    @pytest.mark.usefixtures("official_days")
    def test_2027_is_an_estimate(self) -> None:
        calendar = queries.working_calendar()
        [new_year] = [day for day in calendar.days if day.on == date(2027, 1, 1)]

        assert calendar.announced_until == date(2026, 11, 24)
        assert new_year.is_estimated
        assert calendar.is_estimated(date(2026, 12, 1))
        assert not calendar.is_estimated(date(2026, 9, 2))

    @pytest.mark.usefixtures("official_days")
    def test_the_example_of_april_2024(self) -> None:
        calendar = queries.working_calendar()

        assert calendar.add_working_days(date(2024, 4, 26), 5) == date(2024, 5, 7)

    def test_another_name_is_a_correction_of_its_decree(
        self, official_days: operations.LoadResult, tmp_path: Path
    ) -> None:
        content = json.loads(FILE.read_text())
        content[0]["name_vi"] = "Tết dương"
        path = tmp_path / "days.json"
        path.write_text(json.dumps(content))

        result = operations.load(path, actor=SYSTEM, at=NOON)

        assert (result.changed, result.unchanged) == (1, 106)
        assert queries.working_calendar().reason(date(2021, 1, 1)).vi == "Tết dương"
        [entry] = Entry.objects.filter(kind="decree.corrected")
        assert entry.facts["days"] == ["2021-01-01 holiday"]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"date": "02/01/2026"}, "date"),
            ({"date": "2026-02-30"}, "date"),
            ({"weekday": "Fri"}, "weekday"),
            ({"kind": "half_day"}, "kind"),
            ({"kind": "working_weekend"}, "date"),
            ({"status": "rumour"}, "status"),
            ({"name_vi": ""}, "name_vi"),
        ],
    )
    def test_what_cannot_be_read_is_rejected_with_a_reason(
        self, wrong: dict[str, str], field: str, tmp_path: Path
    ) -> None:
        day = {
            "date": "2026-01-01",
            "weekday": "Thu",
            "kind": "holiday",
            "name_vi": "Tết Dương lịch",
            "status": "agrees with announcement",
        }
        path = tmp_path / "days.json"
        path.write_text(json.dumps([day | wrong, day, "x"]))

        result = operations.load(path, actor=SYSTEM, at=NOON)

        assert (result.read, result.loaded, result.rejected) == (3, 1, 2)
        assert result.report[0].field == field

    def test_a_file_that_is_no_list_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "days.json"
        path.write_text("{}")

        with pytest.raises(operations.UnreadableFile):
            operations.load(path, actor=SYSTEM, at=NOON)


@pytest.mark.usefixtures("official_days")
class TestADecreeArrives:
    def test_its_days_count_and_the_estimate_moves_on(self) -> None:
        enter()

        calendar = queries.working_calendar()
        assert not calendar.is_working(TET_2027)
        assert calendar.announced_until == TET_2027
        [entry] = Entry.objects.filter(subject="decree:tb-1")
        assert entry.facts["days"] == ["2027-02-05 holiday"]

    def test_it_replaces_another(self) -> None:
        enter(replaces="vn-2027-estimate")

        calendar = queries.working_calendar()
        assert calendar.is_working(date(2027, 2, 8))
        assert queries.decree("vn-2027-estimate").replaced_by.code == "tb-1"

    def test_another_may_take_it_back(self) -> None:
        enter(days=[DayRecord(on=date(2026, 12, 31), kind=DayKind.HOLIDAY, name_vi="Nghỉ")])
        enter("tb-2", days=[], replaces="tb-1")

        assert queries.working_calendar().is_working(date(2026, 12, 31))

    def test_the_day_before_it_was_not_known(self) -> None:
        enter(days=[DayRecord(on=date(2026, 12, 31), kind=DayKind.HOLIDAY, name_vi="Nghỉ")])

        assert queries.working_calendar(on=date(2026, 11, 1)).is_working(date(2026, 12, 31))
        assert not queries.working_calendar(on=date(2026, 11, 2)).is_working(date(2026, 12, 31))

    def test_one_who_keeps_no_calendars_is_refused(self) -> None:
        with pytest.raises(Forbidden):
            enter(actor=BINH)

    def test_a_code_is_given_once(self) -> None:
        with pytest.raises(operations.DecreeExists):
            enter("vn-2026")

    def test_an_empty_one_is_refused(self) -> None:
        with pytest.raises(operations.DecreeEmpty):
            enter(days=[])

    def test_one_is_replaced_once(self) -> None:
        enter(replaces="vn-2027-estimate")

        with pytest.raises(operations.AlreadyReplaced):
            enter("tb-2", replaces="vn-2027-estimate")

    @pytest.mark.parametrize(
        "days",
        [
            [DayRecord(on=TET_2027, kind=DayKind.HOLIDAY, name_vi="Tết")] * 2,
            [DayRecord(on=TET_2027, kind=DayKind.WORKING_SATURDAY, name_vi="Làm bù")],
            [DayRecord(on=date(1975, 4, 30), kind=DayKind.HOLIDAY, name_vi="Nghỉ")],
        ],
    )
    def test_a_day_that_cannot_be_is_refused(self, days: list[DayRecord]) -> None:
        with pytest.raises(operations.DayUnfit):
            enter(days=days)


@pytest.mark.usefixtures("official_days")
def test_the_calendar_is_worked_out_once(django_assert_max_num_queries: Any) -> None:
    first = queries.working_calendar()

    with django_assert_max_num_queries(1):
        assert queries.working_calendar() is first


@pytest.mark.usefixtures("official_days")
def test_the_database_refuses_a_worked_day_that_is_no_weekend() -> None:
    decree = Decree.objects.get(code="vn-2026")

    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(
            decree=decree, on=date(2026, 11, 3), kind="working_saturday", name_vi="x"
        )


class TestAFileNobodyExpects:
    def test_is_read_or_refused_and_what_is_read_can_be_kept(
        self, installation: None, tmp_path: Path
    ) -> None:
        content = json.loads(FILE.read_text())[:10]
        for seed in range(1000):
            with contextlib.suppress(definition.UnknownFormat):
                definition.read(spoilt(content, seed=seed))
        file = tmp_path / "days.json"
        for seed in range(40):
            file.write_text(json.dumps(spoilt(content, seed=seed)))
            with contextlib.suppress(operations.UnreadableFile):
                operations.load(file, actor=SYSTEM, at=NOON)

        file.write_text("[" * 100_000)
        with pytest.raises(operations.UnreadableFile):
            operations.load(file, actor=SYSTEM, at=NOON)

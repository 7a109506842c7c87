"""The control slip writes itself from the journal; a centre's register is a numbered book."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.life_models import Register
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import (
    applicants,
    control,
    papers,
    reception,
    settlement,
)
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.casework.dossiers.queries import control as reads
from motcua.casework.dossiers.queries import registers
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.dates import VIETNAM, local_date
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongRole

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CENTRE = "Trung tâm Phục vụ hành chính công xã Mỹ Lệ"
OFFICE = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"
COMMITTEE = "Ủy ban nhân dân xã Mỹ Lệ"
APPLICANT = "Người nộp hồ sơ"


@pytest.fixture
def world(installation: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "MOTCUA_HOME", tmp_path)
    return testing.world()


def returned(world: World) -> Dossier:
    dossier = world.a_dossier()
    reception.receive(code=dossier.code, actor=world.an, at=MONDAY + HOUR)
    settlement.take(code=dossier.code, actor=world.chi, at=MONDAY + 2 * HOUR)
    settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY + 3 * HOUR)
    tuesday = MONDAY + timedelta(days=1)
    settlement.pass_step(code=dossier.code, actor=world.hien, at=tuesday)
    settlement.settle(code=dossier.code, actor=world.lan, at=tuesday + HOUR)
    late = MONDAY + timedelta(days=3)
    return reception.return_result(code=dossier.code, way="desk", actor=world.an, at=late)


class TestTheHandovers:
    def test_say_who_gave_whom_and_when_and_whether_in_time(self, world: World) -> None:
        dossier = returned(world)

        rows = reads.sheet(code=dossier.code, actor=world.an).rows

        assert [(row.giver, row.taker) for row in rows] == [
            (APPLICANT, CENTRE),
            (CENTRE, OFFICE),
            (OFFICE, COMMITTEE),
            (COMMITTEE, OFFICE),
            (OFFICE, CENTRE),
            (CENTRE, APPLICANT),
        ]
        assert rows[0].given == "09:00 02/11/2026"
        assert rows[0].taken.startswith("10:00 02/11/2026, ")
        assert rows[1].given.startswith("10:00 02/11/2026, ")
        assert rows[1].taken.startswith("11:00 02/11/2026, ")
        assert rows[-1].result == "Quá hạn"
        assert rows[-1].note == "Trả kết quả"

    def test_note_what_stopped_it(self, world: World) -> None:
        dossier = world.a_dossier()
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY)
        reception.ask_supplement(
            code=dossier.code, components=["identity"], reason="mờ", actor=world.chi, at=MONDAY
        )
        paper = PaperGiven(component="identity", fulfilment="upload")
        later = MONDAY + HOUR
        applicants.complete(code=dossier.code, papers=[paper], actor=world.dung, at=later)

        rows = reads.sheet(code=dossier.code, actor=world.an).rows

        assert [(row.giver, row.taker, row.note) for row in rows[2:]] == [
            (OFFICE, APPLICANT, "Yêu cầu bổ sung lần 1"),
            (APPLICANT, CENTRE, ""),
        ]
        assert rows[-1].taken == "Chưa nhận"


class TestTheSlip:
    def test_is_the_same_until_something_happens(self, world: World) -> None:
        dossier = world.a_dossier()
        reception.receive(code=dossier.code, actor=world.an, at=MONDAY)

        first = control.issue_control_slip(code=dossier.code, actor=world.an, at=MONDAY)
        again = control.issue_control_slip(code=dossier.code, actor=world.chi, at=MONDAY)
        settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY)
        later = control.issue_control_slip(code=dossier.code, actor=world.an, at=MONDAY)

        assert (first, first.number, later.number) == (again, 1, 2)
        assert first.signers == ["system:local"]
        said = json.loads(first.said)
        assert said["number"] == "1/PKS-TTPVHCC"
        assert len(said["rows"]) == 2
        kinds = [entry.kind for entry in journal.story_of(dossier.subject)]
        assert kinds.count("dossier.slip_issued") == 2

    def test_is_for_those_who_work_on_it(self, world: World) -> None:
        dossier = world.a_dossier()

        with pytest.raises(NotFound):
            control.issue_control_slip(code=dossier.code, actor=world.binh, at=MONDAY)
        with pytest.raises(WrongRole):
            control.issue_control_slip(code=dossier.code, actor=world.dung, at=MONDAY)


class TestTheRegister:
    def issue(self, world: World, **changed: date) -> Register:
        day = local_date(MONDAY)
        period = {"since": day, "until": day} | changed
        at = MONDAY + timedelta(days=4)
        return control.issue_register(**period, actor=world.an, at=at)

    def test_holds_what_the_centre_received_in_the_period(self, world: World) -> None:
        dossier = returned(world)
        world.a_dossier("k2", at=MONDAY + timedelta(days=3, hours=1))  # Not received.
        late = datetime(2026, 11, 6, 9, tzinfo=VIETNAM)

        register = self.issue(world)

        [row] = json.loads(register.said)["rows"]
        assert (row["code"], row["applicant"]) == (dossier.code, "Lê Văn Dũng")
        assert (row["received"], row["due"]) == ("10:00 02/11/2026", "17:00 02/11/2026")
        assert (row["returned"], row["way"]) == ("09:00 05/11/2026", "Trực tuyến")
        assert register.rows == 1
        assert [entry.kind for entry in journal.story_of(register.subject)] == ["register.issued"]
        document = control.open_register(register_id=register.pk, actor=world.an, at=late)
        assert control.open_register(register_id=register.pk, actor=world.an, at=late) == document

    def test_is_the_centres_alone(self, world: World) -> None:
        register = self.issue(world)

        assert registers.newest(world.an) == [register]
        for actor in (world.binh, world.hien, world.dung):
            with pytest.raises(NotFound):
                control.open_register(register_id=register.pk, actor=actor, at=MONDAY)
        day = local_date(MONDAY)
        with pytest.raises(WrongRole):
            control.issue_register(since=day, until=day, actor=world.hien, at=MONDAY)

    def test_covers_a_period_that_has_been(self, world: World) -> None:
        day = local_date(MONDAY)
        for since, until in (
            (day, day - timedelta(days=1)),
            (day, day + timedelta(days=5)),
            (day - timedelta(days=400), day),
        ):
            with pytest.raises(control.PeriodWrong):
                self.issue(world, since=since, until=until)


def test_the_printed_slip_is_the_kept_one(world: World) -> None:
    dossier = world.a_dossier()
    slip = control.issue_control_slip(code=dossier.code, actor=world.an, at=MONDAY)

    first = papers.open_slip(code=dossier.code, slip_id=slip.pk, actor=world.an, at=MONDAY)
    again = papers.open_slip(code=dossier.code, slip_id=slip.pk, actor=world.an, at=MONDAY)

    assert first == again

"""Office hours of a unit: given for good or for a time, inherited, ended, never two at once."""

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as some

from motcua.reference.calendars import hours, queries, rules
from motcua.reference.calendars.hours import HoursRecord
from motcua.reference.calendars.models import OfficeHours
from motcua.reference.calendars.rules import Session
from motcua.reference.organisations.models import Kind, Organisation
from motcua.spine.actors import Actor
from motcua.spine.errors import Forbidden, NotFound
from motcua.spine.journal.models import Entry

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
AN = Actor(id="7", roles=frozenset({"administrator"}))
BINH = Actor(id="8", roles=frozenset({"handler"}))
MORNING = (Session(450, 690),)
SATURDAY: rules.Week = (*rules.USUAL_WEEK[:5], MORNING, ())
JULY, DECEMBER = date(2026, 7, 1), date(2026, 12, 1)
NOV_28, DEC_5, DEC_19, DEC_26 = (
    date(2026, 11, 28), date(2026, 12, 5), date(2026, 12, 19), date(2026, 12, 26),
)  # fmt: skip  # All of them Saturdays.


@pytest.fixture(autouse=True)
def commune(installation: None) -> None:
    Kind.objects.create(code="office", name_vi="Phòng", name_en="Office")
    root = Organisation.objects.create(
        code="H80", name_vi="Tỉnh", kind_id="office", sort_key="tinh"
    )
    Organisation.objects.create(
        code="H80.40", name_vi="Xã", kind_id="office", sort_key="xa", parent=root
    )


def given_to(code: str = "H80", *, actor: Actor = AN, **more: Any) -> OfficeHours:
    said: dict[str, Any] = {"valid_from": JULY, "week": SATURDAY, "basis": "Thông báo 12"}
    return hours.set_hours(HoursRecord(organisation=code, **said | more), actor=actor, at=NOON)


def ended(code: str = "H80", *, on: date = DECEMBER, basis: str = "Thông báo 13") -> None:
    hours.end_hours(organisation_code=code, ends_on=on, basis=basis, actor=AN, at=NOON)


def is_open(code: str, on: date) -> bool:
    return queries.working_calendar(code).sessions(on) == MORNING


class TestGiven:
    def test_a_unit_inherits_the_hours_above_it(self) -> None:
        given_to("H80")

        assert is_open("H80.40", NOV_28)
        week, row = queries.hours_in_force("H80.40", on=NOV_28)
        assert (week, row and row.organisation.code) == (SATURDAY, "H80")

    def test_its_own_come_first_and_another_unit_is_untouched(self) -> None:
        given_to("H80.40")

        assert is_open("H80.40", NOV_28)
        assert not is_open("H80", NOV_28)
        assert not queries.working_calendar().sessions(NOV_28)

    def test_new_hours_end_those_before(self) -> None:
        given_to()
        given_to(valid_from=DECEMBER, week=rules.USUAL_WEEK)

        assert is_open("H80", NOV_28)
        assert not is_open("H80", DEC_5)
        facts = Entry.objects.filter(subject="office_hours:H80").latest("id").facts
        assert facts["minutes_a_week"] == 5 * 8 * 60

    def test_hours_for_a_time_give_back_to_those_before(self) -> None:
        given_to()
        given_to(valid_from=DECEMBER, valid_to=DEC_19, week=rules.USUAL_WEEK, basis="TB 14")

        assert [is_open("H80", day) for day in (NOV_28, DEC_5, DEC_19)] == [True, False, True]
        spans = [
            (row.valid_from, row.valid_to, row.basis) for row in queries.office_hours_of("H80")
        ]
        assert spans == [
            (DEC_19, None, "Thông báo 12"),
            (DECEMBER, DEC_19, "TB 14"),
            (JULY, DECEMBER, "Thông báo 12"),
        ]

    @pytest.mark.parametrize(
        ("given_to_it", "refusal"),
        [
            ({"valid_from": JULY}, hours.HoursOverlap),
            ({"valid_from": date(2026, 6, 1)}, hours.HoursOverlap),
            ({"week": ((),) * 7}, hours.HoursUnfit),
            ({"week": ((Session(1, 9), Session(5, 12)), *[()] * 6)}, hours.HoursUnfit),
            ({"valid_from": DECEMBER, "valid_to": DECEMBER}, hours.HoursUnfit),
            ({"valid_from": DECEMBER, "basis": "  "}, hours.HoursUnfounded),
            ({"code": "H99"}, NotFound),
            ({"actor": BINH}, Forbidden),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, given_to_it: dict[str, Any], refusal: type[Exception]
    ) -> None:
        given_to()

        with pytest.raises(refusal):
            given_to(**given_to_it)

    def test_before_those_there_are_they_may_end_in_time(self) -> None:
        given_to()
        given_to(valid_from=date(2026, 6, 1), valid_to=JULY, week=rules.USUAL_WEEK)

        assert len(queries.office_hours_of("H80")) == 2

    def test_the_database_refuses_two_at_a_time(self) -> None:
        row = given_to()

        with pytest.raises(IntegrityError), transaction.atomic():
            OfficeHours.objects.create(organisation=row.organisation, valid_from=date(2026, 8, 1))


class TestEnded:
    def test_from_that_day_on_the_unit_keeps_those_above_it(self) -> None:
        given_to("H80", week=rules.USUAL_WEEK)
        given_to("H80.40")
        given_to("H80.40", valid_from=DEC_19)
        ended("H80.40")

        assert [is_open("H80.40", day) for day in (NOV_28, DEC_5, DEC_26)] == [True, False, False]
        [row] = queries.office_hours_of("H80.40")
        assert (row.last_day, row.end_basis) == (date(2026, 11, 30), "Thông báo 13")
        assert Entry.objects.latest("id").kind == "office_hours.ended"

    def test_what_has_not_begun_leaves_no_trace_but_the_journal(self) -> None:
        given_to(valid_from=DECEMBER)
        ended(on=NOV_28)

        assert not OfficeHours.objects.exists()
        assert Entry.objects.filter(subject="office_hours:H80").count() == 2

    def test_without_a_paper_or_without_hours_it_is_refused(self) -> None:
        with pytest.raises(hours.NoHoursToEnd):
            ended()
        given_to()
        with pytest.raises(hours.HoursUnfounded):
            ended(basis=" ")


class TestSeenFirst:
    @pytest.mark.parametrize("code", ["H80", "H80.40"])
    def test_a_proposal_gives_the_calendars_that_the_act_gives(self, code: str) -> None:
        given_to()
        record = HoursRecord(
            organisation=code, valid_from=DECEMBER, valid_to=DEC_19, week=rules.USUAL_WEEK,
            basis="TB 14",
        )  # fmt: skip
        seen = queries.calendars_with_hours(record.proposal)
        foreseen = {unit: seen(unit) for unit in ("H80", "H80.40")}
        ending = queries.calendars_with_hours(queries.HoursProposal("H80", DECEMBER, None))
        assert not ending("H80").sessions(DEC_26)

        hours.set_hours(record, actor=AN, at=NOON)

        for unit, calendar in foreseen.items():
            standing = queries.working_calendar(unit)
            for day in (NOV_28, DEC_5, DEC_19, DEC_26):
                assert calendar.sessions(day) == standing.sessions(day)


days = some.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(some.lists(days, min_size=2, max_size=2, unique=True), some.none() | days, days)
def test_taken_out_of_hours_a_stretch_leaves_each_day_to_one(
    span: list[date], until: date | None, since: date
) -> None:
    starts, ends = sorted(span)
    had = rules.OfficeHours(SATURDAY, starts, ends)
    if until is not None and until <= since:
        return

    left = had.without(since, until)

    for ordinal in range(date(2026, 1, 1).toordinal(), date(2027, 1, 2).toordinal()):
        day = date.fromordinal(ordinal)
        is_taken = since <= day and (until is None or day < until)
        assert any(one.hold_on(day) for one in left) == (had.hold_on(day) and not is_taken)
    assert all(one.valid_from and one.valid_to and one.valid_from < one.valid_to for one in left)
    assert all(one.valid_to and other.valid_from and one.valid_to <= other.valid_from
               for one, other in pairwise(left))  # fmt: skip

"""From a draft to a published version, and what the database refuses by itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import Range

from motcua.reference.procedures import queries
from motcua.reference.procedures.models import Procedure, ProcedureVersion
from motcua.reference.procedures.operations import agencies as agency_acts
from motcua.reference.procedures.operations import definitions, keeping, publication
from motcua.reference.procedures.states import State
from motcua.spine.actors import ANONYMOUS, Actor
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.lifecycle import WrongRole, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installation")]

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
KEEPER = Actor(id="7", roles=frozenset({"catalogue_keeper"}))
CLERK = Actor(id="8", roles=frozenset({"clerk"}))
WHOLE: dict[str, Any] = {
    "name_vi": "Đăng ký kết hôn",
    "levels": ["commune"],
    "agency": "UBND cấp xã",
    "time_limit": {"value": 1, "unit": "working_day", "text": "01 ngày làm việc"},
    "fee_vnd": 0,
}


def seen(**values: Any) -> ProcedureVersion:
    procedure = Procedure.objects.create(jurisdiction="national", key="1.000894", code="1.000894")
    version = ProcedureVersion(
        procedure=procedure, number=1, state=State.SEEN, seen_on=date(2026, 7, 1)
    )
    keeping.write_content(version, WHOLE | values)
    version.save()
    return version


def a_draft(source: ProcedureVersion) -> ProcedureVersion:
    return keeping.draft(version_id=source.pk, actor=KEEPER, at=AT)


def publish(version: ProcedureVersion, since: date, **values: Any) -> ProcedureVersion:
    given: dict[str, Any] = {"decision": "1404/QĐ-UBND", "actor": KEEPER, "at": AT} | values
    return publication.publish(version_id=version.pk, since=since, **given)


class TestADraft:
    def test_it_says_what_its_version_says_and_is_seen_by_the_office_only(self) -> None:
        source = seen()

        draft = a_draft(source)

        assert (draft.number, draft.content, draft.name_vi) == (2, source.content, source.name_vi)
        assert draft not in queries.visible_to(ANONYMOUS)
        assert draft in queries.visible_to(KEEPER)

    def test_there_is_one_at_a_time(self) -> None:
        source = seen()
        a_draft(source)

        with pytest.raises(keeping.DraftExists):
            a_draft(source)

    def test_it_is_begun_by_the_keeper_only(self) -> None:
        with pytest.raises(WrongRole):
            keeping.draft(version_id=seen().pk, actor=CLERK, at=AT)

    def test_completing_fills_what_is_missing_and_records_names_of_fields_only(self) -> None:
        draft = a_draft(seen(time_limit=None, fee_vnd=None))
        assert draft.missing == ["time_limit", "fee"]

        done = keeping.complete(
            version_id=draft.pk,
            changes={"time_limit": {"value": 5, "unit": "working_day"}, "fee_vnd": 30000},
            actor=KEEPER,
            at=AT,
        )

        assert not done.missing
        assert done.limit_value == 5
        assert done.fee_vnd == 30000
        told = journal.story_of("procedure:national/1.000894").last()
        assert told is not None
        assert told.facts["changed"] == ["fee_vnd", "time_limit"]
        assert "Đăng ký" not in told.canonical

    def test_nonsense_is_refused_with_the_field(self) -> None:
        draft = a_draft(seen())

        with pytest.raises(keeping.Unusable, match="fee_vnd"):
            keeping.complete(version_id=draft.pk, changes={"fee_vnd": -5}, actor=KEEPER, at=AT)

    def test_to_say_the_same_again_is_no_act(self) -> None:
        draft = a_draft(seen())

        keeping.complete(version_id=draft.pk, changes={"fee_vnd": 0}, actor=KEEPER, at=AT)

        story = journal.story_of("procedure:national/1.000894")
        assert [entry.kind for entry in story] == ["procedure.version_drafted"]

    def test_an_amount_that_may_be_in_thousands_counts_once_it_is_confirmed(self) -> None:
        draft = a_draft(seen(fee_vnd=100))
        assert draft.missing == ["fee"]

        done = keeping.complete(
            version_id=draft.pk, changes={"fee_confirmed": True}, actor=KEEPER, at=AT
        )

        assert done.missing == []

    def test_once_discarded_it_stays_so(self) -> None:
        draft = a_draft(seen())
        keeping.discard(version_id=draft.pk, actor=KEEPER, at=AT)

        with pytest.raises(WrongState):
            keeping.complete(version_id=draft.pk, changes={"fee_vnd": 1}, actor=KEEPER, at=AT)

    def test_what_is_not_there_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            keeping.draft(version_id=404, actor=KEEPER, at=AT)


class TestPublishing:
    def test_gives_dates_and_records_them(self) -> None:
        version = publish(a_draft(seen()), date(2027, 1, 1))

        page = queries.page_of(jurisdiction="national", key="1.000894", on=date(2027, 1, 1))
        assert (page.version_number, page.is_published, page.in_force_from) == (
            version.number,
            True,
            date(2027, 1, 1),
        )
        told = journal.story_of("procedure:national/1.000894").last()
        assert told is not None
        assert (told.kind, told.facts["in_force_from"]) == (
            "procedure.version_published",
            "2027-01-01",
        )

    @pytest.mark.parametrize(
        ("values", "given", "refusal"),
        [
            ({"time_limit": None}, {}, publication.Incomplete),
            ({"agency": "Cơ quan khác"}, {}, publication.Incomplete),
            ({"levels": ["district"]}, {}, publication.LevelGone),
            ({}, {"until": date(2027, 1, 1)}, publication.DatesInvalid),
            ({}, {"decision": "  "}, publication.DecisionMissing),
            ({}, {"actor": CLERK}, WrongRole),
        ],
    )
    def test_is_refused(
        self, values: dict[str, Any], given: dict[str, Any], refusal: type[Exception]
    ) -> None:
        draft = a_draft(seen(**values))

        with pytest.raises(refusal):
            publish(draft, date(2027, 1, 1), **given)

    def test_what_was_only_seen_cannot_be_published_without_a_draft(self) -> None:
        with pytest.raises(WrongState):
            publish(seen(), date(2027, 1, 1))

    def test_dates_may_not_overlap_those_of_another(self) -> None:
        first = publish(a_draft(seen()), date(2027, 1, 1))

        with pytest.raises(publication.Overlapping):
            publish(a_draft(first), date(2028, 1, 1))

    def test_a_version_may_replace_the_one_in_force_and_ends_it(self) -> None:
        first = publish(a_draft(seen()), date(2027, 1, 1))

        publish(a_draft(first), date(2028, 1, 1), replaces=True)

        first.refresh_from_db()
        assert queries.bounds(first) == (date(2027, 1, 1), date(2028, 1, 1))

    def test_before_its_first_day_it_can_be_withdrawn_and_not_after(self) -> None:
        version = publish(a_draft(seen()), date(2027, 1, 1))

        with pytest.raises(publication.InForceAlready):
            publication.withdraw(
                version_id=version.pk, actor=KEEPER, at=datetime(2027, 1, 1, 8, tzinfo=UTC)
            )
        publication.withdraw(version_id=version.pk, actor=KEEPER, at=AT + timedelta(days=1))

        on = date(2027, 1, 1)
        assert queries.page_of(jurisdiction="national", key="1.000894", on=on).version_number == 1

    def test_an_abolished_procedure_ends_and_takes_no_more(self) -> None:
        version = publish(a_draft(seen()), date(2026, 1, 1))
        draft = a_draft(version)

        publication.abolish(
            procedure_id=version.procedure_id,
            on=date(2027, 1, 1),
            decision="9/QĐ",
            actor=KEEPER,
            at=AT,
        )

        page = queries.page_of(jurisdiction="national", key="1.000894", on=date(2027, 1, 1))
        assert (page.is_ended, page.can_be_filed) == (True, False)
        with pytest.raises(publication.AbolishedAlready):
            publish(draft, date(2028, 1, 1))

    def test_where_it_is_handled_has_dates(self) -> None:
        version = seen()
        for place, since in (("province", date(2026, 1, 1)), ("ministry", date(2026, 7, 1))):
            publication.set_handling(
                procedure_id=version.procedure_id,
                handled_on=place,
                since=since,
                actor=KEEPER,
                at=AT,
            )

        pages = [
            queries.page_of_version(version, on=on).handled_on
            for on in (date(2025, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
        ]
        assert pages == [None, "province", "ministry"]


class TestTheDatabaseRefuses:
    def kept(self, number: int, since: date, until: date | None, **values: Any) -> None:
        procedure = Procedure.objects.get()
        given = {
            "state": State.PUBLISHED,
            "in_force": Range(since, until),
            "published_at": AT,
            "content": {},
            "content_hash": "",
            "name_vi": "x",
        } | values
        with transaction.atomic():
            ProcedureVersion.objects.create(procedure=procedure, number=number, **given)

    def test_published_versions_that_overlap(self) -> None:
        seen()
        self.kept(2, date(2026, 1, 1), date(2027, 1, 1))
        self.kept(3, date(2027, 1, 1), None)

        with pytest.raises(IntegrityError, match="published_versions_do_not_overlap"):
            self.kept(4, date(2026, 12, 31), date(2027, 1, 1))

    @pytest.mark.parametrize(
        "values",
        [
            {"in_force": None},
            {"published_at": None},
            {"missing": ["fee"]},
            {"in_force": Range(empty=True)},
            {"in_force": Range(None, date(2027, 1, 1))},
            {"state": State.SEEN, "in_force": None, "published_at": None, "seen_on": None},
            {"state": State.DRAFT},
            {"state": "lost"},
            {"number": 1},
        ],
    )
    def test_what_contradicts_itself(self, values: dict[str, Any]) -> None:
        seen()
        number = values.pop("number", 2)

        with pytest.raises(IntegrityError):
            self.kept(number, date(2026, 1, 1), None, **values)

    def test_a_second_draft(self) -> None:
        a_draft(seen())
        plain = {"state": State.DRAFT, "in_force": None, "published_at": None}

        with pytest.raises(IntegrityError, match="version_one_draft"):
            self.kept(3, date(2026, 1, 1), None, **plain)

    def test_two_procedures_with_one_code(self) -> None:
        seen()

        with pytest.raises(IntegrityError), transaction.atomic():
            Procedure.objects.create(jurisdiction="national", key="other", code="1.000894")


class TestAgencies:
    def test_the_keeper_settles_a_text_and_its_versions_become_complete(self) -> None:
        version = seen(agency="Cơ quan khác")
        assert version.missing == ["agency_unit"]
        assert version.agency is not None

        agency_acts.settle(
            agency_id=version.agency.pk, targets=["commune_committee"], actor=KEEPER, at=AT
        )

        version.refresh_from_db()
        assert version.missing == []

    def test_the_rules_leave_a_settled_text_alone(self) -> None:
        version = seen(agency="Sở Tư pháp")
        assert version.agency is not None
        agency_acts.settle(
            agency_id=version.agency.pk, targets=["commune_committee"], actor=KEEPER, at=AT
        )

        assert agency_acts.match_all(actor=KEEPER, at=AT) == 0

        version.agency.refresh_from_db()
        assert version.agency.targets == ["commune_committee"]

    @pytest.mark.parametrize("targets", [[], ["nobody"]])
    def test_what_is_not_in_the_list_is_refused(self, targets: list[str]) -> None:
        version = seen(agency="Cơ quan khác")
        assert version.agency is not None

        with pytest.raises(agency_acts.UnknownTarget):
            agency_acts.settle(agency_id=version.agency.pk, targets=targets, actor=KEEPER, at=AT)


class TestFullDefinitions:
    def test_the_ten_are_published_once_complete_and_can_be_filed(self) -> None:
        first = definitions.publish_folder(actor=KEEPER, at=AT)
        again = definitions.publish_folder(actor=KEEPER, at=AT)

        assert (first.published, first.unchanged) == (10, 0)
        assert (again.published, again.unchanged) == (0, 10)
        for version in queries.in_use(date(2026, 11, 20)):
            page = queries.page_of_version(version, on=date(2026, 11, 20))
            assert page.is_published
            assert page.can_be_filed
            assert page.has_full_form
            assert page.said.time_limit.is_usable
            assert page.agency_targets

    def test_what_the_source_said_beside_it_is_kept(self) -> None:
        seen(conditions="Nam từ đủ 20 tuổi", agency="UBND phường xã")

        definitions.publish_folder(actor=KEEPER, at=AT)

        page = queries.page_of(jurisdiction="national", key="1.000894", on=date(2026, 11, 20))
        assert page.said.conditions == "Nam từ đủ 20 tuổi"
        assert page.said.agency == "UBND phường xã"
        assert page.has_full_form

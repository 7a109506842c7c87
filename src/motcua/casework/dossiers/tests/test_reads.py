"""Queues, searches, stories and lookups: what each person sees, and what nobody does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.capabilities.notifications.models import Notice
from motcua.casework.dossiers import events, reactions, testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import (
    intake,
    reception,
    settlement,
    stopping,
)
from motcua.casework.dossiers.queries import access, dues, places, queues, stories
from motcua.casework.dossiers.rules import due_states, national_status
from motcua.casework.dossiers.states import State
from motcua.casework.dossiers.testing import CENTRE, COMMITTEE, MONDAY, World
from motcua.reference.organisations.models import Organisation
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound
from motcua.spine.journal.events import Event
from motcua.spine.journal.models import Entry

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def received(world: World, key: str = "k1") -> Dossier:
    dossier = world.a_dossier(key)
    return reception.receive(code=dossier.code, actor=world.an, at=MONDAY)


def codes(page: queues.Page) -> list[str]:
    return [line.code for line in page.lines]


class TestAQueue:
    def test_shows_each_role_what_waits_for_it(self, world: World) -> None:
        new, old = world.a_dossier("new"), received(world, "old")

        assert codes(queues.page(actor=world.an, tab="receive", at=MONDAY)) == [new.code]
        assert codes(queues.page(actor=world.chi, tab="all", at=MONDAY)) == [old.code]
        assert codes(queues.page(actor=world.binh, tab="all", at=MONDAY)) == []
        assert codes(queues.page(actor=world.dung, tab="all", at=MONDAY)) == []
        assert set(codes(queues.page(actor=world.hien, tab="all", at=MONDAY))) == {
            new.code, old.code,
        }  # fmt: skip
        assert codes(queues.page(actor=world.hien, tab="mine", at=MONDAY)) == []

    def test_what_somebody_took_is_no_longer_free(self, world: World) -> None:
        dossier = received(world)
        settlement.take(code=dossier.code, actor=world.chi, at=MONDAY)

        [line] = queues.page(actor=world.chi, tab="mine", at=MONDAY).lines
        assert line.is_mine
        assert codes(queues.page(actor=world.chi, tab="unit", at=MONDAY)) == []

    def test_goes_on_where_its_page_ended(self, world: World) -> None:
        wanted = [received(world, f"k{n}").code for n in range(5)]

        first = queues.page(actor=world.chi, tab="all", at=MONDAY, rows=2)
        second = queues.page(actor=world.chi, tab="all", at=MONDAY, rows=2, after=first.after)
        third = queues.page(actor=world.chi, tab="all", at=MONDAY, rows=2, after=second.after)

        assert codes(first) + codes(second) + codes(third) == wanted
        assert third.after == ""

    def test_counts_agree_with_its_tabs(self, world: World) -> None:
        received(world, "a")
        received(world, "b")
        for at in (MONDAY, MONDAY + DAY, MONDAY + 5 * DAY):
            counted = queues.counts(actor=world.chi, at=at)
            for tab in queues.TABS:
                shown = queues.page(actor=world.chi, tab=tab, at=at).lines
                assert counted[tab] == len(shown), (tab, at)
        assert counted["late"] == 2

    def test_a_hand_written_cursor_begins_again(self, world: World) -> None:
        dossier = received(world)
        assert codes(queues.page(actor=world.chi, tab="all", at=MONDAY, after="x,y")) == [
            dossier.code
        ]


def test_due_states_are_said_in_words(world: World) -> None:
    dossier = received(world)
    said = [
        dues.state_of(dossier, at=at).words("vi") for at in (MONDAY - DAY, MONDAY, MONDAY + 2 * DAY)
    ]
    assert said == ["Còn 1 ngày làm việc", "Đến hạn hôm nay", "Quá hạn 2 ngày làm việc"]
    reception.ask_supplement(
        code=dossier.code, components=["birth_notice"], reason="mờ", actor=world.chi, at=MONDAY
    )
    dossier.refresh_from_db()
    state = dues.state_of(dossier, at=MONDAY)
    assert (state.code, state.waits_for) == ("stopped", "applicant")
    assert set(due_states._WORDS) == set(due_states.CODES)


def test_a_due_date_is_explained_day_by_day(world: World) -> None:
    dossier = received(world)

    account = dues.explain(code=dossier.code, actor=world.dung, at=MONDAY)

    assert account is not None
    assert account.due_at == dossier.due_at
    assert [(day.reason, day.is_counted) for day in account.days] == [
        ("receipt", False),
    ]
    assert account.days_counted == 0


def test_a_search_is_exact_and_stays_in_the_office(world: World) -> None:
    dossier = world.a_dossier()
    for text in (dossier.code, dossier.code.lower(), "0909 123 456", "+84909123456"):
        [line] = queues.search(actor=world.an, text=text, at=MONDAY)
        assert line.code == dossier.code, text
        assert line.applicant == "Lê Văn Dũng"
        assert queues.search(actor=world.binh, text=text, at=MONDAY) == []
    assert queues.search(actor=world.an, text="0909123", at=MONDAY) == []


def test_an_applicant_sees_their_own_newest_first(world: World) -> None:
    mine = [world.a_dossier(f"k{n}").code for n in range(3)]

    first = queues.of_applicant(actor=world.dung, at=MONDAY, rows=2)
    rest = queues.of_applicant(actor=world.dung, at=MONDAY, rows=2, after=first.after)

    assert codes(first) + codes(rest) == mine[::-1]
    assert codes(queues.of_applicant(actor=world.em, at=MONDAY)) == []


def test_who_had_a_part_in_it_goes_on_seeing_it(world: World) -> None:
    dossier = received(world)
    settlement.pass_step(code=dossier.code, actor=world.chi, at=MONDAY)

    assert access.get(code=dossier.code, actor=world.chi).unit.code == COMMITTEE


class TestAStory:
    def test_every_event_of_a_dossier_has_words(self) -> None:
        told = {
            event.kind
            for event in Event.__subclasses__()
            if event.__module__ == events.__name__ and event.kind.startswith("dossier.")
        }
        assert told == set(stories.WORDS)

    def test_is_told_in_both_languages(self, world: World) -> None:
        dossier = received(world)
        reception.ask_supplement(
            code=dossier.code, components=["birth_notice"], reason="mờ", actor=world.chi, at=MONDAY
        )
        vi = stories.timeline(code=dossier.code, actor=world.dung, language="vi")
        en = stories.timeline(code=dossier.code, actor=world.an, language="en")

        assert vi[0].words == "Đã nộp hồ sơ"
        assert vi[0].is_applicant
        assert vi[1].words.startswith("Đã tiếp nhận, hẹn trả thứ Hai 02/11/2026; chuyển Văn phòng")
        assert (vi[1].who, vi[1].unit) == (
            "Nguyễn Thị Thử", "Trung tâm Phục vụ hành chính công xã Mỹ Lệ",
        )  # fmt: skip
        assert vi[2].words.startswith("Yêu cầu bổ sung: Giấy chứng sinh")
        assert en[2].words.startswith("Asked for: Notice of birth")


def test_every_state_has_its_national_code_and_pauses_never_count_as_finished() -> None:
    assert set(national_status.CODES) == set(State)
    apart = [State.SUPPLEMENT, State.PAYMENT, State.STOPPED]
    assert [national_status.code_of(state) for state in apart] == [5, 6, 8]
    assert national_status.code_of("processing", is_just_received=True) == 2


def test_the_place_of_a_communes_matter_is_its_own_centre(world: World) -> None:
    version = world.a_dossier().procedure_version
    found = places.choices(version, on=MONDAY.date())

    assert (CENTRE, COMMITTEE) in {(one.receiving.code, one.resolving.code) for one in found}


def test_people_are_told_of_each_milestone(world: World) -> None:
    dossier = received(world)
    stopping.withdraw(code=dossier.code, actor=world.dung, at=MONDAY)
    for entry in Entry.objects.filter(subject=dossier.subject).order_by("id"):
        for event, follows in reactions.REACTIONS.items():
            if event.kind == entry.kind:
                for reaction in follows:
                    reaction(entry)

    told = Notice.objects.filter(about=dossier.subject, channel="inbox").order_by("id")
    assert list(told.values_list("template", "account")) == [
        ("dossier_submitted", world.dung.id),
        ("dossier_received", world.dung.id),
        ("dossier_withdrawn", world.dung.id),
    ]
    assert Notice.objects.filter(about=dossier.subject, channel="sms").count() == 3


class TestTheDoor:
    def test_lists_and_acts_see_the_same(self, world: World) -> None:
        mine, counter = world.a_dossier("mine"), world.at_counter()
        everyone = [intake.submit(counter, actor=world.an, at=MONDAY), mine, received(world, "old")]
        nobody = Actor(id="anonymous")
        inspector = Actor(id="7", roles=frozenset({"inspector"}))
        unplaced = Actor(id="8", roles=frozenset({"head"}))
        machines = [
            Actor(id="9", roles=frozenset({"api_client"}), organisation=unit)
            for unit in (world.an.organisation, world.binh.organisation, "")
        ]
        cast = [world.an, world.binh, world.chi, world.hien, world.dung, world.em]
        for actor in [*cast, *machines, nobody, inspector, unplaced]:
            listed = set(access.visible_to(actor).values_list("code", flat=True))
            for lock in (False, True):
                assert {one.code for one in everyone if _is_given(one, actor, lock)} == listed

    def test_it_follows_the_tree_at_once(self, world: World) -> None:
        dossier = world.a_dossier()
        neighbour = replace(world.hien, organisation="H80.40")
        centre = Organisation.objects.get(code=CENTRE)
        assert not _is_given(dossier, neighbour, lock=True)
        for above, sees in (("H80.40", True), (COMMITTEE, False)):
            centre.parent = Organisation.objects.get(code=above)
            centre.save()
            assert _is_given(dossier, neighbour, lock=True) is sees


def _is_given(dossier: Dossier, actor: Actor, lock: bool) -> bool:
    try:
        return access.get(code=dossier.code, actor=actor, lock=lock) == dossier
    except NotFound:
        return False

"""The board counts what is there, and keeps counting it entry by entry."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.operations import reception, settlement, stopping
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.measurement.facts import operations, queries, rules
from motcua.measurement.facts.models import DayTally, DossierFact, OpenTally
from motcua.measurement.facts.queries import FIGURES
from motcua.spine.actors import Actor

pytestmark = pytest.mark.django_db(transaction=True)  # A reader sees what is committed.
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEADER = Actor(id="1", roles=frozenset({"leader"}), organisation=testing.COMMITTEE)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def some_lives(world: World, *, follow: bool = False) -> datetime:
    """One waits, two are worked on, one of them late in the end, one is done, one withdrawn."""
    at = MONDAY
    codes = [world.a_dossier(f"k{number}", at=at).code for number in range(5)]
    for code in codes[1:]:
        reception.receive(code=code, actor=world.an, at=at + HOUR)
        if follow:
            operations.follow(at)
    settlement.take(code=codes[1], actor=world.chi, at=at + 2 * HOUR)
    settlement.take(code=codes[2], actor=world.chi, at=at + 2 * HOUR)
    settlement.pass_step(code=codes[2], actor=world.chi, at=at + 3 * HOUR)
    settlement.pass_step(code=codes[2], actor=world.hien, at=at + 3 * HOUR)
    settlement.settle(code=codes[2], actor=world.lan, at=at + 4 * HOUR)
    stopping.withdraw(code=codes[3], actor=world.dung, at=at + 5 * HOUR)
    if follow:
        operations.follow(at)
    return at + 3 * DAY


def everything() -> list[object]:
    columns = ("agency", "office", "field", "state", "due_on", "dossiers")
    return [
        list(OpenTally.objects.order_by(*columns[:-1]).values(*columns)),
        list(DossierFact.objects.order_by("code").values()),
        list(DayTally.objects.order_by("on", "office", "field").values()),
    ]


def test_every_figure_counts_what_is_there(world: World) -> None:
    later = some_lives(world)
    operations.follow(later)

    assert queries.board(actor=LEADER, at=later).total == {
        "waiting": 1, "in_process": 2, "late": 2, "today": 0, "soon": 0,
        "received": 4, "in_time": 1, "decided_late": 0,
    }  # fmt: skip


def test_every_figure_opens_as_many_dossiers_as_it_says(world: World) -> None:
    for at in (MONDAY + 5 * HOUR, some_lives(world)):
        operations.follow(at)
        board = queries.board(actor=LEADER, at=at)
        for figure in FIGURES:
            behind = queries.behind(actor=LEADER, figure=figure, at=at)
            assert behind.count == len(behind.lines) == board.total[figure], figure
            for row in board.units:
                of_unit = queries.behind(actor=LEADER, figure=figure, at=at, unit=row.code)
                assert of_unit.count == row.figures[figure], (row, figure)
            for row in board.fields:
                of_field = queries.behind(actor=LEADER, figure=figure, at=at, field=row.code)
                assert of_field.count == row.figures[figure], (row, figure)


def test_others_see_nothing_of_it(world: World) -> None:
    later = some_lives(world)
    operations.follow(later)
    elsewhere = Actor(id="2", roles=frozenset({"leader"}), organisation="H80.40")

    assert set(queries.board(actor=elsewhere, at=later).total.values()) == {0}
    assert queries.behind(actor=elsewhere, figure="late", at=later).count == 0


def test_built_anew_is_the_same_as_kept_up(world: World) -> None:
    later = some_lives(world, follow=True)
    kept = everything()

    operations.rebuild(at=later)

    assert everything() == kept
    assert operations.follow(later) == 0


def test_a_list_goes_on_page_by_page(world: World) -> None:
    later = some_lives(world)
    operations.follow(later)

    first = queries.behind(actor=LEADER, figure="received", at=later, rows=3)
    second = queries.behind(actor=LEADER, figure="received", at=later, rows=3, after=first.after)

    assert (first.count, len(first.lines), len(second.lines), second.after) == (4, 3, 1, "")
    assert not {line.code for line in first.lines} & {line.code for line in second.lines}


def test_one_line_a_page_gives_every_line_once(world: World) -> None:
    later = some_lives(world)
    operations.follow(later)
    undated = DossierFact.objects.filter(state="processing").order_by("code").first()
    assert undated is not None
    DossierFact.objects.filter(pk=undated.pk).update(due_at=None)

    for figure in ("waiting", "in_process", "received", "in_time"):
        found = queries.behind(actor=LEADER, figure=figure, at=later)
        codes, after = [], ""
        for _ in found.lines:
            page = queries.behind(actor=LEADER, figure=figure, at=later, rows=1, after=after)
            codes += [line.code for line in page.lines]
            after = page.after
        assert (codes, after) == ([line.code for line in found.lines], ""), figure


def test_the_board_adds_up_a_tally_instead_of_counting_dossiers(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    later = some_lives(world)
    operations.follow(later)

    with django_assert_max_num_queries(14) as asked:
        queries.board(actor=LEADER, at=later)

    counting = [one["sql"] for one in asked.captured_queries if "COUNT(" in (one["sql"] or "")]
    assert all('"due_at" >=' in one for one in counting), counting


def test_what_was_asked_for_twice_counts_as_late_however_fast_it_was() -> None:
    at = MONDAY
    known = rules.Known(
        code="x", agency="a", office="a", unit="a", field="f", procedure="p", channel="self",
        receiving="a", returning="a", state="processing", submitted_at=at,
    )  # fmt: skip

    once, _ = rules.after(known, "dossier.supplement_asked", {"number": 1}, at)
    twice, _ = rules.after(once, "dossier.supplement_asked", {"number": 2}, at)

    assert rules.after(once, "dossier.settled", {}, at)[1] == "in_time"
    assert rules.after(twice, "dossier.settled", {}, at)[1] == "late"

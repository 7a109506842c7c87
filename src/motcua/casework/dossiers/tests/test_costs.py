"""What an act may cost at most: a statement more is a decision, not an accident."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.operations import applicants, intake, reception, results, settlement
from motcua.casework.dossiers.testing import MONDAY, World

pytestmark = pytest.mark.django_db

# fmt: off
STATEMENTS_MAX = {
    "submit": 2, "receive": 13, "take": 3, "draft": 5, "pass_step": 4, "approve": 8, "settle": 7,
    "return_result": 6, "rate": 4,
}
# fmt: on


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def life(world: World, key: str) -> dict[str, Callable[[], object]]:
    """Return the acts of a dossier's life in their order."""
    made: dict[str, str] = {}

    def submit() -> None:
        made["code"] = intake.submit(world.filing(key), actor=world.dung, at=MONDAY).code

    def on(act: Callable[..., object], **given: object) -> Callable[[], object]:
        return lambda: act(code=made["code"], at=MONDAY, **given)

    return {
        "submit": submit,
        "receive": on(reception.receive, actor=world.an),
        "take": on(settlement.take, actor=world.chi),
        "draft": on(results.draft, actor=world.chi, fields={"summary": "Bản chính"}),
        "pass_step": on(settlement.pass_step, actor=world.chi),
        "approve": lambda: results.approve(codes=[made["code"]], actor=world.hien, at=MONDAY),
        "settle": on(settlement.settle, actor=world.lan),
        "return_result": on(reception.return_result, actor=world.an, way="desk"),
        "rate": on(applicants.rate, actor=world.dung, score=5, words=""),
    }


def test_no_act_asks_more_than_it_needs(world: World) -> None:
    for act in life(world, "before").values():  # What is kept in memory is read once.
        act()

    asked = {}
    for name, act in life(world, "counted").items():
        with CaptureQueriesContext(connection) as statements:
            act()
        ours = [one for one in statements.captured_queries if "SAVEPOINT" not in (one["sql"] or "")]
        asked[name] = len(ours)

    assert {name for name, count in asked.items() if count > STATEMENTS_MAX[name]} == set(), asked

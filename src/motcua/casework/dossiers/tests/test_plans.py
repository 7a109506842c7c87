"""How the lists of many dossiers are read: by their indexes, whatever the size."""

import re
from typing import Any

import pytest
from django.db import connection

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.queries import queues
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.spine.actors import Actor


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def plans_of(actor: Actor) -> list[str]:
    """Return how PostgreSQL reads a queue and its counts, where it may not read whole tables."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        asked.append((str(sql), params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        queues.page(actor=actor, tab="all", at=MONDAY)
        queues.counts(actor=actor, at=MONDAY)
    plans = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql, params in asked:
            if "FROM dossiers_dossier" in sql:
                cursor.execute("EXPLAIN " + sql, params)
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
    return plans


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["an", "chi", "hien"])
def test_a_queue_is_found_by_unit_and_holder(world: World, who: str) -> None:
    world.a_dossier("one", at=MONDAY)

    plans = plans_of(getattr(world, who))

    assert len(plans) == 2
    for plan in plans:
        assert re.search(r"Index Cond: \((unit|holder)_id", plan), plan
        assert "Seq Scan on dossiers_dossier" not in plan, plan
        # Units as a sub-select beside an `or` would read every open dossier there is.
        assert "CTE" not in plan, plan

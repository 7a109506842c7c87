"""Who was shown what is written once, at the cost of one statement, and stays."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from motcua.spine.access import notebook, operations, queries
from motcua.spine.access.extents import Extent
from motcua.spine.access.models import Access
from motcua.spine.actors import Actor

pytestmark = pytest.mark.django_db


def an_officer() -> Actor:
    return Actor(id="7", roles=frozenset({"handler"}), organisation="H1", notebook=[])


def test_a_page_is_one_statement_however_many_stand_on_it(
    django_assert_num_queries: Callable[..., object],
) -> None:
    officer = an_officer()
    notebook.note(officer, [f"lamp:{n}" for n in range(50)], extent=Extent.NAME)
    notebook.note(officer, ["lamp:7"], extent=Extent.WHOLE)

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        operations.record(officer.notebook or [], actor=officer, act="desk:queue")

    whole, names = Access.objects.order_by("id")
    assert (whole.extent, whole.subjects) == ("whole", ["lamp:7"])
    assert (names.extent, len(names.subjects)) == ("name", 49)
    assert (names.actor, names.roles, names.organisation) == ("7", ["handler"], "H1")
    assert list(queries.of_subject("lamp:7")) == [whole]
    assert list(queries.by_actor("7")) == [names, whole]


def test_who_has_no_notebook_and_who_saw_nothing_leave_no_trace() -> None:
    notebook.note(Actor(id="job"), ["lamp:1"], extent=Extent.FILE)
    operations.record([], actor=an_officer(), act="desk:queue")

    assert not Access.objects.exists()


def test_a_notebook_makes_nobody_another_actor() -> None:
    assert an_officer() == Actor(id="7", roles=frozenset({"handler"}), organisation="H1")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_access SET actor = '8'",
        "DELETE FROM access_access",
        "TRUNCATE access_access",
    ],
)
def test_nobody_changes_or_removes_it(statement: str) -> None:
    operations.record([("lamp:1", "name")], actor=an_officer(), act="desk:queue")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_application_has_no_right_to_either(application_url: str) -> None:
    with psycopg.connect(application_url) as ours:
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            asked = "SELECT has_table_privilege(current_user, 'access_access', %s)"
            assert ours.execute(asked, [right]).fetchone() == (False,)

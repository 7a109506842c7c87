"""Tables change so that old and new code run together, here and on a distributed engine."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import operations as of
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

from tests.architecture.test_shape import product_python

# There is no release yet, so no old code beside which these had to run. Empty it at the first one;
# from then on a name in here needs a reason: the release in which the code stopped using it.
BEFORE_THE_FIRST_RELEASE = {
    "dossiers.0002_drafts_results_lookups",
    "dossiers.0003_clock_marks_say_paper_and_promise",
    "dossiers.0006_the_whole_life",
    "facts.0004_fact_counts_supplements",
    "people.0002_api_keys_have_unit_place_and_quotas",
}
TAKES_AWAY = (
    of.RemoveField, of.DeleteModel, of.RenameField, of.RenameModel, of.AlterModelTable,
)  # fmt: skip
NEVER = re.compile(
    r"\bSERIALIZABLE\b|SET LOCAL lock_timeout|\bALTER CONSTRAINT\b|\bINHERITS\b|\bRENAME\b", re.I
)


def _ours() -> list[tuple[str, object]]:
    labels = {app.label for app in apps.get_app_configs() if app.name.startswith("motcua.")}
    loader = MigrationLoader(None, load=True)
    return [
        (f"{label}.{name}", operation)
        for (label, name), migration in sorted(loader.disk_migrations.items())
        if label in labels
        for operation in migration.operations
    ]


def _statements() -> Iterator[tuple[str, str]]:
    for name, operation in _ours():
        if isinstance(operation, of.RunSQL):
            items = operation.sql if isinstance(operation.sql, list | tuple) else [operation.sql]
            for item in items:
                yield name, str(item)


def test_a_release_takes_nothing_away_that_the_one_before_it_uses() -> None:
    """Expand now, contract a release later (docs/operations/upgrade.md)."""
    takes_away = {name for name, operation in _ours() if isinstance(operation, TAKES_AWAY)}

    assert takes_away <= BEFORE_THE_FIRST_RELEASE


def test_what_is_added_to_a_table_can_be_left_out_by_old_code() -> None:
    """Old code inserts rows without the new column: it needs a default in the database, or NULL."""
    for name, operation in _ours():
        if isinstance(operation, of.AddField) and name not in BEFORE_THE_FIRST_RELEASE:
            field = operation.field
            may_be_left_out = (
                field.null or field.db_default is not NOT_PROVIDED or field.many_to_many
            )
            assert may_be_left_out, f"{name}: {operation.model_name}.{operation.name}"


def test_each_item_of_sql_is_one_statement_that_runs_everywhere() -> None:
    for name, sql in _statements():
        bare = re.sub(r"\$\$.*?\$\$|'[^']*'|--[^\n]*", "", sql, flags=re.S)
        assert ";" not in bare.strip().rstrip(";"), f"{name} holds two statements"
        assert not NEVER.search(bare), name


def test_functions_of_triggers_know_their_province() -> None:
    for name, sql in _statements():
        if re.search(r"CREATE (OR REPLACE )?FUNCTION", sql):
            says = re.search(r"SET search_path FROM CURRENT|TG_TABLE_SCHEMA", sql)
            touches = re.search(r"\b(FROM|INTO|UPDATE|JOIN)\s+[a-z]+_[a-z]+", sql)
            assert says or not touches, name


@pytest.mark.django_db
def test_every_table_has_a_primary_key() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = current_schema()::regnamespace AND NOT EXISTS"
            " (SELECT FROM pg_index WHERE indrelid = pg_class.oid AND indisprimary)"
        )
        assert not cursor.fetchall()


def test_the_code_asks_nothing_a_distributed_engine_refuses() -> None:
    for path in product_python():
        if "simulation" in path.parts:
            continue  # Writing in bulk is for measuring, on one server of one's own.
        text = path.read_text("utf-8")
        assert not re.search(r"SET CONSTRAINTS|\bSERIALIZABLE\b|LOCAL lock_timeout", text), path

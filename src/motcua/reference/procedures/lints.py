"""What the rules say of versions, with the units of this installation at hand."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from django.db import connection

from motcua.reference.organisations import register
from motcua.reference.procedures import queries
from motcua.reference.procedures.definition import words
from motcua.reference.procedures.models import ProcedureVersion
from motcua.reference.procedures.rules import reading
from motcua.reference.procedures.rules.flow import graph
from motcua.reference.procedures.rules.flow.naming import Words
from motcua.reference.procedures.rules.lint import looking
from motcua.reference.procedures.rules.lint.findings import Finding
from motcua.reference.procedures.rules.lint.subject import of_version

BATCH = 500


def findings_of(version: ProcedureVersion) -> list[Finding]:
    """Return what is wrong with a version, errors first."""
    return looking.findings(of_version(version.definition, version.said, is_there=_is_there))


def counts(*, on: date) -> dict[str, int]:
    """Return how many procedures in use each rule finds something in."""
    speaking = queries.in_use(on).order_by().values("pk", "findings")
    text, values = speaking.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, count(*) FROM (" + text + ") AS spoken, unnest(spoken.findings) AS code"  # noqa: S608 - built by the ORM
            " GROUP BY code",
            values,
        )
        return {str(code): int(count) for code, count in cursor.fetchall()}


def read_over(*, on: date) -> Iterator[tuple[ProcedureVersion, list[Finding]]]:
    """Return each procedure in use with what is wrong with it, by name."""
    versions = queries.in_use(on).order_by("sort_key", "pk")
    for version in versions.iterator(chunk_size=BATCH):
        yield version, findings_of(version)


def hash_of(version: ProcedureVersion) -> str:
    """Return the hash of form and process; nothing for the plain form."""
    return reading.hash_of(version.definition) if version.definition is not None else ""


def steps_of(version: ProcedureVersion) -> int:
    return len(graph.tables((version.definition or {}).get("steps")))


def units_named(*versions: ProcedureVersion) -> Mapping[str, Words]:
    """Return the names of the certain units these versions' steps are given to."""
    owners = Counter(
        task.owner
        for version in versions
        for task in graph.of_values(version.definition or {}).tasks
        if graph.is_named_unit(task.owner)
    )
    if not owners:
        return {}
    codes = {owner: owner.removeprefix(words.NAMED_UNIT) for owner in owners}
    units = register.current().of_codes(codes.values())
    return {
        owner: (units[code].name_vi, units[code].name_en or units[code].name_vi)
        for owner, code in codes.items()
        if code in units
    }


def _is_there(code: str) -> bool:
    found = register.current().of_codes([code])
    return code in found and found[code].valid_to is None

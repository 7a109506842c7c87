"""Writes of the index: rebuild it, in whole or in part, and follow the catalogue."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models.fields.json import KeyTransform

from motcua.reference.finding import queries
from motcua.reference.finding.models import IndexedProcedure, Vocabulary
from motcua.reference.finding.rules import letters, spelling, standing, tables
from motcua.reference.procedures import queries as catalogue
from motcua.spine.dates import local_date
from motcua.spine.journal import readers
from motcua.spine.journal.models import Entry

READER = "finding"
SUBJECT = "procedure:"
SINGLY_MAX = 300  # More changed procedures than this: rebuilding the whole is faster.
ROWS_A_STATEMENT = 500
_LOCK = 7_364_011  # Two rebuilds at once would count words twice.
# Entries that may change any number of procedures without naming each.
WHOLE = frozenset({"catalogue.loaded", "agency.settled", "agency.matched_all"})


@transaction.atomic
def reindex(*, keys: Collection[str] | None = None, at: datetime) -> int:
    """Rebuild the index as of a moment; with `keys` (jurisdiction/key) only those procedures.

    Return how many procedures were written.
    """
    _one_at_a_time()
    versions = catalogue.in_use(local_date(at)).select_related(None)
    if keys is None:
        IndexedProcedure.objects.all().delete()
    else:
        wanted = {key.partition("/")[::2] for key in keys}
        names = {name for _, name in wanted}
        IndexedProcedure.objects.filter(
            pk__in=[
                row.pk
                for row in IndexedProcedure.objects.filter(key__in=names).only(
                    "pk", "jurisdiction", "key"
                )
                if (row.jurisdiction, row.key) in wanted
            ]
        ).delete()
        versions = versions.filter(procedure__key__in=names)
        versions = versions.exclude(procedure__in=IndexedProcedure.objects.values("pk"))
    rows = [_row(version) for version in _columns(versions)]
    IndexedProcedure.objects.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
    _count_words()
    queries.forget_words()
    return len(rows)


def follow(at: datetime) -> int:
    """Read what is new in the journal and bring the index up to date. Return how much was read."""

    def work(entries: Sequence[Entry]) -> None:
        changed = {
            entry.subject.removeprefix(SUBJECT)
            for entry in entries
            if entry.subject.startswith(SUBJECT)
        }
        if len(changed) > SINGLY_MAX or any(entry.kind in WHOLE for entry in entries):
            reindex(at=at)
        elif changed:
            reindex(keys=changed, at=at)

    return readers.read_next(READER, work, at=at)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _columns(versions: Any) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = versions.annotate(
        results=KeyTransform("results", "content")
    ).values(
        "procedure_id",
        "procedure__jurisdiction",
        "procedure__key",
        "procedure__code",
        "name_vi",
        "name_en",
        "field",
        "levels",
        "service_level",
        "limit_value",
        "limit_unit",
        "limit_same_day",
        "fee_vnd",
        "state",
        "missing",
        "flags",
        "results",
    )
    return rows


def _row(version: dict[str, Any]) -> IndexedProcedure:
    bare = standing.without_opening(letters.plain(version["name_vi"]))
    code = version["procedure__code"] or ""
    is_published = version["state"] == "published"
    row = IndexedProcedure(
        procedure_id=version["procedure_id"],
        jurisdiction=version["procedure__jurisdiction"],
        key=version["procedure__key"],
        code=code,
        field_code=tables.field_code(version["field"]),
        is_published=is_published,
        is_complete=not version["missing"],
        plain=f" {bare} ",
        marked=f" {letters.marked(version['name_vi'])} ",
        core=f" {standing.core(bare)} ",
        english=f" {letters.plain(version['name_en'])} ",
        length=len(bare.split()),
        standing=standing.standing(
            jurisdiction=version["procedure__jurisdiction"],
            has_code=bool(code),
            flags=version["flags"],
            is_published=is_published,
        ),
        popularity=tables.popularity().get(code, 0),
        also=letters.plain(f"{version['field']} {_results(version['results'])}"),
    )
    for name in (
        "name_vi", "name_en", "field", "levels", "service_level",
        "limit_value", "limit_unit", "limit_same_day", "fee_vnd",
    ):  # fmt: skip
        setattr(row, name, version[name])
    return row


def _results(results: Any) -> str:
    rows = results if isinstance(results, list) else []
    return " ".join(str(row.get("name_vi") or "") for row in rows if isinstance(row, dict))


def _count_words() -> None:
    names = list(IndexedProcedure.objects.values_list("name_vi", "name_en", "field"))
    texts = [text for row in names for text in row if text]
    words, pairs = spelling.counted(texts)
    last = Vocabulary.objects.first()
    Vocabulary.objects.update_or_create(
        id=1,
        defaults={
            "revision": (last.revision if last else 0) + 1,
            "words": dict(words),
            "pairs": {" ".join(pair): count for pair, count in pairs.items()},
        },
    )

"""Reads of the index, all public: search, life events, fields, what is asked for most."""

import functools
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Min

from motcua.reference.finding import statements
from motcua.reference.finding.models import IndexedProcedure, Vocabulary
from motcua.reference.finding.rules import letters, readings, tables
from motcua.reference.finding.rules.spelling import Lexicon
from motcua.spine.errors import NotFound

PER_PAGE_MAX = 50
PAGE_MAX = 1000
POPULAR = 8
A_LIFE_EVENT_MAX = 40
ANSWERS_KEPT_MAX = 2000  # About 10 kB each at most.
STALE_SECONDS_MAX = 1.0  # Another process may have rebuilt the index; nobody minds a second.
_CODE = re.compile(r"^\s*(\d\.\d{6})(?:\.[0-9A-Za-z.]*)?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a line of a list shows. None and "" mean "chưa rõ"."""

    jurisdiction: str
    key: str
    code: str
    name_vi: str
    name_en: str
    field: str
    field_code: str
    levels: tuple[str, ...]
    service_level: str
    limit_value: Decimal | None
    limit_unit: str
    limit_same_day: bool
    fee_vnd: int | None
    is_published: bool
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of hits. When `corrected`, say "Đã hiểu là: {understood_as}"."""

    total: int
    hits: tuple[Hit, ...]
    understood_as: str
    corrected: bool
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent:
    code: str
    icon: str
    name_vi: str
    name_en: str
    summary_vi: str
    summary_en: str
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """A field with a name people understand; `name_en` is "" where nobody has written one."""

    code: str
    official: str
    name_vi: str
    name_en: str
    procedures: int


def search(
    q: str, *, language: str = "vi", field: str | None = None, page: int = 1, per_page: int = 10
) -> Found:
    """Return the procedures that answer a query, best first; `field` is a field's code.

    Without words: everything of the field, or nothing. At most three statements.
    """
    per_page = max(1, min(per_page, PER_PAGE_MAX))
    page = max(1, min(page, PAGE_MAX))
    return _answer(lexicon().revision, q, field, page, per_page)


@functools.lru_cache(maxsize=ANSWERS_KEPT_MAX)
def _answer(revision: int, q: str, field: str | None, page: int, per_page: int) -> Found:
    """Search, unless the same was asked of this revision of the index: people ask the same."""
    window = (per_page, (page - 1) * per_page)
    code = _CODE.match(q[: letters.QUERY_MAX])
    if code:
        found = _fetch(statements.by_code(code[1], field=field, window=window))
        return _page(found, page, per_page)
    words = letters.words_of(q)
    if not words:
        if not field:
            return _page((0, []), page, per_page)
        return _page(_fetch(statements.of_field(field, window=window)), page, per_page)
    understood = readings.understand(q, lexicon(), tables.synonyms())
    typed = f" {letters.marked(understood.text)} "
    found = _fetch(statements.by_words(understood.readings, typed, field=field, window=window))
    if found[0] == 0 and understood.nearer:
        nearer = statements.by_words(understood.nearer, typed, field=field, window=window)
        found = _fetch(nearer)
    elif found[0] == 0:
        some = understood.readings[0].words
        found = _fetch(statements.by_some_words(some, field=field, window=window))
    return _page(found, page, per_page, understood.text, understood.is_corrected)


def life_events() -> tuple[LifeEvent, ...]:
    """Return the events of life that people start from, in order, without their procedures."""
    return tuple(_life_event(row) for row in tables.life_events())


def life_event(code: str) -> LifeEvent:
    """Return one event with its procedures, the first steps first.

    :raises NotFound: there is no such event.
    """
    row = next((one for one in tables.life_events() if one.code == code), None)
    if row is None:
        raise NotFound()
    _, hits = _fetch(statements.of_event(row.codes, row.phrases, limit=A_LIFE_EVENT_MAX))
    return _life_event(row, hits)


def fields() -> list[FieldLine]:
    """Return the fields of the indexed procedures with friendly names, by name."""
    counted = (
        IndexedProcedure.objects.exclude(field_code="")
        .values("field_code")
        .annotate(procedures=Count("pk"), official=Min("field"))
    )
    names = tables.field_names()
    lines = []
    for row in counted:
        friendly = names.get(row["field_code"])
        lines.append(
            FieldLine(
                code=row["field_code"],
                official=row["official"],
                name_vi=friendly.name_vi if friendly else row["official"],
                name_en=friendly.name_en if friendly else "",
                procedures=row["procedures"],
            )
        )
    return sorted(lines, key=lambda line: letters.plain(line.name_vi))


def procedures() -> int:
    """Return how many procedures the index holds: those in use."""
    return IndexedProcedure.objects.count()


def popular(limit: int = POPULAR) -> tuple[Hit, ...]:
    """Return the procedures asked for most, at most one of each name."""
    return tuple(_fetch(statements.most_asked(limit))[1])


def lexicon() -> Lexicon:
    """Return the words of the index, from memory unless the index has changed since."""
    held = _held.get("lexicon")
    if held is not None and time.monotonic() - held[0] < STALE_SECONDS_MAX:
        return held[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT revision FROM finding_vocabulary")
        row = cursor.fetchone()
    if held is None or row is None or held[1].revision != row[0]:
        held = (0.0, _read_lexicon())
    _held["lexicon"] = (time.monotonic(), held[1])
    return held[1]


def forget_words() -> None:
    """Read the words again at the next search: this process has just rebuilt the index."""
    _held.clear()
    _answer.cache_clear()


def _read_lexicon() -> Lexicon:
    row = Vocabulary.objects.first()
    said = tables.synonyms()
    return Lexicon(
        words=Counter(row.words if row else {}),
        pairs=Counter({_pair(key): count for key, count in (row.pairs if row else {}).items()}),
        said=said.phrases,
        shorts=said.shorts,
        revision=row.revision if row else 0,
    )


_held: dict[str, tuple[float, Lexicon]] = {}  # When it was last compared, and the words.


def _pair(key: str) -> tuple[str, str]:
    first, _, second = key.partition(" ")
    return first, second


def _fetch(statement: statements.Statement) -> tuple[int, list[Hit]]:
    sql, parameters = statement
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    return (rows[0][0] if rows else 0), [_hit(row[1:]) for row in rows]


def _hit(row: Sequence[Any]) -> Hit:
    values = dict(zip(statements.COLUMNS, row, strict=False))
    return Hit(**values | {"levels": tuple(values["levels"])})


def _page(
    found: tuple[int, list[Hit]],
    page: int,
    per_page: int,
    understood_as: str = "",
    corrected: bool = False,
) -> Found:
    total, hits = found
    return Found(
        total=total,
        hits=tuple(hits),
        understood_as=understood_as,
        corrected=corrected,
        page=page,
        pages=-(-total // per_page),
    )


def _life_event(row: tables.LifeEventData, hits: Sequence[Hit] = ()) -> LifeEvent:
    return LifeEvent(
        code=row.code,
        icon=row.icon,
        name_vi=row.name_vi,
        name_en=row.name_en,
        summary_vi=row.summary_vi,
        summary_en=row.summary_en,
        hits=tuple(hits),
    )

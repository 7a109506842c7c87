"""The statements of the index. Words come in as parameters, and only as [a-z0-9]."""

import re
from collections.abc import Sequence
from typing import Any

from motcua.reference.finding.rules.readings import Reading

Statement = tuple[str, list[Any]]
Window = tuple[int, int]
COLUMNS = (
    "jurisdiction", "key", "code", "name_vi", "name_en", "field", "field_code", "levels",
    "service_level", "limit_value", "limit_unit", "limit_same_day", "fee_vnd", "is_published",
    "is_complete",
)  # fmt: skip
_TABLE = "finding_indexedprocedure"
_LIST = ", ".join(COLUMNS)
# What decides between equals: how current, how often asked, how short (the common case before its
# special variants), then a fixed order so that pages do not overlap.
_REST = (
    " + least(ln(1 + popularity), 8)"
    " - (CASE standing WHEN 0 THEN 30 WHEN 1 THEN 9 WHEN 2 THEN 4 ELSE 0 END)"
    " - least(length, 40) * 0.35"
)
_ORDER = "standing DESC, length, key, jurisdiction"
EXACT, CORE, BEGINS, CORE_BEGINS, INSIDE, ALL_WORDS = 100, 92, 80, 76, 62, 30
# A procedure that a synonym names stands before anything words alone can find, each place before
# the next whatever their names' length.
FIRST, A_PLACE = 260, 25


def by_words(
    meant: Sequence[Reading], typed: str, *, field: str | None, window: Window
) -> Statement:
    """Return the procedures that hold all words of any reading, the best fit first."""
    scores: list[str] = []
    wheres: list[str] = []
    before: list[Any] = []
    after: list[Any] = []
    for reading in meant:
        score, values = _score(reading)
        scores.append(score)
        before += values
        wheres.append("words @@ %s::tsquery")
        after.append(_query(reading))
        if reading.first:
            wheres.append("code = ANY(%s)")
            after.append(list(reading.first))
    best = f"greatest({', '.join(scores)})" if scores else "0"
    marks = " + (CASE WHEN marked LIKE %s THEN 4 ELSE 0 END)"
    sql = (
        f"SELECT count(*) OVER (), {_LIST} FROM ("
        f"SELECT *, {best}{marks}{_REST} AS score FROM {_TABLE}"
        f" WHERE ({' OR '.join(wheres) or 'false'}){_in(field)}) AS found"
        f" ORDER BY score DESC, {_ORDER} LIMIT %s OFFSET %s"
    )
    return sql, [*before, f"%{typed}%", *after, *_field(field), *window]


def by_some_words(words: Sequence[str], *, field: str | None, window: Window) -> Statement:
    """Return the procedures that hold at least half of the words, those with the most first."""
    held = " + ".join(["(words @@ %s::tsquery)::int"] * len(words)) or "0"
    lexemes = [_quoted(word) for word in words]
    sql = (
        f"SELECT count(*) OVER (), {_LIST} FROM ("
        f"SELECT *, {held} AS held FROM {_TABLE} WHERE words @@ %s::tsquery{_in(field)}) AS found"
        " WHERE held >= %s"
        f" ORDER BY held * 12{_REST} DESC, {_ORDER} LIMIT %s OFFSET %s"
    )
    least = max(1, -(-len(words) // 2))
    return sql, [*lexemes, " | ".join(lexemes), *_field(field), least, *window]


def by_code(code: str, *, field: str | None, window: Window) -> Statement:
    sql = (
        f"SELECT count(*) OVER (), {_LIST} FROM {_TABLE} WHERE code = %s{_in(field)}"
        f" ORDER BY {_ORDER} LIMIT %s OFFSET %s"
    )
    return sql, [code, *_field(field), *window]


def of_field(field: str, *, window: Window) -> Statement:
    sql = (
        f"SELECT count(*) OVER (), {_LIST} FROM {_TABLE} WHERE field_code = %s"
        " ORDER BY standing >= 3 DESC, popularity DESC, plain, standing DESC, key, jurisdiction"
        " LIMIT %s OFFSET %s"
    )
    return sql, [field, *window]


def of_event(codes: Sequence[str], phrases: Sequence[str], *, limit: int) -> Statement:
    """Return the procedures of the codes in their order, then those that hold a phrase."""
    likes = " OR ".join(["plain LIKE %s"] * len(phrases)) or "false"
    sql = (
        f"SELECT count(*) OVER (), {_LIST} FROM {_TABLE}"
        f" WHERE standing >= 1 AND (code = ANY(%s) AND (standing >= 3 OR NOT EXISTS (SELECT 1"
        f" FROM {_TABLE} AS other WHERE other.code = {_TABLE}.code AND other.standing >= 3))"
        f" OR ((standing >= 3 OR code = '') AND ({likes})))"
        " ORDER BY coalesce(array_position(%s::text[], code::text), 1000), popularity DESC,"
        f" {_ORDER} LIMIT %s"
    )
    return sql, [list(codes), *[f"% {one} %" for one in phrases], list(codes), limit]


def most_asked(limit: int) -> Statement:
    sql = (
        f"SELECT 0, {_LIST} FROM (SELECT DISTINCT ON (code) * FROM {_TABLE}"
        " WHERE popularity > 0 ORDER BY code, standing DESC, jurisdiction) AS one"
        f" ORDER BY popularity DESC, {_ORDER} LIMIT %s"
    )
    return sql, [limit]


def _score(reading: Reading) -> tuple[str, list[Any]]:
    phrase = " ".join(reading.words)
    fits = (
        f"CASE WHEN plain = %s OR english = %s THEN {EXACT}"
        f" WHEN core = %s THEN {CORE}"
        f" WHEN plain LIKE %s OR english LIKE %s THEN {BEGINS}"
        f" WHEN core LIKE %s THEN {CORE_BEGINS}"
        f" WHEN plain LIKE %s OR english LIKE %s THEN {INSIDE}"
        f" WHEN words @@ %s::tsquery THEN {ALL_WORDS} + 15 * ts_rank_cd(words, %s::tsquery)"
        " ELSE 0 END"
    )
    whole, begins, inside = f" {phrase} ", f" {phrase} %", f"% {phrase} %"
    query = _query(reading)
    values: list[Any] = [
        whole, whole, whole, begins, begins, begins, inside, inside, query, query,
    ]  # fmt: skip
    score = f"{reading.trust:.2f} * ({fits})"
    if reading.first:
        place = "array_position(%s::text[], code::text)"
        score = (
            f"greatest({score}, {reading.trust:.2f} * coalesce({FIRST} - {A_PLACE} * {place}, 0))"
        )
        values.append(list(reading.first))
    return score, values


def _query(reading: Reading) -> str:
    """Return a tsquery of all words; the last may be the beginning of one, as it is typed."""
    lexemes = [_quoted(word) for word in reading.words]
    if len(reading.words[-1]) > 1:
        lexemes[-1] += ":*"
    return (" <-> " if reading.is_phrase else " & ").join(lexemes)


def _quoted(word: str) -> str:
    assert re.fullmatch("[a-z0-9]+", word), "Only words without marks come here."
    return f"'{word}'"


def _in(field: str | None) -> str:
    return " AND field_code = %s" if field else ""


def _field(field: str | None) -> list[str]:
    return [field] if field else []

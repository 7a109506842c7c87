"""One record of a `procedures/1` file: either read whole, or refused with reasons for a clerk."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.reference.procedures.rules import jurisdictions
from motcua.reference.procedures.rules.checking import Checker, Problem

SCHEMA = "procedures/1"
TEXT_MAX, NAME_MAX, WORD_MAX, ROWS_MAX = 20_000, 4_000, 300, 2_000
LIMIT_MAX = 3_660  # Ten years of days. A larger number is a slip of the pen.
AMOUNT_MAX = 10**12
PIECES_MAX = 10**9  # Larger than any truth: a year runs into this number in real files. Flagged.
DEPTH_MAX = 12
_NAMES = ("name_en", "agency", "agency_competent", "agency_coordinating")
_WORDS = ("field", "code_raw", "agency_suffix", "service_level", "decision", "effective")
_TEXTS = ("fee_text", "conditions")
_CODE = re.compile(r"\s*(\d\.\d{6})(?:$|[.\s,;(])")
_OTHER_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record that could be read. `content` is all it says, without id and snapshot."""

    source_id: str
    snapshot: str
    period: date | None
    jurisdiction: str
    code: str | None
    key: str
    content: Mapping[str, Any]
    content_hash: str


def read(raw: object, *, jurisdiction: str = jurisdictions.UNKNOWN) -> Record | list[Problem]:
    """Read one record; `jurisdiction` is for sources that the table does not know."""
    check = Checker(depth_max=DEPTH_MAX)
    plain = check.clean(raw)
    if not isinstance(plain, dict):
        check.say("(bản ghi)", "Dòng này phải là một đối tượng { … } có tên các trường.")
    if check.problems or not isinstance(plain, dict):
        return check.problems
    _identity(check, plain)
    _content(check, plain)
    if check.problems:
        return check.problems
    return _record(plain, jurisdiction)


def checked(content: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the content of a draft as it will be kept, and what is wrong with it."""
    check = Checker(depth_max=DEPTH_MAX)
    plain: dict[str, Any] = check.clean(dict(content))
    check.text(plain, "name_vi", longest=NAME_MAX, needed="Thiếu tên thủ tục.")
    check.switch(plain, "fee_confirmed")
    _content(check, plain)
    return plain, check.problems


def hash_of(content: Mapping[str, Any]) -> str:
    """Return the same 64 characters for the same content, whatever the order of its keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(source_id: str) -> str:
    """Return a source's id as it may stand in an address; ids that had to change stay distinct."""
    flat = unicodedata.normalize("NFD", source_id).encode("ascii", "ignore").decode()
    flat = re.sub(r"[^A-Za-z0-9._:-]+", "-", flat)
    if flat == source_id and len(flat) <= 80:
        return flat
    return f"{flat[:60]}~{hashlib.sha256(source_id.encode()).hexdigest()[:12]}"


def _record(plain: dict[str, Any], jurisdiction: str) -> Record:
    snapshot = (plain.get("snapshot") or "").strip()
    source_id = plain["id"].strip()
    code = _code_of(plain.get("code"))
    content = {name: value for name, value in plain.items() if name not in ("id", "snapshot")}
    return Record(
        source_id=source_id,
        snapshot=snapshot,
        period=jurisdictions.period_of(snapshot or source_id.split(":")[0]),
        jurisdiction=jurisdictions.of(
            snapshot=snapshot or source_id.split(":")[0],
            agency_suffix=plain.get("agency_suffix"),
            otherwise=jurisdiction,
        ),
        code=code,
        key=code or key_of(source_id),
        content=content,
        content_hash=hash_of(content),
    )


def _code_of(given: str | None) -> str | None:
    known = _CODE.match(given or "")
    return known[1] if known else (given or "").strip() or None


def _identity(check: Checker, plain: dict[str, Any]) -> None:
    check.text(
        plain, "id", longest=200, needed="Thiếu id: không biết bản ghi này là của thủ tục nào."
    )
    check.text(plain, "name_vi", longest=NAME_MAX, needed="Thiếu tên thủ tục.")
    check.text(plain, "snapshot", longest=80)
    code = plain.get("code")
    if isinstance(code, int | float) and not isinstance(code, bool):
        check.say("code", "Mã phải để trong ngoặc kép: viết như một số thì mất số 0 ở cuối.")
        return
    check.text(plain, "code", longest=120)
    if isinstance(code, str) and code.strip() and not _is_code(code):
        check.say("code", "Mã thủ tục không đọc được. Dạng thường gặp: 1.001193.")


def _is_code(text: str) -> bool:
    return bool(_CODE.match(text) or _OTHER_CODE.fullmatch(text.strip()))


def _content(check: Checker, plain: dict[str, Any]) -> None:
    longest = {NAME_MAX: _NAMES, WORD_MAX: _WORDS, TEXT_MAX: _TEXTS}
    for most, names in longest.items():
        for name in names:
            check.text(plain, name, longest=most)
    for name in ("online_available", "agency_derived"):
        check.switch(plain, name)
    for name in ("levels", "applicants", "legal_basis"):
        check.texts(plain, name, longest=NAME_MAX, rows_max=ROWS_MAX)
    check.whole(plain, "fee_vnd", largest=AMOUNT_MAX, unit="đồng")
    check.whole(plain, "sets", largest=PIECES_MAX)
    for limit in check.table(plain, "time_limit"):
        _limit(check.at("time_limit"), limit)
    for name, row_of in _ROWS.items():
        for inner, row in check.rows(plain, name, rows_max=ROWS_MAX):
            row_of(inner, row)


def _stage(check: Checker, stage: dict[str, Any]) -> None:
    check.text(stage, "where", longest=NAME_MAX)
    check.number(stage, "value", largest=LIMIT_MAX)
    check.text(stage, "unit", longest=WORD_MAX)


def _result(check: Checker, result: dict[str, Any]) -> None:
    check.text(result, "name_vi", longest=NAME_MAX, needed="Thiếu tên kết quả.")
    check.text(result, "code", longest=WORD_MAX)


def _limit(check: Checker, limit: dict[str, Any]) -> None:
    check.number(limit, "value", largest=LIMIT_MAX)
    check.text(limit, "unit", longest=WORD_MAX)
    check.text(limit, "text", longest=TEXT_MAX)
    check.text(limit, "cutoff", longest=WORD_MAX)
    check.text(limit, "unit_basis", longest=NAME_MAX)
    check.switch(limit, "same_day")


def _channel(check: Checker, channel: dict[str, Any]) -> None:
    check.text(
        channel, "channel", longest=WORD_MAX, needed="Thiếu cách nộp (trực tiếp, trực tuyến …)."
    )
    check.number(channel, "time_value", largest=LIMIT_MAX)
    check.text(channel, "time_unit", longest=WORD_MAX)
    check.text(channel, "time_text", longest=TEXT_MAX)
    check.text(channel, "description", longest=TEXT_MAX)
    check.switch(channel, "ambiguous_split")
    check.switch(channel, "suspect_amount_in_thousands")
    for inner, fee in check.rows(channel, "fees", rows_max=ROWS_MAX):
        _fee(inner, fee)


def _fee(check: Checker, fee: dict[str, Any]) -> None:
    check.whole(fee, "amount", largest=AMOUNT_MAX, unit="đồng")
    check.text(fee, "currency", longest=WORD_MAX)
    check.text(fee, "kind", longest=WORD_MAX)
    check.text(fee, "note", longest=TEXT_MAX)


def _component(check: Checker, component: dict[str, Any]) -> None:
    check.text(component, "name_vi", longest=TEXT_MAX, needed="Thiếu tên giấy tờ.")
    check.text(component, "group", longest=NAME_MAX)
    check.text(component, "kind", longest=WORD_MAX)
    check.text(component, "form_file", longest=NAME_MAX)
    for name in ("originals", "copies"):
        check.whole(component, name, largest=PIECES_MAX, unit="bản")
    for name in ("required", "conditional", "reusable"):
        check.switch(component, name)


_ROWS = {
    "time_stages": _stage,
    "channels": _channel,
    "fee_items": _fee,
    "components": _component,
    "results": _result,
}

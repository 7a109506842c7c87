"""From a file of unknown origin to its records, one at a time, within bounds."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motcua.reference.procedures.rules.checking import HugeNumber
from motcua.reference.procedures.rules.reading import SCHEMA
from motcua.spine.errors import Refusal

BYTES_MAX = 100 * 1024 * 1024  # Unpacked. The nation's catalogue of today is 3 MB.
_DIGITS_MAX = 30
_GZIP = b"\x1f\x8b"
_BLANK = " \t\n\r"


class FileUnreadable(Refusal):
    """The file as a whole cannot be read; nothing of it was loaded."""

    code = "file_unreadable"
    http_status = 400
    message_vi = "Không nạp được {file}: {reason_vi} Chưa có gì được nạp."
    message_en = "{file} cannot be loaded: {reason_en} Nothing was loaded."


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is JSON of our form from its first character to its last."""

    name: str
    digest: str
    text: str
    starts: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def records(self) -> Iterator[tuple[int, Any]]:
        """Yield each record with its row, counted from 1."""
        for row, start in enumerate(self.starts, start=1):
            yield row, _DECODER.raw_decode(self.text, start)[0]


def opened(path: Path) -> Source:
    """Read a file, plain or gzip, and see that all of it can be read before anything is loaded.

    :raises FileUnreadable: it is not there, too large, not UTF-8, not JSON, or of another form.
    """
    raw = _bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(
            path,
            f"không phải chữ UTF-8 (byte thứ {error.start + 1}).",
            f"it is not UTF-8 text (byte {error.start + 1}).",
        ) from error
    return Source(path.name, hashlib.sha256(raw).hexdigest(), text, _starts(path, text))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(2)
        opener = gzip.open if head == _GZIP else open
        with opener(path, "rb") as file:
            raw = file.read(BYTES_MAX + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _unreadable(
            path,
            "tệp nén gzip bị hỏng hoặc thiếu phần cuối.",
            "the gzip file is damaged or cut off.",
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unreadable(
            path, f"không mở được tệp ({reason}).", f"it cannot be opened ({reason})."
        ) from error
    if len(raw) > BYTES_MAX:
        raise _unreadable(path, "tệp lớn hơn 100 MB.", "it is larger than 100 MB.")
    return bytes(raw)


def _starts(path: Path, text: str) -> tuple[int, ...]:
    try:
        schema, starts = _walk(text)
    except RecursionError as error:
        raise _unreadable(path, "dữ liệu lồng nhau quá sâu.", "it is nested too deeply.") from error
    except json.JSONDecodeError as error:
        raise _unreadable(
            path,
            f"không phải JSON ở dòng {error.lineno}, cột {error.colno}.",
            f"it is not JSON at line {error.lineno}, column {error.colno}.",
        ) from error
    if schema != SCHEMA:
        raise _unreadable(
            path, f'trường "schema" phải là "{SCHEMA}".', f'its "schema" must be "{SCHEMA}".'
        )
    if starts is None:
        raise _unreadable(path, 'không có danh sách "records".', 'it has no list named "records".')
    return starts


def _walk(text: str) -> tuple[object, tuple[int, ...] | None]:
    """Read the outermost object once: its schema, and where each record begins."""
    schema: object = None
    starts: tuple[int, ...] | None = None
    place = _expect(text, _skip(text, 0), "{")
    while text[place : place + 1] != "}":
        key, place = _DECODER.raw_decode(text, place)
        if not isinstance(key, str):
            raise json.JSONDecodeError("a name must be a string", text, place)
        place = _expect(text, _skip(text, place), ":")
        if key == "records" and text[place : place + 1] == "[":
            starts, place = _rows(text, place)
        else:
            value, place = _DECODER.raw_decode(text, place)
            schema = value if key == "schema" else schema
        place = _next(text, place, "}")
    if (end := _skip(text, place + 1)) != len(text):
        raise json.JSONDecodeError("something follows the end", text, end)
    return schema, starts


def _rows(text: str, place: int) -> tuple[tuple[int, ...], int]:
    starts = []
    place = _expect(text, place, "[")
    while text[place : place + 1] != "]":
        starts.append(place)
        _, place = _DECODER.raw_decode(text, place)
        place = _next(text, place, "]")
    return tuple(starts), place + 1


def _next(text: str, place: int, closing: str) -> int:
    """Step over a comma to what follows it, or stay at the closing bracket."""
    place = _skip(text, place)
    if text[place : place + 1] == closing:
        return place
    place = _expect(text, place, ",")
    if text[place : place + 1] == closing:
        raise json.JSONDecodeError("a comma before the end", text, place)
    return place


def _expect(text: str, place: int, character: str) -> int:
    if text[place : place + 1] != character:
        raise json.JSONDecodeError(f"{character} expected", text, place)
    return _skip(text, place + 1)


def _skip(text: str, place: int) -> int:
    while text[place : place + 1] and text[place] in _BLANK:
        place += 1
    return place


def _whole(digits: str) -> int | HugeNumber:
    return int(digits) if len(digits) <= _DIGITS_MAX else HugeNumber()


def _unreadable(path: Path, reason_vi: str, reason_en: str) -> FileUnreadable:
    return FileUnreadable(file=path.name, reason_vi=reason_vi, reason_en=reason_en)


_DECODER = json.JSONDecoder(parse_int=_whole)

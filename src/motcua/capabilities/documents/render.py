"""Papers from templates: data in, the bytes of a PDF/A out. No disk, no clock, no network.

A template is two files in data/templates: `<code>.typ`, its layout, and `<code>.toml`, the fields
it takes. What people wrote reaches the layout as JSON values, which it prints and never reads.
"""

import functools
import io
import json
import threading
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import segno
import typst

import motcua

TEMPLATES = Path(motcua.__file__).parent / "data" / "templates"
STANDARD: Final = (
    "a-2a"  # For archives, and readable aloud: text, its order and its language are in it.
)
TEXT_LENGTH_MAX = 4000
LIST_LENGTH_MAX = 200
DATA_LENGTH_MAX = 100_000  # About 60 pages: what bounds the time it takes.
_REPLACEMENT = "?"


class Unfit(Exception):
    """The data do not fit the template: a mistake of ours, found before anything is printed."""


def codes() -> list[str]:
    """Return the templates there are."""
    return sorted(path.stem for path in TEMPLATES.glob("*.toml"))


@functools.cache
def description(code: str) -> dict[str, Any]:
    """Return what a template says of itself: names, legal basis, the fields it takes."""
    return tomllib.loads((TEMPLATES / f"{code}.toml").read_text(encoding="utf-8"))


def pdf(
    code: str, data: Mapping[str, Any], *, at: datetime, is_simulated: bool, qr: str = ""
) -> bytes:
    """Print one paper. `qr` is the address that its QR code leads to.

    :raises Unfit: a field is missing, unknown, or too long.
    """
    _check(description(code), data)
    content = _each_text(data, _composed)
    content |= {"is_simulated": is_simulated, "qr": _qr_drawing(qr) if qr else "", "qr_says": qr}
    source = TEMPLATES / f"{code}.typ"
    try:
        return _compile(source, content, at=at)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return _compile(source, _each_text(content, _with_signs_we_can_print), at=at)


def _check(fields: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    lists, groups = fields.get("lists", {}), fields.get("groups", {})
    # A book is longer than a slip; its description says how much longer.
    list_length_max = fields.get("list_length_max", LIST_LENGTH_MAX)
    data_length_max = fields.get("data_length_max", DATA_LENGTH_MAX)
    texts = {name: value for name, value in data.items() if name not in {*lists, *groups}}
    _check_texts("", fields["texts"], texts)
    for name, expected in lists.items():
        listed = data.get(name, [])
        if not isinstance(listed, list) or len(listed) > list_length_max:
            raise Unfit(f"{name} is a list of at most {list_length_max}.")
        for number, item in enumerate(listed):
            _check_item(f"{name}[{number}]", expected, item)
    for name, expected in groups.items():
        if data.get(name):
            _check_item(name, expected, data[name])
    if len(json.dumps(data, ensure_ascii=False)) > data_length_max:
        raise Unfit(f"All fields together are over {data_length_max} letters.")


def _check_item(name: str, expected: Mapping[str, Any], item: object) -> None:
    if not expected:
        _check_texts("", {"required": [name]}, {name: item})
    elif isinstance(item, dict):
        _check_texts(f"{name}.", expected, item)
    else:
        raise Unfit(f"{name} has fields of its own: {sorted(expected.get('required', []))}.")


def _check_texts(prefix: str, expected: Mapping[str, Any], texts: Mapping[str, object]) -> None:
    required = set(expected.get("required", []))
    if missing := required - {name for name, value in texts.items() if value not in ("", None)}:
        raise Unfit(f"Missing: {', '.join(prefix + name for name in sorted(missing))}.")
    if unknown := set(texts) - required - set(expected.get("optional", [])):
        raise Unfit(f"Unknown: {', '.join(prefix + name for name in sorted(unknown))}.")
    for name, value in texts.items():
        if not isinstance(value, str | int) or len(str(value)) > TEXT_LENGTH_MAX:
            raise Unfit(f"{prefix}{name} is a text of at most {TEXT_LENGTH_MAX} letters.")


def _qr_drawing(address: str) -> str:
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", border=2, xmldecl=False, svgns=True
    )
    return drawing.getvalue().decode()


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _each_text(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _composed(text: str) -> str:
    """Put marks together with their letters, and drop the signs that nobody can see."""
    kept = (sign for sign in unicodedata.normalize("NFC", text) if _is_seen(sign))
    return "".join(kept)


def _is_seen(sign: str) -> bool:
    return sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")


def _with_signs_we_can_print(text: str) -> str:
    return "".join(sign if _can_print(sign) else _REPLACEMENT for sign in text)


@functools.lru_cache(maxsize=20_000)
def _can_print(sign: str) -> bool:
    if sign.isascii():
        return True
    try:
        _compile(TEMPLATES / "sign.typ", {"sign": sign, "is_simulated": False}, at=None)
    except typst.TypstError:
        return False
    return True


_one_at_a_time = threading.Lock()


def _compile(source: Path, content: Mapping[str, Any], *, at: datetime | None) -> bytes:
    inputs = {"data": json.dumps(content, ensure_ascii=False)}
    with _one_at_a_time:
        printed = _compiler().compile(
            source,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=[STANDARD],
            timestamp=int(at.timestamp()) if at else 0,
        )
    assert isinstance(printed, bytes)
    return printed


@functools.cache
def _compiler() -> typst.Compiler:
    package = find_spec("fontpkg_be_vietnam_pro")
    assert package is not None and package.origin, "requirements/run.txt installs it"  # noqa: PT018
    fonts = typst.Fonts(
        include_system_fonts=False,  # The same paper on every machine.
        include_embedded_fonts=True,  # For letters of other scripts.
        font_paths=[Path(package.origin).parent / "files"],
    )
    return typst.Compiler(root=TEMPLATES, font_paths=fonts)

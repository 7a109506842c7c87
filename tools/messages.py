"""Keeps the English of every screen: reads templates and code, writes and compiles locale files.

    python tools/messages.py                 all apps
    python tools/messages.py portal signin   only these apps
    python tools/messages.py --check         writes nothing; exit 1 if a string lacks its English

Screens are written in Vietnamese; each app carries its English in
locale/en/LC_MESSAGES/django.po. What stands in no app (interfaces/refusals.py) is in look's.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "motcua"
HOMELESS = PACKAGE / "interfaces" / "look"
SKIPPED = {"tests", "migrations", "locale", "static", "__pycache__"}
TEMPLATE_ENDINGS = {".html", ".txt"}
# A fixed date: the files change only when a text changes.
DATE = datetime(2026, 1, 1, tzinfo=UTC)
PLURAL, CONTEXT = 2, 1
KEYWORDS: dict[str, int] = {
    "_": 0,
    "gettext": 0,
    "gettext_lazy": 0,
    "gettext_noop": 0,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": PLURAL + CONTEXT,
}
_LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CALL = re.compile(rf"\b(n?p?gettext|_)\({_LITERAL}(?:,\s*{_LITERAL})?(?:,\s*{_LITERAL})?")


@dataclass(frozen=True)
class Message:
    text: str
    plural: str = ""
    context: str = ""
    file: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.text, self.plural) if self.plural else self.text


@dataclass(frozen=True)
class App:
    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def po(self) -> Path:
        return self.folder / "locale" / "en" / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")


def apps() -> list[App]:
    return [App(module.parent) for module in sorted(PACKAGE.rglob("apps.py"))]


def contradictions() -> list[str]:
    """Return the texts that have another English in another app.

    Django takes the words of the first app for all of them: a button would read "Returned".
    """
    english: dict[tuple[str, str], dict[str, str]] = {}
    for app in apps():
        for message in _read(app) if app.po.exists() else ():
            if isinstance(message.id, str) and message.id:
                known = english.setdefault((message.context or "", message.id), {})
                known[app.name] = str(message.string)
    return [
        f"“{text}” has several English texts: {words}; choose one, or give it a context"
        for (_, text), words in english.items()
        if len(set(words.values())) > 1
    ]


def messages_of(app: App) -> list[Message]:
    """Return every text of the app's screens, once each, in the order of its files."""
    found: dict[tuple[str, str], Message] = {}
    for path in _files_of(app):
        place = path.relative_to(PACKAGE).as_posix()
        source = path.read_text(encoding="utf-8")
        read = in_python if path.suffix == ".py" else in_template
        for message in read(source, place):
            found.setdefault((message.text, message.context), message)
    return list(found.values())


def faults(app: App) -> list[str]:
    """Return what is wrong with the app's English, one sentence each."""
    messages = messages_of(app)
    if not messages:
        return []
    if not app.po.exists():
        return [f"{app.name}: no English at all; run tools/messages.py {app.name}"]
    catalog = _read(app)
    missing = []
    for message in messages:
        known = catalog.get(message.id, context=message.context or None)
        if known is None or not _is_translated(known.string):
            missing.append(f"{app.name}: no English for {message.text!r} ({message.file})")
    fresh = _merged(app, messages)
    if not app.mo.exists() or app.mo.read_bytes() != _compiled(fresh):
        missing.append(f"{app.name}: django.mo is old; run tools/messages.py {app.name}")
    return missing


def renew(app: App) -> int:
    """Write the app's django.po and django.mo; return how many texts wait for English."""
    messages = messages_of(app)
    if not messages:
        return 0
    catalog = _merged(app, messages)
    app.po.parent.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, catalog, width=98, sort_by_file=True)
    app.po.write_bytes(text.getvalue())
    app.mo.write_bytes(_compiled(catalog))
    return sum(1 for entry in catalog if entry.id and not _is_translated(entry.string))


def _files_of(app: App) -> Iterator[Path]:
    others = [other.folder for other in apps() if other.folder != app.folder]
    for path in sorted(app.folder.rglob("*")):
        inside = path.relative_to(app.folder)
        if not path.is_file() or SKIPPED & set(inside.parts):
            continue
        if any(path.is_relative_to(o) and o.is_relative_to(app.folder) for o in others):
            continue
        if path.suffix == ".py" or (
            path.suffix in TEMPLATE_ENDINGS and "templates" in inside.parts
        ):
            yield path
    if app.folder == HOMELESS:
        for path in sorted(PACKAGE.rglob("*.py")):
            is_housed = any(path.is_relative_to(each.folder) for each in apps())
            if not is_housed and not SKIPPED & set(path.relative_to(PACKAGE).parts):
                yield path


def in_python(source: str, place: str) -> Iterator[Message]:
    calls = extract_python(io.BytesIO(source.encode()), dict.fromkeys(KEYWORDS), [], {})
    for _line, function, found, _comments in calls:
        texts = [found] if isinstance(found, str) else [text for text in found if text]
        if texts:
            yield _message(str(function), texts, place)


def in_template(source: str, place: str) -> Iterator[Message]:
    for function, *literals in _CALL.findall(templatize(source, origin=place)):
        yield _message(function, [ast.literal_eval(text) for text in literals if text], place)


def _message(function: str, texts: list[str], place: str) -> Message:
    kind = KEYWORDS[function]
    context = texts.pop(0) if kind & CONTEXT else ""
    plural = texts[1] if kind & PLURAL else ""
    return Message(texts[0], plural, context, place)


def _merged(app: App, messages: list[Message]) -> Catalog:
    known = _read(app) if app.po.exists() else _blank()
    merged = _blank()
    for message in messages:
        context = message.context or None
        old = known.get(message.id, context=context)
        merged.add(
            message.id,
            old.string if old is not None else None,
            locations=[(message.file, 0)],
            context=context,
        )
    return merged


def _blank() -> Catalog:
    return Catalog(
        locale="en",
        project="motcua",
        version="1",
        header_comment="# English of one app's screens. Written by tools/messages.py; "
        "translate the msgstr by hand.",
        last_translator="motcua",
        language_team="English",
        msgid_bugs_address="none",
        fuzzy=False,
        creation_date=DATE,
        revision_date=DATE,
    )


def _read(app: App) -> Catalog:
    with app.po.open("rb") as file:
        return read_po(file, locale="en")


def _compiled(catalog: Catalog) -> bytes:
    binary = io.BytesIO()
    write_mo(binary, catalog)
    return binary.getvalue()


def _is_translated(string: object) -> bool:
    if isinstance(string, tuple | list):
        return all(string)
    return bool(string)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("apps", nargs="*", help="folder names of apps; all when none is named")
    parser.add_argument("--check", action="store_true", help="write nothing, only report")
    asked = parser.parse_args()
    chosen = [app for app in apps() if not asked.apps or app.name in asked.apps]
    if asked.check:
        found = [fault for app in chosen for fault in faults(app)] + contradictions()
        print("\n".join(found) or "Every text has its English.")
        return 1 if found else 0
    for app in chosen:
        waiting = renew(app)
        if waiting:
            print(f"{app.name}: {waiting} texts wait for English in {app.po}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

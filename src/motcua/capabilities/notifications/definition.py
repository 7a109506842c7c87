"""Templates of notices: files of data/notices, read strictly. A new wording is a later version."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from motcua.capabilities.notifications.rules import wording
from motcua.capabilities.notifications.rules.wording import Kind, Value
from motcua.capabilities.notifications.states import Channel

LANGUAGES = ("vi", "en")
SMS_CHARACTERS_MAX = 160
VERSION_WORDS = {"valid_from", "channels", "link", "parameters", *LANGUAGES, "sms"}
WORDS = {"title", "text"}


class BadTemplate(ValueError):
    """A file of data/notices is wrong; the message says where."""


class UnknownTemplate(LookupError):
    """No template of that code is in force on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A notice in words."""

    title: str
    text: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One version of what a notice says."""

    code: str
    valid_from: date
    channels: tuple[Channel, ...]
    link: str
    parameters: Mapping[str, Kind]
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    sms: Mapping[str, str]

    def checked(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Return the values as they are stored.

        :raises BadValue: one is missing, too many, or of another kind.
        """
        if values.keys() != self.parameters.keys():
            names = sorted(values.keys() ^ self.parameters.keys())
            raise wording.BadValue(f"{self.code}: {', '.join(names)} missing or too many")
        return {name: wording.checked(values[name], kind) for name, kind in self.parameters.items()}

    def written(self, values: Mapping[str, Value], *, language: str, channel: Channel) -> Written:
        """Return the notice in words."""
        is_sms = channel == Channel.SMS
        said = {
            name: wording.said(values[name], kind, language=language, is_short=is_sms)
            for name, kind in self.parameters.items()
        }
        text = self.sms[language] if is_sms else self.texts[language]
        codes = {name: str(value) for name, value in values.items()}
        return Written(
            title="" if is_sms else wording.filled(self.titles[language], said),
            text=wording.filled(text, said),
            link=wording.filled(self.link, codes),
        )


def template(code: str, *, on: date) -> Template:
    """Return the version in force on a day.

    :raises UnknownTemplate: there is none.
    """
    in_force = [one for one in _all().get(code, ()) if one.valid_from <= on]
    if not in_force:
        raise UnknownTemplate(f"{code} on {on.isoformat()}")
    return max(in_force, key=lambda one: one.valid_from)


def templates() -> list[Template]:
    return [one for versions in _all().values() for one in versions]


def read(code: str, text: str) -> tuple[Template, ...]:
    """Return the versions a file holds.

    :raises BadTemplate: a word is unknown or missing, or a place has no parameter.
    """
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as reason:
        raise BadTemplate(f"{code}: {reason}") from None
    if whole.keys() != {"code", "versions"} or whole["code"] != code:
        raise BadTemplate(f"{code}: holds its code (as the file is named) and versions only")
    versions = tuple(_version(code, said) for said in whole["versions"])
    if len({one.valid_from for one in versions}) != len(versions) or not versions:
        raise BadTemplate(f"{code}: each version begins on a day of its own")
    return versions


def _version(code: str, said: Mapping[str, Any]) -> Template:
    place = f"{code}, {said.get('valid_from')}"
    if unknown := said.keys() - VERSION_WORDS:
        raise BadTemplate(f"{place}: {', '.join(sorted(unknown))} is not known")
    try:
        version = Template(
            code=code,
            valid_from=said["valid_from"],
            channels=tuple(Channel(channel) for channel in said["channels"]),
            link=said.get("link", ""),
            parameters={name: Kind(kind) for name, kind in said.get("parameters", {}).items()},
            titles={language: said[language]["title"] for language in LANGUAGES},
            texts={language: said[language]["text"].strip() for language in LANGUAGES},
            sms={language: said.get("sms", {})[language] for language in LANGUAGES}
            if Channel.SMS in said["channels"]
            else {},
        )
    except (KeyError, ValueError) as reason:
        raise BadTemplate(f"{place}: {reason}") from None
    _check(place, version)
    return version


def _check(place: str, version: Template) -> None:
    texts = [*version.titles.values(), *version.texts.values(), *version.sms.values(), version.link]
    for text in texts:
        if unknown := wording.places(text) - version.parameters.keys():
            raise BadTemplate(f"{place}: no parameter {', '.join(sorted(unknown))}")
    for text in version.sms.values():
        # With marks an SMS holds 70 characters instead of 160, and old telephones show boxes.
        if not text.isascii() or len(text) > SMS_CHARACTERS_MAX:
            raise BadTemplate(f"{place}: an SMS is plain ASCII of {SMS_CHARACTERS_MAX} at most")


@functools.cache
def _all() -> Mapping[str, tuple[Template, ...]]:
    folder = resources.files("motcua.data").joinpath("notices")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        (code := file.name.removesuffix(".toml")): read(code, file.read_text("utf-8"))
        for file in files
        if file.name.endswith(".toml")
    }

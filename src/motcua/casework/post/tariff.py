"""What carrying costs: dated rates of data/post/postage.toml, with where they stand. Pure."""

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from motcua.spine.law import Dated

_FILE = Path(__file__).resolve().parents[2] / "data" / "post" / "postage.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Dated):
    """What one way between an office and a home costs in a zone."""

    zone: str
    name_vi: str
    name_en: str
    vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who carries and is paid the postage; `code` names its account among the payees."""

    code: str
    name_vi: str
    name_en: str


def rates(*, on: date) -> Sequence[Rate]:
    """Return the rates in force on a day, as the tariff lists them."""
    return [rate for rate in _rates() if rate.holds_on(on)]


def rate_of(zone: str, *, on: date) -> Rate | None:
    """Return what a zone costs on a day; None where the tariff has no such zone."""
    return next((rate for rate in rates(on=on) if rate.zone == zone), None)


@functools.cache
def receiver() -> Receiver:
    return Receiver(**_file()["receiver"])


@functools.cache
def _rates() -> Sequence[Rate]:
    return [Rate(**row) for row in _file()["rates"]]


@functools.cache
def _file() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))

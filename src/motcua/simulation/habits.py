"""What the data files say about the people of a simulated province."""

import functools
import tomllib
from importlib import resources
from typing import Any

Table = dict[str, Any]


@functools.cache
def names() -> Table:
    return _read("names.toml")


@functools.cache
def words() -> Table:
    return _read("words.toml")


@functools.cache
def province() -> Table:
    return _read("province.toml")


def _read(name: str) -> Table:
    text = resources.files("motcua.data").joinpath(f"simulation/{name}").read_text("utf-8")
    return tomllib.loads(text)

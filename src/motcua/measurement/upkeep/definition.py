"""One thing that was looked at: how it stands, in both languages, and what to do."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`wrong` needs a person now; `note` is worth knowing. Words of ours, no personal data."""

    check: str
    state: State
    vi: str = ""
    en: str = ""
    do_vi: str = ""
    do_en: str = ""

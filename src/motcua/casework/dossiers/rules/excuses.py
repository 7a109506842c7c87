"""What somebody at a counter need not have: a telephone, a number, an e-mail address."""

from collections.abc import Iterable, Mapping
from typing import Any

from motcua.casework.dossiers.rules.channels import Place
from motcua.reference.procedures.definition.answers import Problem
from motcua.reference.procedures.definition.shape import Definition

EXCUSED = ("phone", "personal_number", "email")
BESIDE_AN_OFFICER = frozenset({Place.COUNTER, Place.POST})


def left(
    problems: Iterable[Problem],
    *,
    definition: Definition,
    answers: Mapping[str, Any],
    place: Place,
) -> list[Problem]:
    """Return the problems that stand in the way: at a counter nobody needs a telephone."""
    if place not in BESIDE_AN_OFFICER:
        return list(problems)
    excused = {
        f"{block.code}.{part}"
        for block in definition.fields
        if block.type == "person" and block.prefill == "identity"
        for part in EXCUSED
        if not _part(answers.get(block.code), part)
    }
    return [problem for problem in problems if problem.path not in excused]


def _part(person: object, part: str) -> object:
    return person.get(part) if isinstance(person, Mapping) else None

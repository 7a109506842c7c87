"""Whatever a definition asks, the simulated person finds answers nothing speaks against."""

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.reference.procedures.definition import answers as forms
from motcua.reference.procedures.definition import reading
from motcua.simulation import forms as writing
from motcua.simulation import personas

FOLDER = Path(str(files("motcua").joinpath("data/procedures/definitions")))
DEFINITIONS = {path.stem: reading.from_file(path) for path in sorted(FOLDER.glob("*.toml"))}


@pytest.mark.parametrize("code", DEFINITIONS)
@given(seed=st.integers(0, 2**32), days=st.integers(0, 3000))
def test_answers_have_no_problem(code: str, seed: int, days: int) -> None:
    dice, on = Random(seed), date(2022, 1, 1) + timedelta(days=days)

    answers = writing.fill(DEFINITIONS[code], personas.invent(dice), on=on, dice=dice)

    assert forms.check_answers(DEFINITIONS[code], answers, on=on) == []


def test_the_same_dice_write_the_same() -> None:
    def once() -> list[object]:
        dice = Random(11)
        applicant = personas.invent(dice)
        return [
            writing.fill(one, applicant, on=date(2026, 3, 1), dice=dice)
            for one in DEFINITIONS.values()
        ]

    assert once() == once()

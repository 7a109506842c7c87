"""People who do not exist: a name, a birthday, a number and a phone that go together."""

import functools
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from random import Random

from motcua.simulation import habits

PROVINCE_DIGITS = "080"
OLDEST_BORN, YOUNGEST_BORN = date(1948, 1, 1), date(2000, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    full_name: str
    sex: str
    born_on: date
    personal_number: str
    phone: str
    commune: str
    hamlet: str

    @property
    def address(self) -> dict[str, str]:
        return {
            "province": habits.names()["province"],
            "commune": self.commune,
            "detail": self.hamlet,
        }

    @property
    def address_line(self) -> str:
        return f"{self.hamlet}, {self.commune}, {habits.names()['province']}"

    def says(self, question: str) -> object:
        """Return what this person writes where a form asks for this; None if it is not theirs."""
        return {
            "full_name": self.full_name,
            "personal_number": self.personal_number,
            "date_of_birth": self.born_on.isoformat(),
            "year_of_birth": self.born_on.year,
            "sex": self.sex,
            "phone": self.phone,
            "address": self.address,
            **self.address,
        }.get(question)


def invent(dice: Random, *, sex: str = "") -> Persona:
    """Return a grown person; two of them share a personal number once in millions."""
    names = habits.names()
    sex = sex or dice.choice(("male", "female"))
    born_on = OLDEST_BORN + timedelta(days=dice.randrange((YOUNGEST_BORN - OLDEST_BORN).days + 1))
    century_and_sex = (born_on.year - 1900) // 100 * 2 + (sex == "female")
    parts = (names["family"], names[f"middle_{sex}"], names[f"given_{sex}"])
    return Persona(
        full_name=" ".join(dice.choice(part) for part in parts),
        sex=sex,
        born_on=born_on,
        personal_number=f"{PROVINCE_DIGITS}{century_and_sex}{born_on:%y}{dice.randrange(10**6):06}",
        phone=f"0900{dice.randrange(10**6):06}",
        commune=dice.choice(names["communes"]),
        hamlet=dice.choice(names["hamlets"]),
    )


def somebody_else(persona: Persona, *, number: int, strand: int) -> Persona:
    """Return another person of the same sex, age and home: reckoned, not thrown, for millions."""
    name, personal_number, phone = who_else(persona, number=number, strand=strand)
    return replace(persona, full_name=name, personal_number=personal_number, phone=phone)


def who_else(persona: Persona, *, number: int, strand: int) -> tuple[str, str, str]:
    """Return the name, personal number and telephone of `somebody_else`."""
    mixed = (number * 0x9E3779B97F4A7C15 + strand * 0xC2B2AE3D27D4EB4F) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ mixed >> 31) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    every = _full_names(persona.sex)
    begins, last = persona.personal_number[:6], mixed // 7 % 10**6
    return every[mixed % len(every)], f"{begins}{last:06}", f"0900{mixed // 11 % 10**6:06}"


@functools.cache
def _full_names(sex: str) -> list[str]:
    names = habits.names()
    parts = (names["family"], names[f"middle_{sex}"], names[f"given_{sex}"])
    return [" ".join(each) for each in product(*parts)]

"""How often one officer may look people up within an hour: the figures stand in life.toml."""

from datetime import date

from motcua.casework.dossiers.rules import life_limits

# Noted in the place of a subject when somebody is refused for asking too often.
OF_NOBODY, OF_PEOPLE = "limit:numbers_of_nobody", "limit:people_looked_up"
EVERY = (OF_NOBODY, OF_PEOPLE)


def most(limit: str, *, on: date) -> int:
    return life_limits.times(limit.partition(":")[2], on=on)

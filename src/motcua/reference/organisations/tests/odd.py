"""Files nobody expects: a good one with something in it replaced by what does not belong there."""

import copy
import random
from typing import Any

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, float("inf"), 10**30, "", " ", "x" * 5000, "\0", "a\0b", "\ud800",
    "<b>", "2026-02-30", "0000-00-00", "9999-12-31", "2026-01-01T00:00:00", "٣",
    [], {}, [[]], {"a": 1}, ["x"],
)  # fmt: skip


def spoilt(content: Any, *, seed: int) -> Any:
    """Return a copy in which one to four things are odd, or missing; the same for each seed."""
    chance = random.Random(seed)
    made = copy.deepcopy(content)
    for _ in range(chance.randint(1, 4)):
        made = _spoil(made, chance)
    return made


def _spoil(thing: Any, chance: random.Random) -> Any:
    if isinstance(thing, dict) and thing and chance.random() < 0.9:
        key = chance.choice(list(thing))
        if chance.random() < 0.15:
            del thing[key]
        elif isinstance(thing[key], dict | list) and chance.random() < 0.6:
            thing[key] = _spoil(thing[key], chance)
        else:
            thing[key] = copy.deepcopy(chance.choice(ODD))
        return thing
    if isinstance(thing, list) and thing and chance.random() < 0.95:
        place = chance.randrange(len(thing))
        is_deeper = chance.random() < 0.8
        thing[place] = _spoil(thing[place], chance) if is_deeper else chance.choice(ODD)
        return thing
    return copy.deepcopy(chance.choice(ODD))

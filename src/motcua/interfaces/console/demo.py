"""The demo province: which fixtures are loaded, in which order, by whose operations.

Each step may be repeated without harm, so a killed start goes on where it was.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import django
from django.conf import settings
from django.db import DatabaseError

from motcua.interfaces.console.complaints import from_system
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.progress import Progress, say, step

NOTE = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    code: str
    label: str
    load: Callable[[Home, Progress], None]


STEPS: tuple[Step, ...] = ()


def main() -> None:
    try:
        django.setup()
        load(Home(settings.MOTCUA_HOME))
    except OSError as error:
        say(f"motcua: {from_system(error)}")
        sys.exit(1)
    except DatabaseError as error:
        say(f"motcua: {' '.join(str(error).split())}")
        sys.exit(1)


def load(home: Home) -> None:
    """Load the steps that are not done yet."""
    done = set(steps_done(home))
    for one in STEPS:
        if one.code in done:
            continue
        with step(one.label) as progress:
            one.load(home, progress)
        done.add(one.code)
        home.keep_note(NOTE, {"done": sorted(done)})


def is_whole(home: Home) -> bool:
    return {one.code for one in STEPS} <= set(steps_done(home))


def steps_done(home: Home) -> list[str]:
    done = home.note(NOTE).get("done", [])
    return [str(code) for code in done] if isinstance(done, list) else []


if __name__ == "__main__":
    main()

"""Who reacts to what: tables of the rooms above, joined by config/wiring.py."""

from collections.abc import Callable, Mapping

from motcua.spine.journal.events import Event
from motcua.spine.journal.models import Entry

Reaction = Callable[[Entry], None]
Reactions = Mapping[type[Event], tuple[Reaction, ...]]

_by_kind: dict[str, dict[str, Reaction]] = {}


def subscribe(table: Reactions) -> None:
    """Add a table of reactions. Called once, from config/wiring.py."""
    for event, reactions in table.items():
        for reaction in reactions:
            _by_kind.setdefault(event.kind, {})[name_of(reaction)] = reaction


def unsubscribe(table: Reactions) -> None:
    """Take a table back. For tests."""
    for event, reactions in table.items():
        for reaction in reactions:
            _by_kind.get(event.kind, {}).pop(name_of(reaction), None)


def reactions_to(kind: str) -> Mapping[str, Reaction]:
    return _by_kind.get(kind, {})


def name_of(reaction: Reaction) -> str:
    return f"{reaction.__module__}.{reaction.__qualname__}"

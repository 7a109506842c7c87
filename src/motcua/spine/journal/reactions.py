"""Who reacts to what: tables of the rooms above, joined by config/wiring.py."""

from collections.abc import Callable, Mapping

from motcua.spine.journal.events import Event
from motcua.spine.journal.models import Entry

Reaction = Callable[[Entry], None]
Reactions = Mapping[type[Event], tuple[Reaction, ...]]
# Whom outside a reaction calls for an entry: those who are slow delay nobody but themselves.
Receiver = Callable[[Entry], str]

_by_kind: dict[str, dict[str, Reaction]] = {}
_afterwards: dict[str, Reaction] = {}
_receivers: dict[str, Receiver] = {}


def subscribe(table: Reactions, *, calls: Receiver | None = None) -> None:
    """Add a table of reactions; `calls` says whom, for those that call somebody outside.

    Called once, from config/wiring.py.
    """
    for event, reactions in table.items():
        for reaction in reactions:
            _by_kind.setdefault(event.kind, {})[name_of(reaction)] = reaction
            if calls is not None:
                _receivers[name_of(reaction)] = calls


def subscribe_afterwards(reaction: Reaction, *, calls: Receiver) -> None:
    """Add a reaction that entries are owed to later, by `operations.owe`: their act pays nothing.

    Called once, from config/wiring.py.
    """
    _afterwards[name_of(reaction)] = reaction
    _receivers[name_of(reaction)] = calls


def unsubscribe_afterwards(reaction: Reaction) -> None:
    """Take a reaction back. For tests."""
    _afterwards.pop(name_of(reaction), None)
    _receivers.pop(name_of(reaction), None)


def unsubscribe(table: Reactions) -> None:
    """Take a table back. For tests."""
    for event, reactions in table.items():
        for reaction in reactions:
            _by_kind.get(event.kind, {}).pop(name_of(reaction), None)
            _receivers.pop(name_of(reaction), None)


def reactions_to(kind: str) -> Mapping[str, Reaction]:
    """Return the reactions to which every entry of this kind is owed as it is written."""
    return _by_kind.get(kind, {})


def reaction_of(kind: str, name: str) -> Reaction | None:
    """Return the reaction an entry of this kind is owed to; None where nobody has that name."""
    return reactions_to(kind).get(name) or _afterwards.get(name)


def calling_outside() -> Mapping[str, Receiver]:
    """Return the reactions that call somebody outside, and how to learn whom."""
    return _receivers


def working_here() -> set[str]:
    """Return the names of the reactions that call nobody outside, as this release knows them."""
    every = {*_afterwards, *(name for table in _by_kind.values() for name in table)}
    return every - {*_receivers}


def name_of(reaction: Reaction) -> str:
    return f"{reaction.__module__}.{reaction.__qualname__}"

"""The cast of the table: a browser or a key for everybody who may come."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from motcua.interfaces.session import HANDLE
from motcua.interfaces.session_store import SessionStore
from motcua.reference.people import testing as people
from motcua.reference.people.models import Account
from tests.access.province import MISSING, Province, Side, of_an_officer

ACCOUNTS_OWN = frozenset({"session", "own_post", "passkey"})


@dataclass
class Visitor:
    """Somebody who comes: `side` says whose data they may see, "" nobody's."""

    name: str
    role: str
    side: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    key: str = ""
    own: dict[str, dict[str, Any]] = field(default_factory=dict)
    foreign: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_citizen(self) -> bool:
        return self.role == "applicant"


def everybody(found: Province) -> list[Visitor]:
    """Return all who may come, with what is theirs and what is others'."""
    cast = [Visitor("anonymous", "anonymous")]
    cast += [_citizen(found.a, found.b), _citizen(found.b, found.a)]
    for mine, others in ((found.a, found.b), (found.b, found.a)):
        for role, account in mine.officers.items():
            visitor = _signed_in(f"{role} of {mine.letter}", role, account)
            visitor.side = mine.letter
            _belongs(visitor, mine, others)
            cast.append(visitor)
    cast += [_signed_in(role, role, account) for role, account in found.others.items()]
    machine = Visitor("machine", "api_client", side="a", key=found.key)
    _belongs(machine, found.a, found.b)
    for visitor in (*cast, machine):
        _not_theirs(visitor, cast[2] if visitor is cast[1] else cast[1])
        _not_theirs(visitor, cast[-1] if visitor is not cast[-1] else cast[-2])
    for visitor in (*cast, machine):
        for kind, arguments in (found.objects | found.a.objects | cast[-1].own).items():
            visitor.own.setdefault(kind, arguments)
    return [*cast, machine]


def missing(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the same question for something that is not there."""
    changed = dict(arguments)
    # The first name is whose it is; what follows stands inside it.
    for name in list(arguments)[:1]:
        changed[name] = MISSING.get(name, arguments[name])
    return changed


def _citizen(mine: Side, others: Side) -> Visitor:
    visitor = _signed_in(f"citizen of {mine.letter}", "applicant", mine.citizen)
    visitor.side = mine.letter
    _belongs(visitor, mine, others)
    return visitor


def _belongs(visitor: Visitor, mine: Side, others: Side) -> None:
    visitor.own |= mine.objects
    visitor.foreign |= others.objects | others.recalled


def _signed_in(name: str, role: str, account: Account) -> Visitor:
    session = people.a_session(account)
    store = SessionStore()
    store[HANDLE] = str(session.handle)
    store.create()
    visitor = Visitor(name, role, cookies={settings.SESSION_COOKIE_NAME: str(store.session_key)})
    visitor.own["session"] = {"handle": session.handle}
    if role != "applicant":
        visitor.own |= of_an_officer(account)
    return visitor


def _not_theirs(visitor: Visitor, other: Visitor) -> None:
    for kind in ACCOUNTS_OWN & other.own.keys():
        visitor.foreign.setdefault(kind, other.own[kind])

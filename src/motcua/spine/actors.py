"""Who acts. Operations take an Actor, never a request."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, a machine or the system itself, with the roles it holds at this moment.

    `id` is an account's number, never a name; `organisation` is the code of the unit it acts for.
    """

    id: str
    roles: frozenset[str] = field(default_factory=frozenset)
    organisation: str = ""
    # Where it is noted what this actor is shown: (subject, extent). None: nobody is shown anything.
    notebook: "list[tuple[str, str]] | None" = field(default=None, compare=False, repr=False)


ANONYMOUS = Actor(id="anonymous")
SYSTEM = Actor(id="system", roles=frozenset({"system"}))

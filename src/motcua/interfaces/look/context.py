"""What every page's frame needs to know, asked only when a template shows it.

The pages for a database that is away and for our own mistakes pass bare=True and then ask
nothing of the database.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils.translation import get_language

from motcua.capabilities.notifications import queries as notices
from motcua.interfaces.look import navigation, provinces
from motcua.spine.journal import queries as journal

if TYPE_CHECKING:
    from motcua.spine.journal.models import Clock

ENGLISH = "/en"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Person:
    name: str
    roles: frozenset[str]


class Frame:
    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def clock(self) -> "Clock | None":
        """The installation's clock. A page that could be made without the database stands."""
        try:
            return journal.clock()
        except (OperationalError, InterfaceError):
            return None

    theme_cookie = settings.THEME_COOKIE_NAME

    @property
    def theme(self) -> str:
        """What this person chose; "" follows the system. Read here, so that no script must."""
        chosen = self._request.COOKIES.get(self.theme_cookie, "")
        return chosen if chosen in THEMES else ""

    @property
    def province(self) -> str:
        """Whose door this is: the province's name in the page's language; "" if nobody knows."""
        names = provinces.name_now()
        return names.en if get_language() == "en" else names.vi

    @cached_property
    def is_simulated(self) -> bool:
        return self.clock is not None and self.clock.simulated_at is not None

    @property
    def is_demo(self) -> bool:
        return self.clock is not None and self.clock.is_demo

    @cached_property
    def person(self) -> Person | None:
        """Who is signed in. Without the session's cookie nobody is, and nothing is asked."""
        if settings.SESSION_COOKIE_NAME not in self._request.COOKIES:
            return None
        user: Any = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        roles = self._request.actor.roles  # type: ignore[attr-defined]
        return Person(name=user.name, roles=roles)

    @property
    def is_applicant(self) -> bool:
        return self.person is not None and "applicant" in self.person.roles

    @cached_property
    def unread(self) -> int:
        """How many notices wait in the inbox of who is signed in."""
        if not self.is_applicant:
            return 0
        return notices.unread_count(self._request.actor)  # type: ignore[attr-defined]

    @cached_property
    def desk_links(self) -> list[navigation.Link]:
        roles = self.person.roles if self.person else frozenset()
        return navigation.desk(roles, self._request.path)

    @cached_property
    def citizen_links(self) -> list[navigation.Link]:
        return navigation.citizen(self._request.path)

    @cached_property
    def vietnamese_address(self) -> str:
        """This page in Vietnamese: the same address without the prefix."""
        return self._address.removeprefix(ENGLISH) if self._is_english else self._address

    @cached_property
    def english_address(self) -> str:
        return self._address if self._is_english else ENGLISH + self._address

    @cached_property
    def _address(self) -> str:
        return self._request.get_full_path()

    @property
    def _is_english(self) -> bool:
        return get_language() == "en" and self._request.path.startswith(f"{ENGLISH}/")


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}

"""What sign-in needs from whoever knows the citizens: VNeID, or the pretend one."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One way to the provider and back. The browser's session keeps it, nobody else."""

    address: str
    state: str
    nonce: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the provider says it is. `subject` (TechID) never changes; the rest may."""

    subject: str
    full_name: str
    level: int
    personal_number: str = ""
    born_on: date | None = None
    address: str = ""
    phone: str = ""
    email: str = ""


class NotVouchedFor(Exception):
    """The provider's answer is forged, stale, for somebody else, or a refusal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class IdentityProvider(Protocol):
    def begin(self, *, redirect_uri: str, language: str) -> Journey:
        """Return where to send the browser.

        :raises Outage: the provider does not answer.
        """

    def finish(self, *, journey: Journey, code: str, state: str) -> Identity:
        """Return who came back.

        :raises NotVouchedFor: the answer does not hold.
        :raises Outage: the provider does not answer.
        """


_providers: list[IdentityProvider] = []


def install(provider: IdentityProvider) -> None:
    """Name the provider citizens sign in with. Called once, by the wiring."""
    _providers[:] = [provider]


def provider() -> IdentityProvider:
    return _providers[0]

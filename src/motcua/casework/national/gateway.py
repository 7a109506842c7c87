"""The port: the national portal, in our words. Its fields and addresses stand in connectors/."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from motcua.capabilities.documents.operations import Readable
from motcua.casework.national.rules.books import Standing
from motcua.spine.errors import Outage, Refusal


class ForgedMessage(Refusal):
    code = "forged_message"
    http_status = 401
    message_vi = "Chữ ký của thông điệp không đúng."
    message_en = "The message does not carry the right signature."


class UnreadableMessage(Refusal):
    code = "unreadable_message"
    http_status = 400
    message_vi = "Thông điệp không đúng khuôn dạng đã thống nhất."
    message_en = "The message is not of the agreed form."


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyTold:
    full_name: str = field(repr=False)
    personal_number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTold:
    component: str
    document_hash: str
    file: str = ""  # Its number there; none where nothing can be fetched.
    file_name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A dossier filed at the portal. `answers` None: it came without a form of ours."""

    code: str
    procedure: str
    receiving: str
    resolving: str
    summary: str = field(repr=False)
    applicant: PartyTold
    answers: Mapping[str, Any] | None = field(repr=False)
    papers: tuple[PaperTold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the applicant handed in at the portal after request `number`."""

    code: str
    number: int
    papers: tuple[PaperTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTold:
    number: int
    reason: str = field(repr=False)
    asked_at: datetime
    answered_at: datetime | None
    components: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTold:
    number: str
    name: str
    link: str
    file_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTold:
    """What is to be paid; `due` is intake, supplement or result."""

    code: str
    name: str
    due: str
    amount_vnd: int
    is_paid: bool
    is_paid_online: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperShown:
    """A paper that was handed in here, by what it is."""

    number: int
    component: str
    name: str
    is_digital: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One fact with the dossier around it. `key` is the same at every try, and grows with time.

    `is_new`: it was filed here, and the portal has not said yet that it knows it.
    """

    key: str
    code: str
    dossier: str
    status: int
    is_whole: bool
    is_new: bool
    is_filed_here: bool
    channel: str
    is_identified: bool
    procedure: str
    procedure_name: str
    field_name: str
    applicant: PartyTold
    summary: str = field(repr=False)
    receiving: str
    resolving: str
    unit_name: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    happened_at: datetime
    requests: tuple[RequestTold, ...] = ()
    results: tuple[ResultTold, ...] = ()
    fees: tuple[FeeTold, ...] = ()
    papers: tuple[PaperShown, ...] = ()


class NationalPort(Protocol):
    def report(self, report: Report) -> None:
        """Tell of one fact; telling it again does no harm.

        :raises Outage: it was not taken; permanent when it never will be.
        """

    def filed_on(self, day: date) -> Sequence[Standing]:
        """Return how the dossiers stand there that were filed for us on a day.

        :raises Outage: it does not answer.
        """

    def standings(self, codes: Sequence[str]) -> Sequence[Standing]:
        """Return how these dossiers stand there; one it does not know is left out.

        :raises Outage: it does not answer.
        """

    def file(self, number: str) -> AbstractContextManager[Readable]:
        """Open a file that lies there; it is read within a time, or not at all.

        :raises Outage: it is not there yet, or cannot be read; permanent when it never will be.
        """

    def read(self, body: bytes, signature: str) -> Sequence[Arrival | Answer]:
        """Return what the portal sent.

        :raises ForgedMessage: it is not signed by the portal.
        :raises UnreadableMessage: it is not of the agreed form.
        """


_installed: list[NationalPort] = []


def install(port: NationalPort) -> None:
    """Say who speaks with the portal. Called once, from config/wiring.py."""
    _installed[:] = [port]


def installed() -> NationalPort:
    """:raises Outage: nobody speaks with it."""
    if not _installed:
        raise Outage("national_portal", "nobody speaks with it here")
    return _installed[0]

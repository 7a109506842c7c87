"""What happened to notices: which template, through what; never to whom, nor what it said."""

from dataclasses import dataclass

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeWritten(Event):
    kind = "notice.written"
    template: str
    channel: str
    language: str
    about: str


@dataclass(frozen=True, kw_only=True)
class NoticeSent(Event):
    kind = "notice.sent"
    channel: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class NoticeGivenUp(Event):
    kind = "notice.given_up"
    channel: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class NoticeRetried(Event):
    kind = "notice.retried"
    attempts: int


@dataclass(frozen=True, kw_only=True)
class NoticeRead(Event):
    kind = "notice.read"

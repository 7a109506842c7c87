"""Read one's inbox, and see what was told and what could not be."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from motcua.capabilities.notifications import definition
from motcua.capabilities.notifications.definition import Written
from motcua.capabilities.notifications.models import Notice
from motcua.capabilities.notifications.states import Channel, State
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One notice of an inbox, in words."""

    id: int
    title: str
    text: str
    link: str
    about: str
    occurred_at: datetime
    is_read: bool


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """Return what stands in the actor's own inbox; nobody reads another's."""
    return Notice.objects.filter(channel=Channel.INBOX, account=actor.id)


def inbox(actor: Actor, *, language: str, before: int | None = None) -> list[Letter]:
    """Return a page of the inbox, newest first; `before` is the last number of the page before."""
    notices = visible_to(actor).order_by("-id")
    if before is not None:
        notices = notices.filter(pk__lt=before)
    return [_letter(notice, language) for notice in notices[:PAGE_ROWS]]


def letter(notice_id: int, *, actor: Actor, language: str) -> Letter:
    """Return one notice of the actor's inbox.

    :raises NotFound: there is none of that number in it.
    """
    return _letter(get(notice_id, actor=actor), language)


def get(notice_id: int, *, actor: Actor, lock: bool = False) -> Notice:
    """Return one notice of the actor's inbox.

    :raises NotFound: there is none of that number in it.
    """
    rows = visible_to(actor).select_for_update() if lock else visible_to(actor)
    notice = rows.filter(pk=notice_id).first()
    if notice is None:
        raise NotFound()
    return notice


def unread_count(actor: Actor) -> int:
    return visible_to(actor).filter(read_at=None).count()


def told_about(subject: str) -> QuerySet[Notice]:
    """Return what people were told of a subject, oldest first, for those who may see it."""
    return Notice.objects.filter(about=subject).order_by("id")


def given_up() -> QuerySet[Notice]:
    """Return what could not be sent, newest first: an operator decides."""
    return Notice.objects.filter(state=State.GIVEN_UP).order_by("-id")


def waiting() -> QuerySet[Notice]:
    return Notice.objects.filter(next_try_at__isnull=False).order_by("next_try_at")


def words_of(notice: Notice, *, language: str = "") -> Written:
    """Return a notice in words: its own language's, or the one asked for."""
    template = definition.template(notice.template, on=notice.template_from)
    return template.written(
        notice.parameters, language=language or notice.language, channel=Channel(notice.channel)
    )


def _letter(notice: Notice, language: str) -> Letter:
    written = words_of(notice, language=language)
    return Letter(
        id=notice.pk,
        title=written.title,
        text=written.text,
        link=written.link,
        about=notice.about,
        occurred_at=notice.occurred_at or notice.written_at,
        is_read=notice.read_at is not None,
    )

"""Write notices, and note what became of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.capabilities.notifications import definition, queries
from motcua.capabilities.notifications.definition import Template
from motcua.capabilities.notifications.events import (
    NoticeGivenUp,
    NoticeRead,
    NoticeRetried,
    NoticeSent,
    NoticeWritten,
)
from motcua.capabilities.notifications.models import Notice
from motcua.capabilities.notifications.rules.wording import Value
from motcua.capabilities.notifications.states import OUTSIDE, Channel, State
from motcua.spine import secrecy
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Outage
from motcua.spine.journal import operations as journal

ADDRESS_CONTEXT = "notifications_notice.address"
ATTEMPTS_MAX = 10
BACK_OFF = timedelta(seconds=5)  # Doubles each time: 5, 10, 20 … about 43 minutes in all.


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom to tell: by the inbox of an account, by telephone, by e-mail; as many as are given."""

    account: str = ""
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    language: str = "vi"

    def address(self, channel: Channel) -> str:
        match channel:
            case Channel.INBOX:
                return self.account
            case Channel.EMAIL:
                return self.email
            case Channel.SMS:
                return self.phone


def notify(
    *,
    template: str,
    parameters: Mapping[str, object],
    recipient: Recipient,
    about: str,
    actor: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
    channels: Collection[Channel] = tuple(Channel),
    act_id: UUID | None = None,
) -> list[Notice]:
    """Write a notice for each channel the template has and the person can be reached through.

    They are written in the caller's transaction: what is rolled back is never sent. `occurred_at`
    is the moment of what is told.

    :raises UnknownTemplate: no such template is in force.
    :raises BadValue: a parameter is missing, too many, or not a code or figure of its kind.
    """
    chosen = definition.template(template, on=local_date(at))
    values = chosen.checked(parameters)
    notices = [
        _notice(chosen, values, channel=channel, recipient=recipient, at=at)
        for channel in chosen.channels
        if channel in channels and recipient.address(channel)
    ]
    for notice in notices:
        notice.about, notice.occurred_at = about, occurred_at
    if notices:
        _write(notices, actor=actor, at=at, act_id=act_id)
    return notices


# Without a savepoint: the worker writes hundreds of notices a second.
@transaction.atomic(savepoint=False)
def _write(notices: Sequence[Notice], *, actor: Actor, at: datetime, act_id: UUID | None) -> None:
    Notice.objects.bulk_create(notices)
    facts = [
        (
            NoticeWritten(
                template=notice.template,
                channel=notice.channel,
                language=notice.language,
                about=notice.about,
            ),
            notice.subject,
        )
        for notice in notices
    ]
    journal.record_many(facts, actor=actor, at=at, act_id=act_id)


@transaction.atomic
def mark_read(*, notice_id: int, actor: Actor, at: datetime) -> Notice:
    """Note that a person opened a notice of the inbox; opening it again changes nothing.

    :raises NotFound: it is not in this person's inbox.
    """
    notice = queries.get(notice_id, actor=actor, lock=True)
    if notice.read_at is None:
        _mark_read([notice], actor=actor, at=at)
    return notice


@transaction.atomic
def mark_all_read(*, actor: Actor, at: datetime) -> int:
    """Note that a person has seen the whole inbox. Return how many were new."""
    unread = list(queries.visible_to(actor).filter(read_at=None).select_for_update().order_by("pk"))
    if unread:
        _mark_read(unread, actor=actor, at=at)
    return len(unread)


@transaction.atomic
def take_next(*, at: datetime) -> Notice | None:
    """Take the next notice to send, for as long as a try lasts; None when none waits.

    Its next turn is set before it is sent: a process that dies loses a turn, not the notice, and
    the key keeps a second try from arriving twice.
    """
    waiting = queries.waiting().select_for_update(skip_locked=True).filter(next_try_at__lte=at)
    # A try that ended the whole process was noted by nobody; the last of them ends here.
    while (notice := waiting.first()) and notice.attempts >= ATTEMPTS_MAX:
        _give_up(notice, at=at)
    if notice is None:
        return None
    notice.attempts += 1
    notice.next_try_at = at + BACK_OFF * 2 ** (notice.attempts - 1)
    notice.save(update_fields=["attempts", "next_try_at"])
    return notice


@transaction.atomic
def mark_sent(*, notice_id: int, number: str, at: datetime) -> None:
    """Note that a notice was taken by the sender, under its number there."""
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    if notice.state != State.WAITING:
        return  # A slower try of the same notice; the key made it arrive once.
    notice.state, notice.sent_at, notice.sent_number = State.SENT, at, number[:80]
    notice.next_try_at, notice.last_error = None, ""
    notice.save(update_fields=["state", "sent_at", "sent_number", "next_try_at", "last_error"])
    sent = NoticeSent(channel=notice.channel, attempts=notice.attempts)
    journal.record(sent, subject=notice.subject, actor=SYSTEM, at=at)


@transaction.atomic
def mark_failed(*, notice_id: int, outage: Outage, at: datetime) -> None:
    """Note why a try failed; give up when no other can help, or after the last."""
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    if notice.state != State.WAITING:
        return
    notice.last_error = str(outage)[:300]
    notice.save(update_fields=["last_error"])
    if outage.permanent or notice.attempts >= ATTEMPTS_MAX:
        _give_up(notice, at=at)


@transaction.atomic
def retry(*, notice_id: int, actor: Actor, at: datetime) -> None:
    """Give a notice that was given up a fresh set of tries."""
    given_up = queries.given_up().select_for_update().filter(pk=notice_id)
    notice = given_up.first()
    if notice is None:
        return  # Somebody was faster; the wish is fulfilled.
    retried = NoticeRetried(attempts=notice.attempts)
    notice.state, notice.attempts, notice.next_try_at = State.WAITING, 0, at
    notice.save(update_fields=["state", "attempts", "next_try_at"])
    journal.record(retried, subject=notice.subject, actor=actor, at=at)


def _notice(
    template: Template,
    values: Mapping[str, Value],
    *,
    channel: Channel,
    recipient: Recipient,
    at: datetime,
) -> Notice:
    is_outside = channel in OUTSIDE
    address = recipient.address(channel)
    return Notice(
        channel=channel,
        account=recipient.account,
        address=secrecy.conceal(address, context=ADDRESS_CONTEXT) if is_outside else None,
        language=recipient.language,
        template=template.code,
        template_from=template.valid_from,
        parameters=values,
        state=State.WAITING if is_outside else State.KEPT,
        written_at=at,
        next_try_at=at if is_outside else None,
    )


def _give_up(notice: Notice, *, at: datetime) -> None:
    notice.state, notice.next_try_at = State.GIVEN_UP, None
    notice.save(update_fields=["state", "next_try_at"])
    gone = NoticeGivenUp(channel=notice.channel, attempts=notice.attempts)
    journal.record(gone, subject=notice.subject, actor=SYSTEM, at=at)


def _mark_read(notices: list[Notice], *, actor: Actor, at: datetime) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(read_at=at)
    for notice in notices:
        notice.read_at = at
    facts = [(NoticeRead(), notice.subject) for notice in notices]
    journal.record_many(facts, actor=actor, at=at)

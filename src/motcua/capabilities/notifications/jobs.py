"""Started by the worker: send what waits."""

from datetime import datetime

from django.conf import settings

from motcua.capabilities.notifications import message_port, operations, queries
from motcua.capabilities.notifications.message_port import Message
from motcua.capabilities.notifications.models import Notice
from motcua.capabilities.notifications.states import Channel
from motcua.spine import clock, secrecy
from motcua.spine.errors import Outage


def send_next(*, at: datetime) -> bool:
    """Send one notice that waits. False when none does. No transaction is open while it is sent."""
    notice = operations.take_next(at=at)
    if notice is None:
        return False
    try:
        number = message_port.installed().send(_message(notice))
    except Outage as outage:
        operations.mark_failed(notice_id=notice.pk, outage=outage, at=clock.now())
    else:
        operations.mark_sent(notice_id=notice.pk, number=number, at=clock.now())
    return True


def _message(notice: Notice) -> Message:
    assert notice.address is not None, "Only what has an address waits to be sent."
    channel = Channel(notice.channel)
    written = queries.words_of(notice)
    text = written.text
    # No address of a page in an SMS: people are rightly told never to follow one.
    if channel == Channel.EMAIL and written.link:
        text = f"{text}\n\n{settings.MOTCUA_URL}{written.link}"
    return Message(
        key=notice.key,
        channel=channel,
        address=secrecy.reveal(bytes(notice.address), context=operations.ADDRESS_CONTEXT),
        title=written.title,
        text=text,
    )

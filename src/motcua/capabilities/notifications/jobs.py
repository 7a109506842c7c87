"""Started by the worker: send what waits."""

import threading
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from motcua.capabilities.notifications import message_port, operations, queries
from motcua.capabilities.notifications.message_port import Message
from motcua.capabilities.notifications.models import Notice
from motcua.capabilities.notifications.states import Channel
from motcua.spine import clock, secrecy
from motcua.spine.errors import Outage
from motcua.spine.journal.operations import MomentRefused

MOMENT_TRIES = 5


def send_waiting(*, stop: threading.Event | None = None) -> int:
    """Send what waits, unless asked to stop. Return how many were tried."""
    count = 0
    while not (stop and stop.is_set()) and send_next(at=clock.now()):
        count += 1
    return count


def send_next(*, at: datetime) -> bool:
    """Send one notice that waits. False when none does. No transaction is open while it is sent."""
    notice = operations.take_next(at=at)
    if notice is None:
        return False
    try:
        number = message_port.installed().send(_message(notice))
    except Outage as outage:
        failed = outage
        _note(lambda at: operations.mark_failed(notice_id=notice.pk, outage=failed, at=at))
    else:
        _note(lambda at: operations.mark_sent(notice_id=notice.pk, number=number, at=at))
    return True


def _note(act: Callable[[datetime], None]) -> None:
    # While a simulation runs, its clock may move between our look at it and our writing.
    for _ in range(MOMENT_TRIES - 1):
        try:
            return act(clock.now())
        except MomentRefused:
            continue
    return act(clock.now())


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

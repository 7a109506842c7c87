"""Reads of the journal."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from motcua.spine import glance, rows
from motcua.spine.journal.events import InstallationTurnedReal
from motcua.spine.journal.models import Clock, Delivery, Entry, Reader

# The journal's trigger takes five seconds; a moment that differs more was not the real one.
REAL_DELAY_MAX = timedelta(seconds=10)


def clock() -> Clock | None:
    """Return the installation's clock, or None before the installation is created."""
    return glance.once("clock", lambda: rows.first(Clock, id=1))


def clock_columns() -> str:
    """Return what a statement reads of `journal_clock` for `know_clock`."""
    return rows.columns(Clock)


def know_clock(row: Sequence[object]) -> None:
    """Take the clock that came along with another question of the same page."""
    glance.know("clock", rows.read_joined((Clock,), row)[0])


def is_of_simulated_past(entry: Entry) -> bool:
    """Say whether an entry was written in a simulated time that is over."""
    if abs(entry.recorded_at - entry.happened_at) <= REAL_DELAY_MAX:
        return False
    now = clock()
    return now is not None and not now.is_simulated


def real_since() -> datetime | None:
    """Return when a simulated time ended here; None where it has not, or there never was one."""
    turned = Entry.objects.filter(subject="installation", kind=InstallationTurnedReal.kind)
    return turned.values_list("happened_at", flat=True).first()


def story_of(subject: str) -> QuerySet[Entry]:
    """Return what happened to one subject, oldest first."""
    return Entry.objects.filter(subject=subject).order_by("id")


def told(subject: str) -> list[Entry]:
    """Return the story of one subject to a page that tells it in several places."""
    return glance.once(("story", subject), lambda: list(story_of(subject)))


def entries_of_act(act_id: UUID) -> QuerySet[Entry]:
    return Entry.objects.filter(act_id=act_id).order_by("id")


def deliveries_given_up() -> QuerySet[Delivery]:
    """Return the deliveries that ran out of tries, newest first: an operator decides."""
    given_up = Delivery.objects.filter(next_try_at=None, done_at=None)
    return given_up.select_related("entry").order_by("-id")


def deliveries_waiting() -> QuerySet[Delivery]:
    waiting = Delivery.objects.filter(next_try_at__isnull=False)
    return waiting.select_related("entry").order_by("next_try_at")


def readers() -> QuerySet[Reader]:
    return Reader.objects.order_by("name")

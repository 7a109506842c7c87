"""Write to the journal, and keep the installation's clock."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction

from motcua.spine import statements
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import canonical
from motcua.spine.journal.events import (
    DeliveryRetried,
    Event,
    InstallationCreated,
    InstallationTurnedReal,
)
from motcua.spine.journal.models import Clock, ClockKind, Delivery, Entry
from motcua.spine.journal.reactions import Reaction, name_of, reaction_of, reactions_to

MOMENT_REFUSED = "MC001"  # Raised by the journal's trigger.
ROWS_A_STATEMENT = 1000
CODE = "{code}"  # Stands for a code that the database gives out in the same statement.


class MomentRefused(Refusal):
    code = "moment_refused"
    message_vi = "Không nhận thời điểm {at}: việc ghi đúng lúc xảy ra, không ghi lùi hay ghi trước."
    message_en = (
        "The moment {at} is refused: acts are recorded when they happen, not before or after."
    )


class AlreadyCreated(Refusal):
    code = "installation_exists"
    message_vi = "Bản cài đặt này đã được tạo."
    message_en = "This installation has already been created."


class AlreadyReal(Refusal):
    code = "clock_already_real"
    message_vi = "Bản cài đặt này đã chạy giờ thật."
    message_en = "This installation already runs on real time."


def new_act() -> UUID:
    """Return the number that ties the entries of one act together."""
    return uuid4()


def record(
    event: Event, *, subject: str, actor: Actor, at: datetime, act_id: UUID | None = None
) -> UUID:
    """Write one fact in the caller's transaction, with one delivery per reaction. Return its act.

    :raises MomentRefused: `at` is not now, by the installation's clock.
    """
    return record_many([(event, subject)], actor=actor, at=at, act_id=act_id)


def record_many(
    facts: Iterable[tuple[Event, str]],
    *,
    actor: Actor,
    at: datetime,
    act_id: UUID | None = None,
) -> UUID:
    """Write the facts of one act, one a subject. Return the act's number.

    :raises MomentRefused: `at` is not now, by the installation's clock.
    """
    assert connection.in_atomic_block, "A fact is recorded with its change, in one transaction."
    act = act_id or new_act()
    rows = [(event.kind, _text(event, subject, actor, at, act)) for event, subject in facts]
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        _write(rows[start : start + ROWS_A_STATEMENT], at=at)
    return act


_OWE = """
INSERT INTO journal_delivery (entry_id, reaction, attempts, last_error)
SELECT entry_id, %s, 0, '' FROM unnest(%s::bigint[]) AS entry_id ORDER BY entry_id
ON CONFLICT DO NOTHING
"""


def owe(entries: Sequence[int], *, to: Reaction) -> None:
    """Owe entries that stand in the journal to a reaction of `subscribe_afterwards`, each once."""
    assert reaction_of("", name_of(to)) is to, "Somebody must be there to run it."
    if entries:
        statements.run(_OWE, [name_of(to), list(entries)])


def recording(
    event: Event, *, subject: str, actor: Actor, at: datetime, of: str
) -> list[statements.Part]:
    """Return the parts of a statement that write a fact and what it owes, if `of` has a row.

    `CODE` in the subject is the code which that part returns. Run them inside `moment_checked`.
    """
    text = _text(event, subject, actor, at, new_act())
    owed = reactions_to(event.kind)
    return [
        statements.Part("entry", _ENTRY.format(of=of), [text, CODE]),
        statements.Part("delivery", _OWED, [[event.kind] * len(owed), list(owed)]),
    ]


@contextmanager
def moment_checked(at: datetime) -> Iterator[None]:
    """:raises MomentRefused: `at` is not now, by the installation's clock."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == MOMENT_REFUSED:
            raise MomentRefused(at=at.isoformat(timespec="seconds")) from error
        raise


@transaction.atomic
def create_installation(*, clock: str, is_demo: bool, at: datetime) -> None:
    """Choose the clock ("real" or "simulated"), once and for all: the journal's first entry.

    :raises AlreadyCreated: there is a clock already.
    """
    if Clock.objects.exists() or Entry.objects.exists():
        raise AlreadyCreated()
    kind = ClockKind(clock)
    simulated_at = at if kind == ClockKind.SIMULATED else None
    Clock.objects.create(kind=kind, simulated_at=simulated_at, is_demo=is_demo)
    created = InstallationCreated(clock=kind.value, is_demo=is_demo)
    record(created, subject="installation", actor=SYSTEM, at=at)


@transaction.atomic
def turn_real(*, actor: Actor, at: datetime) -> None:
    """End the simulation: from now on the database's own clock counts. There is no way back.

    :raises AlreadyReal: it is real already.
    """
    clock = Clock.objects.select_for_update().get()
    if clock.simulated_at is None:
        raise AlreadyReal()
    simulated_until = clock.simulated_at
    clock.kind, clock.simulated_at = ClockKind.REAL, None
    clock.save(update_fields=["kind", "simulated_at"])
    turned = InstallationTurnedReal(simulated_until=simulated_until)
    record(turned, subject="installation", actor=actor, at=at)


@transaction.atomic
def retry_delivery(*, delivery_id: int, actor: Actor, at: datetime) -> None:
    """Give a delivery that ran out of tries a fresh set of them."""
    delivery = (
        Delivery.objects.select_for_update()
        .filter(pk=delivery_id, next_try_at=None, done_at=None)
        .first()
    )
    if delivery is None:
        return  # Somebody was faster; the wish is fulfilled.
    retried = DeliveryRetried(attempts=delivery.attempts)
    delivery.attempts, delivery.next_try_at = 0, at
    delivery.save(update_fields=["attempts", "next_try_at"])
    record(retried, subject=f"delivery:{delivery.pk}", actor=actor, at=at)


def _text(event: Event, subject: str, actor: Actor, at: datetime, act: UUID) -> str:
    facts = {field.name: getattr(event, field.name) for field in fields(event)}
    return canonical.text_of(
        act_id=act,
        kind=event.kind,
        subject=subject,
        actor=actor.id,
        organisation=actor.organisation,
        at=at,
        facts=facts,
    )


# Entries and what they owe in one statement: a round trip less in every act. The kind comes back
# from the trigger, which is what ties each entry to its own reactions.
_OWED = """
INSERT INTO journal_delivery (entry_id, reaction, attempts, last_error)
SELECT entry.id, owed.reaction, 0, ''
FROM entry JOIN unnest(%s::text[], %s::text[]) AS owed (kind, reaction) ON owed.kind = entry.kind
ORDER BY entry.id
"""
_WRITE = f"""
WITH entry AS (INSERT INTO journal_entry (canonical) VALUES {{}} RETURNING id, kind) {_OWED}
"""  # noqa: S608 - constants
_ENTRY = """
INSERT INTO journal_entry (canonical) SELECT replace(%s, %s, {of}.code) FROM {of}
RETURNING id, kind
"""


def _write(rows: list[tuple[str, str]], *, at: datetime) -> None:
    owed = [(kind, name) for kind in {kind for kind, _ in rows} for name in reactions_to(kind)]
    values = [text for _, text in rows]
    reactions = [[kind for kind, _ in owed], [name for _, name in owed]]
    with moment_checked(at):
        statements.run(_write_so_many(len(rows)), [*values, *reactions])


@functools.cache
def _write_so_many(count: int) -> str:
    return _WRITE.format(",".join(["(%s)"] * count))

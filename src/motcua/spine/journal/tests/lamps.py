"""A subject without a domain: lamps are lit, and the journal's tests watch them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from motcua.spine.actors import SYSTEM
from motcua.spine.journal import operations as journal
from motcua.spine.journal.events import Event

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    kind = "lamp.lit"
    watts: int = 40


@transaction.atomic
def light(name: str = "1", *, at: datetime = NOON, watts: int = 40) -> UUID:
    return journal.record(LampLit(watts=watts), subject=f"lamp:{name}", actor=SYSTEM, at=at)

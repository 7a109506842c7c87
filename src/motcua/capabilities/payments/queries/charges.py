"""Charges, and how to pay them."""

from collections.abc import Collection

from django.db.models import QuerySet

from motcua.capabilities.payments.models import Charge, Payee, PaymentAttempt
from motcua.capabilities.payments.states import Outcome
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import NotFound

SEES_MONEY = frozenset({"reception", "head", "clerk", "leader", "operator"})


def visible_to(actor: Actor) -> QuerySet[Charge]:
    """Return the charges of the actor's own organisation.

    A payer's door is the case itself: the room above keeps the link and asks `get`.
    """
    if actor == SYSTEM:
        return Charge.objects.all()
    if actor.organisation and actor.roles & SEES_MONEY:
        return Charge.objects.filter(payee=actor.organisation)
    return Charge.objects.none()


def get(charge_id: int, *, lock: bool = False) -> Charge:
    """Return a charge, for a room that keeps a link to it and has checked who asks.

    :raises NotFound: there is none.
    """
    charge = _rows(lock=lock).filter(pk=charge_id).first()
    if charge is None:
        raise NotFound()
    return charge


def with_reference(reference: str, *, lock: bool = False) -> Charge | None:
    """Return the charge a transfer names, or None: money without a home is nobody's fault."""
    return _rows(lock=lock).filter(reference=reference).first() if reference else None


def several(charge_ids: Collection[int]) -> QuerySet[Charge]:
    """Return charges with their items and waivers, for a list of cases."""
    wanted = Charge.objects.filter(pk__in=charge_ids)
    return wanted.prefetch_related("items__waivers").order_by("pk")


def payee(organisation: str) -> Payee | None:
    return Payee.objects.filter(organisation=organisation).first()


def waiting_attempt(charge: Charge, *, gateway: str) -> PaymentAttempt | None:
    """Return what the payer was shown, while its amount is still the amount due."""
    waiting = charge.attempts.filter(
        gateway=gateway, outcome=Outcome.PENDING, amount_vnd=charge.due_vnd
    )
    return waiting.first()


def _rows(*, lock: bool) -> QuerySet[Charge]:
    return Charge.objects.select_for_update() if lock else Charge.objects.all()

"""Where money stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Q, Sum, When
from django.db.models.functions import Coalesce

from motcua.capabilities.payments.models import Charge, Payment, Posting
from motcua.capabilities.payments.queries import charges
from motcua.capabilities.payments.states import Place
from motcua.spine.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Balances:
    """All money there is. `holds` is true at every instant, or somebody changed the tables."""

    money_in_vnd: int
    suspended_vnd: int
    allocated_vnd: int
    refunded_vnd: int

    @property
    def holds(self) -> bool:
        placed = self.suspended_vnd + self.allocated_vnd + self.refunded_vnd
        return self.money_in_vnd == placed


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendedMoney:
    """Money that waits for a person, and why."""

    payment_id: UUID
    gateway: str
    transaction_id: str
    amount_vnd: int
    suspended_for: str
    charge_id: int | None
    taken_at: datetime


def balances() -> Balances:
    sums = Posting.objects.aggregate(
        suspended=_standing(Place.SUSPENDED),
        allocated=_standing(Place.ALLOCATED),
        refunded=_standing(Place.REFUNDED),
    )
    money_in = Payment.objects.aggregate(total=Coalesce(Sum("amount_vnd"), 0))["total"]
    return Balances(
        money_in_vnd=int(money_in),
        suspended_vnd=int(sums["suspended"]),
        allocated_vnd=int(sums["allocated"]),
        refunded_vnd=int(sums["refunded"]),
    )


def suspended(actor: Actor) -> list[SuspendedMoney]:
    """Return money that waits, oldest first: of the actor's organisation, and of nobody's."""
    visible = Q(charge=None) | Q(charge__in=charges.visible_to(actor))
    if not actor.roles & (charges.SEES_MONEY | {"system"}):
        return []
    aside = Payment.objects.exclude(suspended_for="").filter(visible)
    waiting = aside.annotate(suspended_vnd=_standing(Place.SUSPENDED, "postings__"))
    return [
        SuspendedMoney(
            payment_id=payment.pk,
            gateway=payment.gateway,
            transaction_id=payment.transaction_id,
            amount_vnd=payment.suspended_vnd,
            suspended_for=payment.suspended_for,
            charge_id=payment.charge_id,
            taken_at=payment.taken_at,
        )
        for payment in waiting.filter(suspended_vnd__gt=0).order_by("taken_at", "pk")
    ]


def suspended_vnd(payment_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how much of each payment stands aside."""
    wanted = Payment.objects.filter(pk__in=payment_ids)
    rows = wanted.annotate(suspended_vnd=_standing(Place.SUSPENDED, "postings__"))
    return dict(rows.values_list("pk", "suspended_vnd"))


def allocated_to(charge: Charge) -> list[tuple[Payment, int]]:
    """Return which payments settled a charge, and with how much."""
    standing = Payment.objects.annotate(
        vnd=_standing(Place.ALLOCATED, "postings__", Q(postings__charge=charge))
    )
    return [(payment, payment.vnd) for payment in standing.filter(vnd__gt=0).order_by("pk")]


def _standing(place: Place, path: str = "", only: Q | None = None) -> Coalesce:
    moved = Case(
        When(**{f"{path}target": place}, then=F(f"{path}amount_vnd")),
        When(**{f"{path}source": place}, then=-F(f"{path}amount_vnd")),
        default=0,
    )
    return Coalesce(Sum(moved, filter=only), 0)

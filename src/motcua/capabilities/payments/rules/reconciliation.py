"""Compare three accounts of one day: what was owed, what the bank says, what we recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    NOT_TAKEN = "not_taken"  # The bank has it, we do not.
    NOT_AT_BANK = "not_at_bank"  # We have it, the bank does not.
    AMOUNT_DIFFERS = "amount_differs"
    REFERENCE_DIFFERS = "reference_differs"
    NOT_AT_CHARGE = "not_at_charge"  # Both have it, but it belongs to no charge yet.


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """One transaction as one side tells it. `suspended_vnd` is known to our side only."""

    transaction_id: str
    amount_vnd: int
    reference: str
    suspended_vnd: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Difference:
    transaction_id: str
    kind: Kind
    bank_vnd: int
    ours_vnd: int


def differences(*, bank: Iterable[Money], ours: Iterable[Money]) -> list[Difference]:
    """Return every transaction on which the accounts disagree; none when the day is in order."""
    there = {money.transaction_id: money for money in bank}
    here = {money.transaction_id: money for money in ours}
    return [
        Difference(
            transaction_id=transaction_id,
            kind=kind,
            bank_vnd=there[transaction_id].amount_vnd if transaction_id in there else 0,
            ours_vnd=here[transaction_id].amount_vnd if transaction_id in here else 0,
        )
        for transaction_id in sorted(there.keys() | here.keys())
        if (kind := _kind(there.get(transaction_id), here.get(transaction_id)))
    ]


def _kind(bank: Money | None, ours: Money | None) -> Kind | None:
    if ours is None:
        return Kind.NOT_TAKEN
    if bank is None:
        return Kind.NOT_AT_BANK
    if bank.amount_vnd != ours.amount_vnd:
        return Kind.AMOUNT_DIFFERS
    if bank.reference != ours.reference:
        return Kind.REFERENCE_DIFFERS
    return Kind.NOT_AT_CHARGE if ours.suspended_vnd else None

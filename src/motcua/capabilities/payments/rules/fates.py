"""Where money goes when it comes in: to its charge, or aside until a person decides."""

from motcua.capabilities.payments.states import State, SuspendedFor


def suspended_for(*, state: str | None, due_vnd: int, amount_vnd: int) -> SuspendedFor | None:
    """Return why money cannot settle its charge, or None when it does.

    `state` is None when no charge has the reference. Money is never split or guessed at: an
    amount that is not the amount due waits for a person.
    """
    if state is None:
        return SuspendedFor.UNKNOWN_REFERENCE
    if state == State.SETTLED:
        return SuspendedFor.ALREADY_SETTLED
    if state != State.OPEN:
        return SuspendedFor.CHARGE_CLOSED
    if amount_vnd != due_vnd:
        return SuspendedFor.WRONG_AMOUNT
    return None

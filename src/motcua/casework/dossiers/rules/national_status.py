"""How the national portal calls each state (rules of exchange, codes 1 to 10)."""

from collections.abc import Mapping

from motcua.casework.dossiers.states import State

# A supplement, a payment and a stop keep codes of their own: called "finished" they would distort
# every figure of waiting and of timeliness.
CODES: Mapping[State, int] = {
    State.SUBMITTED: 1,
    State.NOT_RECEIVED: 3,
    State.PROCESSING: 4,
    State.SUPPLEMENT: 5,
    State.PAYMENT: 6,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    State.REFUSED: 3,
    State.SETTLED: 9,
    State.RETURNED: 10,
}
RECEIVED = 2  # Sent once, at the moment of receipt; from then on the dossier is processed.


def code_of(state: str, *, is_just_received: bool = False) -> int:
    """Return the national code of a state."""
    if is_just_received and state == State.PROCESSING:
        return RECEIVED
    return CODES[State(state)]

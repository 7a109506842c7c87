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


# Which code is sent after each fact of a dossier; None where its status stays what it was. A letter
# of apology, a level, a loss, a correction are no status: they go with the dossier's story.
AFTER: Mapping[str, int | None] = {
    "dossier.submitted": 1,
    "dossier.received": RECEIVED,
    "dossier.not_received": 3,
    "dossier.refused": 3,
    "dossier.taken": 4,
    "dossier.step_passed": 4,
    "dossier.result_drafted": 4,
    "dossier.result_approved": 4,
    "dossier.payment_proven": 4,
    "dossier.supplement_asked": 5,
    "dossier.supplement_answered": 1,
    "dossier.payment_demanded": 6,
    "dossier.withdrawn": 7,
    "dossier.stopped": 8,
    "dossier.settled": 9,
    "dossier.returned": 10,
    "dossier.due_moved": None,
    "dossier.slip_signed": None,
    "dossier.slip_issued": None,
    "dossier.fee_paid": None,
    "dossier.rated": None,
    "dossier.apology_drafted": None,
    "dossier.reappointed": None,
    "dossier.limit_extended": None,
    "dossier.escalated": None,
    "dossier.staff_alerted": None,
    "dossier.result_chased": None,
    "dossier.result_corrected": None,
    "dossier.papers_lost": None,
    "dossier.papers_restored": None,
    "dossier.shared": None,
    "dossier.refund_owed": None,
    "dossier.refunded": None,
    "dossier.posted": None,
    "dossier.way_changed": None,
}

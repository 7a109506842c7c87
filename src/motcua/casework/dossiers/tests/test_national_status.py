"""Every state, and every fact of a dossier, in the ten codes of the national portal."""

from motcua.casework.dossiers import events
from motcua.casework.dossiers.rules import national_status
from motcua.casework.dossiers.states import MOVES, State
from motcua.spine.journal.events import Event

TEN = set(range(1, 11))
FINISHED, SUPPLEMENT, PAYMENT, STOPPED = 9, 5, 6, 8


def test_every_state_has_a_code_and_every_code_a_use() -> None:
    assert set(national_status.CODES) == set(State)
    assert set(national_status.CODES.values()) | {national_status.RECEIVED} == TEN


def test_every_fact_of_a_dossier_says_which_code_follows_or_that_none_does() -> None:
    known = {
        event.kind
        for event in Event.__subclasses__()
        if event.__module__ == events.__name__ and event.kind.startswith("dossier.")
    }

    assert set(national_status.AFTER) == known
    said = {code for code in national_status.AFTER.values() if code is not None}
    assert said == TEN


def test_waiting_paying_and_stopping_never_become_finished() -> None:
    apart = {State.SUPPLEMENT: SUPPLEMENT, State.PAYMENT: PAYMENT, State.STOPPED: STOPPED}
    for state, code in apart.items():
        assert national_status.code_of(state) == code
    finished = [state for state, code in national_status.CODES.items() if code == FINISHED]
    assert finished == [State.SETTLED]


def test_every_move_arrives_at_a_code() -> None:
    for move in MOVES:
        assert national_status.code_of(move.target) in TEN, move.name


def test_a_letter_a_level_a_loss_and_a_correction_change_no_status() -> None:
    for kind in (
        "dossier.reappointed", "dossier.escalated", "dossier.papers_lost",
        "dossier.result_corrected", "dossier.result_chased", "dossier.staff_alerted",
    ):  # fmt: skip
        assert national_status.AFTER[kind] is None

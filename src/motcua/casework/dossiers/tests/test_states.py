from motcua.casework.dossiers.states import CLOSED, ENGLISH, MOVES, OPEN, State


def test_every_state_can_be_reached() -> None:
    assert {move.target for move in MOVES} == set(State)


def test_nothing_leaves_a_closed_state() -> None:
    for move in MOVES:
        assert not move.sources & CLOSED, move.name


def test_every_open_state_has_a_way_out() -> None:
    assert {source for move in MOVES for source in move.sources} == OPEN


def test_every_move_has_its_own_name_and_words() -> None:
    assert (
        len({move.name for move in MOVES}) == len({move.label_vi for move in MOVES}) == len(MOVES)
    )


def test_every_state_is_said_in_english() -> None:
    assert set(ENGLISH) == set(State)

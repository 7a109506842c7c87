import random
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from motcua.capabilities.payments.rules import amounts, fates, reconciliation, references
from motcua.capabilities.payments.rules.amounts import BadAmount, Item, Waiver
from motcua.capabilities.payments.rules.reconciliation import Difference, Kind, Money
from motcua.capabilities.payments.states import CLOSED, MOVES, State, SuspendedFor

seeds = st.integers(0, 2**32)


def reference_of(seed: int) -> str:
    return references.new_reference(random.Random(seed).choice)


class TestReferences:
    @given(seeds, st.sampled_from(["{}", "IBFT {} le phi", "mb-{}.2211", "NGUYEN AN CT{}GD 99"]))
    def test_is_found_in_the_words_of_a_transfer(self, seed: int, memo: str) -> None:
        reference = reference_of(seed)

        assert references.find(memo.format(reference)) == reference
        assert references.find(memo.format(reference).lower()) == reference

    @given(seeds)
    def test_is_found_when_a_bank_breaks_it(self, seed: int) -> None:
        reference = reference_of(seed)

        assert references.find(f"TT {reference[:5]} {reference[5:]}") == reference

    @given(seeds, st.integers(2, 11), st.sampled_from(references.ALPHABET))
    def test_one_wrong_character_is_noticed(self, seed: int, at: int, character: str) -> None:
        reference = reference_of(seed)
        assume(reference[at] != character)

        assert not references.is_reference(reference[:at] + character + reference[at + 1 :])

    @given(seeds, st.integers(2, 9))
    def test_two_swapped_characters_are_noticed(self, seed: int, at: int) -> None:
        reference = reference_of(seed)
        assume(reference[at] != reference[at + 1])
        swapped = reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]

        assert not references.is_reference(swapped)

    def test_two_references_name_none(self) -> None:
        assert references.find(f"{reference_of(1)} {reference_of(2)}") == ""

    @given(st.text(max_size=60))
    def test_any_words_can_be_searched(self, memo: str) -> None:
        found = references.find(memo)

        assert found == "" or references.is_reference(found)


class TestAmounts:
    def test_what_is_due_is_what_is_not_waived(self) -> None:
        half = Waiver(reason="online", amount_vnd=100, legal_basis="Điều 2")
        items = [
            Item(reason="fee", name_vi="Phí", unit_vnd=200, legal_basis="Điều 1", waivers=[half]),
            Item(reason="copy", name_vi="Bản sao", unit_vnd=5, quantity=3, legal_basis="Điều 1"),
        ]

        assert amounts.due_vnd(items) == 115

    def test_a_waiver_without_a_law_is_refused(self) -> None:
        with pytest.raises(BadAmount):
            Waiver(reason="kindness", amount_vnd=1, legal_basis="")

    def test_no_more_is_waived_than_it_costs(self) -> None:
        all_and_more = Waiver(reason="poor", amount_vnd=201, legal_basis="Điều 2")

        with pytest.raises(BadAmount):
            Item(
                reason="fee", name_vi="Phí", unit_vnd=200, legal_basis="Điều 1",
                waivers=[all_and_more],
            )  # fmt: skip

    @given(st.integers(0, 10**12), st.integers(0, 100))
    def test_a_share_never_takes_more_than_the_law_gives(self, amount: int, percent: int) -> None:
        share = amounts.share_vnd(amount, percent=percent)

        assert 0 <= amount * percent - share * 100 < 100

    @given(st.lists(st.integers(0, 1000)), st.integers(0, 3000))
    def test_shares_make_up_what_is_wanted(self, available: list[int], wanted: int) -> None:
        assume(sum(available) >= wanted)

        shares = amounts.shares_out(wanted, available)

        assert sum(shares) == wanted
        assert all(0 <= share <= amount for share, amount in zip(shares, available, strict=True))

    def test_too_little_is_refused(self) -> None:
        with pytest.raises(BadAmount):
            amounts.shares_out(10, [4, 5])


@pytest.mark.parametrize(
    ("story", "state", "amount_vnd", "expected"),
    [
        ("the right amount", State.OPEN, 50, None),
        ("one đồng too little", State.OPEN, 49, SuspendedFor.WRONG_AMOUNT),
        ("one đồng too much", State.OPEN, 51, SuspendedFor.WRONG_AMOUNT),
        ("paid twice", State.SETTLED, 50, SuspendedFor.ALREADY_SETTLED),
        ("after it was cancelled", State.CANCELLED, 50, SuspendedFor.CHARGE_CLOSED),
        ("after it was refunded", State.REFUNDED, 50, SuspendedFor.CHARGE_CLOSED),
        ("for nothing we know", None, 50, SuspendedFor.UNKNOWN_REFERENCE),
    ],
)
def test_where_money_goes(
    story: str, state: State | None, amount_vnd: int, expected: SuspendedFor | None
) -> None:
    assert fates.suspended_for(state=state, due_vnd=50, amount_vnd=amount_vnd) == expected


class TestStates:
    def test_nothing_leaves_a_closed_state(self) -> None:
        for move in MOVES:
            assert not move.sources & CLOSED, move.name

    def test_every_state_is_reached(self) -> None:
        assert {State.OPEN} | {move.target for move in MOVES} == set(State)


def money(transaction_id: str, vnd: int = 50, reference: str = "R", suspended: int = 0) -> Money:
    return Money(
        transaction_id=transaction_id,
        amount_vnd=vnd,
        reference=reference,
        suspended_vnd=suspended,
    )


class TestReconciliation:
    @pytest.mark.parametrize(
        ("bank", "ours", "expected"),
        [
            ([money("1")], [money("1")], []),
            ([money("1")], [], [Kind.NOT_TAKEN]),
            ([], [money("1")], [Kind.NOT_AT_BANK]),
            ([money("1", 50)], [money("1", 60)], [Kind.AMOUNT_DIFFERS]),
            ([money("1", reference="A")], [money("1")], [Kind.REFERENCE_DIFFERS]),
            ([money("1")], [money("1", suspended=50)], [Kind.NOT_AT_CHARGE]),
        ],
    )
    def test_every_disagreement_has_its_kind(
        self, bank: Sequence[Money], ours: Sequence[Money], expected: list[Kind]
    ) -> None:
        found = reconciliation.differences(bank=bank, ours=ours)

        assert [difference.kind for difference in found] == expected

    @given(st.dictionaries(st.text("ABC", min_size=1, max_size=3), st.integers(1, 9)), st.data())
    def test_every_missing_line_is_found(self, lines: dict[str, int], data: st.DataObject) -> None:
        lost = set(data.draw(st.lists(st.sampled_from(sorted(lines)))) if lines else [])
        bank = [money(name, vnd) for name, vnd in lines.items()]
        ours = [money(name, vnd) for name, vnd in lines.items() if name not in lost]

        assert reconciliation.differences(bank=bank, ours=ours) == [
            Difference(transaction_id=name, kind=Kind.NOT_TAKEN, bank_vnd=lines[name], ours_vnd=0)
            for name in sorted(lost)
        ]

"""The tests every gateway adapter must pass. Subclass it and say how to make one."""

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from motcua.capabilities.payments.gateway import (
    ForgedCallback,
    Notice,
    PaymentGateway,
    PaymentOrder,
    UnreadableCallback,
)
from motcua.capabilities.payments.states import Outcome
from motcua.spine.errors import Outage

ORDER = PaymentOrder(
    reference="MC012345678Q",
    amount_vnd=50_000,
    purpose="MC012345678Q LE PHI",
    bank_bin="999999",
    account_number="1012345678",
)
PAID = Notice(
    transaction_id="FT26326000001",
    reference=ORDER.reference,
    amount_vnd=ORDER.amount_vnd,
    outcome=Outcome.PAID,
    paid_at=datetime(2026, 11, 22, 2, tzinfo=UTC),
)


class GatewayContract(ABC):
    @abstractmethod
    def make_gateway(self) -> PaymentGateway: ...

    @abstractmethod
    def make_unreachable_gateway(self) -> PaymentGateway: ...

    @abstractmethod
    def called_back(self, notice: Notice) -> tuple[bytes, str]:
        """Return the body and the signature with which the gateway would say this."""

    @abstractmethod
    def signed(self, body: bytes) -> str:
        """Return the gateway's own signature of any bytes."""

    def test_shows_the_payer_reference_and_amount(self) -> None:
        instruction = self.make_gateway().start(ORDER)

        assert ORDER.reference in instruction.payload
        assert str(ORDER.amount_vnd) in instruction.payload
        assert instruction.link.startswith(("http://", "https://"))

    def test_shows_the_same_order_the_same_way(self) -> None:
        assert self.make_gateway().start(ORDER) == self.make_gateway().start(ORDER)

    @pytest.mark.parametrize("outcome", list(Outcome))
    def test_reads_a_genuine_callback(self, outcome: Outcome) -> None:
        said = replace(PAID, outcome=outcome)

        assert self.make_gateway().read_callback(*self.called_back(said)) == said

    def test_reads_a_callback_that_names_none_of_our_charges(self) -> None:
        said = replace(PAID, reference="")

        assert self.make_gateway().read_callback(*self.called_back(said)) == said

    @pytest.mark.parametrize("signature", ["", "forged", "0" * 64, "é"])
    def test_refuses_a_forged_signature(self, signature: str) -> None:
        body, _ = self.called_back(PAID)

        with pytest.raises(ForgedCallback):
            self.make_gateway().read_callback(body, signature)

    def test_refuses_a_body_of_which_any_byte_was_changed(self) -> None:
        body, signature = self.called_back(PAID)

        for at in range(len(body)):
            changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            with pytest.raises(ForgedCallback):
                self.make_gateway().read_callback(changed, signature)

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b"null", b'{"amount": 1e9}'])
    def test_refuses_what_is_genuine_but_not_what_was_agreed(self, body: bytes) -> None:
        with pytest.raises(UnreadableCallback):
            self.make_gateway().read_callback(body, self.signed(body))

    @pytest.mark.parametrize("amount_vnd", [0, -1, 10**15])
    def test_refuses_an_amount_that_cannot_be(self, amount_vnd: int) -> None:
        with pytest.raises(UnreadableCallback):
            self.make_gateway().read_callback(
                *self.called_back(replace(PAID, amount_vnd=amount_vnd))
            )

    def test_says_that_it_cannot_be_reached(self) -> None:
        gateway = self.make_unreachable_gateway()

        with pytest.raises(Outage) as asked:
            gateway.ask(ORDER.reference)
        with pytest.raises(Outage):
            gateway.statement(account_number=ORDER.account_number, day=date(2026, 11, 22))
        assert not asked.value.permanent

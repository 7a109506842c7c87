import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.capabilities.payments.gateway import Notice, UnreadableCallback
from motcua.capabilities.payments.gateway_contract import ORDER, PAID, GatewayContract
from motcua.capabilities.payments.rules import vietqr
from motcua.connectors.vietqr_bank.gateway import VietQrBank
from motcua.spine.errors import Outage

NOBODY_LISTENS = "http://127.0.0.1:9"


class TestVietQrBank(GatewayContract):
    @pytest.fixture(autouse=True)
    def _secret(self, tmp_path: Path) -> Iterator[None]:
        self.secret_file = tmp_path / "bank.secret"
        self.secret_file.write_text("shared\n")
        self.made: list[VietQrBank] = []
        yield
        for bank in self.made:
            bank.close()

    def make_gateway(self, url: str = "https://bank.example") -> VietQrBank:
        self.made.append(VietQrBank(url=url, secret_file=self.secret_file))
        return self.made[-1]

    def make_unreachable_gateway(self) -> VietQrBank:
        return self.make_gateway(NOBODY_LISTENS)

    def called_back(self, notice: Notice) -> tuple[bytes, str]:
        body = json.dumps(
            {
                "transaction_id": notice.transaction_id,
                "memo": f"IBFT {notice.reference} le phi".strip(),
                "amount_vnd": notice.amount_vnd,
                "status": notice.outcome.value,
                "paid_at": notice.paid_at.isoformat(),
            }
        ).encode()
        return body, self.signed(body)

    def signed(self, body: bytes) -> str:
        return self.make_gateway()._signature(body)

    def test_the_code_asks_for_the_order(self) -> None:
        payload = self.make_gateway().start(ORDER).payload

        assert vietqr.read(payload) == vietqr.TransferRequest(
            bank_bin=ORDER.bank_bin,
            account_number=ORDER.account_number,
            amount_vnd=ORDER.amount_vnd,
            bill_number=ORDER.reference,
            purpose=ORDER.purpose,
        )

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("amount_vnd", True),
            ("amount_vnd", "50000"),
            ("amount_vnd", 50000.0),
            ("transaction_id", ""),
            ("transaction_id", "T" * 81),
            ("transaction_id", 7),
            ("status", "maybe"),
            ("paid_at", "2026-11-22T09:00:00"),
            ("paid_at", "soon"),
        ],
    )
    def test_refuses_a_field_of_another_shape(self, field: str, value: object) -> None:
        said = json.loads(self.called_back(PAID)[0]) | {field: value}
        body = json.dumps(said).encode()

        with pytest.raises(UnreadableCallback):
            self.make_gateway().read_callback(body, self.signed(body))

    def test_says_that_its_secret_is_missing(self) -> None:
        body, signature = self.called_back(PAID)
        self.secret_file.unlink()

        with pytest.raises(Outage):
            self.make_gateway().read_callback(body, signature)

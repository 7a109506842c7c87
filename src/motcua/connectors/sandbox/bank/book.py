"""What the pretend bank remembers: transfers, and which were heard. One line of JSON each."""

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    transaction_id: str
    bank_bin: str
    account: str
    amount_vnd: int
    memo: str
    paid_at: str
    calls: str = "normal"
    once: str = ""  # The page from which it was confirmed: pressed twice, paid once.

    def as_told(self, status: str) -> dict[str, object]:
        """Return what the bank tells of it, in calls and in answers."""
        return {
            "transaction_id": self.transaction_id,
            "memo": self.memo,
            "amount_vnd": self.amount_vnd,
            "status": status,
            "paid_at": self.paid_at,
        }


@dataclass(slots=True)
class Hearing:
    """How the calls about one transfer fare."""

    tries: int = 0
    last: str = ""
    is_heard: bool = False


class Book:
    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = home / "transfers.jsonl"
        self._lock = threading.Lock()
        self._transfers: dict[str, Transfer] = {}
        self._hearings: dict[str, Hearing] = {}
        self._by_page: dict[str, str] = {}
        for line in _whole_lines(self._path):
            self._remember(json.loads(line))

    def pay(
        self, *, bank_bin: str, account: str, amount_vnd: int, memo: str, calls: str, once: str
    ) -> tuple[Transfer, bool]:
        """Return the transfer, and whether it is new: the same page pays once."""
        with self._lock:
            if once and once in self._by_page:
                return self._transfers[self._by_page[once]], False
            now = datetime.now(VIETNAM)
            transfer = Transfer(
                transaction_id=f"FT{now:%y%j}{len(self._transfers) + 1:06}",
                bank_bin=bank_bin,
                account=account,
                amount_vnd=amount_vnd,
                memo=memo,
                paid_at=now.isoformat(timespec="seconds"),
                calls=calls,
                once=once,
            )
            self._write(asdict(transfer))
            return transfer, True

    def hear(self, transaction_id: str, *, answer: str, is_heard: bool) -> None:
        """Note how a call was answered."""
        with self._lock:
            hearing = self._hearings[transaction_id]
            hearing.tries += 1
            hearing.last = answer
            if is_heard and not hearing.is_heard:
                self._write({"heard": transaction_id})

    def transfer(self, transaction_id: str) -> Transfer | None:
        return self._transfers.get(transaction_id)

    def hearing(self, transaction_id: str) -> Hearing:
        return self._hearings[transaction_id]

    def latest(self, count: int) -> list[Transfer]:
        return list(reversed(self._transfers.values()))[:count]

    def unheard(self) -> list[Transfer]:
        """Return the transfers of which nobody has acknowledged a call."""
        return [
            transfer
            for transfer in self._transfers.values()
            if not self._hearings[transfer.transaction_id].is_heard
        ]

    def naming(self, reference: str) -> list[Transfer]:
        found = [one for one in self._transfers.values() if reference in one.memo.upper()]
        return found if reference else []

    def of_day(self, *, account: str, day: str) -> list[Transfer]:
        return [
            one
            for one in self._transfers.values()
            if one.account == account and one.paid_at.startswith(day)
        ]

    def _write(self, said: dict[str, object]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
        self._remember(said)

    def _remember(self, said: dict[str, object]) -> None:
        if "heard" in said:
            self._hearings[str(said["heard"])].is_heard = True
            return
        transfer = Transfer(**said)  # type: ignore[arg-type]
        self._transfers[transfer.transaction_id] = transfer
        self._hearings[transfer.transaction_id] = Hearing()
        if transfer.once:
            self._by_page[transfer.once] = transfer.transaction_id


def _whole_lines(path: Path) -> Iterator[str]:
    # A process that was killed may leave half a line at the end; the half was never answered for.
    if not path.exists():
        return
    text = path.read_text("utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, "utf-8")
    yield from whole.splitlines()

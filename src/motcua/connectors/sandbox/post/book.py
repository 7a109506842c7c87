"""What the pretend postal service knows: orders by key, kept in one file a restart reads."""

import json
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path

FEE_VND = 30_000
SERVICE, COUNTRY = "EP", "VN"
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(slots=True)
class Parcel:
    key: str
    number: str
    reference: str
    recipient: str
    address: str
    state: str = "ACCEPTED"
    collects: bool = False  # Fetched at the address, not brought there.
    news: list[str] = field(default_factory=list)


class Book:
    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._file = home / "parcels.json"
        self._lock = threading.Lock()
        rows = json.loads(self._file.read_text("utf-8")) if self._file.exists() else []
        self._parcels = {row["key"]: Parcel(**row) for row in rows}

    def take(
        self, *, key: str, reference: str, recipient: str, address: str, collects: bool = False
    ) -> Parcel:
        """Take an order; the same key gives the same parcel."""
        with self._lock:
            if key not in self._parcels:
                number = s10(len(self._parcels) + 1)
                self._parcels[key] = Parcel(
                    key, number, reference, recipient, address, collects=collects
                )
                self._keep()
            return self._parcels[key]

    def move(self, number: str, state: str) -> Parcel | None:
        """Move a parcel on and give the news a number of its own; None: there is none."""
        with self._lock:
            found = next((one for one in self._parcels.values() if one.number == number), None)
            if found is None:
                return None
            found.state = state
            found.news.append(f"{number}-{len(found.news) + 1}")
            self._keep()
            return found

    def latest(self, rows: int) -> list[Parcel]:
        with self._lock:
            return list(self._parcels.values())[-rows:][::-1]

    def _keep(self) -> None:
        text = json.dumps([asdict(one) for one in self._parcels.values()], ensure_ascii=False)
        new = self._file.with_suffix(".new")
        new.write_text(text, "utf-8")
        new.replace(self._file)


def s10(serial: int) -> str:
    """Return the number of the Universal Postal Union with its check digit."""
    digits = f"{serial:08d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    check = {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
    return f"{SERVICE}{digits}{check}{COUNTRY}"

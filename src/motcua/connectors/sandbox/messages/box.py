"""What the pretend sender was given, one line of JSON each."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
KEPT_MAX = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    number: str
    key: str
    channel: str
    to: str
    title: str
    text: str
    taken_at: str


class Box:
    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = home / "messages.jsonl"
        self._lock = threading.Lock()
        self._latest: deque[Message] = deque(maxlen=KEPT_MAX)
        self._numbers: dict[str, str] = {}
        for line in _whole_lines(self._path):
            self._remember(Message(**json.loads(line)))

    def take(self, *, key: str, channel: str, to: str, title: str, text: str) -> str:
        """Return the message's number; a key taken before keeps the number it had."""
        with self._lock:
            if key in self._numbers:
                return self._numbers[key]
            message = Message(
                number=f"M{len(self._numbers) + 1:06}",
                key=key,
                channel=channel,
                to=to,
                title=title,
                text=text,
                taken_at=datetime.now(VIETNAM).isoformat(timespec="seconds"),
            )
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(message), ensure_ascii=False) + "\n")
            self._remember(message)
            return message.number

    def latest(self, count: int, *, to: str = "") -> list[Message]:
        """Return the newest messages, newest first: all, or those to one address."""
        with self._lock:
            wanted = (one for one in reversed(self._latest) if not to or one.to == to)
            return list(islice(wanted, count))

    def _remember(self, message: Message) -> None:
        self._numbers[message.key] = message.number
        self._latest.append(message)


def _whole_lines(path: Path) -> Iterator[str]:
    # A process that was killed may leave half a line at the end; the half was never answered for.
    if not path.exists():
        return
    text = path.read_text("utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, "utf-8")
    yield from whole.splitlines()

"""A full disk: the supervisor waits for room; what is there is read, what is new is refused."""

from dataclasses import dataclass

import pytest

from motcua.interfaces.console import children
from motcua.interfaces.console.children import Family
from motcua.interfaces.console.complaints import Complaint
from tests.faults import full_disk


@dataclass
class NoRoomYet:
    """A program that cannot be started until there is room."""

    name: str = "postgres"
    has_room: bool = False
    runs: bool = True

    def start(self) -> None:
        if not self.has_room:
            raise Complaint("ổ đĩa gần đầy", "the disk is full")
        self.runs = True

    def has_ended(self) -> bool:
        return not self.runs

    def ask_to_stop(self) -> None: ...

    def wait(self) -> None: ...

    def last_words(self) -> str:
        return ""


def test_what_cannot_be_started_again_is_tried_until_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(children, "BACK_OFF_SECONDS", 0.0)
    told: list[str] = []
    family, child = Family(told.append), NoRoomYet()
    family.add(child, is_started=True)
    child.runs = False

    for _ in range(5):
        family.look_after()
    assert child.has_ended()
    child.has_room = True
    for _ in range(2):
        family.look_after()

    assert not child.has_ended()
    assert any("the disk is full" in line for line in told), told


@pytest.mark.prove
def test_what_is_there_is_read_and_what_is_new_is_refused(
    capfd: pytest.CaptureFixture[str],
) -> None:
    status = full_disk.main([])

    with capfd.disabled():
        print(f"\n{capfd.readouterr().out}")
    assert status == 0

"""The tests every adapter of the national portal must pass. Say how to make one."""

from abc import ABC, abstractmethod
from datetime import UTC, date, datetime

import pytest

from motcua.casework.national.gateway import (
    ForgedMessage,
    NationalPort,
    PartyTold,
    Report,
    UnreadableMessage,
)
from motcua.spine.errors import Outage

MOMENT = datetime(2026, 11, 2, 2, tzinfo=UTC)


def a_report(
    code: str, *, status: int = 4, key: int = 7, is_whole: bool = True, is_new: bool = False
) -> Report:
    return Report(
        key=f"{code}-{key}", code=code, dossier="H80-1", status=status, is_whole=is_whole,
        is_new=is_new, is_filed_here=is_new, channel="counter", is_identified=False,
        procedure="x", procedure_name="x", field_name="x",
        applicant=PartyTold(full_name="Lê Văn Dũng"), summary="x", receiving="H80", resolving="H80",
        unit_name="Trung tâm", submitted_at=MOMENT, received_at=MOMENT, due_at=MOMENT,
        closed_at=None, happened_at=MOMENT,
    )  # fmt: skip


class NationalPortContract(ABC):
    @abstractmethod
    def make_port(self) -> NationalPort: ...

    @abstractmethod
    def make_unreachable_port(self) -> NationalPort: ...

    @abstractmethod
    def a_filing(self) -> str:
        """Return the number of a dossier that was filed there on 2 November 2026."""

    @abstractmethod
    def signed(self, body: bytes) -> str:
        """Return the portal's own signature of any bytes."""

    def test_what_is_told_twice_and_out_of_order_stands_once(self) -> None:
        port, code = self.make_port(), self.a_filing()

        for key, status, is_whole in ((9, 5, True), (7, 4, False), (9, 5, True)):
            port.report(a_report(code, status=status, key=key, is_whole=is_whole))

        [there] = port.standings([code, "NOBODY-1"])
        assert (there.status, there.due_on) == (5, date(2026, 11, 2))
        assert list(port.filed_on(date(2026, 11, 2))) == [there]
        assert list(port.filed_on(date(2026, 11, 3))) == []

    def test_a_dossier_filed_here_is_known_there_by_its_own_number(self) -> None:
        port, code = self.make_port(), "H80.88.01-261102-0001"

        port.report(a_report(code, status=2, key=3, is_new=True))
        port.report(a_report(code, status=2, key=3, is_new=True))
        port.report(a_report(code, key=4, is_whole=False))

        [there] = port.standings([code])
        assert (there.code, there.status) == (code, 4)
        assert there in port.filed_on(date(2026, 11, 2))

    def test_a_dossier_it_does_not_know_is_never_tried_again(self) -> None:
        with pytest.raises(Outage) as told:
            self.make_port().report(a_report("NOBODY-1"))
        assert told.value.permanent

    def test_says_that_it_cannot_be_reached(self) -> None:
        with pytest.raises(Outage) as told:
            self.make_unreachable_port().report(a_report("NOBODY-1"))
        assert not told.value.permanent

    @pytest.mark.parametrize("signature", ["", "forged", "é"])
    def test_refuses_a_forged_signature(self, signature: str) -> None:
        with pytest.raises(ForgedMessage):
            self.make_port().read(b'{"isUpdating": false, "data": []}', signature)

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'{"isUpdating":1,"data":[]}'])
    def test_refuses_what_is_genuine_but_not_what_was_agreed(self, body: bytes) -> None:
        with pytest.raises(UnreadableMessage):
            self.make_port().read(body, self.signed(body))

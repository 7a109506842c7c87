"""What the portal shows of a dossier besides its state: the signed result by hash, and its fees."""

import pytest

from motcua.capabilities.payments.operations import money
from motcua.capabilities.payments.tests import world as payments
from motcua.casework.dossiers.models import DossierCharge, Slip
from motcua.casework.dossiers.operations import fees, reception, settlement
from motcua.casework.dossiers.testing import World
from motcua.casework.national.models import Link
from motcua.spine import clock
from tests.national.conftest import Line

pytestmark = pytest.mark.django_db(transaction=True)
HASH = "ab" * 32


def test_results_go_back_with_their_hash_and_fees_with_their_payment(
    line: Line, world: World
) -> None:
    dossier = line.filed()
    code, at = Link.objects.get(dossier=dossier).code, clock.now()
    reception.receive(code=dossier.code, actor=world.an, at=at)
    charge = payments.a_charge(at=at)
    DossierCharge.objects.create(dossier=dossier, charge=charge, due="result")
    settlement.pass_step(code=dossier.code, actor=world.chi, at=at)
    line.deliver()
    owed = line.kept(code).block["DanhSachLePhi"]

    money.record_counter_payment(
        charge_id=charge.pk, amount_vnd=charge.due_vnd, receipt_number="1", actor=payments.thu,
        at=clock.now(),
    )  # fmt: skip
    fees.note_paid(charge_id=charge.pk, at=clock.now())
    settlement.pass_step(code=dossier.code, actor=world.hien, at=clock.now())
    settlement.settle(code=dossier.code, actor=world.lan, at=clock.now())
    signed = Slip.objects.filter(dossier=dossier, form="result")
    signed.update(document_hash=HASH, signed_at=clock.now())
    line.deliver()

    block = line.kept(code).block
    [result], [fee] = block["DanhSachGiayToKetQua"], block["DanhSachLePhi"]
    assert result["HashTepTin"] == HASH
    assert (fee["MaPhiLePhi"], fee["HinhThucThu"], fee["Gia"]) == ("fee", "4", 50_000)
    assert (fee["TrangThaiThanhToan"], block["DuocThanhToanTrucTuyen"]) == ("1", "3")
    assert [one["TrangThaiThanhToan"] for one in owed] in (["0"], [])

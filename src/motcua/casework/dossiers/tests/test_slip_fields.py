"""Forms 01 to 07 as other programs read them: every field of the circular, QR, signature."""

import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from django.conf import settings
from PIL import Image

from motcua.capabilities.documents import queries as documents
from motcua.capabilities.signatures import operations as signing
from motcua.capabilities.signatures import pkcs8, verification
from motcua.capabilities.signatures import queries as certificates
from motcua.capabilities.signatures.models import OwnerKind
from motcua.capabilities.signatures.signer import Signer
from motcua.casework.dossiers import jobs, testing
from motcua.casework.dossiers.models import Slip
from motcua.casework.dossiers.operations import (
    control,
    intake,
    lateness,
    papers,
    reception,
    slips,
    stopping,
)
from motcua.casework.dossiers.operations.filing import PaperGiven, PartyGiven
from motcua.casework.dossiers.queries import registers, tracking
from motcua.casework.dossiers.testing import MONDAY, World
from motcua.reference.organisations.models import Organisation
from motcua.reference.people.models import Account
from motcua.reference.procedures.definition import reading
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound

pytestmark = pytest.mark.django_db
SECRET = "cây tre trăm đốt"
OPERATOR = Actor(id="1", roles=frozenset({"operator"}))
HOUR = timedelta(hours=1)
DUNG = PartyGiven(
    full_name="Lê Văn Dũng", personal_number="080090001234", phone="0909123456",
    email="dung@example.vn", address="Ấp 3, xã Mỹ Lệ",
)  # fmt: skip
HOA = PartyGiven(
    full_name="Trần Thị Hoa", personal_number="080192005678", phone="0911222333",
    email="hoa@example.vn", address="Ấp 5, xã Mỹ Lệ",
)  # fmt: skip
CENTRE = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ MỸ LỆ"
COMMITTEE = "ỦY BAN NHÂN DÂN XÃ MỸ LỆ"
APPLICANT = ("Lê Văn Dũng", "080090001234", "Ấp 3, xã Mỹ Lệ", "0909123456", "dung@example.vn")


@pytest.fixture
def world(installation: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(pkcs8, "N", 2**8)
    monkeypatch.setattr(settings, "MOTCUA_HOME", tmp_path)
    found = testing.world()
    Organisation.objects.filter(code=testing.CENTRE).update(phone="0272 3 811 000")
    return found


def filed(world: World, **changed: Any) -> Any:
    given = (PaperGiven(component="birth_paper", fulfilment="upload"),)
    filing = replace(world.filing(), applicant=DUNG, papers=given, result_way="desk")
    return intake.submit(replace(filing, **changed), actor=world.dung, at=MONDAY)


def received(world: World, **changed: Any) -> Any:
    dossier = filed(world, **changed)
    return reception.receive(code=dossier.code, actor=world.an, at=MONDAY + HOUR)


def form_01(world: World) -> Slip:
    authorisation = PaperGiven(component="authorisation", fulfilment="seen")
    given = (PaperGiven(component="birth_paper", fulfilment="upload"), authorisation)
    dossier = received(world, representative=HOA, papers=given)
    return Slip.objects.get(dossier=dossier, form="01")


def form_02(world: World) -> Slip:
    dossier = received(world)
    reception.ask_supplement(
        code=dossier.code, components=["birth_notice", "identity"], reason="Ảnh mờ",
        actor=world.chi, at=MONDAY + HOUR,
    )  # fmt: skip
    return Slip.objects.get(dossier=dossier, form="02")


def form_03(world: World) -> Slip:
    dossier = filed(world)
    reception.not_receive(
        code=dossier.code, reason_code="wrong_place", basis="60/2014/QH13, Điều 13",
        fix="Nộp tại xã Tân Hưng", actor=world.an, at=MONDAY,
    )  # fmt: skip
    return Slip.objects.get(dossier=dossier, form="03")


def form_04(world: World) -> Slip:
    dossier = received(world)
    lateness.apologise(
        code=dossier.code, reason="Chờ xác minh nơi sinh", new_due_on=date(2026, 11, 10),
        actor=world.hien, at=MONDAY + HOUR,
    )  # fmt: skip
    return Slip.objects.get(dossier=dossier, form="04")


def form_05(world: World) -> Slip:
    dossier = received(world)
    stopping.withdraw(code=dossier.code, reason="Nộp nhầm nơi", actor=world.an, at=MONDAY + HOUR)
    return Slip.objects.get(dossier=dossier, form="05")


def form_06(world: World) -> Slip:
    dossier = received(world)
    return control.issue_control_slip(code=dossier.code, actor=world.an, at=MONDAY + HOUR)


# What Thông tư 03/2025/TT-VPCP, Phụ lục I wants on each form, field by field: its words on the
# paper, and what must stand beside them.
FIELDS: dict[str, tuple[Callable[[World], Slip], str, list[tuple[str, str]]]] = {
    "01": (form_01, "{an}", [
        ("Số:", "1/TNHS-TTPVHCC"), ("Mã hồ sơ", "H80.88.01-261102-0001"), ("", CENTRE),
        ("Tiếp nhận hồ sơ của", "Trần Thị Hoa"), ("Số định danh", "080192005678"),
        ("Địa chỉ", "Ấp 5, xã Mỹ Lệ"), ("Số điện thoại", "0911222333"),
        ("Thư điện tử", "hoa@example.vn"),
        ("Theo ủy quyền của", "Lê Văn Dũng"), ("Số định danh", "080090001234"),
        ("Địa chỉ", "Ấp 3, xã Mỹ Lệ"), ("Điện thoại, thư", "0909123456, dung@example.vn"),
        ("Giấy ủy quyền", "{authorisation}"),
        ("Nội dung yêu cầu", "{procedure}"),
        ("Tên giấy tờ", "{birth_paper}"), ("Bản chính, bản sao", "Bản điện tử"),
        ("Số lượng", "1"), ("số lượng:", "01 bộ"),
        ("Thời gian giải quyết", "1 ngày làm việc"),
        ("Nhận hồ sơ lúc", "10 giờ 00 phút, ngày 02/11/2026"),
        ("Hẹn trả kết quả", "trước 17 giờ, thứ Hai 02/11/2026"),
        ("Nhận kết quả tại", "Tại Trung tâm Phục vụ hành chính công xã Mỹ Lệ"),
        ("Vào sổ theo dõi", "Quyển số 2026, số thứ tự 1"),
        ("NGƯỜI NỘP HỒ SƠ", "Trần Thị Hoa"), ("NGƯỜI TIẾP NHẬN HỒ SƠ", "{an}"),
    ]),
    "02": (form_02, "{chi}", [
        ("Số:", "1/PBS-TTPVHCC"), ("Hồ sơ của", "Lê Văn Dũng"), ("Nội dung yêu cầu", "{procedure}"),
        ("Địa chỉ", "Ấp 3, xã Mỹ Lệ"), ("Số điện thoại", "0909123456"),
        ("Thư điện tử", "dung@example.vn"), ("1.", "{birth_notice}"), ("2.", "{identity}"),
        ("Lý do", "Ảnh mờ"), ("Cần hỏi, xin liên hệ", "{chi}, 0272 3 811 000"),
        ("NGƯỜI HƯỚNG DẪN", "{chi}"),
    ]),
    "03": (form_03, "{an}", [
        ("Số:", "1/PTC-TTPVHCC"), ("", CENTRE), ("Tiếp nhận hồ sơ của|Hồ sơ của", "Lê Văn Dũng"),
        ("Số định danh", "080090001234"), ("Địa chỉ", "Ấp 3, xã Mỹ Lệ"),
        ("Số điện thoại", "0909123456"), ("Thư điện tử", "dung@example.vn"),
        ("Mã hồ sơ", "H80.88.01-261102-0001"), ("Nội dung yêu cầu", "{procedure}"),
        ("Lý do từ chối", "Cơ quan này không có thẩm quyền giải quyết"),
        ("NGƯỜI NỘP HỒ SƠ", ""), ("NGƯỜI TIẾP NHẬN HỒ SƠ", "{an}"),
    ]),
    "04": (form_04, "{hien}", [
        ("Số:", "1/PXL"), ("Kính gửi", "Lê Văn Dũng"), ("", COMMITTEE),
        ("Nhận hồ sơ lúc", "10 giờ 00 phút, ngày 02/11/2026"),
        ("Thủ tục hành chính", "{procedure}"), ("Số định danh", "080090001234"),
        ("Mã hồ sơ", "H80.88.01-261102-0001"),
        ("Đã hẹn trả kết quả", "trước 17 giờ, thứ Hai 02/11/2026"),
        ("Lý do", "Chờ xác minh nơi sinh"), ("Hẹn lại", "trước 17 giờ, thứ Ba 10/11/2026"),
        ("CHỦ TỊCH|THỦ TRƯỞNG", "{hien}"),
    ]),
    "05": (form_05, "", [
        ("Số:", "1/TBD-TTPVHCC"), ("Mã hồ sơ", "H80.88.01-261102-0001"),
        ("Kính gửi", "Lê Văn Dũng"), ("Thủ tục hành chính", "{procedure}"),
        ("Bên đề nghị dừng", "Người nộp hồ sơ (tại bộ phận một cửa)"), ("Lý do", "Nộp nhầm nơi"),
        ("Căn cứ", "NĐ 118/2025/NĐ-CP, Điều 21"), ("Dừng từ", "ngày 02 tháng 11 năm 2026"),
    ]),
    "06": (form_06, "", [
        ("Số:", "1/PKS-TTPVHCC"), ("Mã hồ sơ", "H80.88.01-261102-0001"),
        ("Cơ quan giải quyết", "Ủy ban nhân dân xã Mỹ Lệ"),
        ("Cơ quan phối hợp", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
        ("Nhận hồ sơ lúc", "10 giờ 00 phút, ngày 02/11/2026"),
        ("Hẹn trả kết quả", "trước 17 giờ, thứ Hai 02/11/2026"),
        ("Tên đơn vị", "1. Người nộp hồ sơ"), ("(1. Giao, 2. Nhận)", "2. Trung tâm"),
        ("Thời gian giao, nhận;", "09:00 02/11/2026"), ("người giao, người nhận", "{an}"),
        ("Kết quả", "trước hạn, đúng hạn, quá hạn"), ("Ghi chú", ""),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("form", sorted(FIELDS))
def test_a_form_holds_every_field_is_signed_and_leads_to_its_dossier(
    world: World, form: str
) -> None:
    make, _, fields = FIELDS[form]
    slip = make(world)

    content = documents.content(_signed(slip))

    words = _words(content)
    known = _known(world)
    for label, value in fields:
        # Columns share lines, so a long text is found by its words.
        named = [one.casefold().split() for one in label.split("|")]
        assert any(all(word in words for word in one) for one in named), f"{form}: {label}"
        for word in value.format(**known).casefold().split():
            assert word in words, f"{form}: {label} {value}: {word}"
    assert _codes(content) == [settings.MOTCUA_URL + tracking.path_of(slip.dossier)]
    findings = verification.verify(content, trust=certificates.trust()).findings
    assert [one.verdict for one in findings] == ["valid"]
    assert _size_mm(content) == (148, 210)
    assert _standard(content) == ("2", "A")


def test_the_register_has_every_column_on_a4_and_no_signature(world: World) -> None:
    received(world)
    day = local_date(MONDAY)
    register = control.issue_register(since=day, until=day, actor=world.an, at=MONDAY + HOUR)

    document = control.open_register(register_id=register.pk, actor=world.an, at=MONDAY + HOUR)

    content = documents.content(document)
    words = _words(content)
    for column in (
        "1/STD-TTPVHCC", "STT", "Mã hồ sơ", "Tên thủ tục hành chính", "Tên tổ chức, cá nhân",
        "Địa chỉ, số điện thoại", "Cơ quan chủ trì", "Nhận hồ sơ", "Hẹn trả kết quả",
        "Trả kết quả", "Phương thức nhận kết quả", "Ký nhận", "0909123456", "Lê Văn Dũng",
        "10:00 02/11/2026", "17:00 02/11/2026", "Trực tiếp",
    ):  # fmt: skip
        for word in column.casefold().split():
            assert word in words, column
    assert _codes(content) == [settings.MOTCUA_URL + registers.path_of(register)]
    assert _size_mm(content) == (297, 210)
    assert _standard(content) == ("2", "A")
    assert slips._table()["07"]["signers"] == []
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert "/AcroForm" not in opened.Root


def test_a_signed_slip_is_never_printed_again(world: World) -> None:
    slip = form_06(world)
    first = _signed(slip)

    assert papers.print_paper(slip_id=slip.pk, at=MONDAY + 2 * HOUR).sha256 == first.sha256


def test_many_are_bound_into_one_to_print(world: World) -> None:
    dossier = received(world)
    numbers = [
        Slip.objects.get(dossier=dossier, form="01").pk,
        control.issue_control_slip(code=dossier.code, actor=world.an, at=MONDAY + HOUR).pk,
    ]

    content = papers.bind(slip_ids=numbers, actor=world.an, at=MONDAY + HOUR)

    with pikepdf.open(io.BytesIO(content)) as opened:
        assert len(opened.pages) == 2
    with pytest.raises(NotFound):
        papers.bind(slip_ids=numbers, actor=world.binh, at=MONDAY + HOUR)
    with pytest.raises(papers.TooManyToPrint):
        papers.bind(slip_ids=[*range(101)], actor=world.an, at=MONDAY + HOUR)


def _signed(slip: Slip) -> Any:
    papers.print_paper(slip_id=slip.pk, at=MONDAY + HOUR)
    kind, _, owner = slip.signers[0].partition(":")
    signing.found_authority(name="Thử", passphrase=SECRET, actor=OPERATOR, at=MONDAY + HOUR)
    signer: Signer = signing.system_signer() if kind == "system" else _signer(kind, owner)
    actor = Actor(id=owner) if kind == "person" else SYSTEM
    done = papers.sign(slip_id=slip.pk, signer=signer, actor=actor, at=MONDAY + HOUR)
    assert done.signed_at == MONDAY + HOUR
    return done.document


def _signer(kind: str, owner: str) -> Signer:
    issuer = signing.open_authority(passphrase=SECRET)
    certificate = signing.issue_certificate(
        owner_kind=OwnerKind(kind), owner=owner, common_name="Người ký", passphrase=SECRET,
        issuer=issuer, actor=OPERATOR, at=MONDAY + HOUR,
    )  # fmt: skip
    roles = frozenset({"clerk"})
    who = Actor(id=owner if kind == "person" else "1", roles=roles, organisation=owner)
    return signing.unlock(certificate=certificate, passphrase=SECRET, actor=who, at=MONDAY + HOUR)


def _known(world: World) -> dict[str, str]:
    definition = reading.from_file(testing.birth_registration())
    called = {one.code: one.name_vi for one in definition.components}
    for field in definition.fields:
        called.setdefault(field.code, field.label_vi)
    people = {
        name: Account.objects.get(pk=int(getattr(world, name).id)).name
        for name in ("an", "chi", "hien")
    }
    return called | people | {"procedure": definition.name_vi}


def _words(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True)
    return " ".join(done.stdout.decode().split()).casefold()


def _codes(content: bytes) -> list[str]:
    command = ["pdftoppm", "-r", "120", "-png", "-f", "1", "-l", "1"]
    done = subprocess.run(command, input=content, capture_output=True)
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(done.stdout)))]


def _size_mm(content: bytes) -> tuple[int, int]:
    with pikepdf.open(io.BytesIO(content)) as opened:
        box = [float(edge) for edge in opened.pages[0].mediabox]
    return round(box[2] * 25.4 / 72), round(box[3] * 25.4 / 72)


def _standard(content: bytes) -> tuple[str, str]:
    with pikepdf.open(io.BytesIO(content)) as opened, opened.open_metadata() as metadata:
        return str(metadata["pdfaid:part"]), str(metadata["pdfaid:conformance"])


def test_the_data_say_who_signs_each_form(world: World) -> None:
    said = {form: row["signers"] for form, row in slips._table().items()}
    assert said == {
        "01": ["receiver"], "02": ["guide"], "03": ["receiver"], "04": ["head"],
        "05": ["centre"], "06": ["system"], "07": [], "result": ["approver", "seal"],
    }  # fmt: skip
    assert json.loads(form_02(world).said)["guide_name"]


def test_the_worker_seals_what_the_system_writes_with_nobody_there(world: World) -> None:
    slip = form_06(world)
    signing.found_authority(name="Thử", passphrase=SECRET, actor=OPERATOR, at=MONDAY + HOUR)

    jobs.print_and_sign()

    slip.refresh_from_db()
    assert slip.signed_at == MONDAY + HOUR
    assert slip.document is not None
    content = documents.content(slip.document)
    [found] = verification.verify(content, trust=certificates.trust()).findings
    assert (found.field_name, found.verdict) == ("system", "valid")

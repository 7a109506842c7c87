"""Our words as the portal's fields, and its fields as our words. No network, no tables."""

import re
from datetime import UTC, date, datetime
from typing import Any

from motcua.casework.dossiers.rules.channels import LIMIT_CHANNEL
from motcua.casework.national.gateway import (
    Answer,
    Arrival,
    FeeTold,
    PaperTold,
    PartyTold,
    Report,
    RequestTold,
    ResultTold,
)
from motcua.casework.national.rules.books import Standing
from motcua.casework.national.rules.messages import CODE
from motcua.spine.dates import VIETNAM

MOMENT = "%Y%m%d%H%M%S"
CITIZEN, PERSONAL_NUMBER = "1", "1"
CHANNEL = {"in_person": "1", "online": "2", "postal": "3"}  # KenhThucHien
YES, NO = "1", "0"
SUMMARY_CHARS_MAX, ACTOR_CHARS_MAX = 1000, 50
NAME_CHARS_MAX = 5000
FILES_MAX = 60
FILE_NAME_CHARS_MAX = 250
STATUS_WORDS = {
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}
ASKED, ANSWERED = "1", "2"
COLLECTED = {"intake": "1", "supplement": "2", "result": "4"}  # HinhThucThu
PAID_HERE, NOT_PAID_ONLINE = "2", "3"  # DuocThanhToanTrucTuyen; 1 is the portal's own.
_REQUEST = re.compile(r"(?P<code>.+)-BS(?P<number>[0-9]{1,3})")
_SHA256 = re.compile(r"[0-9a-f]{64}|")
_FILE = re.compile(r"[0-9A-Za-z_-]{1,80}|")
_COMPONENT = re.compile(r"[0-9A-Za-z_.-]{1,80}")


def dossier_of(report: Report) -> dict[str, Any]:
    """Return the block HoSo, with the step it tells of as its one TienTrinh."""
    told = report.applicant
    return {
        "MaHoSo": report.code,
        "MaTTHC": report.procedure,
        "TenTTHC": report.procedure_name,
        "TenLinhVuc": report.field_name,
        "KenhThucHien": CHANNEL[LIMIT_CHANNEL[report.channel]],
        "ChuHoSo": told.full_name,
        "LoaiDoiTuong": CITIZEN,
        "DinhDanhCHS": {"LoaiDinhDanh": PERSONAL_NUMBER, "SoDinhDanh": told.personal_number},
        "Email": told.email,
        "SoDienThoai": told.phone,
        "TrichYeuHoSo": report.summary[:SUMMARY_CHARS_MAX],
        "NgayNopHoSo": moment(report.submitted_at),
        "NgayTiepNhan": moment(report.received_at),
        "NgayHenTra": moment(report.due_at),
        "NgayTra": moment(report.happened_at) if report.status == 10 else "",
        "NgayTuChoi": moment(report.happened_at) if report.status == 3 else "",
        "NgayKetThucXuLy": moment(report.happened_at) if report.status in (3, 8, 9) else "",
        "TrangThaiHoSo": str(report.status),
        "NoiNopHoSo": report.receiving,
        "DonViXuLy": report.resolving,
        "GhiChu": report.dossier,  # The number it has here, which a counter asks for.
        "DanhSachHoSoBoSung": [_request(report, one) for one in report.requests],
        "DanhSachLePhi": [_fee(one) for one in report.fees],
        "DuocThanhToanTrucTuyen": _paid_online(report),
        "DanhSachGiayToKetQua": [_result(one) for one in report.results],
        "TienTrinh": [step_of(report)],
        **(_filed_here(report) if report.is_filed_here else {}),
    }


def _filed_here(report: Report) -> dict[str, Any]:
    """Return what only who took it in can say. Files stay: a paper is told by what it is."""
    is_digital = any(one.is_digital for one in report.papers)
    return {
        "TaiKhoanDuocXacThucVoiVNeID": YES if report.is_identified else NO,
        "HoSoCoThanhPhanSoHoa": YES if is_digital else NO,
        "TaiLieuNop": [
            {
                "TepDinhKemId": str(one.number),
                "TenTepDinhKem": one.name,
                "IsDeleted": NO,
                "MaThanhPhanHoSo": one.component,
                "DuongDanTaiTepTin": "",
                "DuocSoHoa": YES if one.is_digital else NO,
            }
            for one in report.papers
        ],
    }


def step_of(report: Report) -> dict[str, Any]:
    """Return the block TienTrinh. Who acted is told as the unit: no officer's name leaves."""
    return {
        "MaHoSo": report.code,
        "NguoiXuLy": report.unit_name[:ACTOR_CHARS_MAX],
        "ChucDanh": "",
        "ThoiDiemXuLy": moment(report.happened_at),
        "PhongBanXuLy": report.unit_name,
        "NoiDungXuLy": STATUS_WORDS[report.status],
        "TrangThai": str(report.status),
        "NgayBatDau": moment(report.received_at),
        "NgayKetThucTheoQuyDinh": moment(report.due_at),
    }


def _request(report: Report, one: RequestTold) -> dict[str, Any]:
    return {
        "HoSoBoSungId": f"{report.code}-BS{one.number}",
        "NguoiYeuCauBoSung": report.unit_name[:ACTOR_CHARS_MAX],
        "NoiDungBoSung": one.reason[:SUMMARY_CHARS_MAX],
        "NgayBoSung": moment(one.asked_at),
        "NgayTiepNhanBoSung": moment(one.answered_at),
        "TrangThaiBoSung": ANSWERED if one.answered_at else ASKED,
        "DanhSachGiayToBoSung": [
            {"MaThanhPhanHoSo": code, "TenGiayTo": name, "SoLuong": 1}
            for code, name in one.components
        ],
    }


def _result(one: ResultTold) -> dict[str, Any]:
    return {
        "TenGiayTo": one.name,
        "MaGiayToKetQua": one.number,
        "DuongDanTepTinKetQua": one.link,
        "HashTepTin": one.file_hash,  # So that whoever downloads it knows it is the signed one.
    }


def _fee(one: FeeTold) -> dict[str, Any]:
    return {
        "TenPhiLePhi": one.name,
        "MaPhiLePhi": one.code,
        "HinhThucThu": COLLECTED[one.due],
        "Gia": one.amount_vnd,
        "TrangThaiThanhToan": YES if one.is_paid else NO,
    }


def _paid_online(report: Report) -> str:
    return PAID_HERE if any(one.is_paid_online for one in report.fees) else NOT_PAID_ONLINE


def arrival_of(said: dict[str, Any]) -> Arrival:
    """Read a block HoSo that was filed there.

    :raises ValueError: a field is of another shape.
    """
    identity = said.get("DinhDanhCHS") or {}
    form = said.get("ThongTinKhac") or None
    if form is not None and not isinstance(form, dict):
        raise ValueError("ThongTinKhac")
    return Arrival(
        code=_code(said["MaHoSo"]),
        procedure=_text(said["MaTTHC"], 40),
        receiving=_text(said["NoiNopHoSo"], 35),
        resolving=_text(said.get("DonViXuLy", ""), 35),
        summary=_text(said.get("TrichYeuHoSo", ""), SUMMARY_CHARS_MAX),
        applicant=PartyTold(
            full_name=_text(said["ChuHoSo"], 250),
            personal_number=_text(identity.get("SoDinhDanh", ""), 12),
            phone=_text(said.get("SoDienThoai", ""), 20),
            email=_text(said.get("Email", ""), 250),
        ),
        answers=form,
        papers=_papers(said.get("TaiLieuNop") or []),
    )


def answer_of(said: dict[str, Any]) -> Answer:
    """Read the answered request of a block HoSo.

    :raises ValueError: a field is of another shape.
    """
    [request] = said["DanhSachHoSoBoSung"]
    named = _REQUEST.fullmatch(_text(request["HoSoBoSungId"], 80))
    code = _code(said["MaHoSo"])
    if named is None or named["code"] != code:
        raise ValueError("HoSoBoSungId")
    papers = _papers(request["DanhSachGiayToBoSung"])
    return Answer(code=code, number=int(named["number"]), papers=papers)


def standing_of(said: dict[str, Any]) -> Standing:
    """Read how a dossier stands there.

    :raises ValueError: a field is of another shape.
    """
    return Standing(
        code=_code(said["MaHoSo"]),
        status=int(said["TrangThaiHoSo"]),
        due_on=_day(said.get("NgayHenTra", "")),
        supplements=len(said.get("DanhSachHoSoBoSung") or []),
        results=len(said.get("DanhSachGiayToKetQua") or []),
        files=int(said.get("SoTepTin") or 0),
    )


def procedure_of(said: dict[str, Any]) -> tuple[str, str]:
    """Return code and name of a procedure as the portal lists it."""
    return _text(said["MaTTHC"], 80), _text(said["TenTTHC"], NAME_CHARS_MAX)


def moment(at: datetime | None) -> str:
    """Return a moment as the portal writes it, in Việt Nam's time; "" for none."""
    return at.astimezone(VIETNAM).strftime(MOMENT) if at else ""


def moment_of(text: str) -> datetime:
    """:raises ValueError: it is no moment."""
    return datetime.strptime(text, MOMENT).replace(tzinfo=VIETNAM).astimezone(UTC)


def _day(text: str) -> date | None:
    return moment_of(text).astimezone(VIETNAM).date() if text else None


def _papers(said: list[dict[str, Any]]) -> tuple[PaperTold, ...]:
    if not isinstance(said, list) or len(said) > FILES_MAX:
        raise ValueError("TaiLieuNop")
    kept = [one for one in said if str(one.get("IsDeleted", "0")) not in ("1", "True")]
    return tuple(
        PaperTold(
            component=_matching(_COMPONENT, one["MaThanhPhanHoSo"]),
            document_hash=_matching(_SHA256, one.get("HashTepTin") or ""),
            file=_matching(_FILE, one.get("TepDinhKemId") or one.get("IdTepTin") or ""),
            file_name=_text(one.get("TenTepDinhKem") or "", FILE_NAME_CHARS_MAX),
        )
        for one in kept
    )


def _code(said: object) -> str:
    return _matching(CODE, said)


def _matching(pattern: re.Pattern[str], said: object) -> str:
    if not isinstance(said, str) or not pattern.fullmatch(said):
        raise ValueError(pattern.pattern)
    return said


def _text(said: object, characters_max: int) -> str:
    if not isinstance(said, str) or len(said) > characters_max or "\0" in said:
        raise ValueError("text")
    return said.strip()

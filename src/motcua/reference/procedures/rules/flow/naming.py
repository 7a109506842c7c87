"""Owners, roles and amounts of time in words, in both languages. Pure."""

from collections.abc import Mapping

from motcua.reference.procedures.definition import words
from motcua.reference.procedures.rules.flow.graph import Flow, Span, Task

Words = tuple[str, str]  # Vietnamese, English.
UNITS: Mapping[str, Words] = {
    "service_centre": ("Nơi tiếp nhận (một cửa)", "Receiving centre"),
    "resolving_agency": ("Cơ quan giải quyết", "Settling agency"),
    "commune_justice": ("Tư pháp – hộ tịch cấp xã", "Civil status, commune"),
    "commune_economy": ("Phòng Kinh tế cấp xã", "Economy, commune"),
    "commune_culture": ("Phòng Văn hóa – Xã hội cấp xã", "Culture and society, commune"),
    "commune_leadership": ("Lãnh đạo UBND cấp xã", "Commune leadership"),
    "commune_office": ("Văn phòng HĐND và UBND cấp xã", "Office of the commune"),
    "commune_police": ("Công an cấp xã", "Commune police"),
    "department": ("Phòng chuyên môn của sở", "Division of the department"),
    "department_leadership": ("Lãnh đạo sở", "Department leadership"),
    "land_registration_branch": ("Chi nhánh VP đăng ký đất đai", "Land registration branch"),
    "tax_office": ("Cơ quan thuế (ngoài hệ thống)", "Tax office (outside)"),
    "police": ("Công an (ngoài hệ thống)", "Police (outside)"),
    "social_insurance": ("Bảo hiểm xã hội (ngoài hệ thống)", "Social insurance (outside)"),
    "medical_council": ("Hội đồng giám định y khoa (ngoài hệ thống)", "Medical council (outside)"),
    "consulted_agency": ("Cơ quan được hỏi ý kiến (ngoài hệ thống)", "Consulted agency (outside)"),
    "public_company": ("Doanh nghiệp công ích (ngoài hệ thống)", "Public company (outside)"),
    "applicant": ("Người nộp hồ sơ", "Applicant"),
}
ROLES: Mapping[str, Words] = {
    "reception": ("Người tiếp nhận", "Reception officer"),
    "handler": ("Chuyên viên thụ lý", "Handler"),
    "head": ("Lãnh đạo đơn vị", "Head of the unit"),
    "leader": ("Lãnh đạo cơ quan", "Leader of the agency"),
    "clerk": ("Văn thư", "Clerk"),
    "outside": ("Cơ quan ngoài hệ thống", "Agency outside the system"),
    "applicant": ("Người nộp hồ sơ", "Applicant"),
}
NOBODY: Words = ("Chưa có người làm", "No owner yet")
NO_LIMIT: Words = ("chưa có thời hạn", "no limit")
_TIMES: Mapping[str, tuple[str, str, str]] = {
    "working_hour": ("giờ làm việc", "working hour", "working hours"),
    "clock_hour": ("giờ", "hour", "hours"),
    "half_day": ("buổi", "half day", "half days"),
    "working_day": ("ngày làm việc", "working day", "working days"),
    "calendar_day": ("ngày", "calendar day", "calendar days"),
    "month": ("tháng", "month", "months"),
    "day": ("ngày", "day", "days"),
}


def owner(code: str, language: str, named: Mapping[str, Words] | None = None) -> str:
    """Return a lane's name; `named` knows the names of certain units and of other lists."""
    pair = (named or {}).get(code) or UNITS.get(code)
    if pair is None:
        pair = NOBODY if not code else (code.removeprefix(words.NAMED_UNIT),) * 2
    return pair[language == "en"]


def role(code: str, language: str) -> str:
    pair = ROLES.get(code, (code, code)) if code else NOBODY
    return pair[language == "en"]


def time_unit(code: str, language: str, *, is_one: bool = False) -> str:
    vi, one, many = _TIMES.get(code, (code, code, code))
    return vi if language != "en" else (one if is_one else many)


def span(one: Span | None, language: str) -> str:
    """Return a limit as "2,5 ngày làm việc"; without one, that there is none."""
    if one is None:
        return NO_LIMIT[language == "en"]
    figure = f"{one.value.normalize():f}"
    unit = time_unit(one.unit, language, is_one=one.value == 1)
    return f"{figure if language == 'en' else figure.replace('.', ',')} {unit}"


def name(task: Task, language: str) -> str:
    """Return what a step is called; English falls back to Vietnamese."""
    return (task.name_en if language == "en" else "") or task.name_vi or f"({task.order})"


def placed(flow: Flow, task: Task, language: str) -> str:
    """Return after what a step comes, in words: the table's twin of an arrow."""
    before = sorted(flow.before.get(task.order, ()))
    if not before:
        return "when the dossier is received" if language == "en" else "khi nhận hồ sơ"
    orders = ", ".join(map(str, before))
    return f"after step {orders}" if language == "en" else f"sau bước {orders}"

"""The plain form of every procedure that has no full definition yet, and says so."""

from typing import Any

NOTICE_VI = "Tờ khai chung: thủ tục này chưa có biểu mẫu riêng."
NOTICE_EN = "General form: this procedure has no form of its own yet."


def values(
    *, code: str, name_vi: str, name_en: str, jurisdiction: str = "national"
) -> dict[str, Any]:
    """Return a definition, as plain values, that asks what any request needs."""
    return {
        "code": code,
        "jurisdiction": jurisdiction,
        "name_vi": name_vi,
        "name_en": name_en or name_vi,
        "plain": True,
        "confidence": "illustrative",
        "service_level": "partial",
        "sections": [_applicant(), _request()],
    }


def _applicant() -> dict[str, Any]:
    parts = ["full_name", "personal_number", "date_of_birth", "address", "phone", "email"]
    return {
        "code": "applicant",
        "title_vi": "Người nộp hồ sơ",
        "title_en": "Applicant",
        "hint_vi": NOTICE_VI,
        "hint_en": NOTICE_EN,
        "fields": [
            {
                "code": "applicant",
                "type": "person",
                "label_vi": "Người nộp hồ sơ",
                "label_en": "Applicant",
                "required": True,
                "prefill": "identity",
                "parts": parts,
                "parts_required": ["full_name", "phone"],
            },
            {
                "code": "organisation",
                "type": "text",
                "label_vi": "Tổ chức, doanh nghiệp (nếu nộp thay)",
                "label_en": "Organisation or company (if filing for one)",
            },
        ],
    }


def _request() -> dict[str, Any]:
    return {
        "code": "request",
        "title_vi": "Nội dung đề nghị",
        "title_en": "Request",
        "fields": [
            {
                "code": "request",
                "type": "long_text",
                "label_vi": "Bạn đề nghị giải quyết việc gì",
                "label_en": "What you ask for",
                "required": True,
            },
            {
                "code": "attachments",
                "type": "file",
                "label_vi": "Giấy tờ kèm theo",
                "label_en": "Attached papers",
                "hint_vi": "Chụp hoặc quét các giấy tờ ghi ở thành phần hồ sơ.",
                "hint_en": "Photograph or scan the papers listed for this procedure.",
            },
        ],
    }

"""How a call can be wrong before it reaches an operation. Each has the one shape of all errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.interfaces.refusals import Unreadable as PageUnreadable
from motcua.spine.errors import Refusal


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"
    http_status = 405
    message_vi = "Địa chỉ này chỉ nhận {methods}."
    message_en = "This address takes {methods} only."


class ScopeMissing(Refusal):
    code = "scope_missing"
    http_status = 403
    message_vi = "Khóa này không có quyền {scope}."
    message_en = "This key does not have the scope {scope}."


class BodyTooLarge(Refusal):
    code = "body_too_large"
    http_status = 413
    message_vi = "Nội dung gửi lên quá dài: nhiều nhất {bytes_max} byte."
    message_en = "The body is too long: {bytes_max} bytes at most."


class WrongBody(Refusal):
    code = "wrong_media_type"
    http_status = 415
    message_vi = "Địa chỉ này đọc nội dung kiểu {reads}."
    message_en = "This address reads bodies of the type {reads}."


class Unreadable(PageUnreadable):
    message_vi = "Không đọc được yêu cầu: phải là JSON đúng chuẩn, UTF-8, không có ký tự NUL."
    message_en = "The request cannot be read: well-formed JSON in UTF-8 without NUL is needed."


@dataclass(frozen=True, slots=True)
class Misfit:
    """One value that is not what the document says, and where it stands."""

    path: str
    message_vi: str
    message_en: str


class Invalid(Refusal):
    code = "invalid"
    http_status = 422
    message_vi = "Yêu cầu có {count} chỗ không đúng mô tả của địa chỉ này."
    message_en = "The request has {count} values that are not as this address describes them."

    def __init__(self, problems: Sequence[Misfit]) -> None:
        self.problems = problems
        super().__init__(count=len(problems))


# What pydantic's kinds of error are called for somebody who reads Vietnamese.
WORDS: Mapping[str, str] = {
    "missing": "Thiếu giá trị bắt buộc.",
    "extra_forbidden": "Không có trường tên như vậy.",
    "string_type": "Phải là chuỗi ký tự.",
    "string_too_long": "Dài quá {max_length} ký tự.",
    "string_too_short": "Ngắn hơn {min_length} ký tự.",
    "string_pattern_mismatch": "Không đúng mẫu {pattern}.",
    "int_type": "Phải là số nguyên.",
    "int_parsing": "Phải là số nguyên.",
    "int_parsing_size": "Số quá lớn.",
    "greater_than_equal": "Phải từ {ge} trở lên.",
    "less_than_equal": "Phải từ {le} trở xuống.",
    "bool_type": "Phải là true hoặc false.",
    "dict_type": "Phải là một đối tượng.",
    "model_attributes_type": "Phải là một đối tượng.",
    "list_type": "Phải là một danh sách.",
    "too_long": "Nhiều quá {max_length} mục.",
    "too_short": "Ít hơn {min_length} mục.",
    "literal_error": "Phải là một trong: {expected}.",
    "enum": "Phải là một trong: {expected}.",
}
PROBLEMS_MAX = 50


def invalid(errors: Sequence[Mapping[str, Any]]) -> Invalid:
    """Return the refusal for what pydantic found. What was sent is never repeated."""
    return Invalid([_misfit(error) for error in errors[:PROBLEMS_MAX]])


def _misfit(error: Mapping[str, Any]) -> Misfit:
    where, *rest = (str(part) for part in error["loc"])
    # ninja names the argument of our function after the body; who calls knows nothing of it.
    path = ".".join(rest[1:] if where == "body" and len(rest) > 1 else rest) or where
    known = WORDS.get(error["type"], "Giá trị không hợp lệ.")
    return Misfit(path[:200], known.format(**error.get("ctx", {})), str(error["msg"])[:300])


def unknown(names: Sequence[str]) -> Invalid:
    """Return the refusal for names in a query that mean nothing here: a slip would go unseen."""
    said = (WORDS["extra_forbidden"], "There is no parameter of this name.")
    return Invalid([Misfit(name[:200], *said) for name in names[:PROBLEMS_MAX]])

"""Why somebody was shown personal data, in words: each page that shows any has its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from motcua.reference.people import roles

# By the name of the page's address. A test sees to it that every page that shows some stands here.
ACTS: Mapping[str, Promise] = {
    "desk:queue": _("Xem danh sách việc của đơn vị"),
    "desk:dossier": _("Mở hồ sơ để giải quyết"),
    "desk:act": _("Xử lý hồ sơ"),
    "desk:supplement": _("Yêu cầu bổ sung"),
    "desk:not_receive": _("Từ chối tiếp nhận"),
    "desk:refuse": _("Từ chối giải quyết"),
    "desk:draft_result": _("Soạn kết quả"),
    "desk:return_result": _("Trả kết quả"),
    "desk:ask_again": _("Yêu cầu bổ sung"),
    "desk:withdraw": _("Rút hồ sơ theo đề nghị"),
    "desk:stop": _("Dừng giải quyết"),
    "desk:apologise": _("Xin lỗi, hẹn lại"),
    "desk:extend_limit": _("Áp dụng thời hạn dài hơn"),
    "desk:demand": _("Gửi thông báo nghĩa vụ tài chính"),
    "desk:refund": _("Hoàn phí, lệ phí"),
    "desk:proof": _("Nhận chứng từ nộp tiền"),
    "desk:lost": _("Ghi nhận giấy tờ bị mất, hỏng"),
    "desk:restored": _("Ghi nhận giấy tờ bị mất, hỏng"),
    "desk:correct": _("Đính chính kết quả"),
    "desk:legs": _("Xem phần việc liên thông"),
    "desk:leg": _("Xem phần việc liên thông"),
    "desk:leg_paper": _("Tải giấy tờ trong hồ sơ"),
    "desk:open_chain": _("Liên thông các cơ quan"),
    "desk:consult": _("Lấy ý kiến cơ quan khác"),
    "desk:answer_leg": _("Trả lời phần việc liên thông"),
    "desk:take_leg": _("Trả lời phần việc liên thông"),
    "desk:recall_leg": _("Rút lại phần việc"),
    "desk:go_on": _("Làm tiếp khi ý kiến quá hạn"),
    "desk:print_chosen": _("In phiếu"),
    "desk:register": _("Lập sổ theo dõi"),
    "desk:fee": _("Thu phí, lệ phí"),
    "desk:acknowledgement": _("In giấy tiếp nhận"),
    "desk:download": _("Tải giấy tờ trong hồ sơ"),
    "desk:signing": _("Duyệt và ký kết quả"),
    "desk:approve": _("Duyệt và ký kết quả"),
    "desk:number": _("Cấp số kết quả"),
    "desk:unlock": _("Duyệt và ký kết quả"),
    "desk:take_in": _("Nhập hồ sơ tại quầy"),
    "desk:fill_in": _("Tra số định danh tại quầy để điền sẵn tờ khai"),
    "desk:control": _("Mở hồ sơ để giải quyết"),
    "desk:issue_control": _("Mở hồ sơ để giải quyết"),
    "desk:fee_state": _("Thu phí, lệ phí"),
    "desk:printing": _("In phiếu"),
    "desk:open_register": _("Lập sổ theo dõi"),
    "administration:accounts": _("Quản lý tài khoản"),
    "administration:account": _("Quản lý tài khoản"),
    "administration:appoint": _("Quản lý tài khoản"),
    "administration:end_post": _("Quản lý tài khoản"),
    "administration:reset_password": _("Quản lý tài khoản"),
    "administration:locks": _("Quản lý tài khoản"),
}
EXTENTS: Mapping[str, Promise] = {
    "none": _("Không thấy dữ liệu nào"),
    "name": _("Tên trong danh sách"),
    "whole": _("Thông tin đã khai"),
    "file": _("Tệp giấy tờ"),
}
# What stands in the place of a dossier, by the sort of subject.
SUBJECTS: Mapping[str, Promise] = {
    "account": _("Tài khoản số %(name)s"),
    "number": _("Số định danh không mở ra ai"),
    "limit": _("Bị từ chối vì tra quá nhiều"),
}
_API = "api:"
_BY_MACHINE = _("Phần mềm kết nối lấy dữ liệu")
_OTHER = _("Xem dữ liệu")


def act(name: str) -> str:
    """Return why, in the page's language."""
    fallback = _BY_MACHINE if name.startswith(_API) else _OTHER
    return str(ACTS.get(name, fallback))


def has_words_for(name: str) -> bool:
    """Say whether a page that shows personal data has words of its own for why."""
    return name in ACTS or name.startswith(_API)


def extent(code: str) -> str:
    return str(EXTENTS.get(code, code))


def subject(name: str) -> str:
    """Return whose data, for the inspector: a code, or words; of a number never the number."""
    sort, _colon, rest = name.partition(":")
    return str(SUBJECTS[sort]) % {"name": rest} if sort in SUBJECTS else rest


def role(code: str, language: str) -> str:
    found = roles.BY_CODE.get(code)
    if found is None:
        return ""
    return found.name_en if language == "en" else found.name_vi

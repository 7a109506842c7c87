"""What the page /design shows in its components. People, dossiers and numbers are invented."""

from typing import Any

import segno
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.interfaces.look.paging import pages

COLOURS = (
    ("door", gettext_lazy("cánh cửa, nút chính")),
    ("door-deep", gettext_lazy("khung, di chuột")),
    ("door-tint", gettext_lazy("đang chọn, đã có")),
    ("brass", gettext_lazy("tay nắm, lúc này")),
    ("late", gettext_lazy("quá hạn, lỗi")),
    ("hold-line", gettext_lazy("đồng hồ dừng")),
    ("ink", gettext_lazy("chữ")),
    ("wall", gettext_lazy("nền")),
)
WORDS = (
    ("Bạn ghi 126 m², thửa đất chỉ có 112,5 m². Ghi số nhỏ hơn hoặc bằng 112,5.",
     "Dữ liệu không hợp lệ"),
    ("Ảnh bị nhòe ở góc dưới. Chụp lại, để cả tờ giấy nằm trong khung.",
     "File upload thất bại"),
    ("Chưa nhận được tiền. Nếu bạn đã chuyển, chờ 2 phút rồi tải lại; tiền không mất.",
     "Giao dịch đang xử lý, vui lòng thử lại sau"),
    ("Ngày 31/11 không có. Tháng 11 chỉ đến ngày 30.", "Sai định dạng ngày"),
    ("Có kết quả chậm nhất thứ Ba, 01/12/2026", "Thời gian xử lý: 15 ngày"),
)  # fmt: skip
LONG_NAME_VI = (
    "Giao đất, cho thuê đất, chuyển mục đích sử dụng đất đối với trường hợp không đấu giá quyền"
    " sử dụng đất, không đấu thầu lựa chọn nhà đầu tư thực hiện dự án có sử dụng đất"
)


class SampleForm(forms.Form):
    """Every kind of field, one of them wrong."""

    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại"), help_text=gettext_lazy("Để báo khi có kết quả")
    )
    full_name = forms.CharField(
        label=gettext_lazy("Họ và tên"), widget=forms.TextInput(attrs={"readonly": True})
    )
    issued_on = forms.CharField(label=gettext_lazy("Ngày cấp"))
    place = forms.ChoiceField(
        label=gettext_lazy("Nơi nhận kết quả"),
        choices=[
            ("online", gettext_lazy("Trên mạng, kho giấy tờ của tôi")),
            ("desk", gettext_lazy("Tại quầy phường Long An")),
        ],
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Ai nộp hồ sơ?"),
        widget=forms.RadioSelect,
        choices=[
            ("me", gettext_lazy("Chính tôi")),
            ("other", gettext_lazy("Tôi nộp thay, có giấy ủy quyền")),
        ],
    )
    remark = forms.CharField(
        label=gettext_lazy("Lời nhắn"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    message = forms.BooleanField(label=gettext_lazy("Báo cho tôi qua tin nhắn"), required=False)

    def clean_issued_on(self) -> str:
        raise ValidationError(_("Ngày 31/11 không có. Tháng 11 chỉ đến ngày 30."))


def everything() -> dict[str, Any]:
    """Return what the page /design needs."""
    form = SampleForm(
        {
            "phone": "0909 123 214",
            "full_name": "Nguyễn Thị Mỹ Hạnh",
            "issued_on": "31/11/2025",
            "place": "online",
            "who": "me",
        },
        auto_id="sample_%s",
    )
    return {
        "colours": COLOURS,
        "words": WORDS,
        "form": form,
        "pages": pages(current=4, last=12, address=lambda page: f"#p{page}"),
        "crumbs": [{"address": "#crumbs", "label": _("Làm nhà")}],
        "moments": _moments(),
        "queue": _queue(),
        "procedures": _procedures(),
        "days": _days(),
        "slip": slip(),
    }


def _moments() -> list[dict[str, str]]:
    return [
        {"state": "", "time": "06/11/2026, 7:33", "text": _("Trung tâm đã nhận hồ sơ")},
        {"state": "wait", "time": "10/11 – 14/11", "text": _("Chờ bạn bổ sung, không tính ngày")},
        {"state": "now", "time": "17/11/2026, 8:10", "text": _("Đang thẩm định")},
        {"state": "next", "time": "", "text": _("Ký số, tối đa 2 ngày")},
    ]


def _queue() -> list[dict[str, Any]]:
    return [
        {"days": -3, "code": "261023-0188", "name_vi": LONG_NAME_VI, "person": "Trần Văn Bảy"},
        {"days": 0, "code": "261113-0290", "name_vi": "Cấp số nhà", "person": "Lê Thị Kim Ngân",
         "css": "sel", "is_chosen": True},
        {"days": 2, "code": "261118-0044", "name_vi": "Cấp giấy phép chặt hạ, dịch chuyển cây xanh",
         "person": "Trường Tiểu học Huỳnh Văn Đảnh", "css": "cur"},
        {"days": 11, "code": "261106-0412", "name_vi": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
         "person": "Nguyễn Thị Mỹ Hạnh"},
        {"state": "hold", "words": _("Chờ dân bổ sung"), "code": "261105-0019",
         "name_vi": "Cấp điều chỉnh giấy phép xây dựng", "person": "Đoàn Minh Nhựt"},
    ]  # fmt: skip


def _procedures() -> list[dict[str, str]]:
    return [
        {"address": "#row", "name_vi": "Đăng ký khai sinh", "name_en": "Birth registration",
         "beside": _("trong ngày · miễn phí")},
        {"address": "#row", "name_vi": LONG_NAME_VI, "beside": _("chưa rõ thời hạn · chưa rõ phí")},
    ]  # fmt: skip


def _days() -> list[tuple[str, str, str]]:
    return [
        ("to", "16", _("nộp, không tính")),
        ("n", "17", "1"),
        ("n", "18", "2"),
        ("you", "19", _("chờ bạn")),
        ("now", "20", _("hôm nay, 3")),
        ("x", "21", _("nghỉ")),
        ("due", "22", _("hẹn trả")),
    ]


def slip() -> dict[str, Any]:
    """Return an acknowledgement, form 01, as the slip component takes it."""
    return {
        "authority": "UBND PHƯỜNG LONG AN",
        "centre": "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "number": "412/TNHS",
        "place_and_day": "Long An, ngày 16 tháng 11 năm 2026",
        "code": "H39.27694-261106-0412",
        "qr": segno.make("H39.27694-261106-0412", error="m").svg_data_uri(scale=3, border=2),
        "rows": [
            ("Tiếp nhận hồ sơ của", "Nguyễn Thị Mỹ Hạnh"),
            ("Địa chỉ", "Khu phố Bình Cư 3, phường Long An"),
            ("Điện thoại", "0909 ••• 214"),
            ("Nội dung", "Cấp giấy phép xây dựng nhà ở riêng lẻ"),
            ("Nhận đủ hồ sơ", "7 giờ 32 phút, 16/11/2026"),
            ("Hẹn trả kết quả", "trước 17 giờ, thứ Ba, 01/12/2026"),
            ("Lệ phí", "75.000 đồng"),
        ],
        "papers": [
            "Đơn đề nghị cấp giấy phép xây dựng (01 bản điện tử)",
            "Bản vẽ thiết kế xây dựng, 5 trang (01 bản điện tử)",
            "Giấy chứng nhận quyền sử dụng đất DK 482913 (dùng lại, không nộp)",
        ],
        "explanation": "15 ngày liên tục; ngày nhận không tính; ngày thứ 15 là 01/12.",
        "applicant": "Nguyễn Thị Mỹ Hạnh",
        "officer": "Huỳnh Thị Bích Trâm",
        "signed": "Đã ký số 7:33, 16/11/2026",
    }

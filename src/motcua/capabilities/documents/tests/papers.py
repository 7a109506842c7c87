"""Sample papers: people, places and numbers are invented."""

from typing import Any

_PERSON = {
    "applicant_name": "Nguyễn Thị Mỹ Hạnh",
    "address": "Khu phố Bình Cư 3, phường Long An",
    "phone": "0909 ••• 214",
    "email": "hanh@example.vn",
    "content": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
}
_HEAD = {
    "issuer_parent": "UBND phường Long An",
    "issuer": "Trung tâm Phục vụ\nhành chính công",
    "place": "Long An",
    "day": "ngày 16 tháng 11 năm 2026",
    "code": "H39.27694-261106-0412",
}
PAPERS: dict[str, dict[str, Any]] = {
    "slip-01": {
        **_HEAD,
        **_PERSON,
        "number": "412/TNHS-TTPVHCC",
        "applicant_id": "080•••••••14",
        "authoriser": {"name": "Trần Văn Lợi", "paper": "Hợp đồng ủy quyền 12/2026"},
        "sets": "01",
        "components": [
            {"name": "Đơn đề nghị cấp giấy phép", "form": "Bản điện tử", "quantity": 1},
            {"name": "Bản vẽ thiết kế xây dựng", "form": "Bản điện tử", "quantity": 1},
        ],
        "time_limit": "15 ngày",
        "received": "7 giờ 32 phút, ngày 16/11/2026",
        "due": "trước 17 giờ, thứ Ba 01/12/2026",
        "return_place": "Kho giấy tờ điện tử của công dân",
        "fee": "75.000 đồng",
        "receiver_name": "Huỳnh Thị Bích Trâm",
    },
    "slip-02": {
        **_HEAD,
        **_PERSON,
        "number": "31/PBS-TTPVHCC",
        "items": ["Bản vẽ mặt cắt móng, tỷ lệ 1/50", "Ảnh rõ bốn góc giấy chứng nhận"],
        "reason": "Bản vẽ chưa có mặt cắt móng nên chưa thẩm định được.",
        "contact_name": "Lê Văn Tâm",
        "contact_phone": "0272 1022",
        "guide_name": "Lê Văn Tâm",
    },
    "slip-03": {
        **_HEAD,
        **_PERSON,
        "number": "7/PTC-TTPVHCC",
        "reason": "Thửa đất đang có tranh chấp.",
        "basis": "Điều 95 Luật Xây dựng",
        "fix": "Nộp lại khi có quyết định giải quyết tranh chấp.",
        "receiver_name": "Huỳnh Thị Bích Trâm",
    },
    "result": {
        "issuer": "Ủy ban nhân dân phường Long An",
        "number": "152/GPXD",
        "place": "Long An",
        "day": "ngày 30 tháng 11 năm 2026",
        "title": "Giấy phép xây dựng",
        "summary": "Sử dụng cho công trình: Nhà ở riêng lẻ",
        "grounds": ["Căn cứ Luật Xây dựng ngày 18 tháng 6 năm 2014;"],
        "decides": "Quyết định:",
        "paragraphs": [{"heading": "Điều 1.", "text": "Cấp phép cho bà Nguyễn Thị Mỹ Hạnh:"}],
        "rows": [{"name": "Diện tích xây dựng", "value": "92,5 m²"}],
        "recipients": ["Bà Nguyễn Thị Mỹ Hạnh;", "Lưu: VT."],
        "signer_capacity": "KT. Chủ tịch",
        "signer_position": "Phó Chủ tịch",
        "signer_name": "Phạm Minh Đức",
    },
}

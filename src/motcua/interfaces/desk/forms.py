"""What an act asks before it is done. Each says what to write, and why it is wanted."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers.queries.results import ResultView
from motcua.casework.dossiers.rules import stops
from motcua.casework.dossiers.rules.refusals import REASONS
from motcua.interfaces.desk.file import language
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.look.days import DayField
from motcua.interfaces.look.writing import in_language
from motcua.reference.procedures.definition.shape import Definition

TEXT_CHARS_MAX = 2000
LINES = {"line": 1, "lines": 4, "paragraphs": 10}


class PlainForm(AskingForm):
    """Asks nothing; carries the refusal when the act is not done."""


def _long(label: Any, hint: Any, missing: Any, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=TEXT_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class SupplementForm(AskingForm):
    """Form 02: which papers, and why. One complete request."""

    components = forms.MultipleChoiceField(
        label=_("Giấy tờ phải bổ sung, hoàn thiện"),
        help_text=_("Chọn hết những gì còn thiếu: luật cho hỏi một lần."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chưa chọn giấy tờ nào. Chọn ít nhất một.")},
    )
    reason = _long(
        _("Lý do và cách làm lại"),
        _("Người nộp đọc nguyên văn. Ghi giấy nào sai chỗ nào, làm lại thế nào."),
        _("Chưa ghi lý do. Ghi để người nộp biết phải làm gì."),
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        components: Any = self.fields["components"]
        components.choices = papers_of(definition)


class AgainForm(SupplementForm):
    """A second request: the head alone, with a reason that is kept and counts."""

    why_again = _long(
        _("Vì sao phải yêu cầu lần nữa"),
        _("Ghi vào hồ sơ, không gửi cho người nộp. Hồ sơ yêu cầu hai lần bị tính là trễ hạn."),
        _("Chưa ghi vì sao phải yêu cầu lần nữa. Ghi lý do của lãnh đạo."),
    )
    refusals_at: ClassVar = {"why_again_missing": "why_again"}


class ApologyForm(AskingForm):
    """Form 04: why it is late, and the one new date."""

    reason = _long(
        _("Lý do chậm"),
        _("Người nộp đọc nguyên văn trong phiếu xin lỗi."),
        _("Chưa ghi lý do. Ghi việc gì làm hồ sơ chậm."),
    )
    new_due_on = DayField(
        label=_("Ngày hẹn mới"),
        help_text=_("Một ngày làm việc. Luật chỉ cho hẹn lại một lần."),
        error_messages={
            "required": _("Chưa chọn ngày hẹn mới. Chọn một ngày làm việc."),
            "invalid": _("Ngày này không có. Chọn một ngày làm việc."),
        },
    )
    refusals_at: ClassVar = {"apology_reason_missing": "reason", "new_date_wrong": "new_due_on"}


class LongerLimitForm(AskingForm):
    """Why the longer limit is needed: the applicant reads it."""

    reason = _long(
        _("Lý do áp dụng"),
        _("Người nộp đọc nguyên văn. Ghi phải xác minh việc gì, ở đâu."),
        _("Chưa ghi lý do. Ghi việc phải xác minh để người nộp hiểu."),
    )
    refusals_at: ClassVar = {"why_longer_missing": "reason"}


class DemandForm(AskingForm):
    """What the tax authority's notice says: the clock waits from here on."""

    notice = forms.CharField(
        label=_("Số, ngày thông báo của cơ quan thuế"),
        help_text=_("Ví dụ: LTB2661/TB-CCT ngày 20/11/2026."),
        max_length=200,
        error_messages={"required": _("Chưa ghi thông báo. Ghi số và ngày.")},
    )
    amount_vnd = forms.IntegerField(
        label=_("Số tiền phải nộp (đồng)"),
        min_value=1,
        max_value=10**12,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Chưa ghi số tiền. Ghi số đồng theo thông báo."),
            "invalid": _("Số tiền là một số nguyên, không có dấu chấm."),
            "min_value": _("Số tiền phải lớn hơn 0."),
        },
    )
    refusals_at: ClassVar = {"tax_notice_incomplete": "notice"}


class ProofForm(AskingForm):
    """The applicant showed the receipt of the treasury or bank at the desk."""

    confirmed = forms.BooleanField(
        label=_("Đã xem chứng từ nộp đủ tiền, đúng tên, đúng thông báo thuế"),
        error_messages={"required": _("Chưa xác nhận. Xem chứng từ rồi đánh dấu ô này.")},
    )


class RefundForm(AskingForm):
    """By which paper the money went out."""

    voucher = forms.CharField(
        label=_("Chứng từ chi"),
        help_text=_("Số, ngày của chứng từ hoàn tiền. Ví dụ: UNC 118 ngày 03/11/2026."),
        max_length=60,
        error_messages={"required": _("Chưa ghi chứng từ chi. Ghi số và ngày.")},
    )
    refusals_at: ClassVar = {"voucher_missing": "voucher", "voucher_used": "voucher"}


class LostForm(AskingForm):
    """Papers that the office lost or spoilt."""

    components = forms.MultipleChoiceField(
        label=_("Giấy tờ bị mất, hỏng"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chưa chọn giấy tờ nào. Chọn ít nhất một.")},
    )
    reason = _long(
        _("Việc đã xảy ra"),
        _("Người nộp đọc nguyên văn, cùng lời xin lỗi. Cơ quan tự khôi phục và chịu chi phí."),
        _("Chưa ghi việc đã xảy ra. Ghi mất hay hỏng, ở đâu."),
    )
    refusals_at: ClassVar = {"nothing_lost": "components"}

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        components: Any = self.fields["components"]
        components.choices = choices


class RestoredForm(AskingForm):
    """How the papers came back."""

    how = _long(
        _("Đã khôi phục bằng cách nào"),
        _("Ví dụ: xin cấp lại trích lục tại UBND xã, lệ phí do cơ quan trả."),
        _("Chưa ghi cách khôi phục. Ghi ai cấp lại, bằng cách nào."),
    )
    refusals_at: ClassVar = {"restored_how_missing": "how"}


class WithdrawForm(AskingForm):
    """The applicant asked at a desk to take the request back."""

    reason = forms.CharField(
        label=_("Lý do người nộp nêu (nếu có)"),
        required=False,
        max_length=TEXT_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confirmed = forms.BooleanField(
        label=_("Đã kiểm tra người đề nghị là người nộp hoặc người được ủy quyền"),
        error_messages={"required": _("Chưa xác nhận. Kiểm tra giấy tờ rồi đánh dấu ô này.")},
    )


class StopForm(AskingForm):
    """Form 05 by the office: the reason as a code that is counted, in words, and the law."""

    reason_code = forms.ChoiceField(
        label=_("Lý do"),
        error_messages={"required": _("Chưa chọn lý do. Chọn một lý do trong danh sách.")},
    )
    reason = _long(
        _("Nói rõ lý do"),
        _("Người nộp đọc nguyên văn trong thông báo."),
        _("Chưa nói rõ lý do. Ghi việc gì đã xảy ra, ngày nào, văn bản nào."),
    )
    basis = forms.CharField(
        label=_("Căn cứ pháp lý"),
        max_length=300,
        initial=stops.BASIS,
        error_messages={"required": _("Chưa ghi căn cứ. Ghi văn bản, điều, khoản.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = language() == "en"
        reason: Any = self.fields["reason_code"]
        words = [(code, said[at]) for code, said in stops.REASONS.items()]
        reason.choices = [("", _("Chọn")), *words]


def papers_of(definition: Definition) -> list[tuple[str, str]]:
    """Return the papers of a procedure; the questions, where it asks for no paper."""
    known = [(one.code, in_language(one, "name", language())[0]) for one in definition.components]
    return known or [
        (field.code, in_language(field, "label", language())[0]) for field in definition.fields
    ]


class RefusalForm(AskingForm):
    """Form 03: the reason as a code that is counted, the law, and the exact fix."""

    reason_code = forms.ChoiceField(
        label=_("Lý do"),
        error_messages={"required": _("Chưa chọn lý do. Chọn một lý do trong danh sách.")},
    )
    basis = forms.CharField(
        label=_("Căn cứ pháp lý"),
        max_length=300,
        error_messages={"required": _("Chưa ghi căn cứ. Ghi văn bản, điều, khoản.")},
    )
    fix = _long(
        _("Cách khắc phục"),
        _("Việc cụ thể người nộp làm để được giải quyết: nộp ở đâu, sửa gì, thêm gì."),
        _("Chưa ghi cách khắc phục. Ghi việc cụ thể người nộp phải làm."),
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = language() == "en"
        reason: Any = self.fields["reason_code"]
        reason.choices = [("", _("Chọn"))] + [(code, words[at]) for code, words in REASONS.items()]
        laws = "; ".join(f"{one.number} {one.articles}".strip() for one in definition.legal_basis)
        self.fields["basis"].help_text = laws


class ReturnForm(AskingForm):
    """How the result goes to the person, and that they have it."""

    way = forms.ChoiceField(
        label=_("Trả bằng cách nào"),
        widget=forms.RadioSelect,
        choices=[
            ("desk", _("Tại quầy, người nhận có mặt")),
            ("post", _("Gửi qua bưu chính")),
            ("online", _("Bản điện tử trong kho giấy tờ của người nộp")),
        ],
    )
    phone = forms.CharField(label=_("Điện thoại người nhận bưu gửi"), max_length=20, required=False)
    address = forms.CharField(
        label=_("Địa chỉ phát"),
        help_text=_("Chỉ khi gửi bưu chính: hồ sơ đóng khi bưu chính phát xong."),
        max_length=300,
        required=False,
    )
    refusals_at: ClassVar = {"post_address_missing": "address"}
    confirmed = forms.BooleanField(
        label=_("Người nhận đã xem đúng tên, đúng nội dung và ký nhận; hoặc đã gửi đi"),
        error_messages={
            "required": _("Chưa xác nhận. Đưa người nhận xem lại và ký, rồi đánh dấu ô này.")
        },
    )


class ResultForm(AskingForm):
    """The texts of the result, begun from its template."""

    def __init__(
        self, *args: Any, texts: ResultView, is_correction: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for field, text in texts.fields:
            self.fields[field.code] = forms.CharField(
                label=in_language(field, "label", language())[0],
                initial=text,
                required=field.code in ("title", "summary"),
                max_length=8000,
                disabled=texts.is_approved and not is_correction,
                widget=forms.TextInput
                if field.kind == "line"
                else forms.Textarea(attrs={"rows": LINES.get(field.kind, 3)}),
                error_messages={"required": _("Kết quả phải có phần này. Ghi rồi lưu lại.")},
            )

    @property
    def fields_said(self) -> Mapping[str, str]:
        return {code: text for code, text in self.cleaned_data.items() if code not in self.aside}

    aside: ClassVar[frozenset[str]] = frozenset()


class CorrectionForm(ResultForm):
    """What the result says now, and what was wrong."""

    why_wrong = _long(
        _("Sai sót và nguyên nhân"),
        _("Người nhận đọc nguyên văn. Đính chính không thu tiền."),
        _("Chưa ghi sai sót. Ghi sai ở đâu, do đâu."),
    )
    refusals_at: ClassVar = {"correction_reason_missing": "why_wrong"}
    aside: ClassVar[frozenset[str]] = frozenset({"why_wrong"})

"""What an act asks before it is done. Each says what to write, and why it is wanted."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers.queries.results import ResultView
from motcua.casework.dossiers.rules.refusals import REASONS
from motcua.interfaces.desk.file import language
from motcua.interfaces.look.asking import AskingForm
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
    confirmed = forms.BooleanField(
        label=_("Người nhận đã xem đúng tên, đúng nội dung và ký nhận; hoặc đã gửi đi"),
        error_messages={
            "required": _("Chưa xác nhận. Đưa người nhận xem lại và ký, rồi đánh dấu ô này.")
        },
    )


class ResultForm(AskingForm):
    """The texts of the result, begun from its template."""

    def __init__(self, *args: Any, texts: ResultView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, text in texts.fields:
            self.fields[field.code] = forms.CharField(
                label=in_language(field, "label", language())[0],
                initial=text,
                required=field.code in ("title", "summary"),
                max_length=8000,
                disabled=texts.is_approved,
                widget=forms.TextInput
                if field.kind == "line"
                else forms.Textarea(attrs={"rows": LINES.get(field.kind, 3)}),
                error_messages={"required": _("Kết quả phải có phần này. Ghi rồi lưu lại.")},
            )

    @property
    def fields_said(self) -> Mapping[str, str]:
        return dict(self.cleaned_data)

"""What an agency is asked, and what is written down of its answer."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.casework.coordination.operations.legs import Answer
from motcua.casework.coordination.queries import pieces
from motcua.casework.coordination.queries.panels import LegLine
from motcua.casework.coordination.states import OUTCOMES_EN, Outcome
from motcua.casework.dossiers.rules import deadlines
from motcua.interfaces.desk.file import language
from motcua.interfaces.desk.forms import papers_of
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.look.days import DayField
from motcua.interfaces.look.writing import in_language
from motcua.reference.calendars import queries as calendars
from motcua.reference.organisations import queries as organisations
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.workflows import queries as workflows
from motcua.reference.workflows.definition import reading
from motcua.spine.dates import local_date

TEXT_CHARS_MAX = 2000
PAPER_CHARS_MAX = 200
ASKED_KINDS = ("department", "commune_committee", "sector_agency", "land_registration_branch")
OUTSIDE = "outside:"


def _long(label: Any, hint: Any, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=TEXT_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )


class AnswerForm(AskingForm):
    """What the agency did or thinks; for an agency outside, by which paper."""

    outcome = forms.ChoiceField(label=_("Kết quả phần việc"), widget=forms.RadioSelect)
    words = _long(
        _("Nội dung trả lời"),
        _("Ghi cơ quan đã làm gì, hoặc ý kiến thế nào."),
        _("Chưa ghi nội dung trả lời. Ghi đã làm gì hoặc ý kiến thế nào."),
    )
    paper = forms.CharField(
        label=_("Số, ký hiệu văn bản"),
        help_text=_("Ví dụ: 15/CV-CAX. Bắt buộc với cơ quan ngoài hệ thống."),
        max_length=PAPER_CHARS_MAX,
        required=False,
        error_messages={
            "required": _("Chưa ghi số văn bản. Ghi theo văn bản nhận được."),
        },
    )
    paper_on = DayField(
        label=_("Ngày văn bản"),
        required=False,
        error_messages={
            "required": _("Chưa ghi ngày văn bản. Ghi theo văn bản nhận được."),
            "invalid": _("Ngày này không có. Chọn một ngày."),
        },
    )
    signed_by = forms.CharField(
        label=_("Người ký văn bản"),
        help_text=_("Họ tên và chức vụ."),
        max_length=PAPER_CHARS_MAX,
        error_messages={
            "required": _("Chưa ghi người ký. Ghi theo văn bản nhận được."),
        },
    )
    scan = forms.FileField(
        label=_("Bản chụp văn bản"),
        help_text=_("PDF, JPEG hoặc PNG, dưới 50 MB"),
        required=False,
        allow_empty_file=True,  # The inspection says it better.
        max_length=255,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"max_length": _("Tên tệp quá dài. Đặt tên ngắn lại rồi gửi.")},
    )
    back_to = forms.ChoiceField(
        label=_("Trả lại về bước"),
        help_text=_("Chỉ khi trả lại: bước ấy và các bước sau phải làm lại."),
        required=False,
    )
    refusals_at: ClassVar = {
        "answer_missing": "words",
        "paper_missing": "paper",
        "paper_of_later": "paper_on",
        "cannot_go_back": "back_to",
    }

    def __init__(self, *args: Any, line: LegLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("paper", "paper_on"):
            self.fields[name].required = line.is_outside
        if not line.is_outside:
            del self.fields["signed_by"]
        is_english = language() == "en"
        named = {one: OUTCOMES_EN[one] if is_english else str(one.label) for one in Outcome}
        if not line.back_to:
            del named[Outcome.RETURNED], self.fields["back_to"]
        outcome: Any = self.fields["outcome"]
        outcome.choices = [(one.value, words) for one, words in named.items()]
        if line.back_to:
            back_to: Any = self.fields["back_to"]
            back_to.choices = [("", _("Chọn"))] + [
                (str(n), _in_words(n, line)) for n in line.back_to
            ]

    def said(self, document_id: int | None) -> Answer:
        """Return the answer, with the number of the scan that was taken in."""
        given = self.cleaned_data
        return Answer(
            outcome=Outcome(given["outcome"]),
            words=given["words"],
            paper=given["paper"],
            paper_on=given["paper_on"],
            signed_by=given.get("signed_by", ""),
            document_id=document_id,
            back_to=int(given["back_to"]) if given.get("back_to") else None,
        )


class RecallForm(AskingForm):
    reason = _long(
        _("Vì sao rút lại"),
        _("Ghi vào hồ sơ."),
        _("Chưa ghi vì sao rút lại. Ghi lý do."),
    )
    refusals_at: ClassVar = {"recall_reason_missing": "reason"}


class GoOnForm(AskingForm):
    reason = _long(
        _("Vì sao làm tiếp không chờ ý kiến"),
        _("Ghi vào hồ sơ; trung tâm nơi tiếp nhận đọc được."),
        _("Chưa ghi lý do. Ghi vì sao làm tiếp."),
    )
    refusals_at: ClassVar = {"recall_reason_missing": "reason"}


class ChainForm(AskingForm):
    workflow = forms.ChoiceField(
        label=_("Quy trình liên thông"),
        help_text=_("Các cơ quan nhận phần việc theo thứ tự của quy trình, mỗi nơi một thời hạn."),
        error_messages={"required": _("Chưa chọn quy trình. Chọn một.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = [workflows.said_by(row) for row in workflows.latest()]
        workflow: Any = self.fields["workflow"]
        workflow.choices = [("", _("Chọn")), *_named((one.code, one) for one in lists)]


class ConsultForm(AskingForm):
    whom = forms.ChoiceField(
        label=_("Hỏi cơ quan nào"),
        help_text=_("Cơ quan ngoài hệ thống: gửi văn bản, rồi ghi câu trả lời tại đây."),
        error_messages={"required": _("Chưa chọn cơ quan. Chọn một.")},
    )
    question = _long(
        _("Nội dung lấy ý kiến"),
        _("Cơ quan được hỏi đọc nguyên văn."),
        _("Chưa ghi hỏi điều gì. Ghi rõ nội dung."),
    )
    shows = forms.MultipleChoiceField(
        label=_("Thông tin cho cơ quan được hỏi xem"),
        help_text=_("Chỉ chọn điều cần để trả lời. Không chọn thì cơ quan không thấy."),
        required=False,
        initial=["full_name"],
        widget=forms.CheckboxSelectMultiple,
    )
    papers = forms.MultipleChoiceField(
        label=_("Giấy tờ cho cơ quan được hỏi xem"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    answer_by_on = DayField(
        label=_("Trả lời chậm nhất ngày"),
        error_messages={
            "required": _("Chưa chọn ngày. Lấy ý kiến phải có thời hạn."),
            "invalid": _("Ngày này không có. Chọn một ngày."),
        },
    )
    refusals_at: ClassVar = {"question_missing": "question", "deadline_passed": "answer_by_on"}

    def __init__(self, *args: Any, at: datetime, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shows: Any = self.fields["shows"]
        is_english = language() == "en"
        shows.choices = [(one, names[is_english]) for one, names in pieces.FIELDS.items()]
        shows.choices += [(pieces.ANSWERS, _("Nội dung khai"))]
        papers: Any = self.fields["papers"]
        papers.choices = papers_of(definition)
        units = organisations.of_kind(*ASKED_KINDS, on=local_date(at))
        outside = [(f"{OUTSIDE}{code}", sort) for code, sort in _outsiders()]
        whom: Any = self.fields["whom"]
        whom.choices = [
            ("", _("Chọn")),
            (_("Trong hệ thống"), _named((unit.code, unit) for unit in units)),
            (_("Ngoài hệ thống"), _named(outside)),
        ]

    @property
    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        whom = given["whom"]
        is_outside = whom.startswith(OUTSIDE)
        return {
            "unit": "" if is_outside else whom,
            "outside": whom.removeprefix(OUTSIDE) if is_outside else "",
            "question": given["question"],
            "shows": given["shows"],
            "papers": given["papers"],
            "answer_by": deadlines.close_of_office(
                given["answer_by_on"], calendars.working_calendar()
            ),
        }


def _named(things: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(code, in_language(one, "name", language())[0]) for code, one in things]


def _outsiders() -> list[tuple[str, Any]]:
    kinds = reading.outside_sorts()
    return [(code, sort) for code, sort in reading.sorts().items() if code in kinds]


def _in_words(order: int, line: LegLine) -> str:
    return f"{order}. {line.back_to[order][language() == 'en']}"

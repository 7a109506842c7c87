"""One step of a process as a form: who, how long, after what, with which papers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.look.asking import AskingForm
from motcua.reference.procedures.definition import words
from motcua.reference.procedures.rules.flow import graph, naming

FOLLOWS, BESIDE, AFTER = "follows", "beside", "after"
NAMED = "named"
PLACES = (
    (FOLLOWS, _("Sau mọi bước chưa có bước nào nối tiếp")),
    (BESIDE, _("Bắt đầu cùng lúc với một bước")),
    (AFTER, _("Chỉ sau những bước được chọn")),
)


class StepForm(AskingForm):
    """What the keeper says of a step. Empty is allowed: the rules say what is missing."""

    name_vi = forms.CharField(
        label=_("Tên bước"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Ghi tên bước, ví dụ: Thẩm định hồ sơ.")},
    )  # fmt: skip
    name_en = forms.CharField(
        label=_("Tên tiếng Anh"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Vai trò làm bước này"), required=False)
    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)
    named_unit = forms.CharField(
        label=_("Mã đơn vị cụ thể"), max_length=35, required=False,
        help_text=_("Chỉ khi chọn “một đơn vị cụ thể”, ví dụ H80.88.02."),
    )  # fmt: skip
    recorded_by = forms.ChoiceField(
        label=_("Ai ghi câu trả lời của cơ quan ngoài"), required=False,
        help_text=_("Chỉ cho bước của cơ quan ngoài hệ thống; hồ sơ dừng ở bước này tới khi ghi."),
    )  # fmt: skip
    limit_value = forms.DecimalField(
        label=_("Thời hạn của bước"), required=False, min_value=0, max_value=3660,
        decimal_places=2, localize=True, help_text=_("Để trống thì bước không có đồng hồ."),
    )  # fmt: skip
    limit_unit = forms.ChoiceField(label=_("Đơn vị thời hạn"), required=False)
    waits = forms.BooleanField(
        label=_("Chờ người nộp làm (nộp tiền, ký nhận); đồng hồ dừng"), required=False
    )
    place = forms.ChoiceField(label=_("Bước này bắt đầu khi nào"), choices=PLACES, initial=FOLLOWS)
    beside = forms.TypedChoiceField(
        label=_("Cùng lúc với bước"), coerce=int, empty_value=None, required=False
    )
    after = forms.TypedMultipleChoiceField(
        label=_("Sau các bước"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    papers = forms.MultipleChoiceField(
        label=_("Giấy tờ cần ở bước này"), required=False, widget=forms.CheckboxSelectMultiple
    )
    result = forms.ChoiceField(label=_("Kết quả làm ra ở bước này"), required=False)
    note_vi = forms.CharField(label=_("Ghi chú"), max_length=500, required=False)

    def __init__(self, *args: Any, values: Mapping[str, Any], before: int, **kwargs: Any) -> None:
        """`before` is how many steps stand before this one: it can come after those alone."""
        super().__init__(*args, **kwargs)
        language = "en" if get_language() == "en" else "vi"
        nobody = [("", _("chưa chọn"))]
        units = [(one, naming.owner(one, language)) for one in words.UNITS]
        earlier = [
            (task.order, f"{task.order}. {naming.name(task, language)}")
            for task in graph.of_values(values).tasks[:before]
        ]
        times = [(one, naming.time_unit(one, language)) for one in words.LIMIT_UNITS]
        self._offer("role", [*nobody, *((one, naming.role(one, language)) for one in words.ROLES)])
        self._offer("unit", [*nobody, *units, (NAMED, _("một đơn vị cụ thể"))])
        recorders = [(one, naming.role(one, language)) for one in words.RECORDERS]
        self._offer("recorded_by", [("", _("không ai")), *recorders])
        self._offer("limit_unit", times)
        self._offer("beside", [("", _("chưa chọn")), *earlier])
        self._offer("after", earlier)
        self._offer("papers", _listed(values, "components", language))
        self._offer("result", [("", _("không")), *_listed(values, "results", language)])
        if not earlier:
            for name in ("place", "beside", "after"):
                del self.fields[name]
        for name in ("papers", "result"):
            if not _listed(values, "components" if name == "papers" else name + "s", language):
                del self.fields[name]

    @staticmethod
    def initial_of(row: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a step says, by the names of the form."""
        unit = str(row.get("unit") or "")
        is_named = unit.startswith(words.NAMED_UNIT)
        limit = row.get("limit") or {}
        beside, after = row.get("parallel_with"), row.get("after")
        texts = ("name_vi", "name_en", "role", "recorded_by", "result", "note_vi", "papers")
        return {name: row.get(name) for name in texts} | {
            "unit": NAMED if is_named else unit,
            "named_unit": unit.removeprefix(words.NAMED_UNIT) if is_named else "",
            "limit_value": limit.get("value"),
            "limit_unit": limit.get("unit") or "working_day",
            "waits": row.get("waits_for_applicant") is True,
            "place": BESIDE if beside else AFTER if after else FOLLOWS,
            "beside": beside,
            "after": after or [],
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("unit") == NAMED and not given.get("named_unit", "").strip():
            self.add_error("named_unit", _("Ghi mã đơn vị, ví dụ H80.88.02."))
        if given.get("place") == BESIDE and given.get("beside") is None:
            self.add_error("beside", _("Chọn bước bắt đầu cùng lúc."))
        if given.get("place") == AFTER and not given.get("after"):
            self.add_error("after", _("Chọn ít nhất một bước."))
        return given

    def step(self) -> dict[str, Any]:
        """Return the step as the definition keeps it; None takes something out."""
        given = self.cleaned_data
        named = given["unit"] == NAMED
        code = given["named_unit"].strip()
        unit = f"{words.NAMED_UNIT}{code}" if named else given["unit"]
        value: Decimal | None = given["limit_value"]
        place = given.get("place", FOLLOWS)
        return {
            "name_vi": given["name_vi"].strip(),
            "name_en": given["name_en"].strip() or None,
            "role": given["role"] or None,
            "unit": unit or None,
            "recorded_by": given["recorded_by"] or None,
            "limit": None
            if value is None
            else {"value": _plain(value), "unit": given["limit_unit"]},
            "waits_for_applicant": True if given["waits"] else None,
            "parallel_with": given["beside"] if place == BESIDE else None,
            "after": list(given["after"]) if place == AFTER else None,
            "papers": list(given.get("papers") or ()) or None,
            "result": given.get("result") or None,
            "note_vi": given["note_vi"].strip() or None,
        }

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class FileForm(AskingForm):
    """One of our BPMN files, to be read back."""

    refusals_at = {"flow_not_read": "file", "too_many_steps": "file"}
    file = forms.FileField(
        label=_("Đọc lại tệp BPMN đã xuất"),
        help_text=_("Các bước trong tệp thay cho các bước đang có."),
        error_messages={"required": _("Chọn tệp BPMN."), "empty": _("Tệp này trống.")},
    )


def _listed(values: Mapping[str, Any], name: str, language: str) -> list[tuple[str, str]]:
    return [
        (str(row.get("code")), str(row.get(f"name_{language}") or row.get("name_vi")))
        for row in graph.tables(values.get(name))
    ]


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)

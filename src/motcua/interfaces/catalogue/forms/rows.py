"""Rows of a draft: papers, results, ways to hand in, fees. An emptied row is dropped."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.forms import BaseFormSet, BoundField, formset_factory
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.look.asking import AskingForm
from motcua.reference.procedures.rules import wording
from motcua.reference.procedures.rules.content import CHANNELS, UNITS

if TYPE_CHECKING:
    Rows: TypeAlias = "BaseFormSet[RowForm]"
else:
    Rows = BaseFormSet  # Django's own class takes no parameter while it runs.
BLANK_ROWS = 2
SHORT_MAX = 100
_COUNT = {
    "invalid": _("Ghi một số nguyên."),
    "min_value": _("Số không được âm."),
    "max_value": _("Số quá lớn, xem lại."),
}
_AMOUNT: dict[str, Any] = {
    "required": False,
    "min_value": 0,
    "max_value": 10**12,
    "error_messages": _COUNT,
}


class RowForm(forms.Form):
    """One row. `names` tells which field stands for which name of the file format."""

    names: ClassVar[Mapping[str, str]] = {}
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.row_number = int(str(self.prefix).rsplit("-", 1)[-1]) + 1

    @property
    def wide(self) -> list[BoundField]:
        """Fields for running text, each on a line of its own."""
        return [one for one in self.visible_fields() if _is_wide(one)]

    @property
    def narrow(self) -> list[BoundField]:
        """Numbers, choices and ticks, beside each other; a blank row has nothing to drop."""
        short = [one for one in self.visible_fields() if not _is_wide(one)]
        return [one for one in short if one.name != "DELETE" or self.initial]

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        return {ours: row.get(theirs) for ours, theirs in cls.names.items()}

    def row(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return the row as it is now; what the form does not show stays as it was."""
        given = {theirs: plain(self.cleaned_data[ours]) for ours, theirs in self.names.items()}
        return {**before, **given}


class PaperForm(RowForm):
    names = {
        "name": "name_vi",
        "group": "group",
        "kind": "kind",
        "originals": "originals",
        "copies": "copies",
        "is_required": "required",
        "is_conditional": "conditional",
        "is_reusable": "reusable",
    }
    name = forms.CharField(
        label=_("Tên giấy tờ"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Ghi tên giấy tờ, hoặc đánh dấu bỏ dòng này.")},
    )
    group = forms.CharField(label=_("Nhóm"), max_length=4000, required=False)
    kind = forms.ChoiceField(
        label=_("Loại dòng"),
        choices=[("paper", _("giấy tờ")), ("note", _("ghi chú")), ("heading", _("tiêu đề"))],
        initial="paper",
    )
    originals = forms.IntegerField(
        label=_("Bản chính"), required=False, min_value=0, max_value=99, error_messages=_COUNT
    )
    copies = forms.IntegerField(
        label=_("Bản sao"), required=False, min_value=0, max_value=99, error_messages=_COUNT
    )
    is_required = forms.BooleanField(label=_("Bắt buộc"), required=False)
    is_conditional = forms.BooleanField(label=_("Chỉ trong một số trường hợp"), required=False)
    is_reusable = forms.BooleanField(label=_("Có thể lấy từ dữ liệu đã có"), required=False)


class ResultForm(RowForm):
    names = {"name": "name_vi", "code": "code"}
    name = forms.CharField(
        label=_("Tên kết quả"),
        max_length=4000,
        error_messages={"required": _("Ghi tên kết quả, hoặc đánh dấu bỏ dòng này.")},
    )
    code = forms.CharField(label=_("Mã kết quả"), max_length=60, required=False)


class ChannelForm(RowForm):
    names = {
        "kind": "channel",
        "value": "time_value",
        "unit": "time_unit",
        "text": "time_text",
        "description": "description",
    }
    kind = forms.ChoiceField(label=_("Cách nộp"))
    value = forms.DecimalField(
        label=_("Thời hạn"), max_value=3660, min_value=0, decimal_places=2, required=False
    )
    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)
    text = forms.CharField(label=_("Lời ghi về thời hạn"), max_length=20000, required=False)
    amount = forms.IntegerField(label=_("Phí (đồng)"), **_AMOUNT)
    note = forms.CharField(label=_("Lời ghi về phí"), max_length=20000, required=False)
    description = forms.CharField(
        label=_("Mô tả"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "vi"
        kinds = [(one, wording.named(one, wording.CHANNELS, language)) for one in CHANNELS]
        units = [(one, wording.unit(one, Decimal(2), language)) for one in UNITS]
        offer(self.fields["kind"], kinds)
        offer(self.fields["unit"], [("", str(_("chưa rõ"))), *units])

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        fee: Mapping[str, Any] = next(iter(row.get("fees") or ()), {})
        shown = super().initial_of(row)
        return shown | {"amount": fee.get("amount"), "note": fee.get("note")}

    def row(self, before: Mapping[str, Any]) -> dict[str, Any]:
        fees = [dict(fee) for fee in before.get("fees") or ()]
        amount, note = self.cleaned_data["amount"], self.cleaned_data["note"] or None
        if fees or amount is not None or note:
            currency = fees[0].get("currency") if fees else None
            first = {"amount": amount, "currency": currency or "VND", "note": note}
            fees[:1] = [first if amount is not None else first | {"currency": currency}]
        changed = super().row(before) | {"fees": fees}
        if {"amount", "note"} & set(self.changed_data):
            changed.pop("suspect_amount_in_thousands", None)  # A person has looked at it.
        return changed


class FeeForm(RowForm):
    names = {"kind": "kind", "amount": "amount", "currency": "currency", "note": "note"}
    kind = forms.ChoiceField(
        label=_("Loại"),
        choices=[("fee", _("chưa rõ phí hay lệ phí")), ("phi", _("phí")), ("le_phi", _("lệ phí"))],
    )
    amount = forms.IntegerField(label=_("Số tiền"), **_AMOUNT)
    currency = forms.ChoiceField(label=_("Tiền"), choices=[("VND", "đồng"), ("USD", "USD")])
    note = forms.CharField(label=_("Ghi chú"), max_length=20000, required=False)


class LinesForm(AskingForm):
    """Lists of short texts, one a line."""

    legal_basis = forms.CharField(
        label=_("Căn cứ pháp lý"),
        required=False,
        max_length=50000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Mỗi dòng một văn bản, ví dụ 123/2015/NĐ-CP."),
    )
    applicants = forms.CharField(
        label=_("Đối tượng thực hiện"),
        required=False,
        max_length=50000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi dòng một đối tượng."),
    )

    def changes(self) -> dict[str, list[str]]:
        return {
            name: [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
            for name in self.changed_data
        }


class DroppingFormSet(Rows):
    """Rows of which each may be dropped; the tick says so in our words."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Bỏ dòng này")


def rows_of(
    form: type[RowForm], data: Any, rows: Sequence[Mapping[str, Any]], *, prefix: str
) -> Rows:
    """Return the formset of some rows, with two blank ones to add."""
    factory = formset_factory(form, formset=DroppingFormSet, extra=BLANK_ROWS, can_delete=True)
    return factory(
        data,
        prefix=prefix,
        initial=[form.initial_of(row) for row in rows],
        error_messages={"missing_management_form": str(_("Trang gửi thiếu. Tải lại trang."))},
    )


def changed_rows(formset: Rows, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """Return the rows as they are now, or None if nobody touched them."""
    if not formset.has_changed():
        return None
    return list(_rows(formset, before))


def _rows(formset: Rows, before: Sequence[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for place, form in enumerate(formset.forms):
        old = before[place] if place < len(before) else {}
        if form.cleaned_data.get("DELETE"):
            continue
        if not form.has_changed():
            if old:
                yield dict(old)
            continue
        yield form.row(old)


def _is_wide(bound: BoundField) -> bool:
    field = bound.field
    return isinstance(field, forms.CharField) and (field.max_length or 0) > SHORT_MAX


def offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return None if value == "" else value

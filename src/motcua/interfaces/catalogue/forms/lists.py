"""Papers, results and limits of a process, a row each. An emptied row is dropped."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers.rules import result_texts
from motcua.interfaces.catalogue.forms.rows import (
    RowForm,
    changed_rows,
    offer,
    plain,
    rows_of,
)
from motcua.interfaces.look import paging
from motcua.reference.procedures.definition import words
from motcua.reference.procedures.rules.flow import graph, naming
from motcua.reference.procedures.rules.lint import papers

ROWS = 40  # Papers a page: a form has its bounds, and so has patience.
CODE = r"^[A-Za-z0-9._-]+$"
_CODE_SAYS = {"invalid": _("Mã chỉ gồm chữ không dấu, số, dấu chấm, gạch.")}
FULFILMENTS = (
    ("upload", _("tải lên")),
    ("scan", _("quét tại quầy")),
    ("reuse", _("dùng lại giấy đã có trong kho")),
    ("lookup", _("cơ quan tự tra cứu")),
    ("waived", _("được miễn nộp")),
)
KINDS = (
    ("paper", _("giấy tờ")),
    ("form", _("tờ khai, đơn")),
    ("drawing", _("bản vẽ")),
    ("photo", _("ảnh")),
    ("to_show", _("chỉ xuất trình")),
)


class ListRow(RowForm):
    """A row of a definition's list: what is not shown stays as it was, what is empty goes."""

    defaults: Mapping[str, Any] = {}

    def row(self, before: Mapping[str, Any]) -> dict[str, Any]:
        given = {theirs: plain(self.cleaned_data[ours]) for ours, theirs in self.names.items()}
        kept = {**self.defaults, **before, **given}
        return {name: value for name, value in kept.items() if value not in (None, "", [])}


class ComponentForm(ListRow):
    names = {
        "name": "name_vi", "english": "name_en", "code": "code", "kind": "kind",
        "originals": "originals", "copies": "copies", "is_required": "required",
        "fulfilment": "fulfilment",
    }  # fmt: skip
    name = forms.CharField(label=_("Tên giấy tờ"), max_length=2000)
    english = forms.CharField(label=_("Tên tiếng Anh"), max_length=2000)
    code = forms.RegexField(label=_("Mã"), regex=CODE, max_length=60, error_messages=_CODE_SAYS)
    kind = forms.ChoiceField(label=_("Loại"), choices=KINDS, initial="paper")
    originals = forms.IntegerField(label=_("Bản chính"), required=False, min_value=0, max_value=99)
    copies = forms.IntegerField(label=_("Bản sao"), required=False, min_value=0, max_value=99)
    is_required = forms.BooleanField(label=_("Bắt buộc"), required=False)
    fulfilment = forms.MultipleChoiceField(
        label=_("Cách có giấy này"), choices=FULFILMENTS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held, is_exact = papers.held(str(self.initial.get("name") or ""))
        if held is not None:
            store = held.store[get_language() == "en"]
            words_ = _("Tỉnh đã có giấy này: %(store)s.") if is_exact else _(
                "Tỉnh có thể đã có giấy này: %(store)s.")  # fmt: skip
            self.fields["fulfilment"].help_text = words_ % {"store": store}

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        asked = {"kind": "paper", "required": True, "fulfilment": ["upload", "scan"]}
        return super().initial_of({**asked, **row})

    def row(self, before: Mapping[str, Any]) -> dict[str, Any]:
        return super().row(before) | {"required": self.cleaned_data["is_required"]}


class OutcomeForm(ListRow):
    defaults = {"template": "default"}
    names = {
        "name": "name_vi", "english": "name_en", "code": "code", "signer": "signed_by",
        "template": "template",
    }  # fmt: skip
    name = forms.CharField(label=_("Tên kết quả"), max_length=2000)
    english = forms.CharField(label=_("Tên tiếng Anh"), max_length=2000)
    code = forms.RegexField(
        label=_("Mã kết quả"), regex=CODE, max_length=60, error_messages=_CODE_SAYS
    )
    signer = forms.ChoiceField(label=_("Ai ký"), initial="head")
    template = forms.ChoiceField(label=_("Mẫu in"), initial="default")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = "en" if get_language() == "en" else "vi"
        signers = ("head", "leader", "handler", "clerk", "reception")
        offer(self.fields["signer"], [(one, naming.role(one, language)) for one in signers])
        said = str(self.initial.get("template") or "default")
        codes = dict.fromkeys([*result_texts.templates(), said])
        offer(self.fields["template"], [(one, one) for one in codes])

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        return super().initial_of({"signed_by": "head", **row})


class LimitForm(ListRow):
    names = {"channels": "channels", "basis": "basis"}
    value = forms.DecimalField(
        label=_("Thời hạn"), min_value=0, max_value=3660, decimal_places=2, localize=True
    )
    unit = forms.ChoiceField(label=_("Đơn vị"))
    channels = forms.MultipleChoiceField(
        label=_("Cho cách nộp (không chọn là mọi cách)"), required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("in_person", _("trực tiếp")), ("online", _("trực tuyến")),
                 ("postal", _("bưu chính"))],
    )  # fmt: skip
    cutoff = forms.RegexField(
        label=_("Giờ chốt"), regex=words.CUTOFF, required=False, max_length=12,
        help_text=_("Ví dụ 15:00, hoặc closing-1h là một giờ trước khi đóng cửa. Nhận sau giờ này "
                    "thì tính như nhận ngày làm việc sau; 1 ngày làm việc có giờ chốt là trả trong "
                    "ngày."),
        error_messages={"invalid": _("Ghi giờ dạng 15:00, hoặc closing-1h, closing-30m.")},
    )  # fmt: skip
    basis = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = "en" if get_language() == "en" else "vi"
        units = [(one, naming.time_unit(one, language)) for one in words.LIMIT_UNITS]
        offer(self.fields["unit"], units)

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        limit = row.get("limit") or {}
        said = {"value": limit.get("value"), "unit": limit.get("unit", "working_day")}
        said["cutoff"] = limit.get("cutoff", "")
        return super().initial_of(row) | said

    def row(self, before: Mapping[str, Any]) -> dict[str, Any]:
        limit = {"value": plain(self.cleaned_data["value"]), "unit": self.cleaned_data["unit"]}
        if self.cleaned_data["cutoff"]:
            limit["cutoff"] = self.cleaned_data["cutoff"]
        return super().row(before) | {"limit": limit}


LISTS: Sequence[tuple[str, type[ListRow]]] = (
    ("components", ComponentForm),
    ("results", OutcomeForm),
    ("time_limits", LimitForm),
)


class ListsPage:
    """One page of a process's papers, with all its results and limits."""

    def __init__(self, values: Mapping[str, Any], sent: Any, *, asked: str | None) -> None:
        self._before = {name: graph.tables(values.get(name)) for name, _row in LISTS}
        self._papers = papers = self._before["components"]
        self.number, self.last = paging.asked_for(asked, rows=len(papers), size=ROWS)
        self._here = slice((self.number - 1) * ROWS, self.number * ROWS)
        self._before["components"] = papers[self._here]
        self.formsets = {
            name: rows_of(row, sent, self._before[name], prefix=name) for name, row in LISTS
        }

    def is_valid(self) -> bool:
        return all([rows.is_valid() for rows in self.formsets.values()])

    def changes(self) -> dict[str, Sequence[Mapping[str, Any]]]:
        """Return the lists somebody touched, whole."""
        given = {
            name: changed_rows(rows, self._before[name]) for name, rows in self.formsets.items()
        }
        kept: dict[str, Sequence[Mapping[str, Any]]] = {
            name: rows for name, rows in given.items() if rows is not None
        }
        if "components" in kept:
            others = self._papers[: self._here.start], self._papers[self._here.stop :]
            kept["components"] = [*others[0], *kept["components"], *others[1]]
        return kept

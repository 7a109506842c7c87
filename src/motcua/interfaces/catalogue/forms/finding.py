from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.interfaces.catalogue import wording
from motcua.reference.procedures.rules import completeness

LABEL_MAX = 40  # A longer choice would push the others off the line.
STATES = ("seen", "published", "draft", "incomplete", "abolished")


class FindingForm(forms.Form):
    """What to look for. Addresses are Vietnamese; a word that is not offered asks nothing."""

    NAMES: ClassVar[dict[str, str]] = {
        "words": "q",
        "jurisdiction": "noi",
        "field": "linh-vuc",
        "state": "trang-thai",
        "missing": "thieu",
        "flag": "co",
    }
    use_required_attribute = False

    def __init__(self, data: Any, *, jurisdictions: Iterable[str], fields: Iterable[str]) -> None:
        super().__init__(data, label_suffix="", auto_id="find_%s")
        language = get_language() or "vi"
        any_one = [("", _("tất cả"))]
        places = [(code, wording.place(code, language)) for code in jurisdictions]
        offered = {
            "jurisdiction": places,
            "field": [(name, _short(name)) for name in fields],
            "missing": _worded(completeness.MISSING, language),
            "flag": _worded(completeness.FLAGS, language),
        }
        for name, choices in offered.items():
            field = self.fields[self.NAMES[name]]
            assert isinstance(field, forms.ChoiceField)
            field.choices = any_one + choices  # type: ignore[operator]

    def given(self) -> dict[str, str]:
        """Return what is asked for, by the names of the query."""
        self.is_valid()
        return {
            name: str(self.cleaned_data.get(there, "") or "").strip()
            for name, there in self.NAMES.items()
        }


def _worded(table: dict[str, tuple[str, str]], language: str) -> list[tuple[str, str]]:
    return [(code, pair[language == "en"]) for code, pair in table.items()]


def _short(name: str) -> str:
    return name if len(name) <= LABEL_MAX else name[: LABEL_MAX - 1] + "…"


def _fields() -> dict[str, forms.Field]:
    small, chosen = {"class": "form-control s"}, {"class": "form-select s"}
    choice: dict[str, Any] = {"required": False, "widget": forms.Select(attrs=chosen)}
    return {
        "q": forms.CharField(
            label=_("Tên hoặc mã"),
            required=False,
            max_length=200,
            widget=forms.SearchInput(attrs=small),
        ),
        "noi": forms.ChoiceField(label=_("Nơi ban hành"), **choice),
        "linh-vuc": forms.ChoiceField(label=_("Thuộc lĩnh vực"), **choice),
        "thieu": forms.ChoiceField(label=_("Còn thiếu"), **choice),
        "co": forms.ChoiceField(label=_("Cần xem lại"), **choice),
        "trang-thai": forms.ChoiceField(
            required=False,
            choices=[("", ""), *((state, state) for state in STATES)],
            widget=forms.HiddenInput,
        ),
    }


FindingForm.base_fields = _fields()

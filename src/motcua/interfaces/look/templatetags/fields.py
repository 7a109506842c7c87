"""Django's form fields in our look: label, hint, error and widget tied together."""

from typing import Any

from django import forms, template
from django.forms import BoundField

register = template.Library()
_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.inclusion_tag("motcua/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show one field; `{% field form.name %}`."""
    widget = bound.field.widget
    kind = _kind(widget)
    attributes = {"class": _css(widget)}
    described = []
    if bound.help_text:
        described.append(f"{bound.auto_id}_hint")
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        attributes["aria-invalid"] = "true"
    if described and kind != "choices":
        attributes["aria-describedby"] = " ".join(described)
    context = {"bound": bound, "kind": kind, "described": " ".join(described)}
    if kind == "choices":
        widget.attrs.update(attributes)
        return context | {"options": list(bound.subwidgets)}
    return context | {"control": bound.as_widget(attrs=widget.attrs | attributes)}


@register.inclusion_tag("motcua/components/errors.html")
def errors(form: forms.BaseForm, *, takes_focus: bool = True) -> dict[str, Any]:
    """Show the summary of what is wrong, each line leading to its field."""
    faults: list[dict[str, str]] = [
        {"address": "", "text": str(error)} for error in form.non_field_errors()
    ]
    for bound in form:
        first = "_0" if isinstance(bound.field.widget, _CHOICES) else ""
        for error in bound.errors:
            label = str(bound.label)
            faults.append(
                {"address": f"#{bound.auto_id}{first}", "label": label, "text": str(error)}
            )
    return {"faults": faults, "takes_focus": takes_focus}


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, _CHOICES):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "text"


def _css(widget: forms.Widget) -> str:
    own = str(widget.attrs.get("class", ""))
    if isinstance(widget, (*_CHOICES, forms.CheckboxInput)):
        return f"form-check-input {own}".strip()
    return f"{'form-select' if isinstance(widget, forms.Select) else 'form-control'} {own}".strip()

"""Drawings, due states and the receipt that stands by a published number."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.interfaces.look import writing

register = template.Library()
STATES = ("late", "today", "soon", "ok", "hold", "done", "refused")


@cache
def _sheet() -> str:
    return static("motcua/icons.svg")


@register.simple_tag
def icon(name: str, css: str = "i") -> SafeString:
    """Draw a symbol of icons.svg. Words always stand beside it."""
    return _drawn(name, css)


@cache  # Names and classes stand in templates, so they are few.
def _drawn(name: str, css: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, _sheet(), name
    )


@register.simple_tag
def due(state: str, text: str) -> SafeString:
    """Show how a dossier stands: shape, words and weight all say it."""
    assert state in STATES, state
    return format_html('<span class="mc-due {}">{}{}</span>', state, icon(f"d-{state}", ""), text)


@register.simple_tag
def due_in(days_left: int) -> SafeString:
    language = get_language() or "vi"
    return due(writing.due_state(days_left), writing.due_words(days_left, language))


@register.simple_tag
def proof(address: str, text: str = "") -> SafeString:
    """Put the receipt by a published number, and nowhere else."""
    words = text or _("Kiểm chứng số này")
    return format_html('<a class="mc-proof" href="{}">{}{}</a>', address, icon("proof", ""), words)

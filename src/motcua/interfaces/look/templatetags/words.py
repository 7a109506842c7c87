"""Names, numbers, money, days and moments, written for the language of the page."""

from datetime import date, datetime, time
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from motcua.interfaces.look import addresses, writing

register = template.Library()


def _language() -> str:
    return "en" if get_language() == "en" else "vi"


@register.simple_tag
def address(page: str) -> str:
    """Show where a page is that has no name of a thing in its address; every frame shows some."""
    return addresses.of(page)


@register.filter
def in_language(thing: Any, name: str) -> SafeString:
    """Show name_vi or name_en; Vietnamese inside an English page is marked as such."""
    text, language = writing.in_language(thing, name, _language())
    if language != _language() and text:
        return format_html('<span lang="{}">{}</span>', language, text)
    return SafeString(conditional_escape(text))


@register.filter
def plainly(thing: Any, name: str) -> str:
    """Show the same as in_language without a mark, for titles and attributes."""
    return writing.in_language(thing, name, _language())[0]


@register.filter
def number(value: int | None) -> str:
    return writing.number(value, _language())


@register.filter
def money(amount_vnd: int | None) -> str:
    return writing.money(amount_vnd, _language())


@register.filter
def day(value: date | None) -> str:
    return writing.day(value, _language())


@register.filter
def short_day(value: date | None) -> str:
    return writing.short_day(value, _language())


@register.filter
def clock_time(value: time | datetime | None) -> str:
    return writing.clock_time(value)


@register.filter
def moment(value: datetime | None) -> str:
    return writing.moment(value, _language())

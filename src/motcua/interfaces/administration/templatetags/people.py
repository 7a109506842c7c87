"""Names of roles and scopes in the page's language."""

from django import template
from django.utils.translation import get_language

from motcua.reference.people import roles

register = template.Library()


@register.filter
def role_name(code: str) -> str:
    role = roles.BY_CODE[code]
    return role.name_en if get_language() == "en" else role.name_vi


@register.filter
def scope_name(code: str) -> str:
    name_vi, name_en = roles.SCOPES.get(code, (code, code))
    return name_en if get_language() == "en" else name_vi

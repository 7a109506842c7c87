"""Nobody gets in by an address that was forgotten: all but the reviewed list asks who you are."""

from collections.abc import Callable, Iterator
from importlib import resources
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

pytestmark = pytest.mark.django_db
PUBLIC = set(
    resources.files("motcua.config").joinpath("public_views.txt").read_text("utf-8").split()
)
EXAMPLES = {
    "int": 1,
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": UUID(int=1),
}


def patterns(
    resolver: URLResolver, names: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            name = (*names, entry.namespace) if entry.namespace else names
            yield from patterns(entry, name)
        else:
            yield ":".join((*names, entry.name or "")), entry


EVERY = sorted(dict(patterns(get_resolver())).items())
PRIVATE = [(name, pattern) for name, pattern in EVERY if name not in PUBLIC]
WORK = [(n, p) for n, p in PRIVATE if n.startswith(("administration:", "catalogue:"))]


def address_of(name: str, pattern: URLPattern) -> str:
    given = {key: EXAMPLES.get(_kind(c), "x") for key, c in pattern.pattern.converters.items()}
    try:
        return reverse(name, kwargs=given)
    except NoReverseMatch:
        pytest.fail(f"{name} needs an example of its own here")


def _kind(converter: object) -> str:
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")


def test_the_list_names_nothing_that_is_gone() -> None:
    assert {name for name, _ in EVERY} >= PUBLIC


@pytest.mark.parametrize(
    ("name", "pattern"), [(n, p) for n, p in EVERY if n in PUBLIC], ids=lambda x: str(x)[:40]
)
def test_what_is_on_the_list_says_so_itself(name: str, pattern: URLPattern) -> None:
    assert not getattr(pattern.callback, "login_required", True)


@pytest.mark.parametrize(("name", "pattern"), PRIVATE, ids=lambda x: str(x)[:40])
@pytest.mark.parametrize("method", ["get", "post"])
def test_everything_else_asks_who_you_are(
    installation: None, client: Client, name: str, pattern: URLPattern, method: str
) -> None:
    assert getattr(pattern.callback, "login_required", True), f"{name} is not on the list"

    answer = getattr(client, method)(address_of(name, pattern))

    if name.startswith("api:"):
        assert answer.status_code == 401
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("signin:choose"))


@pytest.mark.parametrize(("name", "pattern"), WORK, ids=lambda x: str(x)[:40])
def test_work_pages_are_not_for_citizens(
    as_role: Callable[..., Client], name: str, pattern: URLPattern
) -> None:
    citizen = as_role("applicant")
    address = address_of(name, pattern)

    # 405 comes before the question who asks; then nothing was done for anybody.
    assert {citizen.get(address).status_code, citizen.post(address).status_code} <= {403, 405}

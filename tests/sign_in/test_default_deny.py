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


def test_what_is_on_the_list_says_so_itself_and_nothing_else_does() -> None:
    says_so = {name for name, p in EVERY if not getattr(p.callback, "login_required", True)}

    assert says_so == PUBLIC


@pytest.mark.parametrize("method", ["get", "post"])
def test_everything_else_asks_who_you_are(installation: None, client: Client, method: str) -> None:
    door = reverse("signin:choose")
    open_to_all = []
    for name, pattern in PRIVATE:
        answer = getattr(client, method)(address_of(name, pattern))
        asks = answer.status_code == 302 and answer.headers["Location"].startswith(door)
        if not (answer.status_code == 401 if name.startswith("api:") else asks):
            open_to_all.append((name, answer.status_code))

    assert len(PRIVATE) > 30
    assert not open_to_all


def test_work_pages_are_not_for_citizens(as_role: Callable[..., Client]) -> None:
    citizen = as_role("applicant")
    open_to_citizens = []
    for name, pattern in WORK:
        address = address_of(name, pattern)
        # 405 comes before the question who asks; then nothing was done for anybody.
        answers = {citizen.get(address).status_code, citizen.post(address).status_code}
        if not answers <= {403, 405}:
            open_to_citizens.append((name, answers))

    assert not open_to_citizens

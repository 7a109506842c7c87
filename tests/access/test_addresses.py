"""No personal datum stands in an address: not in one a form makes, not in one we lead to."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from motcua.interfaces.look import searches
from tests.architecture.test_shape import SOURCE

NUMBER = "080090001234"
# Every field that people type into and a browser puts into an address, and why it may stand there.
TYPED_BY_GET = {
    ("accesses.html", "code"): "the code of a dossier opens nothing without a role",
    ("accesses.html", "login"): "the name an officer signs in with",
    ("units.html", "tim"): "the name of an agency",
    ("forms.html", "*"): "the design page: leads nowhere",
    ("ask.html", "q"): "words of a procedure's name",
    ("centres.html", "q"): "the name of a commune",
    ("home.html", "q"): "words of a procedure's name",
    ("counter.html", "q"): "words of a procedure's name",
    ("calculator.html", "*"): "days and hours",
    ("printing.html", "*"): "a day and a form",
}
FORM = re.compile(r"<form\b(?P<head>[^>]*)>(?P<body>.*?)</form>", re.DOTALL)
TYPED = re.compile(r"<input\b(?![^>]*type=\"(?:hidden|checkbox|radio|submit|file|date)\")[^>]*>")
NAME = re.compile(r"name=\"([^\"]+)\"")
FIELD = re.compile(r"{% field ")


def typed_by_get(text: str) -> Iterator[str]:
    """Yield the names of the fields people type into, in forms that a browser sends by GET."""
    for form in FORM.finditer(text):
        if 'method="post"' in form["head"]:
            continue
        for field in TYPED.findall(form["body"]):
            name = NAME.search(field)
            yield name[1] if name else "?"
        if FIELD.search(form["body"]):
            yield "*"


def test_a_form_sent_by_get_asks_for_nothing_personal() -> None:
    wrong = []
    for template in sorted(SOURCE.rglob("*.html")):
        for name in typed_by_get(template.read_text()):
            if (template.name, name) not in TYPED_BY_GET:
                wrong.append(f"{template.relative_to(SOURCE)}: {name}")

    assert not wrong


@pytest.mark.parametrize(
    "text",
    [
        '<form method="get"><input id="so" name="so" inputmode="numeric"></form>',
        '<form role="search" action="/x"><input type="search" name="tim"></form>',
        '<form class="x">{% field asked.phone %}</form>',
    ],
)
def test_such_a_form_would_be_found(text: str) -> None:
    assert list(typed_by_get(text))
    assert not list(typed_by_get(text.replace("<form", '<form method="post"', 1)))


@pytest.mark.django_db
def test_a_search_leads_to_an_address_without_it(
    installation: None, as_role: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    officer, boss = as_role("reception"), as_role("administrator")

    with caplog.at_level("DEBUG"):
        answers: list[Any] = [
            officer.post(reverse("desk:queue"), {"tim": NUMBER}, follow=True),
            boss.post(
                reverse("administration:accounts"), {"q": NUMBER, "kind": "citizen"}, follow=True
            ),
        ]

    for answer in answers:
        [(address, status)] = answer.redirect_chain
        assert status == 302
        assert address.endswith("tim=co") or address.endswith("q=co&kind=citizen")
        page = answer.content.decode()
        assert f'value="{NUMBER}"' in page
        assert not re.search(rf'(?:href|action|data-page)="[^"]*{NUMBER}', page)
    assert NUMBER not in caplog.text
    kept = " ".join(Session.objects.values_list("session_data", flat=True))
    assert all(NUMBER not in str(one.get_decoded()) for one in Session.objects.all()), kept


def test_what_a_stranger_writes_into_the_address_finds_nothing(rf: Any) -> None:
    request = rf.get("/", {"tim": NUMBER})
    request.session = {}

    assert searches.held(request, "queue", NUMBER) == ""
    assert searches.held(request, "queue", searches.HELD) == ""
    assert searches.hold(request, "queue", "  ") == ""


def test_the_proxy_writes_no_address_into_its_log() -> None:
    conf = Path("deploy/nginx/motcua.conf").read_text()

    [line] = re.findall(r"log_format motcua.*?;", conf, re.DOTALL)
    assert not re.search(r"\$(request\b|request_uri|uri|args|query_string|arg_|http_referer)", line)
    logs = [log.split() for log in re.findall(r"access_log ([^;]+);", conf)]
    assert {log[1] if len(log) > 1 else log[0] for log in logs} == {"motcua", "off"}

"""The frame, the page /design and the pages for when something is wrong."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import reverse
from tools import styles

from motcua.interfaces.look.views import design

pytestmark = pytest.mark.usefixtures("installation")


class TestTheFrame:
    def test_says_that_the_installation_is_simulated_in_both_languages(
        self, client: Client
    ) -> None:
        for path in ("/design", "/en/design"):
            page = client.get(path).content.decode()

            assert "MÔ PHỎNG" in page

    def test_leads_to_the_same_page_in_the_other_language(self, client: Client) -> None:
        page = client.get("/tim/?q=khai+sinh").content.decode()

        assert 'href="/en/tim/?q=khai+sinh"' in page

    def test_leads_back_to_vietnamese(self, client: Client) -> None:
        page = client.get("/en/tim/?q=khai+sinh").content.decode()

        assert 'href="/tim/?q=khai+sinh"' in page
        assert '<html lang="en" ' in page

    def test_is_painted_in_the_theme_this_person_chose(self, client: Client) -> None:
        client.cookies[settings.THEME_COOKIE_NAME] = "dark"
        assert ' data-theme="dark"' in client.get("/design").content.decode()

        client.cookies[settings.THEME_COOKIE_NAME] = '"><script>'
        assert " data-theme=" not in client.get("/design").content.decode()

    def test_waits_for_no_script(self, client: Client) -> None:
        page = client.get("/").content.decode()

        scripts = re.findall(r"<script[^>]*>", page)
        assert scripts
        assert all(" defer" in script for script in scripts)

    def test_a_public_page_starts_no_session(self, client: Client) -> None:
        assert not client.get("/design").cookies


class TestWhoIsSignedIn:
    def test_stands_in_the_head_with_the_pages_of_their_roles(
        self, as_role: Callable[..., Client]
    ) -> None:
        page = as_role("administrator").get("/design").content.decode()

        assert reverse("administration:accounts") in page
        assert reverse("signin:leave") in page
        assert "csrfmiddlewaretoken" in page

    def test_a_page_for_everybody_asks_nothing_of_somebody_without_a_cookie(
        self, client: Client, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        with django_assert_num_queries(1):  # The clock.
            client.get("/design")


class TestThePageDesign:
    @pytest.mark.parametrize("path", ["/design", "/en/design"])
    def test_shows_every_due_state(self, client: Client, path: str) -> None:
        page = client.get(path).content.decode()

        for state in ("late", "today", "soon", "ok", "hold", "done", "refused"):
            assert f'class="mc-due {state}"' in page

    def test_ties_a_wrong_field_to_its_error_and_the_summary_to_the_field(
        self, client: Client
    ) -> None:
        page = client.get("/design").content.decode()

        assert 'href="#sample_issued_on"' in page
        assert 'aria-describedby="sample_issued_on_error"' in page
        assert 'id="sample_issued_on_error"' in page

    def test_has_no_inline_style_or_script(self, client: Client) -> None:
        page = client.get("/design").content.decode()

        assert not re.search(r"\sstyle=|\son\w+=|<style", page)
        assert not re.search(r"<script(?![^>]*src=)", page)


def test_the_stylesheet_is_fresh() -> None:
    assert styles.SHEET.read_text(encoding="utf-8") == styles.sheet(), "run tools/styles.py"


def test_every_class_in_a_template_has_a_rule() -> None:
    known = styles.classes(styles.sheet()) | {"js", "opt", "no-print", "a", "q"}
    package = styles.LOOK.parent.parent
    unknown = {
        f"{path.relative_to(package)}: {name}"
        for path in package.rglob("templates/**/*.html")
        for given in re.findall(r'class="([^"]*)"', _without_tags(path.read_text("utf-8")))
        for name in given.split()
        if name not in known
    }

    assert not unknown


def _without_tags(source: str) -> str:
    return re.sub(r"\{[{%].*?[}%]\}", " ", source)


def test_every_icon_in_a_template_is_drawn() -> None:
    sheet = finders.find("motcua/icons.svg")
    assert isinstance(sheet, str)
    with open(sheet, encoding="utf-8") as file:
        drawn = set(re.findall(r'symbol id="([\w-]+)"', file.read()))
    package = styles.LOOK.parent.parent
    used = {
        name
        for path in package.rglob("templates/**/*.html")
        for name in re.findall(r'\{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    }

    assert used <= drawn


def test_design_can_be_rendered_without_a_session(rf: RequestFactory) -> None:
    assert design(rf.get("/design")).status_code == 200
    assert render(rf.get("/"), "motcua/refusal.html", {"heading": "x", "sentence": "y"})

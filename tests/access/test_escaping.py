"""What somebody types is shown as they typed it, and is never a part of the page."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.operations import intake, reception
from motcua.reference.people.models import Account
from motcua.spine import clock
from motcua.spine.actors import Actor

pytestmark = pytest.mark.django_db
TYPED = "<b>Zq</b>\"'&<script>zq()</script>"
SHOWN = "&lt;b&gt;Zq&lt;/b&gt;&quot;&#x27;&amp;&lt;script&gt;zq()&lt;/script&gt;"


def test_a_name_goes_from_a_form_to_every_page_that_shows_it(
    installation: None, as_account: Callable[[Account], Client]
) -> None:
    world = testing.world()
    filing = world.filing("k1")
    named = replace(filing.applicant, full_name=TYPED)
    answers = {**filing.answers, "child_name": TYPED, "birth_facility": TYPED}
    filed = intake.submit(
        replace(filing, applicant=named, answers=answers), actor=world.dung, at=testing.MONDAY
    )
    reception.ask_supplement(
        code=filed.code, components=["birth_paper"], reason=TYPED, actor=world.an, at=clock.now()
    )

    def page(actor: Actor, name: str, *args: str) -> str:
        client = as_account(Account.objects.get(pk=int(actor.id)))
        answer = client.get(reverse(name, args=args), {"phan": "het"})
        assert answer.status_code == 200
        return str(answer.content.decode())

    pages = {
        "the queue": page(world.an, "desk:queue"),
        "the officer's": page(world.an, "desk:dossier", filed.code),
        "the applicant's": page(world.dung, "citizen:dossier", filed.code),
    }
    assert {
        name for name, text in pages.items() if "<b>Zq" in text or "<script>zq" in text
    } == set()
    assert {name for name, text in pages.items() if SHOWN not in text} == set()

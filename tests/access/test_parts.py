"""An agency consulted about one dossier: it comes to its part, and to nothing else of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.casework.coordination.operations import consultations
from motcua.casework.dossiers.testing import OFFICE
from motcua.spine import clock
from motcua.spine.actors import Actor
from tests.access.calls import Caller
from tests.access.policy import POLICY, SOMEBODYS
from tests.access.province import province
from tests.access.visitors import everybody

pytestmark = pytest.mark.django_db
# Whose name is asked about (1), and nobody's number, form, papers or draft of the result.
SHOWN = {("a", "1")}


def test_an_agency_with_a_part_sees_its_part_alone(installation: None) -> None:
    found = province()
    handler = found.a.officers["handler"]
    leads = Actor(id=str(handler.pk), roles=frozenset({"handler"}), organisation=OFFICE)
    theirs = consultations.consult(
        code=found.a.objects["dossier"]["code"], question="Có phải Zqmarka1 không?",
        unit="H80.40", answer_by=clock.now() + timedelta(days=5), actor=leads, at=clock.now(),
    )  # fmt: skip
    asked = [one for one in everybody(found) if one.side == "b" and not one.is_citizen]
    caller, wrong, opened = Caller(), [], set()
    for who in (replace(one, own=found.a.objects) for one in asked):
        for name, row in POLICY.items():
            if row.of not in SOMEBODYS or row.of not in who.own or name.startswith("api:"):
                continue
            part = {"number": theirs.number} if row.of in ("leg", "leg_paper") else {}
            address = reverse(name, kwargs=who.own[row.of] | part)
            for method in sorted(row.may):
                seen = caller.ask(method, address, cookies=who.cookies, data={})
                if side_a := {mark for mark in seen.marks if mark[0] == "a"}:
                    opened.add(name)
                    if side_a - SHOWN:
                        wrong.append(f"{who.name}: {method} {name} shows {side_a - SHOWN}")
    assert not wrong
    assert opened == {"desk:leg", "desk:answer_leg"}

"""What machines send: a body of the kind each address reads, theirs and with somebody else's."""

from typing import Any

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Paper
from motcua.casework.dossiers.testing import CENTRE, COMMITTEE
from motcua.reference.people.models import ApiKey
from motcua.spine.actors import Actor
from tests.access.calls import Body
from tests.access.province import Province, Side, a_file

A_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478"
    "9c6360606060000000050001a5f645400000000049454e44ae426082"
)


def theirs(found: Province) -> dict[str, Body]:
    """Return what the machine may send: each makes something."""
    machine = ApiKey.objects.get(pk=found.objects["key"]["key_id"]).account_id
    paper = a_file(Actor(id=str(machine)), "m")
    webhook = {"url": "https://example.org/in", "kinds": ["dossier.received"]}
    return {
        "api:submit_dossier": _filed(paper.pk, key="k-machine-1"),
        "api:upload_document": Body.of_file("a.png", A_PNG),
        "api:subscribe_webhook": Body.of_json(webhook),
    }


def with_a_paper_of(side: Side, *, number: int = 0) -> Body:
    """Return a filing that hands in somebody else's paper by its number, or one nobody has."""
    paper = Paper.objects.filter(dossier__code=side.objects["dossier"]["code"])[0]
    assert paper.document_id
    return _filed(number or paper.document_id, key="k-machine-2")


def _filed(document: int, *, key: str) -> Body:
    values: dict[str, Any] = {
        "procedure": testing.birth_registration().stem,
        "receiving": CENTRE,
        "resolving": COMMITTEE,
        "answers": testing.a_birth(),
        "applicant": {"full_name": "Lê Văn Dũng", "phone": "0909123456"},
        "papers": [{"component": "birth_paper", "document": document}],
    }
    return Body.of_json(values, key=key)

import json

import pytest
from django.test import Client

from motcua.interfaces.api import document
from tests.architecture.test_shape import ROOT


def test_the_committed_document_says_what_the_endpoints_do() -> None:
    committed = (ROOT / "docs" / "api" / "openapi.json").read_text(encoding="utf-8")

    assert committed == document.as_text(), "make openapi"


@pytest.mark.django_db
def test_anybody_may_read_the_document(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")


def test_every_operation_names_its_scope_and_its_errors() -> None:
    paths = json.loads(document.as_text())["paths"]

    assert len(paths) >= 8
    for operations in paths.values():
        for operation in operations.values():
            assert "key" in operation["security"][0]
            assert {"401", "404", "422", "429", "503"} <= operation["responses"].keys()

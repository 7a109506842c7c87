"""An office with a key of its own, and another office with another key."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.testing import World
from motcua.reference.people.operations import api_keys
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import local_date

EVERYTHING = ("catalogue.read", "dossiers.read", "dossiers.submit", "webhooks")


@dataclass
class Caller:
    """Software with a key: `caller.get("/dossiers")`."""

    secret: str
    prefix: str
    client: Client

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self._headers())

    def post(self, path: str, body: Any, *, key: str = "", kind: str = "application/json") -> Any:
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.post(
            f"/api/v1{path}", data, content_type=kind, headers=self._headers(key)
        )

    def upload(self, file: Any) -> Any:
        return self.client.post("/api/v1/documents", {"file": file}, headers=self._headers())

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1{path}", headers=self._headers())

    def _headers(self, key: str = "") -> dict[str, str]:
        more = {"Idempotency-Key": key} if key else {}
        return {"Authorization": f"Bearer {self.secret}", **more}


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


@pytest.fixture
def a_key(world: World) -> Callable[..., Caller]:
    def make(
        unit: str = testing.CENTRE,
        *,
        place: str = "counter",
        scopes: tuple[str, ...] = EVERYTHING,
        login: str = "phan-mem",
    ) -> Caller:
        new = api_keys.issue(
            login=login,
            label="Phần mềm",
            scopes=scopes,
            expires_on=local_date(clock.real_now()) + timedelta(days=1),
            organisation=unit,
            calls_per_minute_max=1_000_000,
            calls_per_day_max=1_000_000,
            place=place,
            actor=SYSTEM,
            at=clock.now(),
        )
        return Caller(new.secret, new.key.prefix, Client(raise_request_exception=False))

    return make


@pytest.fixture
def ours(a_key: Callable[..., Caller]) -> Caller:
    """A key of the centre of Mỹ Lệ."""
    return a_key()


@pytest.fixture
def theirs(a_key: Callable[..., Caller]) -> Caller:
    """A key of the centre of Tân Hưng."""
    return a_key(testing.ELSEWHERE, login="phan-mem-khac")


def a_filing(**changes: Any) -> dict[str, Any]:
    return {
        "procedure": testing.birth_registration().stem,
        "receiving": testing.CENTRE,
        "resolving": testing.COMMITTEE,
        "answers": testing.a_birth(),
        "applicant": {"full_name": "Lê Văn Dũng", "phone": "0909123456"},
        "papers": [{"component": "birth_paper"}],
        **changes,
    }

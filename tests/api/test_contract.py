"""Calls as the document allows and as it forbids: no bug of ours, no promise broken."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.testing import World
from motcua.config.wsgi import application
from tests.api.conftest import Caller, a_filing

pytestmark = pytest.mark.django_db
A_FEW, MANY = 6, 480  # For each operation and each of the two modes.
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
# A call that fits the document may still be refused by a rule of the office: 409, 422.
UNASKED = ["positive_data_acceptance"]


@pytest.fixture
def known(ours: Caller, world: World) -> dict[str, list[str]]:
    """Values that are there, so that not every call ends before the database."""
    code = ours.post("/dossiers", a_filing(), key="k-00000001").json()["code"]
    return {
        "code": [code],
        "jurisdiction": ["national"],
        "key": [testing.birth_registration().stem],
        "q": ["khai sinh"],
    }


@pytest.fixture
def one_connection(known: dict[str, list[str]], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Keep the connection of this test's one transaction, which each answer would close."""
    caplog.set_level("ERROR", "django.request")  # Thousands of refusals are what is wanted.
    with connection.cursor() as cursor:
        # Inventing calls takes its time.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def calls(
    one_connection: None, ours: Caller, known: dict[str, list[str]]
) -> Callable[..., Counter[int]]:
    """Return what the answers were after so many calls of each operation in each mode."""

    def call(examples: int, modes: Sequence[GenerationMode] = MODES) -> Counter[int]:
        answered: Counter[int] = Counter()
        for operation, mode in itertools.product(_operations(), modes):
            _try(operation, mode, examples, ours.secret, known, answered)
        return answered

    return call


def test_some_calls_find_no_broken_promise(calls: Callable[..., Counter[int]]) -> None:
    answered = calls(A_FEW)

    assert answered.total() >= 100
    assert {200, 404, 422} <= answered.keys()


@pytest.mark.prove
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_ten_thousand_calls_find_no_broken_promise(
    calls: Callable[..., Counter[int]], mode: GenerationMode
) -> None:
    answered = calls(MANY, [mode])

    print(f"\n{answered.total()} {mode.value} calls, answered {dict(sorted(answered.items()))}")
    print("each of them once more without a key and with a wrong one, answered 401")
    assert answered.total() >= 5_000
    assert {200, 404, 422} <= answered.keys()


def test_it_would_find_one(one_connection: None, ours: Caller) -> None:
    operation = next(one for one in _operations() if one.label == "GET /api/v1/me")
    answer = operation.Case().call(headers={"Authorization": f"Bearer {ours.secret}"})
    assert answer.status_code == 200
    answer.content = b'{"account": 7}'

    with pytest.raises(FailureGroup, match="schema"):
        operation.Case().validate_response(answer)


def _operations() -> Iterator[Any]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    found: Any
    for found in schema.get_all_operations():
        yield found.ok()


def _try(
    operation: Any,
    mode: GenerationMode,
    examples: int,
    secret: str,
    known: dict[str, list[str]],
    answered: Counter[int],
) -> None:
    headers = {"Authorization": f"Bearer {secret}"}
    excluded = CHECKS.get_by_names(UNASKED)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples == A_FEW,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode), use_known=st.booleans(), data=st.data()
    )
    def run(case: Any, use_known: bool, data: st.DataObject) -> None:
        for name, value in (case.query or {}).items():
            if value in (None, [], {}):  # Would vanish on the way, and be no mistake any more.
                case.query[name] = "x"
        if use_known and mode is GenerationMode.POSITIVE:
            for values in (case.path_parameters, case.query):
                for name in values or {}:
                    values[name] = data.draw(st.sampled_from(known.get(name, [values[name]])))
            if operation.label == "POST /api/v1/dossiers" and isinstance(case.body, dict):
                case.body = a_filing() | dict(
                    list(case.body.items())[: data.draw(st.integers(0, 2))]
                )
        answer = case.call_and_validate(headers=headers, excluded_checks=excluded)
        answered[answer.status_code] += 1

    run()

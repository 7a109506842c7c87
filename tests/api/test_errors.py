"""Every wrong call is told what is wrong, in one shape, and none is a bug of ours."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from motcua.casework.dossiers import testing
from tests.api.conftest import Caller, a_filing
from tests.sign_in.test_default_deny import EVERY, address_of

pytestmark = pytest.mark.django_db


def error_of(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Return the error, after looking whether it has the one shape."""
    assert answer.status_code == status, answer.content
    [(name, error)] = answer.json().items()
    assert name == "error"
    assert error.keys() == {"code", "message_vi", "message_en", "problems"}
    assert error["code"] == code
    assert error["message_vi"]
    assert error["message_en"]
    return dict(error)


class TestEveryRefusal:
    def test_without_a_key(self, client: Client, installation: None) -> None:
        answer = client.get("/api/v1/dossiers")

        error_of(answer, 401, "no_key")
        assert answer.headers["WWW-Authenticate"]

    def test_without_the_scope(self, a_key: Callable[..., Caller]) -> None:
        reader = a_key(scopes=("catalogue.read",), unit="", place="")

        error_of(reader.get("/dossiers"), 403, "scope_missing")
        error_of(reader.post("/dossiers", a_filing(), key="k-00000001"), 403, "scope_missing")

    def test_of_another_method_says_which_there_are(self, ours: Caller) -> None:
        answer = ours.delete("/dossiers")

        error_of(answer, 405, "method_not_allowed")
        assert answer.headers["Allow"] == "GET, POST"

    def test_by_any_method_at_any_address_has_the_one_shape(self, ours: Caller) -> None:
        addresses = [address_of(*one) for one in EVERY if one[0].startswith("api:")]
        key = {"Authorization": f"Bearer {ours.secret}"}
        asked = [
            (method, path, headers, ours.client.generic(method, path, headers=headers))
            for path in [*addresses, "/api/", "/api/v1", "/api/v1/nothing", "/api/v1/me/"]
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "EAT")
            for headers in (key, {})
        ]

        told = {answer.status_code for _, _, _, answer in asked}
        for method, path, headers, answer in asked:
            if answer.status_code >= 400:
                code = json.loads(answer.content or b"{}").get("error", {}).get("code")
                assert code, f"{method} {path} {bool(headers)}: {answer.status_code}"
            if answer.status_code == 405:
                assert answer.headers["Allow"]
        assert {401, 404, 405} <= told
        assert max(told) < 500
        error_of(ours.client.post("/api/v1/openapi.json"), 405, "method_not_allowed")

    def test_of_another_kind_of_body(self, ours: Caller) -> None:
        text = ours.post("/dossiers", "x=1", key="k-00000001", kind="text/plain")
        upload = ours.post("/documents", {})

        error_of(text, 415, "wrong_media_type")
        error_of(upload, 415, "wrong_media_type")

    def test_of_too_long_a_body(self, ours: Caller) -> None:
        answer = ours.post("/dossiers", b" " * 1_000_001, key="k-00000001")

        error_of(answer, 413, "body_too_large")

    def test_of_a_file_of_another_kind(self, ours: Caller) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        answer = ours.upload(SimpleUploadedFile("a.pdf", b"hello"))

        assert answer.status_code == 415
        assert answer.json()["error"]["message_en"]

    def test_of_a_value_names_the_field_and_repeats_nothing(self, ours: Caller) -> None:
        applicant = {"full_name": "", "phone": "0909-SECRET", "height": 3}

        answer = ours.post("/dossiers", a_filing(applicant=applicant), key="k-00000001")

        error = error_of(answer, 422, "invalid")
        named = {one["field"] for one in error["problems"]}
        assert named == {"applicant.full_name", "applicant.phone", "applicant.height"}
        assert "SECRET" not in answer.content.decode()

    def test_without_the_idempotency_key_names_it(self, ours: Caller) -> None:
        error = error_of(ours.post("/dossiers", a_filing()), 422, "invalid")

        assert [one["field"] for one in error["problems"]] == ["Idempotency-Key"]

    def test_of_a_slip_in_the_query(self, ours: Caller) -> None:
        error = error_of(ours.get("/dossiers", row=3), 422, "invalid")

        assert [one["field"] for one in error["problems"]] == ["row"]

    def test_when_the_database_is_away(self, ours: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        def away(*_: object, **__: object) -> None:
            raise OperationalError("the connection is closed")

        monkeypatch.setattr(connection, "ensure_connection", away)

        answer = ours.get("/me")

        error_of(answer, 503, "unavailable")
        assert answer.headers["Retry-After"]


BODY = json.dumps(a_filing())


class TestOddInput:
    @pytest.mark.parametrize(
        "body",
        [
            b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000, b"null", b"[]", b"7",
            b'{"answers": NaN}', BODY.replace("father", "a\\u0000b").encode(),
            BODY.replace("father", "\\ud800").encode(),
            BODY.replace('"father"', "1" + "0" * 5000).encode(),
            BODY.replace('"father"', "[" * 500 + "]" * 500).encode(),
            BODY.replace("2026-10-20", "9999-12-31").encode(),
            BODY.replace("2026-10-20", "0001-01-01").encode(),
            BODY.replace("1992", "99999999999999999999").encode(),
            BODY.replace("false", "1e400").encode(),
        ],
        ids=range(16),
    )  # fmt: skip
    def test_in_a_body_is_refused(self, ours: Caller, body: bytes) -> None:
        answer = ours.post("/dossiers", body, key="k-00000001")

        assert answer.status_code in (400, 422), answer.content
        assert answer.json()["error"]["code"] in ("bad_request", "invalid", "answers_wrong")

    @pytest.mark.parametrize(
        "paper", [{"document": 2**63}, {"document": 0}, {"document": 2**63 - 1}, {"document": "1"}]
    )
    def test_in_a_number_is_refused(self, ours: Caller, paper: dict[str, Any]) -> None:
        papers = [{"component": "birth_paper", **paper}]

        answer = ours.post("/dossiers", a_filing(papers=papers), key="k-00000001")

        assert answer.status_code in (404, 422)

    @pytest.mark.parametrize("key", ["x", "x" * 81, "ngắn gọn 1", "a b c d e f g"])
    def test_in_an_idempotency_key_is_refused(self, ours: Caller, key: str) -> None:
        error_of(ours.post("/dossiers", a_filing(), key=key), 422, "invalid")

    @pytest.mark.parametrize(
        "path",
        ["/dossiers/%00", "/dossiers/%ff%fe", "/dossiers/" + "9" * 3000,
         "/procedures/national/%00", "/procedures/xx/" + "9" * 30, "/dossiers/a/b/c", "/nothing",
         "/procedures/national/99999999999999999999999", "/dossiers/%F0%9F%98%80/timeline"],
    )  # fmt: skip
    def test_in_a_path_is_not_found(self, ours: Caller, path: str) -> None:
        error_of(ours.get(path), 404, "not_found")

    @pytest.mark.parametrize(
        "query",
        [{"after": "9" * 19}, {"after": "9" * 20}, {"after": "-1"}, {"rows": 0}, {"rows": 101},
         {"rows": "9" * 400}, {"after": "\x00"}, {"after": "٣"}, {"rows": "1.5"}],
    )  # fmt: skip
    def test_in_a_query_is_refused_or_finds_nothing(
        self, ours: Caller, query: dict[str, Any]
    ) -> None:
        assert ours.get("/dossiers", **query).status_code in (200, 400, 422)

    @pytest.mark.parametrize("header", ["Bearer \x00", "Bearer " + "é" * 99, "Bearer", "Basic x"])
    def test_for_a_key_opens_nothing(self, client: Client, installation: None, header: str) -> None:
        answer = client.get("/api/v1/me", headers={"Authorization": header})

        error_of(answer, 401, "no_key")


def test_searching_and_reading_the_form(ours: Caller) -> None:
    key = testing.birth_registration().stem

    found = ours.get(f"/procedures/national/{key}").json()

    assert found["can_be_filed"]
    assert "child_name" in {one["code"] for part in found["form"] for one in part["fields"]}
    places = ours.get(f"/procedures/national/{key}/places").json()["places"]
    assert testing.CENTRE in {one["receiving"] for one in places}

"""What breaks tells the person that it is our mistake, and nothing of what it was."""

from typing import Any

import pytest
from django.conf import settings
from django.db import ProgrammingError
from django.test import Client

from motcua.spine.errors import Outage
from tests.sign_in.test_default_deny import EVERY

pytestmark = pytest.mark.django_db
MARKER = "zqmarker-a-secret-of-ours"
TELLS = (MARKER, "Traceback", "/src/", ".py", "site-packages", "File &quot;", "SELECT", "Exception")
ERRORS = {
    "a bug": (RuntimeError(MARKER), 500),
    "a wrong statement": (ProgrammingError(f'SELECT "{MARKER}" FROM people_person'), 500),
    "somebody outside": (Outage(MARKER, MARKER), 503),
}


@pytest.fixture(params=ERRORS)
def broken(request: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    """Break a page and an address of machines in their midst; return what they answer with."""
    error, status = ERRORS[request.param]

    def breaks(request: Any, **_: Any) -> Any:
        hidden = MARKER
        raise error from ValueError(hidden)

    for name in ("portal:home", "api:openapi"):
        pattern: Any = dict(EVERY)[name]
        breaks.login_required = False  # type: ignore[attr-defined]
        monkeypatch.setattr(pattern, "callback", breaks)
    return int(status)


@pytest.mark.parametrize("path", ["/", "/en/", "/api/v1/openapi.json"])
def test_an_answer_tells_nothing_of_what_broke(
    installation: None, broken: int, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = Client(raise_request_exception=False).get(path)

    said = answer.content.decode() + str(answer.headers)
    assert not settings.DEBUG
    assert answer.status_code == broken
    assert not [word for word in TELLS if word in said]
    if path.startswith("/api/"):
        assert answer.json()["error"]["message_vi"]
    else:
        assert "<h1" in said
    assert MARKER in caplog.text  # Whoever looks after the server does read it.

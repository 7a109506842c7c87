"""Ask an address as somebody, and see what it said, what it showed and what it tried to change."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import translation

from tests.access.province import marks_in

WRITE = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
READ = re.compile(r"^\s*(?:SELECT|SAVEPOINT|RELEASE SAVEPOINT)\b", re.IGNORECASE)
# What asking itself leaves behind: it says who came, and changes nothing of what they asked for.
OF_THE_DOOR = {
    "django_session", "people_session", "people_apikey", "people_signinfailure",
    "dossiers_lookuptries", "access_access",
}  # fmt: skip
VARIES = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Body:
    """What is sent where a form is not what an address takes."""

    kind: str
    content: bytes
    key: str = ""

    @classmethod
    def of_json(cls, values: Any, *, key: str = "") -> "Body":
        return cls("application/json", json.dumps(values).encode(), key)

    @classmethod
    def of_file(cls, name: str, content: bytes) -> "Body":
        sent = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile(name, content)})
        return cls(MULTIPART_CONTENT, sent)


@dataclass
class Seen:
    """An answer, and what happened on the way to it."""

    status: int
    text: str
    headers: dict[str, str]
    written: set[str] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)

    @property
    def marks(self) -> set[tuple[str, str]]:
        return marks_in(self.text)

    @property
    def to(self) -> str:
        return self.headers.get("Location", "")

    def same_but_for(self, address: str) -> str:
        """Return the text without what must differ: the address itself and the form's token."""
        return VARIES.sub("", self.text.replace(address, "/"))


class Caller:
    """Runs the whole chain of middleware in this process, and takes back whatever was changed."""

    def __init__(self) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._factory = RequestFactory(SERVER_NAME="localhost")

    def ask(
        self,
        method: str,
        address: str,
        *,
        cookies: dict[str, str],
        key: str = "",
        data: Any = None,
        accept: str = "text/html",
        body: Body | None = None,
    ) -> Seen:
        more: dict[str, Any] = {"HTTP_ACCEPT": accept}
        more |= {"HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if key:
            more["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        sent = Body("application/octet-stream", b"")
        if method == "POST":
            sent = body or Body(FORM, urlencode(data or {}, doseq=True).encode())
        if sent.key:
            more["HTTP_IDEMPOTENCY_KEY"] = sent.key
        request = self._factory.generic(method, address, sent.content, sent.kind, **more)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        watch = _Watch()
        with transaction.atomic(), connection.execute_wrapper(watch):
            seen = self._answer(request)
            # Most answers only read, and have nothing to take back: after going back psycopg
            # would prepare every statement of the next one anew.
            if watch.left_something:
                transaction.set_rollback(True)
        translation.activate("vi")
        seen.written, seen.noted = watch.written, watch.noted
        return seen

    def _answer(self, request: WSGIRequest) -> Seen:
        answer: Any = self._handler.get_response(request)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = dict(answer.headers) | {f"cookie {k}": str(v) for k, v in answer.cookies.items()}
        return Seen(answer.status_code, content.decode("utf-8", "replace"), headers)


class _Watch:
    """Notes every table a statement would change, whether or not it came to that."""

    def __init__(self) -> None:
        self.written: set[str] = set()
        self.noted: set[str] = set()
        self.left_something = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := WRITE.match(sql):
            if match[1] == "access_access":
                self.noted |= {s for given in params if isinstance(given, list) for s in given}
            elif match[1] not in OF_THE_DOOR:
                self.written.add(match[1])
        only_read = READ.match(sql) and not self.left_something
        self.left_something = True  # What fails, too.
        result = execute(sql, params, many, context)
        self.left_something = not only_read
        return result


@contextmanager
def nothing_of_it_stays() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)

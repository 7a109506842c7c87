"""Roles, addresses, methods and whose it is, against the table in policy.py: no leak by status,
by what is shown or by what is changed."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from motcua.capabilities.notifications import queries as notices
from motcua.casework.dossiers.queries import access
from motcua.interfaces.look import access_words
from motcua.spine.errors import Forbidden
from motcua.spine.journal.models import Delivery
from tests.access import bodies
from tests.access.calls import Body, Caller, Seen
from tests.access.policy import METHODS, POLICY, Row
from tests.access.province import Province, marks_in, province
from tests.access.visitors import Visitor, everybody, missing
from tests.sign_in.test_default_deny import EVERY

pytestmark = pytest.mark.django_db
TURNS = 7
CONCERNED = ("reception of a", "reception of b", "citizen of b")
# One version differs from nothing, and what is published is not edited.
NOTHING_YET = (
    "catalogue:difference", "catalogue:edit", "catalogue:edit_papers", "catalogue:edit_channels",
    "catalogue:edit_results", "catalogue:edit_flow", "catalogue:new_step", "catalogue:edit_step",
    "catalogue:edit_lists", "catalogue:publish", "administration:lift_outage",
)  # fmt: skip
LOOK_AT_PUBLIC_PAGES = ("anonymous", "citizen of a", "reception of b", "machine")
NOT_ALLOWED, NOT_YOURS, NOT_HERE, MADE = 405, 403, 404, 201
# What machines make with a body of its own kind: a form's would be turned away before any rule.
MAKES = ("api:submit_dossier", "api:upload_document", "api:subscribe_webhook")
# Everything the forms of the product ask for, so that a request let through would do something.
SAID = {
    "components": ["birth_paper"], "component": "birth_paper", "reason": "x",
    "reason_code": "other",
    "basis": "x", "fix": "x", "way": "desk", "score": "5", "words": "x", "content": "x",
    "receipt_number": "1", "paper": "1", "result_way": "desk", "until_on": "31/12/2030",
    "role": "clerk", "unit": "H80.88", "since_on": "01/01/2026", "title": "x",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    who: Visitor
    name: str
    row: Row
    method: str
    whose: str  # own, foreign, missing
    accept: str = "text/html"

    def address(self) -> str:
        arguments = self.who.own.get(self.row.of, {}) if self.row.of else {}
        if self.whose == "foreign":
            arguments = self.who.foreign[self.row.of]
        elif self.whose == "missing":
            arguments = missing(arguments)
        return reverse(self.name, kwargs=arguments)

    def __str__(self) -> str:
        return f"{self.who.name}: {self.method} {self.name} ({self.whose})"


class Examiner:
    """Asks questions and keeps what was wrong with the answers."""

    def __init__(self, found: Province) -> None:
        self.found, self.caller, self.cast = found, Caller(), everybody(found)
        self.bodies = bodies.theirs(found)
        self.wrong: list[str] = []
        self.asked = 0
        self.shown: set[str] = set()
        self.unnoted: list[str] = []

    def ask(self, question: Question) -> Seen:
        who = question.who
        self.asked += 1
        seen = self.caller.ask(
            question.method, question.address(), cookies=who.cookies, key=who.key, data=SAID,
            accept=question.accept, body=self.bodies.get(question.name),
        )  # fmt: skip
        if complaint := judge(question, seen):
            self.wrong.append(f"{question}: {complaint}")
        self._follow_marks(question, seen)
        self._look_at_headers(question, seen)
        return seen

    def _follow_marks(self, question: Question, seen: Seen) -> None:
        """Nobody sees a stranger's data; whoever sees another's is written down."""
        who = question.who
        for side, mark in sorted(seen.marks):
            if not may_see(who, side, mark):
                self.wrong.append(f"{question}: shows {side}{mark}")
        for side in {side for side, _ in seen.marks} & {"a", "b"}:
            self.shown.add(question.name)
            subjects = (self.found.a if side == "a" else self.found.b).subjects
            if not who.is_citizen and not seen.noted & subjects:
                self.wrong.append(f"{question}: shows {side} and nobody wrote it down")
            elif not (who.is_citizen or access_words.has_words_for(question.name)):
                self.wrong.append(f"{question}: has no words for why")

    def _look_at_headers(self, question: Question, seen: Seen) -> None:
        if complaint := headers_wrong(seen.headers):
            self.wrong.append(f"{question}: {complaint}")


def judge(question: Question, seen: Seen) -> str:
    """Return what is wrong with an answer; "" for nothing."""
    row, who, status = question.row, question.who, seen.status
    if status >= 500 and status != 503:
        return f"{status}"
    refused = NOT_ALLOWED
    is_let_in = who.role in row.who
    if not is_let_in:
        refused = NOT_YOURS
        if not who.cookies or question.name.startswith("api:"):
            refused = 401 if question.name.startswith("api:") else 302
    elif question.whose != "own" and question.method in row.may | {"HEAD"}:
        refused = NOT_HERE
    elif question.name in MAKES and question.method == "POST":
        return "" if status == MADE else f"{status}, should make one"
    elif question.method in row.may or (question.method == "HEAD" and "GET" in row.may):
        is_fine = status < 400 or question.method == "POST" or status in (409, 422)
        is_fine |= row.is_public and status == NOT_HERE  # Nothing has been loaded to show.
        is_fine |= question.name in NOTHING_YET and status == NOT_HERE
        is_fine |= question.method == "HEAD" and status == NOT_ALLOWED
        return (
            ""
            if is_fine and (question.method == "HEAD" or status not in (401, 405))
            else f"{status}, should work"
        )
    gone = {NOT_HERE} if row.is_somebodys else set()
    if status not in {refused, NOT_ALLOWED} | gone:
        return f"{status}, should be {refused}"
    if status == 302 and not seen.to.startswith(reverse("signin:choose")):
        return f"led to {seen.to}"
    return f"changed {sorted(seen.written)}" if seen.written else ""


def may_see(who: Visitor, side: str, mark: str) -> bool:
    if side == "s":  # Officers sign with their names; the rest is theirs and the administrator's.
        return who.role != "anonymous" if mark == "1" else False
    return who.side == side or (who.role == "administrator" and mark == "1")


def headers_wrong(headers: dict[str, str]) -> str:
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe-" in policy:
        return f"policy {policy!r}"
    if "frame-ancestors 'none'" not in policy and "sandbox" not in policy:
        return "may be framed"
    wanted = {
        "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }  # fmt: skip
    if wrong := [name for name, value in wanted.items() if headers.get(name) != value]:
        return f"headers {wrong}"
    loose = [v for k, v in headers.items() if k.startswith("cookie ") and "SameSite=Lax" not in v]
    return f"cookies {loose}" if loose else ""


@pytest.fixture
def examiner(installation: None) -> Examiner:
    return Examiner(province())


def questions(cast: list[Visitor], *, all_of_them: bool) -> Iterator[Question]:
    """Return what to ask: everything, or all that can differ and a turn of what cannot."""
    for place, (name, row) in enumerate(sorted(POLICY.items())):
        for number, who in enumerate(cast):
            if row.is_public and not all_of_them and who.name not in LOOK_AT_PUBLIC_PAGES:
                continue
            for method in METHODS:
                turn = (place + number + METHODS.index(method)) % TURNS == 0
                can_differ = who.role in row.who and method in row.may | {"GET", "POST"}
                # Of those a page is not for, each comes by GET or by POST, and by turns else.
                half = method in ("GET", "POST") and (place + number) % 2 == METHODS.index(method)
                if not (all_of_them or can_differ or half or turn):
                    continue
                # A refusal as a page takes ten times as long as one in JSON: pages by turns.
                accept = "text/html" if can_differ or turn or all_of_them else "application/json"
                yield Question(who, name, row, method, "own", accept)
                if row.is_somebodys and row.of in who.foreign and (can_differ or all_of_them):
                    yield Question(who, name, row, method, "foreign")
                if row.is_somebodys and can_differ:
                    yield Question(who, name, row, method, "missing")


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    assert {name for name, _ in EVERY} == set(POLICY)


def run(examiner: Examiner, *, all_of_them: bool) -> None:
    answers: dict[tuple[str, str, str], str] = {}
    for question in questions(examiner.cast, all_of_them=all_of_them):
        seen = examiner.ask(question)
        who, row = question.who, question.row
        if seen.status == NOT_HERE and row.is_somebodys and question.whose != "own":
            key = (who.name, question.name, question.method)
            text = seen.same_but_for(question.address())
            if answers.setdefault(key, text) != text:
                examiner.wrong.append(f"{question}: differs from what is not there")


def test_a_machine_hands_in_no_paper_of_somebody_else(examiner: Examiner) -> None:
    [machine] = [who for who in examiner.cast if who.role == "api_client"]

    def said(body: Body) -> Seen:
        address = reverse("api:submit_dossier")
        return examiner.caller.ask("POST", address, cookies={}, key=machine.key, body=body)

    for side in (examiner.found.a, examiner.found.b):
        stolen = said(bodies.with_a_paper_of(side))
        nowhere = said(bodies.with_a_paper_of(side, number=999_999))
        assert (stolen.status, stolen.written) == (NOT_HERE, set())
        assert stolen.text == nowhere.text
        assert not stolen.marks
    assert said(examiner.bodies["api:submit_dossier"]).status == MADE


def written_outside() -> list[str]:
    """Return every SMS and e-mail that waits to be sent, in words."""
    return [f"{w.title} {w.text}" for w in map(notices.words_of, notices.waiting())]


def complaints(examiner: Examiner) -> str:
    return "\n".join(examiner.wrong[:80]) + f"\n{len(examiner.wrong)} in all"


def test_nobody_gets_further_than_the_table_says(
    examiner: Examiner, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        run(examiner, all_of_them=False)

    assert not examiner.wrong, complaints(examiner)
    assert examiner.asked > 3000
    assert {
        "desk:dossier",
        "desk:queue",
        "desk:download",
        "desk:open_register",
        "citizen:dossier",
    } <= examiner.shown
    assert not marks_in(caplog.text)


@pytest.mark.prove
def test_nobody_gets_further_whatever_they_try(examiner: Examiner) -> None:
    run(examiner, all_of_them=True)

    assert not examiner.wrong, complaints(examiner)
    assert examiner.asked > 15_000


def test_what_is_sent_outside_names_nobody(installation: None) -> None:
    province()

    letters = written_outside()

    assert len(letters) >= 4
    assert not marks_in(" ".join(letters))


class TestADefectIsFound:
    """Each defect is switched on here and must be seen, or the table proves nothing."""

    def said_of(self, examiner: Examiner, *names: str) -> str:
        for question in questions(examiner.cast, all_of_them=False):
            if question.name in names and question.who.name in CONCERNED:
                examiner.ask(question)
        return complaints(examiner)

    def test_a_door_that_lets_everybody_see_everything(
        self, examiner: Examiner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(access, "sight_of", lambda actor: access.Sight.EVERYTHING)

        said = self.said_of(examiner, "desk:dossier", "citizen:withdraw")

        assert "reception of b: GET desk:dossier (foreign): 200, should be 404" in said
        assert "reception of b: GET desk:dossier (foreign): shows a4" in said
        assert "citizen of b: GET citizen:withdraw (foreign): 200, should be 404" in said

    def test_a_page_that_forgot_whom_it_is_for(
        self, examiner: Examiner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pattern: Any = dict(EVERY)["administration:accounts"]
        inner = pattern.callback.__wrapped__.__wrapped__  # Without its role, and its method.
        monkeypatch.setattr(pattern, "callback", inner)

        said = self.said_of(examiner, "administration:accounts")

        assert "reception of b: GET administration:accounts (own): 200, should be 403" in said

    def test_a_refusal_that_comes_too_late(
        self, examiner: Examiner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pattern: Any = dict(EVERY)["administration:retry_delivery"]

        def change_first(request: Any, delivery_id: int) -> Any:
            Delivery.objects.filter(pk=delivery_id).update(attempts=9)
            raise Forbidden()

        monkeypatch.setattr(pattern, "callback", change_first)

        said = self.said_of(examiner, "administration:retry_delivery")

        assert "changed ['journal_delivery']" in said

    def test_data_that_are_shown_without_being_written_down(
        self, examiner: Examiner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(access, "shown", lambda dossiers, *, actor, extent: None)

        said = self.said_of(examiner, "desk:dossier")

        assert "reception of b: GET desk:dossier (own): shows b and nobody wrote it down" in said

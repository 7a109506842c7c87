"""What one page asks again and again, asked once: the clock, the stamps of editions, its dossier.

Only while a page is read. An act asks anew each time, and so does whoever takes a lock in between.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Answer = TypeVar("Answer")
_answers: ContextVar[dict[object, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Keep answers until the page is made."""
    before = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(before)


def once(question: object, ask: Callable[[], Answer]) -> Answer:
    """Return the answer to a question, asked at most once for a page."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    answer: Answer = answers[question]
    return answer


def know(question: object, answer: object) -> None:
    """Take an answer that came with another one."""
    answers = _answers.get()
    if answers is not None:
        answers.setdefault(question, answer)


def forget() -> None:
    """Ask anew from here on: something is about to change."""
    answers = _answers.get()
    if answers is not None:
        answers.clear()

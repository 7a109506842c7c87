"""A page that is read asks the same thing once; nothing else does."""

from itertools import count

from motcua.spine import glance


def test_an_answer_holds_for_one_page_alone() -> None:
    numbers = count()

    def ask() -> int:
        return glance.once("number", lambda: next(numbers))

    with glance.one_page():
        glance.know("letter", "a")
        assert [ask(), ask()] == [0, 0]
        assert glance.once("letter", lambda: "b") == "a"
        glance.forget()
        assert ask() == 1
    with glance.one_page():
        assert ask() == 2
    assert [ask(), ask()] == [3, 4]

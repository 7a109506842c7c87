import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.spine import secrecy


@given(st.text("aăđé\U0001f600\n"))
def test_what_is_concealed_can_be_revealed(text: str) -> None:
    assert secrecy.reveal(secrecy.conceal(text, context="a.b"), context="a.b") == text


def test_a_value_moved_to_another_field_does_not_open() -> None:
    with pytest.raises(secrecy.Unreadable):
        secrecy.reveal(secrecy.conceal("079123456789", context="a.b"), context="a.c")


def test_one_changed_byte_is_noticed() -> None:
    sealed = bytearray(secrecy.conceal("079123456789", context="a.b"))
    sealed[-1] ^= 1
    with pytest.raises(secrecy.Unreadable):
        secrecy.reveal(bytes(sealed), context="a.b")


def test_equal_text_has_the_same_index_whatever_its_unicode_form() -> None:
    assert secrecy.blind_index("Bình", purpose="name") == secrecy.blind_index(
        "Bi\u0300nh ", purpose="name"
    )
    assert secrecy.blind_index("Bình", purpose="name") != secrecy.blind_index(
        "Bình", purpose="other"
    )


def test_nothing_of_the_text_shows_and_no_two_are_alike() -> None:
    first, second = (secrecy.conceal("079123456789", context="a.b") for _ in range(2))
    assert b"079123456789" not in first
    assert first != second

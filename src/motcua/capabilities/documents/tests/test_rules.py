"""What a file may be called, whatever it was called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.capabilities.documents import rules


@pytest.mark.parametrize(
    "name",
    [
        "giay\u202egpj.exe",
        "a\u200bb.pdf",
        "a\x00.pdf",
        "a\nb.pdf",
        "\u2066x\u2069.pdf",
        "\ufeffa.pdf",
    ],
)
def test_a_name_with_signs_nobody_sees_is_found(name: str) -> None:
    assert rules.hides_something(name)


@pytest.mark.parametrize(
    ("given_name", "media_type", "shown"),
    [
        ("Đơn đề nghị.pdf", rules.PDF, "Đơn đề nghị.pdf"),
        ("../../etc/passwd", rules.PDF, "passwd.pdf"),
        ("C:\\Users\\Hạnh\\cccd.JPG", rules.JPEG, "cccd.jpg"),
        ("hoa-don.pdf.exe", rules.PDF, "hoa-don.pdf"),
        ("ảnh.jpeg", rules.PNG, "ảnh.png"),
        (".pdf", rules.PDF, "pdf.pdf"),
        ("", rules.PDF, "tep.pdf"),
        ("QĐ số 12.2026 của UBND", rules.PDF, "QĐ số 12.2026 của UBND.pdf"),
        ("Nguye\u0302\u0303n.pdf", rules.PDF, "Nguyễn.pdf"),
    ],
)
def test_the_name_shown_has_the_ending_of_the_content(
    given_name: str, media_type: str, shown: str
) -> None:
    assert not rules.hides_something(given_name)
    assert rules.shown_name(given_name, media_type) == shown


@given(st.text(max_size=400), st.sampled_from(sorted(rules.EXTENSIONS)))
def test_no_name_leaves_its_folder_or_grows(name: str, media_type: str) -> None:
    shown = rules.shown_name(name, media_type)

    assert "/" not in shown
    assert "\\" not in shown
    assert not shown.startswith(".")
    assert shown.endswith(rules.EXTENSIONS[media_type])
    assert len(shown) <= rules.FILE_NAME_MAX


@given(st.binary(max_size=2000), st.binary(max_size=2000))
def test_any_bytes_can_be_asked(head: bytes, tail: bytes) -> None:
    rules.media_type_of(head)
    rules.is_two_files_in_one(head, tail)
    assert all(0 <= place <= len(tail) - 4 for place in rules.directories(tail, len(tail)))
    rules.is_office_file(head)
    rules.is_phone_photo(head)

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from motcua.spine.alphabet import sort_key

IN_ORDER = [
    "Phường 1", "Phường 2", "Phường 10", "Phường An",
    "Xã An Lục Long", "Xã An Ninh", "Xã Bến Lức", "Xã Bình Đức", "Xã Bình Hiệp", "Xã Bình Thành",
    "Xã Cần Đước", "Xã Cần Giuộc", "Xã Đông Thành", "Xã Đức Hòa", "Xã Đức Huệ", "Xã Mộc Hóa",
    "Xã Mỹ An", "Xã Mỹ Lệ", "Xã Tân Trụ", "Xã Thạnh Hóa", "Xã Vàm Cỏ", "Xã Vĩnh Châu",
]  # fmt: skip


def test_names_stand_as_in_a_vietnamese_dictionary() -> None:
    shuffled = IN_ORDER.copy()
    Random(1).shuffle(shuffled)

    # "Đức" comes after "Dương…" would, "Cần Đước" before "Cần Giuộc": đ follows d, not z.
    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_letters_follow_the_alphabet() -> None:
    alphabet = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")

    assert sorted(reversed(alphabet), key=sort_key) == alphabet


def test_tones_follow_ngang_huyen_hoi_nga_sac_nang() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]

    assert sorted(reversed(tones), key=sort_key) == tones


def test_the_letters_of_a_syllable_count_before_its_tone() -> None:
    assert sort_key("má") < sort_key("man") < sort_key("mán") < sort_key("mang")


def test_a_whole_syllable_counts_before_the_next() -> None:
    assert sort_key("ba ngày") < sort_key("bà ba")


def test_composed_and_decomposed_text_have_one_key() -> None:
    assert sort_key("Thu\u031b\u0309") == sort_key("Thử")


@given(st.text(max_size=60))
def test_any_text_has_an_ascii_key(text: str) -> None:
    assert sort_key(text).isascii()

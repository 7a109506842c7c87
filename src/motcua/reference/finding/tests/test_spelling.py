"""Words are corrected by sound, by keys, by slips, and by the company they keep."""

import pytest

from motcua.reference.finding.rules import letters, spelling, standing

NAMES = [
    "Cấp lại giấy phép lái xe",
    "Cấp giấy phép xây dựng mới",
    "Đăng ký khai sinh",
    "Đăng ký khai sinh lưu động",
    "Đăng ký kết hôn",
    "Chứng thực bản sao từ bản chính",
    "Đăng ký thường trú",
] * 5
WORDS, PAIRS = spelling.counted(NAMES)


def read(query: str) -> str:
    lexicon = spelling.Lexicon(words=WORDS, pairs=PAIRS)
    meant = spelling.correct(letters.words_of(query), lexicon)
    words = [word for one in meant for word in one.words]
    return " ".join(spelling.with_marks(words, [""] * len(words), lexicon))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("giay fep lai xe", "giấy phép lái xe"),
        ("zay fep lai se", "giấy phép lái xe"),
        ("jay fep xay zung", "giấy phép xây dựng"),
        ("dang ki ket hon", "đăng ký kết hôn"),
        ("ddawng kys khai sinh", "đăng ký khai sinh"),
        ("d9ang1 ky khai sinh", "đăng ký khai sinh"),
        ("khaisinh", "khai sinh"),
        ("dangkykhaisinh", "đăng ký khai sinh"),
        ("giấy phpé lái xe", "giấy phép lái xe"),
        ("thuong chu", "thường trú"),
        ("ban xao tu ban chinh", "bản sao từ bản chính"),
        ("qwertyuiop", "qwertyuiop"),
        ("2026", "2026"),
    ],
)
def test_it_reads_what_was_meant(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_right_words_are_left_alone(name: str) -> None:
    assert read(letters.plain(name)) == letters.marked(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("fep", "phep"), ("ky", "ki"), ("zay", "giay"), ("nghi", "ngi"), ("cay", "kay"), ("tr", "ch")],
)
def test_what_sounds_alike_shares_a_key(one: str, other: str) -> None:
    assert letters.sound(one) == letters.sound(other)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("cap giay phep xay dung moi", "giay phep xay dung moi"),
        ("cap lai giay phep lai xe", "cap lai giay phep lai xe"),
        ("dang ky khai sinh", "khai sinh"),
        ("dang ky lai khai sinh", "dang ky lai khai sinh"),
    ],
)
def test_the_core_of_a_name_is_the_thing_it_is_about(name: str, core: str) -> None:
    assert standing.core(name) == core


def test_the_level_that_is_gone_stands_last() -> None:
    def stands(*flags: str) -> int:
        return standing.standing(
            jurisdiction="national", has_code=True, flags=flags, is_published=False
        )

    assert stands() > stands("district_only")

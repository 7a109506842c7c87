"""What people type, and what must come first, over all real procedures there are."""

import time

import pytest

from motcua.reference.finding import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

# A query, and the beginnings (code or words of the name) that may stand first.
MUST = {
    "đăng ký khai sinh": "1.001193",
    "dang ky khai sinh": "1.001193",
    "giay fep lai xe": "3.000348",
    "sổ đỏ": "1.013978",
}
EVERYDAY = MUST | {
    "khai sinh": "1.001193",
    "làm giấy khai sinh": "1.001193",
    "giấy khai sinh cho con": "1.001193",
    "khai sinh có yếu tố nước ngoài": "2.000528",
    "đăng ký lại khai sinh": "1.004884",
    "mất giấy khai sinh": "1.004884",
    "khai tử": "1.000656",
    "giấy chứng tử": "1.000656",
    "giay bao tu": "1.000656",
    "kết hôn với người nước ngoài": "2.000806",
    "giấy xác nhận độc thân": "1.004873",
    "tinh trang hon nhan": "1.004873",
    "hộ khẩu": "1.004222",
    "nhap ho khau": "1.004222",
    "đăng ký thường trú": "1.004222",
    "gia hạn tạm trú": "1.002755",
    "tạm vắng": "1.003677",
    "xác nhận cư trú": "1.010041",
    "căn cước công dân": "1.014061",
    "cccd": "1.014061",
    "can cuoc cho tre em": "1.014062",
    "đổi căn cước": "1.014063",
    "hộ chiếu": "1.001456",
    "lam ho chieu": "1.001456",
    "lý lịch tư pháp": "3.000333",
    "ly lich tu phap": "3.000333",
    "sao y bản chính": "2.000815",
    "cong chung": "2.000815",
    "chứng thực bản sao": "2.000815",
    "chứng thực chữ ký": "2.000884",
    "di chúc": "2.001019",
    "chia thừa kế": "2.001406",
    "so do": "1.013978",
    "làm sổ hồng": "1.013978",
    "cấp đổi sổ đỏ": "1.012783",
    "mat so do": "1.012786",
    "sang tên sổ đỏ": "1.013831",
    "tách thửa": "1.012784",
    "lên thổ cư": "1.013949",
    "chuyển mục đích sử dụng đất": "1.013949",
    "thế chấp sổ đỏ": "1.011441",
    "tranh chấp đất đai": "1.012812",
    "xây nhà": "1.013225",
    "giấy phép xây dựng": "1.013225",
    "xin phep xay nha": "1.013225",
    "gia hạn giấy phép xây dựng": "1.013227",
    "bằng lái": "3.000348",
    "mất bằng lái xe": "3.000348",
    "gplx": "3.000348",
    "cà vẹt xe": "1.013067",
    "sang tên xe máy": "1.013076",
    "mở quán": "1.001612",
    "giấy phép kinh doanh": "1.001612",
    "dang ky ho kinh doanh": "1.001612",
    "đóng cửa hàng": "1.001266",
    "thành lập công ty": "2.001583",
    "an toàn thực phẩm": "2.001827",
    "mã số thuế": "1.008498",
    "bảo hiểm y tế": "1.001939",
    "thai sản": "2.000693",
    "rút bảo hiểm xã hội một lần": "1.001613",
    "tử tuất": "2.000821",
    "giấy phép lao động": "2.000205",
    "trợ cấp xã hội": "1.010380",
    "hộ nghèo": "1.011607",
    "khuyết tật": "1.001699",
    "chuyển trường": "Chuyển trường",
    "thất nghiệp": "trợ cấp thất nghiệp",
    "giấy phép môi trường": "1.010727",
    "nuôi con nuôi": "2.001263",
    # Slips of hand and ear, other keyboards, missing spaces.
    "dangkykhaisinh": "1.001193",
    "khaisinh": "1.001193",
    "đăng ký khái sinh": "1.001193",
    "ddawng kys khai sinh": "1.001193",
    "dki khai sinh": "1.001193",
    "zay fep lai se": "3.000348",
    "giấy phép lái se": "3.000348",
    "jay fep xay zung": "1.013225",
    "ho chieeus": "1.001456",
    "trứng thực bản xao": "2.000815",
    "đăng kí thường chú": "1.004222",
    "giấy phép xây dựn": "1.013225",
    "lí lịch tư pháp": "3.000333",
    # English.
    "birth certificate": "1.001193",
    "driving licence": "3.000348",
    "drivers license": "3.000348",
    "building permit": "1.013225",
    "passport": "1.001456",
    "criminal record": "3.000333",
    "work permit": "2.000205",
    "certified copy": "2.000815",
    "land use right certificate": "1.013978",
    "death registration": "1.000656",
    "birth certificte": "1.001193",
}


def comes_first(query: str, wanted: str) -> bool:
    found = queries.search(query)
    first = found.hits[0] if found.hits else None
    return first is not None and (first.code == wanted or wanted in first.name_vi)


class TestEverydayWords:
    @pytest.mark.parametrize(("query", "wanted"), MUST.items())
    def test_the_named_ones_come_first(self, query: str, wanted: str) -> None:
        assert comes_first(query, wanted)

    def test_ninety_five_in_a_hundred_come_first(self) -> None:
        missed = [query for query, wanted in EVERYDAY.items() if not comes_first(query, wanted)]

        assert len(EVERYDAY) >= 60
        assert len(missed) <= 0.05 * len(EVERYDAY), missed

    def test_a_search_asks_the_database_at_most_three_times(
        self, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        queries.search("khai sinh")
        for query in EVERYDAY:
            with django_assert_max_num_queries(3):  # type: ignore[operator]
                queries.search(query)

    def test_it_says_what_it_took_the_query_for(self) -> None:
        found = queries.search("giay fep lai xe")

        assert found.corrected
        assert found.understood_as == "giấy phép lái xe"
        assert not queries.search("giấy phép lái xe").corrected
        assert not queries.search("giay phep lai xe").corrected

    def test_the_common_case_stands_before_its_variants(self) -> None:
        codes = [hit.code for hit in queries.search("đăng ký khai sinh").hits]

        assert codes[0] == "1.001193"
        assert {"2.000528", "1.003583", "1.004772"} <= set(codes)

    def test_a_code_finds_its_procedure_with_or_without_the_agencys_suffix(self) -> None:
        assert queries.search("1.001193").hits[0].code == "1.001193"
        assert queries.search("2.000205.000.00.00.H17").hits[0].code == "2.000205"
        assert queries.search("9.999999").total == 0

    def test_it_is_quick(self) -> None:
        queries.search("khai sinh")
        times = []
        for query in EVERYDAY:
            start = time.perf_counter()
            queries.search(query)
            times.append(time.perf_counter() - start)

        assert sorted(times)[int(len(times) * 0.95)] < 0.05

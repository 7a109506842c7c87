"""Papers as people get them: read back by other programs, never by ours."""

import io
import subprocess
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from motcua.capabilities.documents import phrasing, render
from motcua.capabilities.documents.tests.papers import PAPERS

NOON = datetime(2026, 11, 16, 5, tzinfo=UTC)
ADDRESS = "https://motcua.example.vn/h/AbCdEfGhIjKlMnOpQrStUv"


def printed(code: str, *, is_simulated: bool = False, qr: str = "", **changed: Any) -> bytes:
    data = {**PAPERS[code], **changed}
    return render.pdf(code, data, at=NOON, is_simulated=is_simulated, qr=qr)


def words_of(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True)
    return " ".join(done.stdout.decode().split())


def picture_of(content: bytes) -> Image.Image:
    done = subprocess.run(["pdftoppm", "-r", "100", "-png"], input=content, capture_output=True)
    return Image.open(io.BytesIO(done.stdout))


def texts_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [" ".join(str(value).split())]


@pytest.mark.parametrize("code", PAPERS)
class TestEveryPaper:
    def test_shows_each_field_it_was_given(self, code: str) -> None:
        words = words_of(printed(code)).casefold()

        # Columns share lines, so a long text is found by its words.
        for text in texts_in(PAPERS[code]):
            for word in text.casefold().split():
                assert word in words, text

    def test_says_that_it_is_for_archives_and_in_vietnamese(self, code: str) -> None:
        with pikepdf.open(io.BytesIO(printed(code))) as opened:
            with opened.open_metadata() as metadata:
                assert metadata["pdfaid:part"] == "2"
                assert metadata["pdfaid:conformance"] == "A"
            assert str(opened.Root.Lang).startswith("vi")
            assert opened.Root.MarkInfo.Marked

    def test_carries_its_fonts(self, code: str) -> None:
        done = subprocess.run(["pdffonts", "-"], input=printed(code), capture_output=True)
        rows = done.stdout.decode().splitlines()[2:]

        assert rows
        assert all("BeVietnamPro" in row and " yes yes yes " in row for row in rows)

    def test_has_a_code_that_a_phone_reads(self, code: str) -> None:
        found = zxingcpp.read_barcodes(picture_of(printed(code, qr=ADDRESS)))

        assert [code.text for code in found] == [ADDRESS]

    def test_says_on_its_face_that_it_is_a_simulation(self, code: str) -> None:
        assert "MÔ PHỎNG" in words_of(printed(code, is_simulated=True))
        assert "MÔ PHỎNG" not in words_of(printed(code))

    def test_is_the_same_bytes_again(self, code: str) -> None:
        assert printed(code, qr=ADDRESS) == printed(code, qr=ADDRESS)

    def test_is_black_on_white(self, code: str) -> None:
        pixels = picture_of(printed(code, is_simulated=True, qr=ADDRESS)).convert("RGB")

        assert all(max(c) - min(c) < 12 for _, c in pixels.getcolors(2**24) or [])  # type: ignore[arg-type]

    def test_fits_one_page(self, code: str) -> None:
        with pikepdf.open(io.BytesIO(printed(code, is_simulated=True, qr=ADDRESS))) as opened:
            assert len(opened.pages) == 1

    def test_says_what_it_is_and_by_which_law(self, code: str) -> None:
        described = render.description(code)

        assert described["name_vi"]
        assert described["basis"]


class TestTextOfPeople:
    @pytest.mark.parametrize(
        "text",
        [
            '#set page(paper: "a0")',
            '#read("/etc/passwd")',
            "*đậm* _nghiêng_ `mã` $x^2$ @nhãn <nhãn>",
            '"}] // \\ ',
            "#sys.inputs",
        ],
    )
    def test_is_printed_and_never_obeyed(self, text: str) -> None:
        words = words_of(printed("slip-01", applicant_name=text))

        assert " ".join(text.split()) in words

    def test_in_other_scripts_is_printed_where_a_font_has_it(self) -> None:
        words = words_of(printed("slip-01", applicant_name="Žižek Ελένη Жуков 中文 😀"))

        assert "Žižek Ελένη Жуков ?? ?" in words

    def test_is_composed_and_freed_of_what_nobody_sees(self) -> None:
        words = words_of(printed("slip-01", applicant_name="Nguye\u0302\u0303n\u202e\x07 Vũ"))

        assert "Nguyễn Vũ" in words

    def test_of_any_allowed_length_takes_bounded_time(self) -> None:
        items = [f"{number} " + "Bản vẽ mặt cắt " * 30 for number in range(200)]
        began = time.monotonic()

        content = printed("slip-02", items=items)

        assert time.monotonic() - began < 5
        with pikepdf.open(io.BytesIO(content)) as opened:
            assert len(opened.pages) > 10


class TestDataThatDoNotFit:
    def test_lack_a_field(self) -> None:
        with pytest.raises(render.Unfit, match="due"):
            printed("slip-01", due="")

    def test_hold_an_unknown_field(self) -> None:
        with pytest.raises(render.Unfit, match="colour"):
            printed("slip-03", colour="red")

    def test_lack_a_field_of_a_row(self) -> None:
        with pytest.raises(render.Unfit, match=r"components\[0\]\.name"):
            printed("slip-01", components=[{"form": "Bản sao"}])

    def test_are_too_long(self) -> None:
        with pytest.raises(render.Unfit):
            printed("slip-03", reason="x" * 5000)
        with pytest.raises(render.Unfit):
            printed("slip-02", items=["x"] * 201)


class TestPhrases:
    def test_days_and_moments_are_written_as_papers_write_them(self) -> None:
        assert phrasing.dated(date(2026, 1, 5)) == "ngày 05 tháng 01 năm 2026"
        assert phrasing.dated(date(2026, 11, 16)) == "ngày 16 tháng 11 năm 2026"
        assert phrasing.moment(NOON) == "12 giờ 00 phút, ngày 16/11/2026"
        late = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
        assert phrasing.appointment(late) == "trước 0 giờ 30 phút, thứ Tư 02/12/2026"


def test_every_template_has_a_sample() -> None:
    assert set(render.codes()) == set(PAPERS)
    assert all((Path(render.TEMPLATES) / f"{code}.typ").exists() for code in PAPERS)

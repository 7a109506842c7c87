"""Files of strangers: the honest ones pass quickly, each bomb is refused in plain words."""

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.capabilities.documents import inspection
from motcua.capabilities.documents.parser import confinement
from motcua.capabilities.documents.tests import bombs
from motcua.spine.errors import Refusal

NOTHING = b""
WHOLE = {
    "pdf": bombs.pdf(bombs.flate(b"BT ET " * 50), b"/Filter/FlateDecode", pages=2),
    "jpeg": bombs.photo(size=(120, 90)),
    "png": bombs.photo("PNG", size=(120, 90)),
}
MEMORY_MB_MAX = confinement.MEMORY_BYTES_MAX / 2**20

# Damaged stands by some true bombs: the library met its memory limit and saw only that it met one.
BOMBS: dict[str, tuple[type[Refusal], Callable[[], bytes]]] = {
    "pdf: 1 GB packed twice": (
        inspection.TooHeavy,
        lambda: bombs.pdf(bombs.zeros_flate(bombs.GB, times=2), bombs.TWICE),
    ),
    "pdf: 1 GB packed three times": (
        inspection.TooHeavy,
        lambda: bombs.pdf(
            bombs.zeros_flate(bombs.GB, times=3), b"/Filter[/FlateDecode/FlateDecode/FlateDecode]"
        ),
    ),
    "pdf: 1 GB packed once": (
        inspection.TooHeavy,
        lambda: bombs.pdf(bombs.zeros_flate(bombs.GB), b"/Filter/FlateDecode"),
    ),
    "pdf: 1 GB under short names": (
        inspection.TooHeavy,
        lambda: bombs.pdf(bombs.zeros_flate(bombs.GB, times=2), b"/Filter[/Fl/Fl]"),
    ),
    "pdf: 1 GB as a picture": (
        inspection.TooHeavy,
        lambda: bombs.pdf(
            bombs.zeros_flate(bombs.GB, times=2), b"/Subtype/Image/Filter[/FlateDecode/FlateDecode]"
        ),
    ),
    "pdf: bomb in hexadecimal": (
        inspection.TooHeavy,
        lambda: bombs.pdf(
            bombs.zeros_flate(bombs.GB, times=2).hex().encode() + b">",
            b"/Filter[/ASCIIHexDecode/FlateDecode/FlateDecode]",
        ),
    ),
    "pdf: bomb of runs": (
        inspection.Damaged,
        lambda: bombs.pdf(
            bombs.flate(b"\x81a" * 4 * bombs.MB + b"\x80"), b"/Filter[/FlateDecode/RunLengthDecode]"
        ),
    ),
    "pdf: bomb in its object stream": (
        inspection.Damaged,
        lambda: bombs.pdf_of_today(things_unpack_to=bombs.GB),
    ),
    "pdf: bomb as its table": (
        inspection.Damaged,
        lambda: bombs.pdf_of_today(things_unpack_to=0, table_unpacks_to=bombs.GB),
    ),
    "pdf: 3,000 pages": (inspection.TooHeavy, lambda: bombs.pdf(b"BT ET", pages=3000)),
    "pdf: 400,000 things": (inspection.TooHeavy, lambda: bombs.pdf_of_many_objects(400_000)),
    "pdf: locked to read": (inspection.Encrypted, lambda: bombs.locked_pdf(user="bimat")),
    "pdf: locked to change": (inspection.Encrypted, lambda: bombs.locked_pdf(user="")),
    "pdf: half of it": (inspection.Damaged, lambda: bombs.half_of(bombs.pdf(b"x" * 5000))),
    "pdf: its end is missing": (inspection.Damaged, lambda: bombs.pdf(b"BT ET")[:-60]),
    "pdf: only a beginning": (inspection.Damaged, lambda: b"%PDF-1.7\n"),
    "pdf: no page": (inspection.Damaged, lambda: bombs.pdf(pages=0)),
    "pdf: pages that hold themselves": (inspection.Damaged, bombs.pdf_with_looping_pages),
    "pdf: brackets without end": (inspection.Damaged, lambda: bombs.assembled([b"[" * 200_000])),
    "pdf: a length that refers to itself": (
        inspection.Damaged,
        lambda: bombs.assembled(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Length 2 0 R>>stream\nx\nendstream"]
        ),
    ),
    "pdf: an archive behind it": (
        inspection.TwoInOne,
        lambda: bombs.pdf(b"BT ET") + bombs.archive(),
    ),
    "pdf: a web page in its head": (
        inspection.TwoInOne,
        lambda: bombs.pdf(b"BT ET", head_of_file=b"<script>alert(1)</script>\n"),
    ),
    "pdf: a program before it": (
        inspection.WrongKind,
        lambda: b"MZ" + bytes(100) + bombs.pdf(b"BT ET"),
    ),
    "png: 400 million pixels": (
        inspection.TooHeavy,
        lambda: bombs.png(20_000, 20_000, bombs.zeros_flate(50 * bombs.MB)),
    ),
    "png: 2 billion wide": (
        inspection.TooHeavy,
        lambda: bombs.png(2**31 - 1, 1, bombs.zeros_flate(bombs.MB)),
    ),
    "png: 1 GB behind one pixel": (
        inspection.TooHeavy,
        lambda: bombs.png(1, 1, bombs.zeros_flate(bombs.GB)),
    ),
    "png: 1 GB as a remark": (
        inspection.Damaged,
        lambda: bombs.png(
            1, 1, bombs.flate(b"\0\0"), bombs.chunk(b"zTXt", b"a\0\0" + bombs.zeros_flate(bombs.GB))
        ),
    ),
    "png: half of it": (inspection.Damaged, lambda: bombs.photo("PNG")[:5000]),
    "png: a piece that was changed": (
        inspection.Damaged,
        lambda: bombs.photo("PNG")[:-30] + b"x" + bombs.photo("PNG")[-29:],
    ),
    "png: an archive behind it": (
        inspection.TwoInOne,
        lambda: bombs.photo("PNG") + bombs.archive(),
    ),
    "png: an archive behind it that lies about its length": (
        inspection.TwoInOne,
        lambda: bombs.photo("PNG") + bombs.archive_at(len(bombs.photo("PNG")), length=7),
    ),
    "png: an archive behind it that says it is large": (
        inspection.TwoInOne,
        lambda: bombs.photo("PNG") + bombs.archive(is_large=True),
    ),
    "png: a PDF behind it": (inspection.TwoInOne, lambda: bombs.photo("PNG") + bombs.pdf(b"BT ET")),
    "jpeg: half of it": (inspection.Damaged, lambda: bombs.half_of(bombs.photo())),
    "jpeg: lies about its size": (inspection.TooHeavy, bombs.jpeg_that_lies_about_its_size),
    "jpeg: the same scan 300 times": (inspection.Damaged, bombs.jpeg_of_many_scans),
    "jpeg: an archive behind it": (inspection.TwoInOne, lambda: bombs.photo() + bombs.archive()),
    "jpeg: a PDF behind it": (inspection.TwoInOne, lambda: bombs.photo() + bombs.pdf(b"BT ET")),
    "nothing": (inspection.Empty, lambda: NOTHING),
    "50 MB and one byte": (inspection.TooLarge, lambda: b"%PDF-1.7" + bytes(50 * bombs.MB - 7)),
    "an archive that grows": (inspection.OfficeFile, lambda: bombs.archive(100 * bombs.MB)),
    "a phone's HEIC": (inspection.PhonePhoto, lambda: b"\0\0\0\x18ftypheic" + bytes(100)),
    "a program": (inspection.WrongKind, lambda: b"\x7fELF\x02\x01\x01" + bytes(1000)),
    "a drawing with a script": (
        inspection.WrongKind,
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    ),
    "a billion laughs": (inspection.WrongKind, bombs.billion_laughs),
    "a GIF": (inspection.WrongKind, lambda: b"GIF89a" + bytes(100)),
}


def look(content: bytes) -> inspection.Finding:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return inspection.inspect(file)


class Watch:
    """Looks at the parser's children every few milliseconds: what they take at most."""

    def __init__(self) -> None:
        self.most_mb = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.005):
            for parser in parsers_of(os.getpid()):
                for child in (parser, *children_of(parser)):
                    self.most_mb = max(self.most_mb, resident_mb(child))


def children_of(process: int) -> list[int]:
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return [int(number) for number in listed]
    except OSError:
        return []


def parsers_of(process: int) -> list[int]:
    threads = [int(place.name) for place in Path(f"/proc/{process}/task").iterdir()]
    found = []
    for thread in threads:
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{process}/task/{thread}/children").read_text().split()
            found += [int(x) for x in children if b"documents.parser" in command_of(int(x))]
    return found


def command_of(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def resident_mb(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class TestABomb:
    @pytest.mark.parametrize("name", BOMBS)
    def test_is_refused_in_time_and_within_its_memory(self, name: str) -> None:
        refusal, make = BOMBS[name]
        content = make()
        own_before_mb = resident_mb(os.getpid())
        began = time.monotonic()

        with Watch() as watch, pytest.raises(Refusal) as refused:
            look(content)

        assert type(refused.value) is refusal
        assert time.monotonic() - began < 20
        assert watch.most_mb <= MEMORY_MB_MAX
        assert resident_mb(os.getpid()) - own_before_mb < 5

    def test_of_1_gb_is_sent_in_a_few_kilobytes(self) -> None:
        packed = bombs.zeros_flate(bombs.GB, times=3)

        assert len(packed) < 2500

    def test_does_not_stop_the_next_file(self) -> None:
        with pytest.raises(inspection.Damaged):
            look(BOMBS["pdf: bomb in its object stream"][1]())

        assert look(bombs.pdf(b"BT ET")).pages == 1

    @pytest.mark.parametrize("name", BOMBS)
    def test_is_refused_with_words_in_both_languages(self, name: str) -> None:
        refusal = BOMBS[name][0]()

        assert refusal.sentence("vi") != refusal.sentence("en")
        assert refusal.http_status in (413, 415, 422)


class TestAnHonestFile:
    @pytest.mark.parametrize(
        ("make", "media_type", "pages"),
        [
            (lambda: bombs.pdf(b"BT ET"), "application/pdf", 1),
            (
                lambda: bombs.pdf(bombs.flate(b"q Q " * 100_000), b"/Filter/FlateDecode", pages=12),
                "application/pdf",
                12,
            ),
            (lambda: bombs.pdf_of_today(things_unpack_to=bombs.MB), "application/pdf", 1),
            (
                lambda: bombs.pdf(bombs.photo(), b"/Subtype/Image/Filter/DCTDecode"),
                "application/pdf",
                1,
            ),
            (
                lambda: bombs.pdf(bombs.zeros_flate(200 * bombs.MB), b"/Filter/FlateDecode"),
                "application/pdf",
                1,
            ),
            (lambda: bombs.photo(size=(4000, 3000)), "image/jpeg", 1),
            (lambda: bombs.photo(size=(12_000, 9_000), quality=30), "image/jpeg", 1),
            (lambda: bombs.photo(size=(8_000, 6_000), progressive=True), "image/jpeg", 1),
            (lambda: bombs.photo() + b"\0\0\0\x18ftypmp42" + bytes(5000), "image/jpeg", 1),
            (lambda: bombs.photo("PNG", size=(2400, 1080)), "image/png", 1),
            (lambda: bombs.png(9_000, 9_000, bombs.zeros_flate(11 * bombs.MB)), "image/png", 1),
            # By chance, or a paper about archives: it ends as one and holds none.
            (lambda: bombs.photo() + b"PK\x05\x06" + b"\x2a" * 16 + b"\0\0", "image/jpeg", 1),
            (lambda: bombs.photo() + b"PK\x05\x06" + bytes(18), "image/jpeg", 1),
        ],
    )
    def test_is_known_by_its_content(
        self, make: Callable[[], bytes], media_type: str, pages: int
    ) -> None:
        assert look(make()) == inspection.Finding(media_type=media_type, pages=pages)

    def test_costs_little_when_the_parser_is_warm(self) -> None:
        content = bombs.pdf(bombs.flate(b"q Q " * 1000), b"/Filter/FlateDecode", pages=5)
        look(content)
        began = time.monotonic()

        for _ in range(20):
            look(content)

        assert (time.monotonic() - began) / 20 < 0.5


class TestAnyFile:
    @given(
        st.sampled_from(["pdf", "jpeg", "png"]),
        st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12),
        st.integers(0, 10**6),
    )
    @hypothesis.settings(max_examples=60)
    def test_however_damaged_is_known_or_refused(
        self, kind: str, changes: list[tuple[int, int]], cut: int
    ) -> None:
        content = bytearray(WHOLE[kind])
        for at, value in changes:
            content[at % len(content)] = value
        if cut % 3 == 0:
            del content[cut % len(content) :]

        with contextlib.suppress(Refusal):
            assert look(bytes(content)).pages >= 1


class TestTheParser:
    def test_starts_again_when_it_was_killed(self) -> None:
        look(bombs.pdf(b"BT ET"))
        for parser in parsers_of(os.getpid()):
            os.kill(parser, signal.SIGKILL)

        assert look(bombs.pdf(b"BT ET")).pages == 1

    @pytest.mark.skipif(
        subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode != 0,
        reason="this system lets nobody leave the network",
    )
    def test_has_no_network(self) -> None:
        look(bombs.pdf(b"BT ET"))

        for parser in parsers_of(os.getpid()):
            interfaces = Path(f"/proc/{parser}/net/dev").read_text().splitlines()[2:]
            assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]

    def test_serves_many_at_once(self) -> None:
        pages: list[int] = []
        content = bombs.pdf(b"BT ET", pages=3)
        threads = [
            threading.Thread(target=lambda: pages.append(look(content).pages)) for _ in range(12)
        ]

        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert pages == [3] * 12

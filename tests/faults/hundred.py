"""More than a hundred files made to harm, each made when it is sent: family by family."""

from collections.abc import Callable, Iterator
from functools import partial

from motcua.capabilities.documents.tests import bombs

Make = Callable[[], bytes]
_MB, _GB = bombs.MB, bombs.GB
_SIZES = (300 * _MB, 600 * _MB, _GB, 2 * _GB)
# How the packed stream is announced; {} stands for one filter each time it is packed.
_PACKED = {
    "content": ("/Filter[{}]", "/FlateDecode"),
    "content under short names": ("/Filter[{}]", "/Fl"),
    "a picture": ("/Subtype/Image/Filter[{}]", "/FlateDecode"),
    "a fax": ("/Filter[{}/CCITTFaxDecode]", "/FlateDecode"),
}
_WRONG = {
    "a program of Linux": b"\x7fELF\x02\x01\x01", "a program of Windows": b"MZ\x90\x00",
    "a GIF": b"GIF89a", "a BMP": b"BM", "a TIFF": b"II*\x00", "a WebP": b"RIFF\x00\x00\x00\x00WEBP",
    "a RAR": b"Rar!\x1a\x07\x00", "a 7z": b"7z\xbc\xaf\x27\x1c", "a gzip": b"\x1f\x8b\x08\x00",
    "a video": b"\x00\x00\x00\x18ftypmp42", "a phone's HEIC": b"\x00\x00\x00\x18ftypheic",
    "a Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an RTF": b"{\\rtf1",
    "PostScript": b"%!PS-",
    "a script": b"#!/bin/sh\n", "a page of the web": b"<!doctype html><script>",
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg'>", "XML": b"<?xml version='1.0'?>",
    "SQLite": b"SQLite format 3\x00", "Java": b"\xca\xfe\xba\xbe",
}  # fmt: skip


def every() -> Iterator[tuple[str, Make]]:
    """Give the name of each file and how it is made."""
    yield from _packed_pdfs()
    yield from _shapes_of_pdf()
    yield from _pictures()
    yield from _halves()
    yield from _two_in_one()
    for name, beginning in _WRONG.items():
        yield name, partial(bytes.__add__, beginning, bytes(2000))
    yield "an archive that grows", partial(bombs.archive, 100 * _MB)
    yield "a billion laughs", bombs.billion_laughs
    yield "nothing", bytes


def gigabyte() -> bytes:
    """Return the bomb the control opens without limits."""
    return _packed(_GB, 1, *_PACKED["content"])


def _packed(length: int, times: int, head: str, filter_name: str) -> bytes:
    announced = head.format(filter_name * times).encode()
    return bombs.pdf(bombs.zeros_flate(length, times=times), announced)


def _packed_pdfs() -> Iterator[tuple[str, Make]]:
    for length in _SIZES:
        said = f"{length // _MB} MB"
        for times in (1, 2, 3):
            for name, (head, filter_name) in _PACKED.items():
                make = partial(_packed, length, times, head, filter_name)
                yield f"pdf: {said} packed {times} times as {name}", make
        yield f"pdf: {said} of things", partial(bombs.pdf_of_today, things_unpack_to=length)
        table = partial(bombs.pdf_of_today, things_unpack_to=0, table_unpacks_to=length)
        yield f"pdf: a table of {said}", table


def _shapes_of_pdf() -> Iterator[tuple[str, Make]]:
    for pages in (2001, 5000):
        yield f"pdf: {pages} pages", partial(bombs.pdf, b"BT ET", pages=pages)
    for things in (300_001, 600_000):
        yield f"pdf: {things} things", partial(bombs.pdf_of_many_objects, things)
    for sign in (b"[", b"<<", b"(", b"<</A "):
        yield f"pdf: {sign.decode()} without end", partial(bombs.assembled, [sign * 200_000])
    yield "pdf: pages that hold themselves", bombs.pdf_with_looping_pages
    yield "pdf: a table before itself", _looping_table
    yield "pdf: no page", partial(bombs.pdf, pages=0)
    yield "pdf: locked to read", partial(bombs.locked_pdf, user="bimat")
    yield "pdf: locked to change", partial(bombs.locked_pdf, user="")
    runs = bombs.flate(b"\x81a" * 4 * _MB + b"\x80")
    yield "pdf: runs", partial(bombs.pdf, runs, b"/Filter[/FlateDecode/RunLengthDecode]")


def _looping_table() -> bytes:
    content = bombs.pdf()
    place = content[content.rindex(b"startxref\n") + 10 :].split(b"\n", 1)[0]
    return content.replace(b"/Root 1 0 R", b"/Root 9 0 R /Prev " + place)


def _pictures() -> Iterator[tuple[str, Make]]:
    pixels = bombs.zeros_flate(50 * _MB)
    for width, height in ((12_001, 10_000), (20_000, 20_000), (65_535, 65_535), (2**31 - 1, 1)):
        yield f"png: {width} x {height}", partial(bombs.png, width, height, pixels)
    for length in (300 * _MB, _GB, 2 * _GB):
        yield f"png: {length // _MB} MB behind one pixel", partial(_behind_a_pixel, length)
        yield f"png: a remark of {length // _MB} MB", partial(_remark, length)
    yield "jpeg: lies about its size", bombs.jpeg_that_lies_about_its_size
    yield "jpeg: the same scan 300 times", bombs.jpeg_of_many_scans


def _behind_a_pixel(length: int) -> bytes:
    return bombs.png(1, 1, bombs.zeros_flate(length))


def _remark(length: int) -> bytes:
    said = bombs.chunk(b"zTXt", b"a\0\0" + bombs.zeros_flate(length))
    return bombs.png(1, 1, bombs.flate(b"\0\0"), said)


def _whole() -> dict[str, bytes]:
    return {"pdf": bombs.pdf(b"x" * 5000), "jpeg": bombs.photo(), "png": bombs.photo("PNG")}


def _halves() -> Iterator[tuple[str, Make]]:
    for name, content in _whole().items():
        for tenths in range(1, 10):
            part = content[: len(content) * tenths // 10]
            yield f"{name}: {tenths} tenths of it", partial(bytes, part)


def _two_in_one() -> Iterator[tuple[str, Make]]:
    for name, content in _whole().items():
        yield f"{name}: an archive behind it", partial(bytes, content + bombs.archive())
        yield f"{name}: a program before it", partial(bytes, b"MZ" + bytes(90) + content)
        if name != "pdf":
            yield f"{name}: a PDF behind it", partial(bytes, content + bombs.pdf(b"BT ET"))
    page = b"<script>alert(1)</script>\n"
    yield "pdf: a page in its head", partial(bombs.pdf, b"BT ET", head_of_file=page)


def honest() -> Iterator[tuple[str, bytes]]:
    """Give files that must pass among the others."""
    yield "an honest PDF", bombs.pdf(b"BT ET", pages=3)
    yield "an honest photo", bombs.photo(size=(2000, 1500))
    yield "an honest picture", bombs.photo("PNG", size=(800, 600))

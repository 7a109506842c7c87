"""Files made to harm: small to send, terrible to open. Made here: none lies in the repository."""

import functools
import io
import random
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

MB = 1_000_000
GB = 1000 * MB
ADLER_PRIME = 65_521
TWICE = b"/Filter[/FlateDecode/FlateDecode]"


def flate(content: bytes) -> bytes:
    return zlib.compress(content, 9)


@functools.cache
def zeros_flate(length: int, *, times: int = 1, after: bytes = b"") -> bytes:
    """Pack a long run of zeros, then the pack again, without ever holding the run.

    The run is one packed piece again and again, and its checksum is arithmetic: packing a whole
    gigabyte would take longer than refusing it.
    """
    pieces = length // MB
    low, high = zlib.adler32(after) & 0xFFFF, zlib.adler32(after) >> 16
    high = (high + pieces * MB * low) % ADLER_PRIME
    packed = b"\x78\xda" + _piece(after) + _piece(bytes(MB)) * pieces + b"\x03\x00"
    packed += struct.pack(">HH", high, low)
    for _ in range(times - 1):
        packed = flate(packed)
    return packed


def _piece(content: bytes) -> bytes:
    """Pack one piece of a stream, so that it can stand anywhere in it."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


def pdf(
    stream: bytes = b"", head: bytes = b"", *, pages: int = 1, head_of_file: bytes = b""
) -> bytes:
    """Write a plain PDF of empty pages by hand, with one stream as the first page's content."""
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(pages))
    things = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        b"<</Length %d%s>>stream\n" % (len(stream), head) + stream + b"\nendstream",
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents 3 0 R/Resources<<>>>>"
    return assembled([*things, *[page] * pages], head_of_file=head_of_file)


def assembled(things: list[bytes], *, head_of_file: bytes = b"", trailer: bytes = b"") -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n" + head_of_file)
    places = []
    for number, thing in enumerate(things, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, thing))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(things) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer<</Size %d/Root 1 0 R%s>>\n" % (len(things) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def half_of(content: bytes) -> bytes:
    return content[: len(content) // 2]


def locked_pdf(*, user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(b"BT ET"))) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="chu", user=user))
    return out.getvalue()


def pdf_of_today(*, things_unpack_to: int, table_unpacks_to: int = 0) -> bytes:
    """A PDF whose things and table lie packed in streams: nothing wrong with it but its size."""
    things = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    places = [sum(map(len, things[:number])) for number in range(3)]
    index = b" ".join(b"%d %d" % (number + 1, place) for number, place in enumerate(places)) + b" "
    packed = zeros_flate(things_unpack_to, times=2, after=index + b"".join(things))
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    at_things = out.tell()
    head = b"<</Type/ObjStm/N 3/First %d/Filter[/FlateDecode/FlateDecode]/Length %d>>"
    out.write(b"4 0 obj\n" + head % (len(index), len(packed)) + b"stream\n" + packed)
    out.write(b"\nendstream\nendobj\n")
    at_table = out.tell()
    rows = [(0, 0, 255), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, at_things, 0), (1, at_table, 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    packed = zeros_flate(table_unpacks_to, times=2, after=table)
    head = b"<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Filter[/FlateDecode/FlateDecode]/Length %d>>"
    out.write(b"5 0 obj\n" + head % len(packed) + b"stream\n" + packed + b"\nendstream\nendobj\n")
    out.write(b"startxref\n%d\n%%%%EOF\n" % at_table)
    return out.getvalue()


def pdf_with_looping_pages() -> bytes:
    return assembled(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]
    )


def pdf_of_many_objects(count: int) -> bytes:
    things = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    things.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
    return assembled(things + [b"0"] * count)


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(width: int, height: int, packed: bytes, *extra: bytes, depth: int = 1) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    pieces = [chunk(b"IHDR", head), *extra, chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


def photo(kind: str = "JPEG", size: tuple[int, int] = (1200, 900), **options: object) -> bytes:
    chance = random.Random(7)
    small = Image.frombytes("RGB", (60, 45), chance.randbytes(60 * 45 * 3))
    out = io.BytesIO()
    small.resize(size).save(out, format=kind, **options)
    return out.getvalue()


def jpeg_that_lies_about_its_size() -> bytes:
    content = photo()
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + b"\xff\xff\xff\xff" + content[at + 4 :]


def jpeg_of_many_scans() -> bytes:
    """A progressive picture, 108 Mpx, whose last scan comes again and again."""
    content = photo(size=(12_000, 9_000), quality=1, progressive=True)
    last = content.rindex(b"\xff\xda")
    scan = content[last:-2]
    return content[:-2] + scan * 300 + b"\xff\xd9"


def archive(length: int = 1000, *, is_large: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../etc/cron.d/x", bytes(length))
    made = out.getvalue()
    if not is_large:
        return made
    # As of 4 GB on: a locator before the end, and an end that says nothing itself.
    end = made.rindex(b"PK\x05\x06")
    return made[:end] + b"PK\x06\x07" + bytes(16) + b"PK\x05\x06" + b"\xff" * 16 + b"\0\0"


def archive_at(place: int, *, length: int) -> bytes:
    """Make one that says where in the whole file its directory is, and a wrong length of it."""
    made = archive()
    end = made.rindex(b"PK\x05\x06")
    where = struct.pack("<II", length, place + made.index(b"PK\x01\x02"))
    return made[: end + 12] + where + made[end + 20 :]


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x>&e9;</x>'.encode()

"""What is in a PDF: its pages, and whether anything in it is made to harm who opens it."""

import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf

PAGES_MAX = 2000
OBJECTS_MAX = 300_000
# A colour page of A3 at 600 dots an inch is 209 MB when unpacked.
STREAM_BYTES_MAX = 256 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
_LIBRARY_ERRORS = (pikepdf.PdfError, pikepdf.DataDecodingError, RuntimeError)
_FLATE = ("/FlateDecode", "/Fl")
# Pictures, which readers unpack line by line, and only when they show them.
_LEFT_PACKED = ("/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode")


def read(file: BinaryIO) -> dict[str, Any]:
    """Return {"verdict": "ok", "pages": n}, or a verdict that refuses."""
    try:
        with pikepdf.open(file, attempt_recovery=False, suppress_warnings=True) as opened:
            return _look_through(opened)
    except pikepdf.PasswordError:
        return {"verdict": "encrypted"}
    except (MemoryError, RecursionError):
        return {"verdict": "too_heavy"}
    except (*_LIBRARY_ERRORS, zlib.error, ValueError, TypeError, LookupError, AttributeError) as no:
        # The library passes on what C++ says when the memory limit is reached.
        return {"verdict": "too_heavy" if "bad_alloc" in str(no) else "damaged"}


def _look_through(opened: pikepdf.Pdf) -> dict[str, Any]:
    if opened.is_encrypted:
        return {"verdict": "encrypted"}
    pages = len(opened.pages)
    if pages == 0:
        return {"verdict": "damaged"}
    if pages > PAGES_MAX or len(opened.objects) > OBJECTS_MAX:
        return {"verdict": "too_heavy"}
    for thing in opened.objects:
        if isinstance(thing, pikepdf.Stream) and not _unpacks_within_bounds(thing):
            return {"verdict": "too_heavy"}
    return {"verdict": "ok", "pages": pages}


def _unpacks_within_bounds(stream: pikepdf.Stream) -> bool:
    filters = [str(name) for name in _listed(stream.get("/Filter"))]
    is_picture = bool(filters) and filters[-1] in _LEFT_PACKED
    filters = filters[:-1] if is_picture else filters
    if any(name not in _FLATE for name in filters):
        # Rare packings are unpacked by the library; the memory limit is their bound.
        return is_picture or len(stream.get_stream_buffer()) <= STREAM_BYTES_MAX
    chunks: Iterator[bytes] = iter([stream.read_raw_bytes()])
    for _ in filters:
        chunks = _inflated(chunks)
    return not _is_longer(chunks, STREAM_BYTES_MAX)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack bit by bit: what comes out is counted and dropped, never kept."""
    unpacker = zlib.decompressobj()
    for chunk in chunks:
        while chunk and not unpacker.eof:
            yield unpacker.decompress(chunk, _CHUNK_BYTES)
            chunk = unpacker.unconsumed_tail


def _is_longer(chunks: Iterator[bytes], most: int) -> bool:
    length = 0
    for chunk in chunks:
        length += len(chunk)
        if length > most:
            return True
    return False

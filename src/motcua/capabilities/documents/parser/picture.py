"""What is in a picture: that it is whole, and not larger than anything a camera makes."""

import zlib
from typing import Any, BinaryIO

from PIL import Image, ImageFile

PIXELS_MAX = 120_000_000
_CHUNK_BYTES = 1024 * 1024
_MODE_BYTES_A_PIXEL_MAX = 8  # Four channels of 16 bits.


def load_libraries() -> None:
    """Load what reading needs, before the process loses sight of the disk."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def read(file: BinaryIO) -> dict[str, Any]:
    """Return {"verdict": "ok", "pages": 1}, or a verdict that refuses."""
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                return {"verdict": "too_heavy"}
            if picture.format == "JPEG":
                picture.draft("L", (1, 1))  # An eighth of each side: all is read, little is kept.
                picture.load()
            else:
                picture.verify()
                return _png_holds_its_pixels(file, picture.width * picture.height)
    except (MemoryError, Image.DecompressionBombError):
        return {"verdict": "too_heavy"}
    except (OSError, SyntaxError, ValueError, zlib.error, EOFError, TypeError, KeyError):
        return {"verdict": "damaged"}
    return {"verdict": "ok", "pages": 1}


def _png_holds_its_pixels(file: BinaryIO, pixels: int) -> dict[str, Any]:
    """Unpack the pixels and drop them: none may be missing, and nothing else may be hidden."""
    unpacker, length, most = zlib.decompressobj(), 0, pixels * _MODE_BYTES_A_PIXEL_MAX * 2
    file.seek(8)
    while len(head := file.read(8)) == 8 and head[4:] != b"IEND":
        content = file.read(int.from_bytes(head[:4], "big"))
        file.seek(4, 1)
        while head[4:] == b"IDAT" and content and not unpacker.eof:
            length += len(unpacker.decompress(content, _CHUNK_BYTES))
            content = unpacker.unconsumed_tail
            if length > most + _CHUNK_BYTES:
                return {"verdict": "too_heavy"}
    return {"verdict": "ok", "pages": 1} if unpacker.eof else {"verdict": "damaged"}

"""What a file is, by its first and last bytes, and what it may be called."""

import re
import struct
import unicodedata

FILE_BYTES_MAX = 50 * 1000 * 1000
HEAD_BYTES = 1024
TAIL_BYTES = 66_000  # A ZIP archive announces itself in its last 65,557 bytes.
FILE_NAME_MAX = 200

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
_BEGINNINGS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
_HEIC = re.compile(rb"^....ftyp(heic|heix|hevc|mif1|msf1|avif)", re.DOTALL)
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_PAGE_OF_THE_WEB = re.compile(rb"<\s*(html|script|svg|!doctype|iframe|body)", re.IGNORECASE)


def media_type_of(head: bytes) -> str | None:
    """Return which of the accepted kinds the content is; names and headers prove nothing."""
    for beginning, media_type in _BEGINNINGS.items():
        if head.startswith(beginning):
            return media_type
    return None


def is_phone_photo(head: bytes) -> bool:
    return _HEIC.match(head) is not None


def is_office_file(head: bytes) -> bool:
    return head.startswith(_OFFICE)


def is_two_files_in_one(head: bytes, tail: bytes) -> bool:
    """Say whether another program would read this file as something else than we do."""
    own = media_type_of(head)
    if _PAGE_OF_THE_WEB.search(head):
        return True
    return own != PDF and (b"%PDF-" in head or b"%PDF-" in tail)


def directories(tail: bytes, size: int) -> list[int]:
    """Return where in a file of this size readers of ZIP would look for what it holds.

    Of 130,000 scans one ends by chance with the four bytes a ZIP archive ends with, so they alone
    prove nothing: what stands in these places does.
    """
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        return []
    length, offset = struct.unpack_from("<II", tail, at + 12)
    end = size - len(tail) + at
    # Before its end, as long as it says; where it says; where its large kind says so.
    places = (end - length, offset, end - 20)
    return [place for place in places if 0 <= place <= size - 4]


DIRECTORY = (b"PK\x01\x02", b"PK\x06\x07")


def hides_something(file_name: str) -> bool:
    """Say whether a name holds signs nobody sees: they make "gpj.exe" look like "exe.jpg"."""
    return any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") for sign in file_name)


def shown_name(file_name: str, media_type: str) -> str:
    """Return the name to show and to download under: no folders, the ending its content has."""
    name = unicodedata.normalize("NFC", file_name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = re.sub(r"(\.[A-Za-z0-9]{1,5})+$", "", name.strip(" .")).strip(" .")
    extension = EXTENSIONS[media_type]
    return (stem or "tep")[: FILE_NAME_MAX - len(extension)] + extension

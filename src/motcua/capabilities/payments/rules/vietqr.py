"""The text of a VietQR code: EMVCo fields as NAPAS uses them for a transfer to an account.

A field is two digits of name, two digits of length, then the value. Lengths count bytes, so the
values are ASCII only: a payer's banking application refuses anything else.
"""

import binascii
import re
import unicodedata
from dataclasses import dataclass

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
STATIC, DYNAMIC = "11", "12"
DONG = "704"
VIETNAM = "VN"
TEXT_CHARACTERS_MAX = 25  # Sub-fields of 62, by EMVCo.
AMOUNT_DIGITS_MAX = 13
PAYLOAD_CHARACTERS_MAX = 512

_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_TEXT = re.compile(rf"[ -~]{{0,{TEXT_CHARACTERS_MAX}}}")
_AMOUNT = re.compile(rf"[1-9][0-9]{{0,{AMOUNT_DIGITS_MAX - 1}}}")
_SIZE = re.compile(r"[0-9]{2}")


class UnreadablePayload(ValueError):
    """The text is no VietQR transfer; the message says where it breaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """What a VietQR code asks a payer to do."""

    bank_bin: str
    account_number: str
    amount_vnd: int
    bill_number: str = ""
    purpose: str = ""

    def __post_init__(self) -> None:
        checks = (
            ("bank_bin", self.bank_bin, _BIN),
            ("account_number", self.account_number, _ACCOUNT),
            ("amount_vnd", str(self.amount_vnd), _AMOUNT),
            ("bill_number", self.bill_number, _TEXT),
            ("purpose", self.purpose, _TEXT),
        )
        for name, value, shape in checks:
            if not shape.fullmatch(value):
                raise UnreadablePayload(f"{name} cannot be {value!r}")


def payload(request: TransferRequest) -> str:
    """Return the text a QR code carries."""
    account = _field("00", request.bank_bin) + _field("01", request.account_number)
    receiver = _field("00", NAPAS) + _field("01", account) + _field("02", TO_ACCOUNT)
    details = _optional("01", request.bill_number) + _optional("08", request.purpose)
    text = "".join(
        (
            _field("00", "01"),
            _field("01", DYNAMIC),
            _field("38", receiver),
            _field("53", DONG),
            _field("54", str(request.amount_vnd)),
            _field("58", VIETNAM),
            _optional("62", details),
            "6304",
        )
    )
    return text + checksum(text)


def read(text: str) -> TransferRequest:
    """Return what a code asks for.

    :raises UnreadablePayload: it is damaged, or not a transfer of đồng to an account.
    """
    if len(text) > PAYLOAD_CHARACTERS_MAX or not text.isascii():
        raise UnreadablePayload("too long, or not plain ASCII")
    if text[-8:-4] != "6304" or checksum(text[:-4]) != text[-4:]:
        raise UnreadablePayload("the checksum does not match")
    fields = _fields(text)
    receiver = _fields(fields.get("38", ""))
    if receiver.get("00") != NAPAS or receiver.get("02") != TO_ACCOUNT:
        raise UnreadablePayload("not a NAPAS transfer to an account")
    if fields.get("53") != DONG:
        raise UnreadablePayload("not in đồng")
    account, details = _fields(receiver.get("01", "")), _fields(fields.get("62", ""))
    amount = fields.get("54", "")
    if not _AMOUNT.fullmatch(amount):
        raise UnreadablePayload("no amount")
    return TransferRequest(
        bank_bin=account.get("00", ""),
        account_number=account.get("01", ""),
        amount_vnd=int(amount),
        bill_number=details.get("01", ""),
        purpose=details.get("08", ""),
    )


def checksum(text: str) -> str:
    """Return CRC-16/CCITT-FALSE as four upper-case hexadecimal digits."""
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def plain(text: str) -> str:
    """Return text as a bank statement keeps it: capitals, no marks, digits, single spaces."""
    without_d = text.replace("đ", "d").replace("Đ", "D")
    letters = unicodedata.normalize("NFD", without_d).upper()
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    words = re.sub(r"[^A-Z0-9]+", " ", kept).split()
    return " ".join(words)[:TEXT_CHARACTERS_MAX].strip()


def _field(name: str, value: str) -> str:
    assert len(value) < 100, f"Field {name} is too long."
    return f"{name}{len(value):02}{value}"


def _optional(name: str, value: str) -> str:
    return _field(name, value) if value else ""


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        name, size = text[at : at + 2], text[at + 2 : at + 4]
        if not _SIZE.fullmatch(size) or not _SIZE.fullmatch(name):
            raise UnreadablePayload(f"no field at character {at + 1}")
        value = text[at + 4 : at + 4 + int(size)]
        if len(value) != int(size) or name in found:
            raise UnreadablePayload(f"field {name} is cut off or comes twice")
        found[name] = value
        at += 4 + int(size)
    return found

"""Papers and codes, read by programs that are not ours."""

import io
import subprocess
from pathlib import Path

import pikepdf
import zxingcpp
from PIL import Image
from qr_pay import QRPay

from motcua.capabilities.payments.rules import vietqr
from motcua.capabilities.signatures.tests.poppler import pdfsig


def is_signed(content: bytes, folder: Path, *, times: int, root: bytes | None = None) -> None:
    """Have poppler find so many valid signatures it trusts, and one changed byte.

    It trusts the authority of the tests, unless told of another `root`.
    """
    said = pdfsig(content, folder, root=root)
    assert said.count("Signature is Valid.") == times, said
    assert said.count("Certificate is Trusted.") == times, said
    assert "Total document signed" in said, said

    at = content.index(b"endstream") - 20
    changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    said = pdfsig(changed, folder, root=root)
    assert "Digest Mismatch" in said
    assert "Signature is Valid." not in said


def is_for_archives(content: bytes) -> None:
    """Check what of PDF/A-2 can be read here: marks, colours, fonts, nothing that acts."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        with opened.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"
        [intent] = opened.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert len(bytes(intent.DestOutputProfile.read_bytes())) > 100
        assert not opened.is_encrypted
        assert opened.Root.MarkInfo.Marked
        assert "/JavaScript" not in opened.Root.get("/Names", {})
        assert "/OpenAction" not in opened.Root
        assert not opened.check_pdf_syntax()
    fonts = subprocess.run(["pdffonts", "-"], input=content, capture_output=True, check=True)
    rows = fonts.stdout.decode().splitlines()[2:]
    assert rows
    assert all(" yes yes yes " in row for row in rows)


def address_on(content: bytes) -> str:
    """Return the address a telephone reads on a paper."""
    command = ["pdftoppm", "-r", "100", "-png", "-singlefile"]
    drawn = subprocess.run(command, input=content, capture_output=True, check=True)
    return code_in(drawn.stdout)


def code_in(picture: bytes) -> str:
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return str(code.text)


def is_what_another_library_writes(payload: str) -> vietqr.TransferRequest:
    """Compare a VietQR payload, and return what it asks for."""
    asked = vietqr.read(payload)
    theirs = QRPay(
        bin_id=asked.bank_bin,
        consumer_id=asked.account_number,
        transaction_amount=asked.amount_vnd,
        bill_number=asked.bill_number or None,
        purpose_of_transaction=asked.purpose or None,
    )
    assert payload == theirs.code
    return asked

"""Put signatures into a PDF: PAdES with a timestamp, each added behind what is there."""

import io
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper

from motcua.capabilities.signatures.adapter import PyHankoSigner
from motcua.capabilities.signatures.signer import Signer

# Room for the signature, the timestamp and both chains, in hexadecimal digits.
_RESERVED_DIGITS = 20_000


def sign(
    content: bytes,
    *,
    signer: Signer,
    field_name: str,
    timestamper: TimeStamper,
    at: datetime,
    reason: str = "",
    place: str = "",
) -> bytes:
    """Return the PDF with one more signature, which covers all that was there before it.

    `field_name` tells the signatures of one paper apart, e.g. "person" and "agency".
    """
    adapted = PyHankoSigner(signer)
    metadata = signers.PdfSignatureMetadata(
        field_name=field_name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason or None,
        location=place or None,
        name=adapted.common_name,
    )
    field = SigFieldSpec(sig_field_name=field_name)
    made = _PdfSignerAt(
        metadata,
        signer=adapted,
        timestamper=timestamper,
        new_field_spec=field,
    )
    made.at = at
    signed = made.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)), bytes_reserved=_RESERVED_DIGITS
    )
    assert isinstance(signed, io.BytesIO)
    return signed.getvalue()


class _PdfSignerAt(signers.PdfSigner):
    """Writes the installation's moment, which in a simulation is not the machine's."""

    at: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session

"""Say what a signed PDF is worth: who signed, when, and whether anything changed since."""

import io
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from motcua.capabilities.signatures.queries import Trust

_SENTENCES = {
    "valid": ("Chữ ký hợp lệ.", "The signature is valid."),
    "changed": ("Nội dung đã bị sửa sau khi ký.", "The content was changed after signing."),
    "appended": (
        "Sau chữ ký này có phần thêm vào làm đổi văn bản.",
        "Something added after this signature changes the paper.",
    ),
    "untrusted": (
        "Chứng thư không do cơ quan chứng thực được công nhận cấp.",
        "The certificate is not from a recognised authority.",
    ),
    "revoked": (
        "Chứng thư đã bị thu hồi trước khi ký.",
        "The certificate had been revoked before signing.",
    ),
    "unstamped": (
        "Chữ ký không có dấu thời gian đáng tin.",
        "The signature has no timestamp that can be trusted.",
    ),
    "unsigned": ("Văn bản chưa có chữ ký số.", "The paper carries no digital signature."),
    "unreadable": (
        "Không đọc được tệp: tệp hỏng hoặc đã bị sửa.",
        "The file cannot be read: damaged or changed.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one signature is worth; `verdict` is "valid" or the first thing wrong with it."""

    field_name: str
    signer_name: str
    owner_kind: str
    owner: str
    serial: str
    signed_at: datetime | None
    covers_whole_file: bool
    verdict: str

    def sentence(self, language: str) -> str:
        return _SENTENCES[self.verdict][language == "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What all of them say together; `verdict` is "valid" or the first thing wrong."""

    findings: tuple[Finding, ...]
    verdict: str

    @property
    def is_valid(self) -> bool:
        return self.verdict == "valid"

    def sentence(self, language: str) -> str:
        return _SENTENCES[self.verdict][language == "en"]


def verify(content: bytes, *, trust: Trust) -> Report:
    """Check every signature of a PDF; never asks the network.

    It is read in this process: give it what is kept as a document, which the parser has seen.
    """
    try:
        reader = PdfFileReader(io.BytesIO(content))
        findings = tuple(_finding(each, trust) for each in reader.embedded_regular_signatures)
    except (PdfError, SignatureValidationError, ValueError, TypeError, LookupError, RecursionError):
        return Report(findings=(), verdict="unreadable")
    if not findings:
        return Report(findings=(), verdict="unsigned")
    wrong = [finding.verdict for finding in findings if finding.verdict != "valid"]
    if not wrong and not findings[-1].covers_whole_file:
        wrong = ["appended"]
    return Report(findings=findings, verdict=wrong[0] if wrong else "valid")


def _finding(embedded: EmbeddedPdfSignature, trust: Trust) -> Finding:
    certificate = embedded.signer_cert
    serial = f"{certificate.serial_number:x}"
    signed_at = _stamped_at(embedded)
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(trust.root)],
        other_certs=[x509.Certificate.load(der) for der in trust.between],
        # A paper is judged by the day it was signed: it outlives its signer's certificate.
        moment=signed_at or embedded.self_reported_timestamp,
        allow_fetching=False,
    )
    status = validate_pdf_signature(embedded, signer_validation_context=context)
    kind, owner = trust.owners.get(serial, ("", ""))
    return Finding(
        field_name=embedded.field_name,
        signer_name=str(certificate.subject.native.get("common_name", "")),
        owner_kind=kind,
        owner=owner,
        serial=serial,
        signed_at=signed_at,
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        verdict=_verdict(status, revoked_at=trust.revoked_at.get(serial), signed_at=signed_at),
    )


def _verdict(
    status: PdfSignatureStatus, *, revoked_at: datetime | None, signed_at: datetime | None
) -> str:
    stamp = status.timestamp_validity
    if not status.intact or not status.valid:
        return "changed"
    if not status.trusted:
        return "untrusted"
    if stamp is None or signed_at is None or not (stamp.valid and stamp.intact and stamp.trusted):
        return "unstamped"
    if revoked_at is not None and signed_at >= revoked_at:
        return "revoked"
    return "valid" if status.bottom_line else "appended"


def _stamped_at(embedded: EmbeddedPdfSignature) -> datetime | None:
    for token in extract_tst_data_iter(embedded.signer_info, signed=False):
        moment: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return moment
    return None

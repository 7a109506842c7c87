"""Signed papers, judged by our own verification and by poppler's."""

import io
import random
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
from cryptography.hazmat.primitives.serialization import Encoding

from motcua.capabilities.documents import operations as keeping
from motcua.capabilities.documents import queries as documents
from motcua.capabilities.documents.tests.papers import PAPERS
from motcua.capabilities.signatures import operations, pdf, queries, timestamps, verification
from motcua.capabilities.signatures.models import RevocationReason
from motcua.capabilities.signatures.tests.conftest import DUC, NOON, OPERATOR, Office
from motcua.capabilities.signatures.tests.poppler import pdfsig
from motcua.spine.journal.models import Entry

Trusting = Callable[[], queries.Trust]
MINUTE = timedelta(minutes=1)


class TestASignedPaper:
    def test_says_who_signed_and_when(self, signed: bytes, trust: Trusting) -> None:
        report = verification.verify(signed, trust=trust())

        person, agency = report.findings
        assert report.is_valid, report
        assert report.sentence("vi") == "Chữ ký hợp lệ."
        assert (person.signer_name, person.owner_kind, person.owner) == (
            "Phạm Minh Đức",
            "person",
            "31",
        )
        assert (agency.signer_name, agency.owner) == ("UBND phường Long An", "H80.31")
        assert (person.signed_at, agency.signed_at) == (NOON, NOON + MINUTE)
        assert agency.covers_whole_file
        assert not person.covers_whole_file

    def test_is_valid_for_poppler_with_our_root(self, signed: bytes, tmp_path: Path) -> None:
        said = pdfsig(signed, tmp_path)

        assert said.count("Signature is Valid.") == 2, said
        assert said.count("Certificate is Trusted.") == 2, said
        assert said.count("ETSI.CAdES.detached") == 2, said
        assert "Total document signed" in said

    def test_is_not_trusted_by_who_does_not_know_our_root(
        self, signed: bytes, tmp_path: Path
    ) -> None:
        said = pdfsig(signed, tmp_path, with_trust=False)

        assert said.count("Signature is Valid.") == 2, said
        assert "Certificate is Trusted." not in said

    def test_still_begins_with_the_paper_byte_for_byte(self, signed: bytes, paper: bytes) -> None:
        assert signed.startswith(paper)

    def test_still_says_that_it_is_for_archives(self, signed: bytes) -> None:
        with pikepdf.open(io.BytesIO(signed)) as opened, opened.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"

    def test_of_a_signer_whose_time_is_over_stays_valid(
        self, office: Office, signed: bytes, trust: Trusting
    ) -> None:
        operations.revoke(
            serial=office.person.serial,
            reason=RevocationReason.LEFT_POST,
            actor=OPERATOR,
            at=NOON + 2 * MINUTE,
        )

        assert verification.verify(signed, trust=trust()).is_valid

    def test_is_kept_as_a_new_document_beside_the_plain_one(
        self, office: Office, trust: Trusting
    ) -> None:
        plain = keeping.print_paper(
            "result", PAPERS["result"], file_name="Giấy phép xây dựng", actor=DUC, at=NOON
        )

        signed = operations.sign_document(
            plain,
            signers={"person": office.person_signer(), "agency": office.seal_signer()},
            actor=DUC,
            at=NOON,
            place="Long An",
        )

        report = verification.verify(documents.content(signed), trust=trust())
        assert report.is_valid
        assert [finding.field_name for finding in report.findings] == ["person", "agency"]
        assert signed.made_from == plain
        facts = Entry.objects.get(subject=signed.subject).facts
        assert facts["signed_with"] == [office.person.serial, office.seal.serial]

    def test_is_signed_by_the_hundred(self, office: Office, paper: bytes) -> None:
        signer, stamp = office.person_signer(), timestamps.local_authority(NOON)
        began = time.process_time()

        for _ in range(10):
            pdf.sign(paper, signer=signer, field_name="person", timestamper=stamp, at=NOON)

        assert (time.process_time() - began) / 10 < 0.5


class TestAChange:
    def test_of_one_byte_anywhere_is_seen(self, signed: bytes, trust: Trusting) -> None:
        known, chance = trust(), random.Random(3)
        holes = [match.span() for match in re.finditer(rb"/Contents\s*<[0-9a-fA-F]+>", signed)]
        assert len(holes) == 2

        for _ in range(25):
            at = chance.randrange(len(signed))
            if any(begin <= at < end for begin, end in holes):
                continue
            changed = bytearray(signed)
            changed[at] ^= 1
            assert not verification.verify(bytes(changed), trust=known).is_valid, at

    def test_of_one_byte_is_seen_by_poppler(self, signed: bytes, tmp_path: Path) -> None:
        at = signed.index(b"endstream") - 20
        changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]

        said = pdfsig(changed, tmp_path)

        assert "Signature is Valid." not in said
        assert "Digest Mismatch" in said

    def test_appended_after_the_last_signature_is_seen(
        self, signed: bytes, trust: Trusting
    ) -> None:
        known = trust()

        assert verification.verify(signed + b"\n% them", trust=known).verdict != "valid"

    def test_that_swaps_a_page_in_an_update_is_seen(self, signed: bytes, trust: Trusting) -> None:
        page = b"1 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n"
        at = len(signed) + 1
        before = int(signed[signed.rindex(b"startxref") + 9 :].split()[0])
        size, root = (
            re.findall(name + rb"\s+(\d+(?: 0 R)?)", signed)[-1] for name in (rb"/Size", rb"/Root")
        )
        update = b"\n" + page + b"xref\n1 1\n%010d 00000 n \n" % at
        update += b"trailer\n<</Size %s/Root %s/Prev %d>>\n" % (size, root, before)
        update += b"startxref\n%d\n%%%%EOF\n" % (at + len(page))

        assert verification.verify(signed + update, trust=trust()).verdict != "valid"

    def test_of_a_paper_without_signature_is_not_a_signature(
        self, office: Office, paper: bytes, trust: Trusting
    ) -> None:
        assert verification.verify(paper, trust=trust()).verdict == "unsigned"
        assert verification.verify(b"no paper", trust=trust()).verdict == "unreadable"


class TestASignatureThatIsWorthLess:
    def test_by_a_revoked_certificate(self, office: Office, paper: bytes, trust: Trusting) -> None:
        signer = office.person_signer()
        operations.revoke(
            serial=office.person.serial,
            reason=RevocationReason.KEY_COMPROMISE,
            actor=OPERATOR,
            at=NOON,
        )
        later = NOON + MINUTE
        content = pdf.sign(
            paper,
            signer=signer,
            field_name="person",
            timestamper=timestamps.local_authority(later),
            at=later,
        )

        assert verification.verify(content, trust=trust()).verdict == "revoked"

    def test_by_an_authority_nobody_knows(self, signed: bytes, trust: Trusting) -> None:
        own = trust()
        stranger = queries.Trust(root=_foreign_root(), between=(), revoked_at={}, owners=own.owners)

        assert verification.verify(signed, trust=stranger).verdict == "untrusted"

    def test_with_words_for_every_verdict(self) -> None:
        for verdict in verification._SENTENCES:
            report = verification.Report(findings=(), verdict=verdict)
            assert report.sentence("vi") != report.sentence("en")


def _foreign_root() -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec

    from motcua.capabilities.signatures import authority

    key = ec.generate_private_key(ec.SECP256R1())
    wish = authority.Wish(common_name="Lạ", years=20, is_authority=True, depth=1)
    issuer = authority.Issuer(key=key)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    written = authority.write(wish, public_key=key.public_key(), issuer=issuer, at=moment)
    return written.public_bytes(Encoding.DER)

"""Let pyHanko use any key of ours, wherever it lives."""

from asn1crypto import x509
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from motcua.capabilities.signatures.signer import Signer


class PyHankoSigner(signers.Signer):
    def __init__(self, signer: Signer) -> None:
        certificate = x509.Certificate.load(signer.certificate)
        chain = [x509.Certificate.load(der) for der in signer.chain]
        store = SimpleCertificateStore.from_certs(chain)  # type: ignore[no-untyped-call]
        super().__init__(signing_cert=certificate, cert_registry=store)
        self.common_name = str(certificate.subject.native.get("common_name", ""))
        self._ours = signer

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        assert digest_algorithm == "sha256", digest_algorithm
        return bytes(72) if dry_run else self._ours.sign(data)

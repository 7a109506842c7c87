"""Say when, provably: tokens of RFC 3161, from the local authority or a licensed one."""

import secrets
from datetime import UTC, datetime

from asn1crypto import cms, tsp, x509
from pyhanko.sign.timestamps import TimeStamper

from motcua.capabilities.signatures import keys, queries
from motcua.capabilities.signatures.adapter import PyHankoSigner
from motcua.capabilities.signatures.models import OwnerKind
from motcua.capabilities.signatures.signer import KeySigner

# An identifier of our own making (RFC 4122 in the ITU's tree): it promises nothing.
_POLICY = "2.25.218374652018374650192837465019283746"


class LocalTimeStamper(TimeStamper):
    """Stamps with the installation's moment: a trial's own authority, without a network."""

    def __init__(self, signer: KeySigner, *, at: datetime) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._signer = PyHankoSigner(signer)
        self._at = at.astimezone(UTC).replace(microsecond=0)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        certificate = self._signer.signing_cert
        assert certificate is not None
        said = {
            "version": "v1",
            "policy": _POLICY,
            "message_imprint": req["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": self._at,
            "tsa": x509.GeneralName(name="directory_name", value=certificate.subject),
        }
        if req["nonce"].native is not None:
            said["nonce"] = req["nonce"]
        content = cms.EncapsulatedContentInfo(
            {
                "content_type": "tst_info",
                "content": cms.ParsableOctetString(tsp.TSTInfo(said).dump()),
            }
        )
        token = await self._signer.async_sign_general_data(
            content, "sha256", detached=False, use_cades=True
        )
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})


def local_authority(at: datetime) -> TimeStamper:
    """Return the stamp of this installation's own authority, for trial and simulation.

    A real installation takes pyHanko's `HTTPTimeStamper(url)` of a licensed authority instead.

    :raises queries.NoCertificate: the authority was not founded.
    """
    mine = queries.in_force(owner_kind=OwnerKind.TIMESTAMP, owner=queries.LOCAL)
    key = keys.unlock(name=mine.serial, passphrase=None)
    signer = KeySigner(certificate=bytes(mine.content), chain=queries.chain(), key=key)
    return LocalTimeStamper(signer, at=at)

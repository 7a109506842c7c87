"""Print the slips and results that acts have numbered, and put the signatures on them."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from motcua.capabilities.documents import binding
from motcua.capabilities.documents import operations as printing
from motcua.capabilities.documents import queries as documents
from motcua.capabilities.documents.models import Document
from motcua.capabilities.signatures import operations as signing
from motcua.capabilities.signatures import queries as certificates
from motcua.capabilities.signatures.models import OwnerKind
from motcua.capabilities.signatures.signer import Signer
from motcua.casework.dossiers.events import SlipSigned
from motcua.casework.dossiers.models import Slip
from motcua.casework.dossiers.operations import slips
from motcua.casework.dossiers.queries import papers, tracking
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal

SLIPS_MAX = 100
FIELD_NAMES = {
    OwnerKind.PERSON: "person",
    OwnerKind.ORGANISATION: "agency",
    OwnerKind.SYSTEM: "system",
}


class TooManyToPrint(Refusal):
    code = "too_many_to_print"
    http_status = 422
    message_vi = "Mỗi lần in nhiều nhất {max} phiếu. Chọn bớt rồi in tiếp."
    message_en = "At most {max} slips at a time. Choose fewer and go on."


def open_slip(*, code: str, slip_id: int, actor: Actor, at: datetime) -> Document:
    """Return a slip or the result to download, printed now if it has not been yet.

    :raises NotFound: no such dossier or slip, or not theirs to see.
    :raises NotReady: an applicant asks for a result that is not signed yet.
    """
    slip = papers.slip_for(code=code, slip_id=slip_id, actor=actor)
    return slip.document or print_paper(slip_id=slip.pk, at=at)


def bind(*, slip_ids: Sequence[int], actor: Actor, at: datetime) -> bytes:
    """Return these slips as one PDF to print, each printed now if it has not been yet.

    :raises NotFound: one is not there, or not theirs to print.
    :raises TooManyToPrint: more than a printer takes in one go.
    """
    if len(slip_ids) > SLIPS_MAX:
        raise TooManyToPrint(max=SLIPS_MAX)
    found = papers.several(slip_ids=slip_ids, actor=actor)
    printed = [slip.document or print_paper(slip_id=slip.pk, at=at) for slip in found]
    return binding.bound(documents.content(document) for document in printed)


@transaction.atomic
def print_paper(*, slip_id: int, at: datetime) -> Document:
    """Print what a slip says, once; a twin waits and gets the same paper."""
    slip = _lock(slip_id)
    if slip.document is not None:
        return slip.document
    is_result = slip.form == slips.RESULT
    name = "ket-qua" if is_result else f"phieu-{slip.form}"
    slip.document = printing.print_paper(
        slips.RESULT if is_result else f"slip-{slip.form}",
        json.loads(slip.said),
        file_name=f"{name}-{slip.dossier.code}.pdf",
        qr=settings.MOTCUA_URL + tracking.path_of(slip.dossier),
        actor=SYSTEM,
        at=at,
    )
    slip.save(update_fields=["document"])
    return slip.document


@transaction.atomic
def sign(*, slip_id: int, signer: Signer, actor: Actor, at: datetime) -> Slip:
    """Put the next signature on a printed paper; after the last one it is what it has to be.

    A twin waits, and gets the paper with the signature that is there already.

    :raises Refusal: the key is locked.
    """
    slip = _lock(slip_id)
    assert slip.document is not None, "Only what is printed is signed."
    owner_kind, owner = owner_of(signer)
    if f"{owner_kind}:{owner}" in slip.signers[: slip.signatures]:
        return slip
    assert is_turn_of(slip, signer, actor=actor), "Who signs has asked whose turn it is."
    slip.document = signing.sign_document(
        slip.document, signers={FIELD_NAMES[owner_kind]: signer}, actor=actor, at=at
    )
    slip.signatures += 1
    if slip.signatures == len(slip.signers):
        slip.signed_at, slip.document_hash = at, slip.document.sha256
    slip.save(update_fields=["document", "signatures", "signed_at", "document_hash"])
    if slip.signed_at is not None:
        signed = SlipSigned(
            slip=slips.name_of(slip), document=slip.document.pk, document_hash=slip.document_hash
        )
        journal.record(signed, subject=slip.dossier.subject, actor=actor, at=at)
    return slip


def is_turn_of(slip: Slip, signer: Signer, *, actor: Actor) -> bool:
    """Say whether the next signature of this paper is this key's, in this person's hand."""
    if slip.signed_at is not None:
        return False
    owner_kind, owner = owner_of(signer)
    is_theirs = owner_kind != OwnerKind.PERSON or owner == actor.id
    return is_theirs and slip.signers[slip.signatures] == f"{owner_kind}:{owner}"


def owner_of(signer: Signer) -> tuple[OwnerKind, str]:
    """Return whose key it is, by the register."""
    row = certificates.get(certificates.serial_of(signer.certificate))
    return OwnerKind(row.owner_kind), row.owner


def _lock(slip_id: int) -> Slip:
    # The lock alone first: what is joined to a row that was waited for is as it stood before.
    Slip.objects.select_for_update().only("pk").get(pk=slip_id)
    related = ("dossier", "organisation", "document")
    return Slip.objects.select_related(*related).get(pk=slip_id)

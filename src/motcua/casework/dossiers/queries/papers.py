"""The papers of a dossier: what was handed in, what was issued, and who may take which."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from motcua.capabilities.documents.models import Document
from motcua.casework.dossiers.models import Dossier, Paper, Slip
from motcua.casework.dossiers.queries import access, names
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import queries as installation

RESULT = "result"
FORM_NAMES = {
    "01": ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Acknowledgement and appointment"),
    "02": ("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request to complete the dossier"),
    "03": ("Phiếu từ chối tiếp nhận, giải quyết hồ sơ", "Refusal"),
    RESULT: ("Kết quả", "Result"),
}
HANDED_IN, ISSUED = "handed_in", "issued"


class NotReady(Refusal):
    code = "result_not_ready"
    message_vi = "Kết quả đang chờ ký số, đóng dấu. Chúng tôi báo cho bạn ngay khi xong."
    message_en = "The result waits for its signature and seal. We will tell you when it is ready."


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One paper. `kind` is handed_in or issued; `number` names it in an address.

    `signed` counts signatures of `signers`; a paper on the desk has no file (`has_file`).
    """

    kind: str
    number: int
    form: str
    name_vi: str
    name_en: str
    round: int
    at: datetime
    fulfilment: str
    has_file: bool
    document_hash: str
    signers: int
    signed: int
    is_ready: bool


def of(*, code: str, actor: Actor) -> list[PaperLine]:
    """Return every paper of a dossier, what was handed in first, then what was issued.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    definition = access.definition_of(dossier.procedure_version)
    lines = [
        PaperLine(
            kind=HANDED_IN,
            number=paper.pk,
            form="",
            name_vi=names.of_component(definition, paper.component),
            name_en=names.of_component(definition, paper.component, language="en"),
            round=paper.round,
            at=paper.handed_in_at,
            fulfilment=paper.fulfilment,
            has_file=paper.document_id is not None,
            document_hash=paper.document_hash,
            signers=0,
            signed=0,
            is_ready=paper.document_id is not None,
        )
        for paper in Paper.objects.filter(dossier=dossier).order_by("id")
    ]
    return lines + [_issued(slip) for slip in Slip.objects.filter(dossier=dossier).order_by("id")]


def handed_in(*, code: str, paper_id: int, actor: Actor) -> Document:
    """Return a file that was handed in, to whoever may see the dossier.

    :raises NotFound: no such dossier or paper, not theirs to see, or it has no file.
    """
    dossier = access.get(code=code, actor=actor)
    found = Paper.objects.filter(dossier=dossier, pk=paper_id).select_related("document").first()
    if found is None or found.document is None:
        raise NotFound()
    access.shown([dossier], actor=actor, extent=Extent.FILE)
    return found.document


def slip_for(*, code: str, slip_id: int, actor: Actor) -> Slip:
    """Return a slip or the result to whoever may take it.

    :raises NotFound: no such dossier or slip, or not theirs to see.
    :raises NotReady: an applicant asks for a result that is not signed yet.
    """
    dossier = access.get(code=code, actor=actor)
    slip = _slips(dossier).filter(pk=slip_id).first()
    if slip is None:
        raise NotFound()
    is_open = slip.form == RESULT and slip.signed_at is None
    if is_open and access.APPLICANT in actor.roles and not _is_simulated():
        raise NotReady()
    access.shown([dossier], actor=actor, extent=Extent.FILE)
    return slip


def result_of(dossier: Dossier) -> Slip | None:
    return _slips(dossier).filter(form=RESULT).first()


def _slips(dossier: Dossier) -> QuerySet[Slip]:
    return Slip.objects.filter(dossier=dossier).select_related("dossier", "document")


def _issued(slip: Slip) -> PaperLine:
    vi, en = FORM_NAMES.get(slip.form, (slip.form, slip.form))
    return PaperLine(
        kind=ISSUED,
        number=slip.pk,
        form=slip.form,
        name_vi=vi,
        name_en=en,
        round=0,
        at=slip.issued_at,
        fulfilment="",
        has_file=True,
        document_hash=slip.document_hash,
        signers=len(slip.signers),
        signed=slip.signatures,
        is_ready=slip.signed_at is not None,
    )


def _is_simulated() -> bool:
    clock = installation.clock()
    return clock is not None and clock.is_simulated

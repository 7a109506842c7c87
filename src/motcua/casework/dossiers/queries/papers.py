"""The papers of a dossier: what was handed in, what was issued, and who may take which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from motcua.capabilities.documents.models import Document
from motcua.casework.dossiers.models import Dossier, Paper, Slip
from motcua.casework.dossiers.queries import access, names
from motcua.reference.procedures.definition.shape import Definition
from motcua.spine import statements
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import queries as installation

RESULT = "result"
FORM_NAMES = {
    "01": ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Acknowledgement and appointment"),
    "02": ("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request to complete the dossier"),
    "03": ("Phiếu từ chối tiếp nhận, giải quyết hồ sơ", "Refusal"),
    "04": ("Phiếu xin lỗi và hẹn lại ngày trả kết quả", "Apology with a new date"),
    "05": ("Thông báo dừng giải quyết hồ sơ", "Notice that the dossier is stopped"),
    "06": ("Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control slip"),
    RESULT: ("Kết quả", "Result"),
}
ISSUED_ROWS_MAX = 500
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
    is_superseded: bool = False
    file_state: str = ""  # Of a file that is fetched from elsewhere: awaited, arrived, failed.
    file_cause: str = ""


# Both sorts by one statement, and no more of each than a list says.
_EVERY = """
    SELECT 'handed_in' AS kind, paper.id, component, round, handed_in_at, fulfilment,
        document_id IS NOT NULL, document_hash, NULL::varchar[], 0,
        coalesce(file.state, ''), coalesce(file.cause, '')
    FROM dossiers_paper paper LEFT JOIN dossiers_awaitedfile file ON file.paper_id = paper.id
    WHERE paper.dossier_id = %(dossier)s
    UNION ALL
    SELECT 'issued', id, form, 0, issued_at, '', signed_at IS NOT NULL, document_hash, signers,
        signatures, '', ''
    FROM dossiers_slip WHERE dossier_id = %(dossier)s
    ORDER BY kind, id
"""


class _Row(NamedTuple):
    """A paper as it is read. `named` is its component, or its form where it was issued."""

    kind: str
    number: int
    named: str
    round: int
    at: datetime
    fulfilment: str
    is_ready: bool
    document_hash: str
    signers: Sequence[str]
    signed: int
    file_state: str  # These two only where its file lay elsewhere.
    file_cause: str


def of(*, code: str, actor: Actor) -> list[PaperLine]:
    """Return every paper of a dossier, what was handed in first, then what was issued.

    :raises NotFound: no such dossier, or not theirs to see.
    """
    dossier = access.get(code=code, actor=actor)
    definition = access.definition_of(dossier.procedure_version)
    every = [_Row._make(row) for row in statements.run(_EVERY, {"dossier": dossier.pk})]
    # Of two results the earlier was corrected: a result is issued once else.
    results = [one.number for one in every if (one.kind, one.named) == (ISSUED, RESULT)]
    return [
        _given(one, definition)
        if one.kind == HANDED_IN
        else _issued(one, is_superseded=one.number in results[:-1])
        for one in every
    ]


def _given(paper: _Row, definition: Definition) -> PaperLine:
    return PaperLine(
        kind=HANDED_IN,
        number=paper.number,
        form="",
        name_vi=names.of_component(definition, paper.named),
        name_en=names.of_component(definition, paper.named, language="en"),
        round=paper.round,
        at=paper.at,
        fulfilment=paper.fulfilment,
        has_file=paper.is_ready,
        document_hash=paper.document_hash,
        signers=0,
        signed=0,
        is_ready=paper.is_ready,
        file_state=paper.file_state,
        file_cause=paper.file_cause,
    )


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


def named(slip: Slip) -> dict[str, str]:
    """Return what a slip is called."""
    vi, en = FORM_NAMES.get(slip.form, (slip.form, slip.form))
    return {"name_vi": vi, "name_en": en}


def components_in(dossier: Dossier, language: str) -> list[tuple[str, str]]:
    """Return what was handed in with a dossier somebody has been shown: code and name, once."""
    definition = access.definition_of(dossier.procedure_version)
    given = Paper.objects.filter(dossier=dossier).order_by("id").values_list("component", flat=True)
    return [
        (code, names.of_component(definition, code, language=language))
        for code in dict.fromkeys(given)
    ]


def several(*, slip_ids: Sequence[int], actor: Actor) -> list[Slip]:
    """Return these slips for an officer to print, oldest first.

    :raises NotFound: one is not there, or not of a dossier they may see.
    """
    found = list(_printable(actor).filter(pk__in=set(slip_ids)).order_by("id"))
    if not found or len(found) != len(set(slip_ids)):
        raise NotFound()
    access.shown([slip.dossier for slip in found], actor=actor, extent=Extent.FILE)
    return found


def issued_on(*, actor: Actor, day: date, form: str = "") -> list[Slip]:
    """Return the slips issued on a day by the actor's unit and those below, oldest first."""
    begins = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
    issued = _printable(actor).filter(
        organisation_id__in=access.ids_below(actor.organisation),
        form__in=[form] if form in FORM_NAMES else sorted(FORM_NAMES),
        year=day.year,
        issued_at__gte=begins,
        issued_at__lt=begins + timedelta(days=1),
    )
    return list(issued.order_by("id")[:ISSUED_ROWS_MAX])


def _printable(actor: Actor) -> QuerySet[Slip]:
    if not actor.roles & access.WORKS:
        return Slip.objects.none()
    theirs = Slip.objects.filter(dossier__in=access.visible_to(actor))
    return theirs.select_related("dossier", "document")


def result_of(dossier: Dossier) -> Slip | None:
    """Return the result that holds: the newest, where one was corrected."""
    return _slips(dossier).filter(form=RESULT).order_by("-id").first()


def _slips(dossier: Dossier) -> QuerySet[Slip]:
    return Slip.objects.filter(dossier=dossier).select_related("dossier", "document")


def _issued(slip: _Row, *, is_superseded: bool) -> PaperLine:
    vi, en = FORM_NAMES.get(slip.named, (slip.named, slip.named))
    if is_superseded:
        vi, en = f"{vi} (đã đính chính, không còn giá trị)", f"{en} (corrected, no longer valid)"
    return PaperLine(
        kind=ISSUED,
        number=slip.number,
        form=slip.named,
        name_vi=vi,
        name_en=en,
        round=0,
        at=slip.at,
        fulfilment="",
        has_file=True,
        document_hash=slip.document_hash,
        signers=len(slip.signers),
        signed=slip.signed,
        is_ready=slip.is_ready,
        is_superseded=is_superseded,
    )


def _is_simulated() -> bool:
    clock = installation.clock()
    return clock is not None and clock.is_simulated

"""Dossiers for machines: submit once, then follow."""

from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router

from motcua.casework.dossiers.operations import intake
from motcua.casework.dossiers.operations.filing import Filing, PaperGiven, PartyGiven
from motcua.casework.dossiers.queries import queues, standings, stories, tracking
from motcua.casework.dossiers.queries.lines import Line
from motcua.casework.dossiers.rules.channels import Place
from motcua.interfaces.api.doors import JSON, Key, key_of, said
from motcua.interfaces.api.shapes import (
    DossierIn,
    DossierLine,
    DossierOut,
    DossiersOut,
    FeeOut,
    MomentOut,
    PartyIn,
    SubmittedOut,
    TimelineOut,
)
from motcua.interfaces.session import actor_of
from motcua.spine import clock

router = Router(tags=["dossiers"])
reads = Key("dossiers.read")
IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9._~:-]{8,80}$")
]
After = Annotated[str, Query(max_length=19, pattern=r"^[0-9]*$")]


@router.post(
    "/dossiers",
    response={201: SubmittedOut},
    auth=Key("dossiers.submit", reads=JSON),
)
def submit_dossier(request: HttpRequest, given: DossierIn, key: IdempotencyKey) -> HttpResponse:
    """Submit a dossier. The same key with the same content gives the same dossier, however often.

    The channel follows from where the key's software stands; nobody types it.
    """
    filing = _filing(given, key=key, place=Place(key_of(request).place))
    dossier = intake.submit(filing, actor=actor_of(request), at=clock.now())
    return said(
        SubmittedOut(
            code=dossier.code,
            state=dossier.state,
            channel=dossier.channel,
            submitted_at=dossier.submitted_at,
            tracking_url=settings.MOTCUA_URL + tracking.path_of(dossier),
        ),
        201,
    )


@router.get("/dossiers", response=DossiersOut, auth=reads)
def list_dossiers(
    request: HttpRequest,
    after: After = "",
    rows: Annotated[int, Query(ge=1, le=queues.UNIT_ROWS_MAX)] = 50,
) -> HttpResponse:
    """List what the key's unit, or a unit below it, takes in or resolves; the newest first."""
    page = queues.of_unit(actor=actor_of(request), at=clock.now(), after=after, rows=rows)
    return said(DossiersOut(dossiers=[_line(line) for line in page.lines], after=page.after))


@router.get("/dossiers/{code}", response=DossierOut, auth=reads)
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a dossier stands: state, step, due date, fees, papers that are asked for."""
    found = standings.standing(code=code, actor=actor_of(request), at=clock.now())
    return said(
        DossierOut(
            **dict(_line(found.line)),
            fees=[
                FeeOut(charge=fee.charge_id, due=fee.due, amount_vnd=fee.amount_vnd,
                       is_paid=fee.is_paid)
                for fee in found.fees
            ],
            asked_papers=list(found.asked_papers),
            answer_until=found.answer_until,
        )
    )  # fmt: skip


@router.get("/dossiers/{code}/timeline", response=TimelineOut, auth=reads)
def dossier_timeline(
    request: HttpRequest, code: str, language: Literal["vi", "en"] = "vi"
) -> HttpResponse:
    """Tell what happened to a dossier, oldest first."""
    moments = stories.timeline(code=code, actor=actor_of(request), language=language)
    told = [MomentOut.model_validate(moment, from_attributes=True) for moment in moments]
    return said(TimelineOut(code=code, moments=told))


def _filing(given: DossierIn, *, key: str, place: Place) -> Filing:
    return Filing(
        key=key,
        place=place,
        jurisdiction=given.jurisdiction,
        procedure=given.procedure,
        receiving=given.receiving,
        resolving=given.resolving,
        returning=given.returning or "",
        answers=given.answers,
        applicant=_party(given.applicant),
        representative=_party(given.representative) if given.representative else None,
        papers=tuple(
            PaperGiven(
                component=paper.component, fulfilment=paper.fulfilment, document_id=paper.document
            )
            for paper in given.papers
        ),
        result_way=given.result_way,
    )


def _party(given: PartyIn) -> PartyGiven:
    return PartyGiven(**dict(given))


def _line(line: Line) -> DossierLine:
    return DossierLine(
        code=line.code,
        procedure_vi=line.procedure_vi,
        procedure_en=line.procedure_en,
        applicant=line.applicant,
        state=line.state,
        state_vi=line.state_vi,
        state_en=line.state_en,
        step_vi=line.step_vi,
        step_en=line.step_en,
        unit_vi=line.unit_vi,
        channel=line.channel,
        submitted_at=line.submitted_at,
        due_at=line.due_at,
        due_state=line.due.code,
    )

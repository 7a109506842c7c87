"""What the portal is told, how our book stands, and why the two differ."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from motcua.capabilities.payments.states import Outcome
from motcua.casework.dossiers.models import Dossier, DossierCharge, Party, Request, Slip
from motcua.casework.dossiers.queries import access, names, tracking
from motcua.casework.dossiers.states import CLOSED
from motcua.casework.national.gateway import FeeTold, PartyTold, Report, RequestTold, ResultTold
from motcua.casework.national.models import Comparison, Difference, Link
from motcua.casework.national.rules import (
    STEPS_ONLY,
    Cause,
    Found,
    Gap,
    Standing,
    is_reported,
    status_after,
)
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import local_date
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Delivery, Entry

WINDOW = timedelta(days=30)  # Closed dossiers older than that are no longer compared.
OPERATES = frozenset({"operator", "administrator"})
RESULT = "result"
OWED = "national.report_owed"
REFUSED = "national.refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    cause: Cause
    dossier: str = ""
    detail: str = ""


def subject_of(code: str, fact: int) -> str:
    """Return the subject of the message about one fact."""
    return f"national:{code}/{fact}"


def codes_at_portal(codes: Sequence[str]) -> Mapping[str, str]:
    """Return the portal's number of each of these dossiers that came through it."""
    if not codes:
        return {}
    found = Link.objects.filter(dossier__code__in=set(codes))
    return dict(found.values_list("dossier__code", "code"))


def report_of(owed: Entry) -> Report:
    """Return what the portal is told of a fact: its status then, the dossier as it is now."""
    fact = Entry.objects.get(pk=owed.facts["fact"])
    dossier = access.get(code=owed.facts["dossier"], actor=SYSTEM)
    before = journal.story_of(dossier.subject).filter(pk__lte=fact.pk)
    definition = access.definition_of(dossier.procedure_version)
    party = Party.objects.get(dossier=dossier, part=Party.APPLICANT)
    answers = json.loads(dossier.answers)
    return Report(
        key=f"{owed.facts['code']}-{fact.pk}",
        code=owed.facts["code"],
        dossier=dossier.code,
        status=status_after(before.values_list("kind", flat=True)),
        is_whole=fact.kind not in STEPS_ONLY,
        procedure=definition.code,
        procedure_name=access.name_of_procedure(dossier),
        field_name=definition.field_vi,
        applicant=PartyTold(
            full_name=party.full_name,
            personal_number=party.personal_number,
            phone=party.phone,
            email=party.email,
        ),
        summary=str(answers.get("request", "")) or access.name_of_procedure(dossier),
        receiving=dossier.receiving.code,
        resolving=dossier.resolving.code,
        unit_name=dossier.unit.name_vi,
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        closed_at=dossier.closed_at,
        happened_at=fact.happened_at,
        requests=tuple(_requests(dossier)),
        results=tuple(_results(dossier)),
        fees=tuple(_fees(dossier)),
    )


def _requests(dossier: Dossier) -> list[RequestTold]:
    definition = access.definition_of(dossier.procedure_version)
    return [
        RequestTold(
            number=one.number,
            reason=one.reason,
            asked_at=one.asked_at,
            answered_at=one.answered_at,
            components=tuple(
                (code, names.of_component(definition, code)) for code in one.components
            ),
        )
        for one in Request.objects.filter(dossier=dossier).order_by("number")
    ]


def _results(dossier: Dossier) -> list[ResultTold]:
    """Return the results whose paper is signed; the newest holds."""
    name = access.name_of_procedure(dossier)
    link = settings.MOTCUA_URL + tracking.path_of(dossier)
    signed = Slip.objects.filter(dossier=dossier, form=RESULT, signed_at__isnull=False)
    return [
        ResultTold(
            number=f"{one.number}/{one.year}", name=name, link=link, file_hash=one.document_hash
        )
        for one in signed.order_by("id")
    ]


def _fees(dossier: Dossier) -> list[FeeTold]:
    owed = DossierCharge.objects.filter(dossier=dossier).select_related("charge").order_by("id")
    return [
        FeeTold(
            code=item.reason,
            name=item.name_vi,
            due=link.due,
            amount_vnd=item.quantity * item.unit_vnd,
            is_paid=link.charge.is_settled,
            is_paid_online=link.charge.attempts.filter(outcome=Outcome.PAID).exists(),
        )
        for link in owed
        for item in link.charge.items.order_by("position")
    ]


def standings(*, since: date, besides: Sequence[str] = ()) -> list[Standing]:
    """Return how our book stands: what is open, what came lately, and these numbers besides."""
    recent = Q(taken_at__date__gte=since) | ~Q(dossier__state__in=sorted(CLOSED))
    wanted = Link.objects.filter(recent | Q(code__in=besides)).select_related("dossier")
    signed = Q(dossier__slips__form=RESULT, dossier__slips__signed_at__isnull=False)
    links = list(
        wanted.annotate(
            asked=Count("dossier__requests", distinct=True),
            signed=Count("dossier__slips", filter=signed, distinct=True),
        )
    )
    kinds = _kinds_of([link.dossier.subject for link in links])
    return [
        Standing(
            code=link.code,
            status=status_after(kinds[link.dossier.subject]),
            due_on=local_date(link.dossier.due_at) if link.dossier.due_at else None,
            supplements=link.asked,
            results=link.signed,
        )
        for link in links
    ]


def _kinds_of(subjects: Sequence[str]) -> Mapping[str, list[str]]:
    found = Entry.objects.filter(subject__in=subjects).order_by("subject", "id")
    rows = found.values_list("subject", "kind")
    return {subject: [kind for _, kind in theirs] for subject, theirs in groupby(rows, _first)}


def _first(row: tuple[str, str]) -> str:
    return row[0]


def causes(found: Sequence[Found]) -> list[Why]:
    """Return why each gap is there, in the same order."""
    codes = {gap.code for gap in found}
    dossiers = dict(Link.objects.filter(code__in=codes).values_list("code", "dossier__code"))
    outstanding = _outstanding(codes)
    return [_cause(gap, dossiers.get(gap.code, ""), outstanding) for gap in found]


def _outstanding(codes: set[str]) -> Mapping[str, Delivery]:
    """Return a message of each dossier that is not taken yet; one that gave up comes first."""
    kept: dict[str, Delivery] = {}
    for deliveries in (journal.deliveries_waiting(), journal.deliveries_given_up()):
        for delivery in deliveries.filter(entry__kind=OWED):
            if delivery.entry.facts["code"] in codes:
                kept[delivery.entry.facts["code"]] = delivery
    return kept


def _cause(gap: Found, dossier: str, outstanding: Mapping[str, Delivery]) -> Why:
    if gap.gap is Gap.MISSING_HERE:
        refused = journal.story_of(f"national:{gap.code}").filter(kind=REFUSED).last()
        if refused is None:
            return Why(cause=Cause.NOT_ARRIVED)
        return Why(cause=Cause.REFUSED, detail=refused.facts["reason"])
    delivery = outstanding.get(gap.code)
    if delivery is not None:
        gave_up = delivery.next_try_at is None
        cause = Cause.GIVEN_UP if gave_up else Cause.WAITING
        return Why(cause=cause, dossier=dossier, detail=delivery.last_error)
    if _is_behind(gap.code, dossier):
        return Why(cause=Cause.NOT_OWED_YET, dossier=dossier)
    return Why(cause=Cause.UNEXPLAINED, dossier=dossier)


def _is_behind(code: str, dossier: str) -> bool:
    """Say whether a fact of the dossier has not been made a message yet."""
    facts = [
        entry.pk
        for entry in journal.story_of(f"dossier:{dossier}")
        if is_reported(entry.kind, entry.facts)
    ]
    owed = Entry.objects.filter(subject__in=[subject_of(code, fact) for fact in facts])
    return owed.count() < len(facts)


def comparisons() -> QuerySet[Comparison]:
    """Return the days that were compared, newest first, with how many gaps each has."""
    return Comparison.objects.annotate(gaps=Count("differences")).order_by("-day")


def differences(comparison: Comparison) -> QuerySet[Difference]:
    return Difference.objects.filter(comparison=comparison).order_by("cause", "code", "gap")


def codes_open(*, since: date) -> list[str]:
    """Return the portal's numbers of dossiers of ours that are open or came lately."""
    recent = Q(taken_at__date__gte=since) | ~Q(dossier__state__in=sorted(CLOSED))
    return list(Link.objects.filter(recent).order_by("code").values_list("code", flat=True))

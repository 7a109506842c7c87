"""What the portal is told of a fact: its status then, the dossier as it stands now."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings

from motcua.capabilities.payments.states import Outcome
from motcua.casework.dossiers.models import Dossier, DossierCharge, Paper, Party, Request, Slip
from motcua.casework.dossiers.queries import access, names, tracking
from motcua.casework.national.gateway import (
    FeeTold,
    PaperShown,
    PartyTold,
    Report,
    RequestTold,
    ResultTold,
)
from motcua.casework.national.models import Link
from motcua.casework.national.rules import reporting
from motcua.casework.national.rules.messages import STEPS_ONLY, status_after
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import VIETNAM, local_date
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Delivery, Entry

RESULT = "result"
# Messages about dossiers of the portal's own were entries once; what is still owed of them is told.
OWED_BEFORE = "national.report_owed"
_DOSSIER = "dossier:"


def fact_of(entry: Entry) -> Entry:
    """Return the fact of a dossier that this entry owes the portal: itself, nearly always."""
    if entry.kind != OWED_BEFORE:
        return entry
    return Entry.objects.get(pk=entry.facts["fact"])


def code_of(fact: Entry) -> str:
    """Return the number of the dossier that a fact is of."""
    return fact.subject.removeprefix(_DOSSIER)


def earlier_one(fact: Entry, *, reaction: str) -> Delivery | None:
    """Return a message of the same dossier that has to go first, for it is still waiting."""
    waiting = Delivery.objects.filter(reaction=reaction, next_try_at__isnull=False)
    earlier = waiting.filter(entry__subject=fact.subject, entry_id__lt=fact.pk)
    return earlier.order_by("-next_try_at").first()


def linked(codes: Collection[str]) -> set[str]:
    """Return which of these dossiers the portal has, or is to have."""
    if not codes:
        return set()
    found = Link.objects.filter(dossier__code__in=codes)
    return set(found.values_list("dossier__code", flat=True))


def to_be_linked(dossiers: Iterable[Dossier]) -> list[Dossier]:
    """Return those of dossiers filed here that are to be reported: by the switch, and not played.

    They come with `procedure_version__procedure` and `receiving`.
    """
    clock = journal.clock()
    is_played = clock is not None and clock.is_simulated
    if is_played and not settings.NATIONAL_REPORTS_SIMULATED:
        return []
    lived_since = journal.real_since()
    return [
        one
        for one in dossiers
        if (lived_since is None or one.submitted_at >= lived_since)
        and reporting.is_on(
            procedure=one.procedure_version.procedure.key,
            receiving=one.receiving.code,
            on=local_date(one.submitted_at),
        )
    ]


def not_linked(*, since: date, until: datetime) -> list[Dossier]:
    """Return the dossiers filed here that should be reported, and that nobody has begun to."""
    begins = datetime(since.year, since.month, since.day, tzinfo=VIETNAM)
    unlinked = Dossier.objects.filter(submitted_at__gte=begins, submitted_at__lt=until)
    unlinked = unlinked.filter(national_link=None).order_by("id")
    return to_be_linked(
        unlinked.select_related("procedure_version__procedure", "receiving")
        .defer(*access.LARGE)
        .iterator()
    )


def report_of(fact: Entry) -> Report:
    """Return what the portal is told of a fact of a dossier that has a link."""
    dossier = access.get(code=code_of(fact), actor=SYSTEM)
    link = Link.objects.get(dossier=dossier)
    is_new = link.is_filed_here and link.known_there_at is None
    report = _step(dossier, link, fact, is_new=is_new)
    if fact.kind in STEPS_ONLY and not is_new:
        return report
    return replace(
        report,
        is_whole=True,
        requests=tuple(_requests(dossier)),
        results=tuple(_results(dossier)),
        fees=tuple(_fees(dossier)),
        papers=tuple(_papers(dossier)) if link.is_filed_here else (),
    )


def _step(dossier: Dossier, link: Link, fact: Entry, *, is_new: bool) -> Report:
    before = journal.story_of(dossier.subject).filter(pk__lte=fact.pk)
    definition = access.definition_of(dossier.procedure_version)
    return Report(
        key=f"{link.code}-{fact.pk}",
        code=link.code,
        dossier=dossier.code,
        status=status_after(before.values_list("kind", flat=True)),
        is_whole=False,
        is_new=is_new,
        is_filed_here=link.is_filed_here,
        channel=dossier.channel,
        is_identified=dossier.account_id is not None,
        procedure=definition.code,
        procedure_name=access.name_of_procedure(dossier),
        field_name=definition.field_vi,
        applicant=_applicant(dossier),
        summary=_summary(dossier),
        receiving=dossier.receiving.code,
        resolving=dossier.resolving.code,
        unit_name=dossier.unit.name_vi,
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        closed_at=dossier.closed_at,
        happened_at=fact.happened_at,
    )


def _applicant(dossier: Dossier) -> PartyTold:
    party = Party.objects.get(dossier=dossier, part=Party.APPLICANT)
    return PartyTold(
        full_name=party.full_name,
        personal_number=party.personal_number,
        phone=party.phone,
        email=party.email,
    )


def _summary(dossier: Dossier) -> str:
    """Return what is asked for: in their own words where the form asks for them."""
    said = json.loads(dossier.answers).get("request", "")
    return said if isinstance(said, str) and said else access.name_of_procedure(dossier)


def _requests(dossier: Dossier) -> list[RequestTold]:
    if not dossier.supplements:  # Counted there, so that most need not be looked for.
        return []
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


def _papers(dossier: Dossier) -> list[PaperShown]:
    """Return what was handed in, by what it is: no file and no file's name leaves."""
    definition = access.definition_of(dossier.procedure_version)
    return [
        PaperShown(
            number=one.pk,
            component=one.component,
            name=names.of_component(definition, one.component),
            is_digital=one.document_id is not None,
        )
        for one in Paper.objects.filter(dossier=dossier).order_by("id")
    ]

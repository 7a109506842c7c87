"""How our book stands beside the portal's, and why the two differ."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from motcua.casework.dossiers.life_models import AwaitedFile, FileState
from motcua.casework.dossiers.states import CLOSED
from motcua.casework.national.models import Comparison, Difference, Link
from motcua.casework.national.rules.books import Cause, Found, Gap, Standing
from motcua.casework.national.rules.messages import is_reported, status_after
from motcua.spine.dates import VIETNAM, local_date
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Delivery, Entry

WINDOW = timedelta(days=30)  # Closed dossiers older than that are no longer compared.
OPERATES = frozenset({"operator", "administrator"})
RESULT = "result"
REFUSED = "national.refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    cause: Cause
    dossier: str = ""
    detail: str = ""


def standings_of_day(day: date, *, besides: Collection[str] = ()) -> list[Standing]:
    """Return how our book stands for what was filed on a day, and for these numbers besides."""
    return _standings(Q(taken_at__gte=_begin(day), taken_at__lt=_begin(day + timedelta(days=1)))
                      | Q(code__in=besides))  # fmt: skip


def standings_of(codes: Collection[str]) -> list[Standing]:
    """Return how our book stands for these numbers of the portal."""
    return _standings(Q(code__in=codes))


def codes_open(*, before: date) -> list[str]:
    """Return the numbers of dossiers filed before a day that are still open."""
    old = Link.objects.filter(taken_at__lt=_begin(before))
    still = old.exclude(dossier__state__in=sorted(CLOSED)).order_by("code")
    return list(still.values_list("code", flat=True))


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def _standings(wanted: Q) -> list[Standing]:
    signed = Q(dossier__slips__form=RESULT, dossier__slips__signed_at__isnull=False)
    arrived = Q(dossier__papers__awaited_file__state=FileState.ARRIVED)
    links = list(
        Link.objects.filter(wanted)
        .select_related("dossier")
        .defer("dossier__answers")
        .annotate(
            asked=Count("dossier__requests", distinct=True),
            signed=Count("dossier__slips", filter=signed, distinct=True),
            files=Count("dossier__papers__awaited_file", filter=arrived, distinct=True),
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
            files=link.files,
        )
        for link in links
    ]


def _kinds_of(subjects: Sequence[str]) -> Mapping[str, list[str]]:
    found = Entry.objects.filter(subject__in=subjects).order_by("subject", "id")
    rows = found.values_list("subject", "kind")
    return {subject: [kind for _, kind in theirs] for subject, theirs in groupby(rows, _first)}


def _first(row: tuple[str, str]) -> str:
    return row[0]


def causes(found: Sequence[Found], *, reaction: str) -> list[Why]:
    """Return why each gap is there, in the same order; `reaction` tells the portal."""
    codes = {gap.code for gap in found}
    dossiers = dict(Link.objects.filter(code__in=codes).values_list("code", "dossier__code"))
    outstanding = _outstanding(set(dossiers.values()), reaction=reaction)
    return [_cause(gap, dossiers.get(gap.code, ""), outstanding, reaction) for gap in found]


def _outstanding(dossiers: set[str], *, reaction: str) -> Mapping[str, Delivery]:
    """Return a message of each dossier that is not taken yet; one that gave up comes first."""
    kept: dict[str, Delivery] = {}
    subjects = [f"dossier:{code}" for code in dossiers]
    for deliveries in (journal.deliveries_waiting(), journal.deliveries_given_up()):
        for delivery in deliveries.filter(reaction=reaction, entry__subject__in=subjects):
            kept[delivery.entry.subject] = delivery
    return kept


def _cause(gap: Found, dossier: str, outstanding: Mapping[str, Delivery], reaction: str) -> Why:
    if gap.gap is Gap.MISSING_HERE:
        refused = journal.story_of(f"national:{gap.code}").filter(kind=REFUSED).last()
        if refused is None:
            return Why(cause=Cause.NOT_ARRIVED)
        return Why(cause=Cause.REFUSED, detail=refused.facts["reason"])
    if not dossier:  # Filed here, and the reader has not come to it: our number is the portal's.
        return Why(cause=Cause.NOT_OWED_YET, dossier=gap.code)
    missing = _missing_files(dossier) if gap.gap is Gap.FILES else []
    if missing:
        causes = sorted({one.cause for one in missing} - {""})
        cause = Cause.FILE_FAILED if causes else Cause.FILE_WAITING
        return Why(cause=cause, dossier=dossier, detail=", ".join(causes))
    delivery = outstanding.get(f"dossier:{dossier}")
    if delivery is not None:
        gave_up = delivery.next_try_at is None
        cause = Cause.GIVEN_UP if gave_up else Cause.WAITING
        return Why(cause=cause, dossier=dossier, detail=delivery.last_error)
    if _is_behind(dossier, reaction=reaction):
        return Why(cause=Cause.NOT_OWED_YET, dossier=dossier)
    return Why(cause=Cause.UNEXPLAINED, dossier=dossier)


def _missing_files(dossier: str) -> list[AwaitedFile]:
    theirs = AwaitedFile.objects.filter(paper__dossier__code=dossier)
    return list(theirs.exclude(state=FileState.ARRIVED))


def files_not_here() -> tuple[int, int]:
    """Return how many files lie at the portal that wait to be fetched, and that failed."""
    states = AwaitedFile.objects.exclude(state=FileState.ARRIVED).values_list("state", flat=True)
    counted = Counter(states)
    return counted[FileState.AWAITED], counted[FileState.FAILED]


def _is_behind(dossier: str, *, reaction: str) -> bool:
    """Say whether a fact of the dossier has not been made a message yet."""
    facts = [
        entry.pk
        for entry in journal.story_of(f"dossier:{dossier}")
        if is_reported(entry.kind, entry.facts)
    ]
    owed = Delivery.objects.filter(entry_id__in=facts, reaction=reaction)
    return owed.count() < len(facts)


def comparisons() -> QuerySet[Comparison]:
    """Return the days that were compared, newest first, with how many gaps each has."""
    return Comparison.objects.annotate(gaps=Count("differences")).order_by("-day")


def differences(comparison: Comparison) -> QuerySet[Difference]:
    return Difference.objects.filter(comparison=comparison).order_by("cause", "code", "gap")

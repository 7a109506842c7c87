"""Keep the facts up with the journal, or build them anew from its beginning."""

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from motcua.measurement.facts import rebuilding, rules
from motcua.measurement.facts.models import DossierFact, OpenTally
from motcua.measurement.facts.rules import Known
from motcua.reference.procedures.models import ProcedureVersion
from motcua.spine.dates import local_date
from motcua.spine.journal import readers
from motcua.spine.journal.models import Entry

READER = "facts"
SUBJECT = "dossier:"
FIELDS_KEPT_MAX = 4096
COLUMNS = [one.name for one in DossierFact._meta.concrete_fields]
Place = tuple[date, str, str, str]
Standing = tuple[str, str, str, str, date]
_ADD = """
    INSERT INTO facts_daytally ("on", agency, office, field, received, in_time, late)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT ("on", agency, office, field) DO UPDATE SET
        received = facts_daytally.received + EXCLUDED.received,
        in_time = facts_daytally.in_time + EXCLUDED.in_time,
        late = facts_daytally.late + EXCLUDED.late
"""

_MOVE = """
    INSERT INTO facts_opentally (agency, office, field, state, due_on, dossiers)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (agency, office, field, state, due_on) DO UPDATE SET
        dossiers = facts_opentally.dossiers + EXCLUDED.dossiers
"""


def follow(at: datetime) -> int:
    """Read what is new in the journal and bring the facts up to date. Return how much was read."""
    return readers.read_next(READER, take_in, at=at)


@transaction.atomic
def rebuild(*, at: datetime) -> int:
    """Forget every fact and read the whole journal at once. Return how many entries it has."""
    rebuilding.empty()
    return readers.read_whole(READER, rebuilding.fill, at=at)


def take_in(entries: Sequence[Entry]) -> None:
    """Bring the facts up to date with these entries, oldest first."""
    ours = [entry for entry in entries if entry.subject.startswith(SUBJECT)]
    if not ours:
        return
    known = _known({entry.subject.removeprefix(SUBJECT) for entry in ours})
    stood = Counter(_standing(one) for one in known.values() if one.is_open)
    tally: Counter[tuple[Place, str]] = Counter()
    for entry in ours:
        code = entry.subject.removeprefix(SUBJECT)
        if entry.kind == "dossier.submitted":
            known[code] = _first(code, entry)
            continue
        now, counted = rules.after(known[code], entry.kind, entry.facts, entry.happened_at)
        known[code] = now
        if counted:
            on = local_date(entry.happened_at)
            tally[(on, now.agency, now.office, now.field), counted] += 1
    _keep(known.values())
    _add(tally)
    _move(stood, Counter(_standing(one) for one in known.values() if one.is_open))


def _known(codes: set[str]) -> dict[str, Known]:
    rows = DossierFact.objects.filter(pk__in=codes)
    return {
        row.code: Known(**{name: getattr(row, name) for name in Known.__dataclass_fields__})
        for row in rows
    }


def _first(code: str, entry: Entry) -> Known:
    facts = entry.facts
    return Known(
        code=code,
        agency=facts["resolving"],
        office=facts["resolving"],
        unit=facts["receiving"],
        field=_field_of(facts["procedure"], int(facts["version"])),
        procedure=facts["procedure"],
        channel=facts["channel"],
        receiving=facts["receiving"],
        returning=facts["returning"],
        state="submitted",
        submitted_at=entry.happened_at,
    )


@functools.lru_cache(maxsize=FIELDS_KEPT_MAX)
def _field_of(named: str, number: int) -> str:
    """Return the field (lĩnh vực) of a version; what was published never changes it."""
    jurisdiction, _, key = named.partition("/")
    versions = ProcedureVersion.objects.filter(
        procedure__jurisdiction=jurisdiction, procedure__key=key, number=number
    )
    return versions.values_list("field", flat=True).first() or ""


def _keep(known: Iterable[Known]) -> None:
    rows = [
        DossierFact(**{name: getattr(one, name) for name in COLUMNS})
        for one in sorted(known, key=lambda one: one.code)
    ]
    DossierFact.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[name for name in COLUMNS if name != "code"],
        batch_size=1000,
    )


def _add(tally: Counter[tuple[Place, str]]) -> None:
    places = sorted({place for place, _ in tally})
    counted = (rules.RECEIVED, rules.IN_TIME, rules.LATE)
    rows: list[tuple[date | str | int, ...]] = [
        (*place, *(tally[place, name] for name in counted)) for place in places
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)


def _standing(known: Known) -> Standing:
    due_on = local_date(known.due_at) if known.due_at else date.max
    return known.agency, known.office, known.field, known.state, due_on


def _move(stood: Counter[Standing], stands: Counter[Standing]) -> None:
    """Bring the tally of open dossiers from where these stood to where they stand."""
    changes = {one: stands[one] - stood[one] for one in {*stood, *stands}}
    rows = [(*one, change) for one, change in sorted(changes.items()) if change]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_MOVE, rows)
        OpenTally.objects.filter(dossiers=0).delete()

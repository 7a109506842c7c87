"""Make everything in a recording recognisable: its ids, numbers, people and places.

A recording is played in a transaction that is undone. So its sequences may begin where no figure of
ours does, its yearly series at numbers nobody gave out, and its people and communes may bear names
that occur nowhere else. Afterwards each of them can be found in any text that was written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import connection
from psycopg import sql

from motcua.casework.dossiers.operations import slips
from motcua.casework.dossiers.rules import codes
from motcua.reference.organisations.models import Organisation
from motcua.simulation.bulk.playing import Script
from motcua.simulation.bulk.strands import Ring, Strand
from motcua.simulation.plans import Plan
from motcua.spine.numbering.models import Series

# Fifteen digits: nine, which table, which row. Nothing else of ours is written like this.
ID = re.compile(r"(?<![0-9A-Za-z])9\d{14}(?![0-9A-Za-z])")
NUMBER = re.compile(r"(?<![0-9A-Za-z.])8\d{8}(?![0-9A-Za-z])")
TABLE_STEP, ID_BEGINS = 10**12, 9 * 10**14
SERIES_BEGIN, SERIES_STEP = 813_700_000, 20_000
FORMS = (
    slips.ACKNOWLEDGEMENT, slips.SUPPLEMENT, slips.REFUSAL, slips.STOPPING, slips.RESULT,
)  # fmt: skip
NAME, PHONE = "Xwq Zwx Qxz", "0900999983"
PERSONAL_NUMBER_ENDS = "999983"
COMMITTEE, CENTRE, AREA = "⟦committee⟧", "⟦centre⟧", "⟦area⟧"
OFFICER = re.compile(r"⟦officer \d+⟧")

# Where rows come to stand, those that others point at first. Payments and series have other keys.
NUMBERED = (
    "people_person", "people_account", "people_post", "payments_charge", "payments_chargeitem",
    "payments_posting", "dossiers_dossier", "dossiers_party", "dossiers_dossiercharge",
    "dossiers_submission", "dossiers_clockmark", "dossiers_paper", "dossiers_request",
    "dossiers_slip", "dossiers_rating", "dossiers_draft", "dossiers_resultdraft", "dossiers_refund",
    "journal_entry",
    "journal_delivery",
)  # fmt: skip
TABLES = (*(table for table in NUMBERED if table not in {"people_post", "journal_delivery"}),
          "payments_payment")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeriesMark:
    key: str
    year: int
    begins: int


def mark_ids() -> None:
    """Let the ids of this transaction be recognised."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for place, table in enumerate(NUMBERED):
            begins = sql.Literal(ID_BEGINS + place * TABLE_STEP)
            statement = sql.SQL("ALTER TABLE {} ALTER COLUMN id RESTART WITH {}")
            said = statement.format(sql.Identifier(table), begins)
            cursor.execute(said.as_string(connection.connection))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def table_of(marked_id: str) -> str:
    return NUMBERED[(int(marked_id) - ID_BEGINS) // TABLE_STEP]


def mark_series(script: Script, ring: Ring) -> list[SeriesMark]:
    """Let every number that may be given be recognised."""
    marked = [
        SeriesMark(key, year, SERIES_BEGIN + place * SERIES_STEP)
        for place, (key, year) in enumerate(_series(script, ring))
    ]
    # What was given before counts again when the copies are numbered.
    Series.objects.filter(key__in=[one.key for one in marked]).delete()
    Series.objects.bulk_create(
        Series(key=one.key, year=one.year, last=one.begins) for one in marked
    )
    return marked


def mark_communes(ring: Ring) -> None:
    """Let the names of the communes that are played be recognised."""
    for home in ring.homes:
        Organisation.objects.filter(code=home).update(name_vi=COMMITTEE, area_vi=AREA)
        below = Organisation.objects.filter(parent__code=home, kind__receives_dossiers=True)
        below.update(name_vi=CENTRE)


def officer_name(number: int) -> str:
    return f"⟦officer {number}⟧"


def plan(strand: Strand, decided: Plan) -> Plan:
    """Return a plan whose applicant can be recognised."""
    who = decided.applicant
    marked = replace(
        who,
        full_name=NAME,
        personal_number=who.personal_number[:6] + PERSONAL_NUMBER_ENDS,
        phone=PHONE,
    )
    return replace(decided, applicant=marked, whose=label(decided.number))


def label(number: int) -> str:
    return f"Xq{number}qX"


def _series(script: Script, ring: Ring) -> Iterator[tuple[str, int]]:
    units = _units(script, ring)
    days = (script.last - script.first).days + 1
    for unit in units:
        for n in range(days):
            day = script.first + timedelta(days=n)
            yield codes.day_series(agency=unit, on=day), day.year
        for year in range(script.first.year, script.until.year + 1):
            for form in FORMS:
                yield slips.series_of(form, unit), year


def _units(script: Script, ring: Ring) -> list[str]:
    chosen = Organisation.objects.filter(code__in=script.units)
    centres = Organisation.objects.filter(kind__receives_dossiers=True, valid_to=None)
    taking = [
        code
        for code in centres.values_list("code", flat=True)
        if not ring.commune_of(code) or ring.commune_of(code) in ring.homes
    ]
    return sorted({*chosen.values_list("code", flat=True), *taking})

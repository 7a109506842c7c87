"""What the bulk path writes is what the operations would have written."""

from datetime import date

import pytest
from django.db import connection, transaction

from motcua.measurement.facts import operations as facts
from motcua.measurement.facts import rebuilding
from motcua.measurement.facts.models import DossierFact
from motcua.simulation import play, sample
from motcua.simulation.bulk import marks, writing
from motcua.simulation.bulk.playing import Script, cast_of, perform, programme, strands_of
from motcua.simulation.bulk.recording import record
from motcua.simulation.bulk.strands import ring
from motcua.simulation.bulk.writing import Written
from motcua.simulation.tests.checking import check_whole
from motcua.simulation.tests.portrait import committed_wrongly, different, portrait
from motcua.spine.journal import loading
from motcua.spine.journal.models import Clock, ClockKind, Entry

OPENED = play.midnight(date(2026, 8, 31))
EVERYTHING = 2**62  # A horizon above every transaction.
DERIVED = """
    SELECT count(*) FROM (SELECT *, canonical::jsonb AS said FROM journal_entry) AS entry
    WHERE (act_id, kind, subject, actor, organisation, happened_at, facts, epoch) IS DISTINCT FROM
          ((said ->> 'act')::uuid, said ->> 'kind', said ->> 'subject', said ->> 'actor',
           said ->> 'organisation', (said ->> 'at')::timestamptz, said -> 'facts',
           journal_current_epoch())
"""


def script(models: int, last: date, *, seed: int) -> Script:
    return Script(
        models=models,
        first=date(2026, 9, 7),
        last=last,
        seed=seed,
        units=sample.UNITS,
        until=play.midnight(date(2026, 10, 12)),
    )


def compare_paths(chosen: Script, *, strands: int) -> dict[str, int]:
    """Play the same lives twice, through the operations and set-based, and compare every row."""
    sample.load_where_empty(at=OPENED)
    marks.mark_ids()
    recording = record(programme(chosen), ring(chosen.units))
    every = strands_of(recording.ring, strands)
    with transaction.atomic():
        officers = writing.hire(recording, every)
        cast_for = cast_of(officers, seed=chosen.seed)
        played = perform(recording.programme, every, cast_for=cast_for)
        assert played.refused == []
        rebuilding.empty()
        facts.take_in(list(Entry.objects.order_by("id")))  # Entry by entry, as the reader does.
        by_operations = portrait()
        transaction.set_rollback(True)

    writing.copy(recording, strands=strands, written=Written())

    rebuilding.empty()
    rebuilding.fill(loading.epoch(), EVERYTHING)  # All at once.
    assert different(by_operations, portrait()) == {}
    assert DossierFact.objects.count() == strands * len(recording.lives)
    assert committed_wrongly() == []
    with connection.cursor() as cursor:
        cursor.execute(DERIVED)
        assert cursor.fetchone() == (0,)
    return check_whole()


@pytest.mark.django_db
def test_a_few_lives_in_two_strands_equal_the_operations(installation: None) -> None:
    counted = compare_paths(script(6, date(2026, 9, 8), seed=11), strands=2)

    assert counted["dossiers replayed"] == 12


@pytest.mark.prove
@pytest.mark.django_db
def test_a_hundred_and_fifty_lives_in_four_strands_equal_the_operations(
    installation: None,
) -> None:
    print(compare_paths(script(150, date(2026, 9, 25), seed=3), strands=4))


@pytest.mark.django_db
def test_nothing_is_written_in_bulk_in_real_time(installation: None) -> None:
    Clock.objects.update(kind=ClockKind.REAL, simulated_at=None)

    with pytest.raises(loading.NotSimulated):
        writing.write(script(1, date(2026, 9, 8), seed=1), strands=1)

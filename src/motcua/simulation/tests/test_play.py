"""A province is played through the operations, and the journal tells the same as the tables."""

import time
from datetime import date, timedelta
from random import Random

import pytest

from motcua.casework.dossiers.models import Dossier
from motcua.reference.calendars.rules import WorkingCalendar
from motcua.simulation import play, sample
from motcua.simulation.arrivals import Flow
from motcua.simulation.tests.checking import check_whole
from motcua.spine.dates import VIETNAM
from motcua.spine.journal.models import Clock, ClockKind

OPENED = play.midnight(date(2026, 8, 31))
FIRST, LAST = date(2026, 9, 7), date(2026, 9, 25)


@pytest.mark.django_db
def test_sixty_dossiers_through_the_operations(installation: None) -> None:
    sample.load_where_empty(at=OPENED)

    played = play.play(dossiers=60, first=FIRST, last=LAST, seed=4, units=sample.UNITS)

    assert played.refused == []
    assert played.dossiers == 60
    assert check_whole()["dossiers replayed"] == 60
    states = set(Dossier.objects.values_list("state", flat=True))
    assert {"returned", "processing"} <= states, states


@pytest.mark.django_db
def test_what_invented_officers_approved_has_a_number_when_real_people_go_on(
    installation: None,
) -> None:
    sample.load_where_empty(at=OPENED)

    play.play(
        dossiers=40,
        first=FIRST,
        last=LAST,
        seed=4,
        units=sample.UNITS,
        until=play.midnight(LAST) - timedelta(hours=9, minutes=30),
    )

    approved = Dossier.objects.filter(result_draft__approved_at__isnull=False)
    assert approved.exists()
    assert not approved.filter(state="processing").exists()


@pytest.mark.django_db
def test_nothing_is_simulated_in_real_time(installation: None) -> None:
    Clock.objects.update(kind=ClockKind.REAL, simulated_at=None)

    with pytest.raises(play.NotSimulated):
        play.play(dossiers=1, first=FIRST, last=LAST, seed=1, units=sample.UNITS)


def test_desks_rest_on_days_off_and_people_at_home_do_not() -> None:
    flow = Flow(WorkingCalendar(), first=date(2026, 9, 5), last=date(2026, 9, 6))
    dice = Random(1)
    assert {flow.moment("self", dice).weekday() for _ in range(50)} == {5, 6}

    flow = Flow(WorkingCalendar(), first=FIRST, last=LAST)
    moments = [flow.moment("counter", dice).astimezone(VIETNAM) for _ in range(400)]
    assert {moment.weekday() for moment in moments} == {0, 1, 2, 3, 4}
    assert all(7 <= moment.hour < 17 for moment in moments)


def test_few_come_around_tet() -> None:
    flow = Flow(WorkingCalendar(), first=date(2026, 1, 19), last=date(2026, 3, 22))
    dice = Random(1)
    days = [flow.moment("self", dice).date() for _ in range(2000)]
    around = [day for day in days if date(2026, 2, 9) <= day <= date(2026, 2, 24)]
    assert len(around) / 16 < 0.5 * len(days) / 63


@pytest.mark.prove
@pytest.mark.django_db
def test_two_thousand_dossiers_over_eight_weeks(installation: None) -> None:
    sample.load_where_empty(at=OPENED)
    began = time.monotonic()

    played = play.play(
        dossiers=2000, first=FIRST, last=date(2026, 11, 1), seed=1, units=sample.UNITS
    )

    took = time.monotonic() - began
    assert played.refused == []
    assert played.dossiers == 2000
    print(f"\n2000 dossiers, {played.acts} acts in {took:.0f} s: {played.acts / took:.0f} acts/s")
    print(", ".join(f"{name}: {figure}" for name, figure in check_whole().items()))

"""What a simulated past owes is told once real time has begun: by its own moments, in the inbox."""

from datetime import datetime

import pytest

from motcua.capabilities.notifications import queries as notices
from motcua.capabilities.notifications.models import Notice
from motcua.casework.dossiers import testing
from motcua.casework.dossiers.testing import World
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import VIETNAM
from motcua.spine.journal import delivery
from motcua.spine.journal import operations as journal

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 9, 8, 30, tzinfo=VIETNAM)


@pytest.fixture
def world(installation: None) -> World:
    return testing.world()


def tell_all() -> None:
    while delivery.deliver(at=clock.real_now()):
        pass


def turn_real() -> None:
    journal.turn_real(actor=SYSTEM, at=clock.real_now())


def test_in_simulated_time_people_are_told_by_every_way(world: World) -> None:
    dossier = world.a_dossier(at=MONDAY)

    tell_all()

    told = notices.told_about(dossier.subject)
    assert set(told.values_list("channel", flat=True)) > {"inbox"}


def test_once_real_time_has_begun_only_the_inbox_learns_of_what_was_played(world: World) -> None:
    dossier = world.a_dossier(at=MONDAY)
    turn_real()

    tell_all()

    [told] = notices.told_about(dossier.subject)
    [letter] = notices.inbox(world.dung, language="vi")
    assert told.channel == "inbox"
    assert letter.occurred_at == MONDAY
    assert not Notice.objects.exclude(next_try_at=None).exists()

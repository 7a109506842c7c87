"""The same seed plays the same province."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from motcua.simulation import play, sample
from motcua.spine import clock
from motcua.spine.journal import operations as journal
from motcua.spine.journal.models import ClockKind, Entry

# Drawn anew each time: numbers of acts, and everything hashed with a salt.
DRAWN = re.compile(r'"act":"[0-9a-f-]{36}"|"[0-9a-f]{64}"')
OPENED = play.midnight(date(2026, 8, 31))


def played() -> list[str]:
    """Play a few days in tables that are empty and count from one; return what was recorded."""
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    clock.forget()
    journal.create_installation(
        clock=ClockKind.SIMULATED, is_demo=True, at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    sample.load_where_empty(at=OPENED)
    play.play(
        dossiers=12, first=date(2026, 9, 7), last=date(2026, 9, 18), seed=9, units=sample.UNITS
    )
    clock.forget()
    texts = Entry.objects.filter(subject__startswith="dossier:").order_by("id")
    return [DRAWN.sub("…", text) for text in texts.values_list("canonical", flat=True)]


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_writes_the_same_journal() -> None:
    """Equal in every kind, subject, moment, actor, figure and code; not in what is drawn."""
    first, second = played(), played()

    assert len(first) > 50
    assert first == second

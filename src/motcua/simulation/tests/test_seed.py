"""The same seed plays the same province."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from motcua.simulation import play, sample
from motcua.spine.journal.models import Entry

# Drawn anew each time: numbers of acts, and everything hashed with a salt.
DRAWN = re.compile(r'"act":"[0-9a-f-]{36}"|"[0-9a-f]{64}"')
OPENED = play.midnight(date(2026, 8, 31))


def played() -> list[str]:
    """Play a few days; return what was recorded."""
    sample.load_where_empty(at=OPENED)
    play.play(
        dossiers=12, first=date(2026, 9, 7), last=date(2026, 9, 18), seed=9, units=sample.UNITS
    )
    texts = Entry.objects.filter(subject__startswith="dossier:").order_by("id")
    return [DRAWN.sub("…", text) for text in texts.values_list("canonical", flat=True)]


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_writes_the_same_journal(begin_anew: Callable[[], None]) -> None:
    """Equal in every kind, subject, moment, actor, figure and code; not in what is drawn."""
    begin_anew()
    first = played()
    begin_anew()
    second = played()

    assert len(first) > 50
    assert first == second

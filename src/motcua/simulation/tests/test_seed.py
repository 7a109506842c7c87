"""The same seed plays the same province."""

import re
from datetime import date

import conftest
import pytest

from motcua.simulation import play, sample
from motcua.spine.journal.models import Entry

# Drawn anew each time: numbers of acts, and everything hashed with a salt.
DRAWN = re.compile(r'"act":"[0-9a-f-]{36}"|"[0-9a-f]{64}"')
OPENED = play.midnight(date(2026, 8, 31))
_told: list[list[str]] = []


@pytest.mark.django_db(reset_sequences=True, transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_the_same_seed_writes_the_same_journal(installation: None, time: str) -> None:
    """Equal in every kind, subject, moment, actor, figure and code; not in what is drawn."""
    conftest.forget_rows()  # The sequences begin anew, and tests before had the same numbers.
    sample.load_where_empty(at=OPENED)
    play.play(
        dossiers=12, first=date(2026, 9, 7), last=date(2026, 9, 18), seed=9, units=sample.UNITS
    )
    texts = Entry.objects.filter(subject__startswith="dossier:").order_by("id")
    _told.append([DRAWN.sub("…", text) for text in texts.values_list("canonical", flat=True)])

    if time == "second":
        first, second = _told
        assert len(first) > 50
        assert first == second

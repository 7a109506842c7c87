"""What must be true of any simulated province, however it was made."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from motcua.casework.dossiers import replay
from motcua.casework.dossiers.models import Dossier, Slip
from motcua.simulation.tests import slow_dates
from motcua.spine.journal.models import Entry
from motcua.spine.numbering.models import Series


def check_whole() -> dict[str, int]:
    """Check replay, numbers and dates; return how much was looked at."""
    found = list(replay.differences(Dossier.objects.select_related("procedure_version__procedure")))
    assert found == [], found[:5]
    return {
        "dossiers replayed": Dossier.objects.count(),
        "entries": Entry.objects.count(),
        "yearly numbers": _check_yearly_numbers(),
        "days of codes": _check_codes(),
        "due dates": _check_due_dates(),
    }


def _check_yearly_numbers() -> int:
    given: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    rows = Slip.objects.values_list("form", "organisation__code", "year", "number")
    for form, code, year, number in rows:
        given[form, code, year].append(number)
    for (form, code, year), numbers in given.items():
        _check_once_without_gaps(numbers)
        assert Series.objects.get(key=f"slip:{form}:{code}", year=year).last == len(numbers)
    return sum(map(len, given.values()))


def _check_codes() -> int:
    given: dict[str, list[int]] = defaultdict(list)
    for code in Dossier.objects.values_list("code", flat=True):
        day, _, number = code.rpartition("-")
        given[day].append(int(number))
    for numbers in given.values():
        _check_once_without_gaps(numbers)
    return len(given)


def _check_once_without_gaps(numbers: Iterable[int]) -> None:
    given = sorted(numbers)
    assert given == list(range(1, len(given) + 1)), given


def _check_due_dates() -> int:
    filed = {
        code: (version.split("/")[-1], channel)
        for code, version, channel in Entry.objects.filter(kind="dossier.submitted").values_list(
            "subject", "facts__procedure", "facts__channel"
        )
    }
    received = Entry.objects.filter(kind="dossier.received")
    for entry in received:
        key, channel = filed[entry.subject]
        said = entry.facts["due_at"]
        slow = slow_dates.due(key, channel, entry.happened_at)
        assert (datetime.fromisoformat(said) if said else None) == slow, (entry.subject, key)
    return received.count()

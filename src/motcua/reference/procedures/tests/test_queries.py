from datetime import UTC, date, datetime
from typing import Any

import pytest

from motcua.reference.procedures import queries
from motcua.reference.procedures.models import Procedure, ProcedureVersion
from motcua.reference.procedures.states import State
from motcua.spine.errors import NotFound

pytestmark = pytest.mark.django_db

ON = date(2026, 7, 1)


def a_version(number: int = 1, key: str = "1.000001", **values: Any) -> ProcedureVersion:
    procedure, _ = Procedure.objects.get_or_create(jurisdiction="national", key=key, code=key)
    kept = {
        "state": State.SEEN,
        "seen_on": date(2026, 1, 1),
        "name_vi": f"Thủ tục {number}",
        "field": "Hộ tịch",
        "content": {"name_vi": f"Thủ tục {number}"},
        "content_hash": f"{number:064}",
    } | values
    return ProcedureVersion.objects.create(procedure=procedure, number=number, **kept)


def published(number: int, since: date, until: date | None = None) -> ProcedureVersion:
    return a_version(
        number,
        state=State.PUBLISHED,
        seen_on=None,
        in_force=(since, until),
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


class TestTheVersionThatSpeaks:
    def test_what_was_seen_speaks_with_the_day_it_was_seen_and_no_validity(self) -> None:
        a_version()

        page = queries.page_of(jurisdiction="national", key="1.000001", on=ON)

        assert (page.seen_on, page.is_published, page.in_force_from) == (
            date(2026, 1, 1),
            False,
            None,
        )

    def test_before_it_was_seen_there_is_nothing(self) -> None:
        a_version()

        with pytest.raises(NotFound):
            queries.page_of(jurisdiction="national", key="1.000001", on=date(2025, 12, 31))

    def test_a_later_snapshot_wins_whichever_was_loaded_first(self) -> None:
        a_version(1, period=date(2026, 7, 1))
        a_version(2, period=date(2021, 8, 1))

        page = queries.page_of(jurisdiction="national", key="1.000001", on=ON)

        assert page.version_number == 1

    def test_a_published_version_silences_what_was_seen_from_its_first_day(self) -> None:
        a_version(1)
        published(2, date(2026, 7, 1))

        before = queries.page_of(jurisdiction="national", key="1.000001", on=date(2026, 6, 30))
        after = queries.page_of(jurisdiction="national", key="1.000001", on=date(2026, 7, 1))

        assert (before.version_number, after.version_number) == (1, 2)

    def test_after_its_end_the_last_published_one_is_shown_as_ended(self) -> None:
        a_version(1)
        published(2, date(2026, 1, 1), date(2026, 6, 1))

        page = queries.page_of(jurisdiction="national", key="1.000001", on=ON)

        assert (page.version_number, page.is_ended, page.can_be_filed) == (2, True, False)
        assert not queries.in_use(ON).exists()

    def test_fields_are_counted_once_a_procedure(self) -> None:
        a_version(1)
        a_version(2, seen_on=date(2026, 2, 1))
        a_version(1, key="1.000002", field="")

        counted = [(row.name, row.procedures) for row in queries.fields(ON)]

        assert counted == [("Hộ tịch", 1), ("", 1)]

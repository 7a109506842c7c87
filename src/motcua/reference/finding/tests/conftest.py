"""The whole catalogue, loaded and indexed once for all tests of a module."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from motcua.reference.finding import operations
from motcua.reference.procedures.operations import definitions, loading
from motcua.spine.actors import SYSTEM
from motcua.spine.journal import operations as journal
from motcua.spine.journal.models import ClockKind

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
SHARED = Path(__file__).parents[5].parent / "shared" / "data"
FILES = [SHARED / "procedures.json", SHARED / "procedures_national_2026.json.gz"]


@pytest.fixture(scope="module")
def catalogue(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
) -> Iterator[None]:
    """Both files of real procedures, and the ten definitions where the module asks for them."""
    if not all(path.exists() for path in FILES):
        pytest.skip("The files of real procedures do not lie beside the checkout.")
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        journal.create_installation(
            clock=ClockKind.SIMULATED, is_demo=True, at=datetime(2020, 1, 1, tzinfo=UTC)
        )
        for path in FILES:
            loading.load_file(path, actor=SYSTEM, at=AT)
        if getattr(request.module, "WITH_DEFINITIONS", False):
            definitions.publish_folder(actor=SYSTEM, at=AT)
        operations.reindex(at=AT)
        yield
        transaction.set_rollback(True)

"""The client a stranger runs first, against a server that really listens."""

import re
import subprocess
import sys
from typing import Any

import pytest

from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier
from motcua.reference.finding import operations as finding
from motcua.spine import clock
from tests.api.conftest import Caller
from tests.architecture.test_shape import ROOT

CLIENT = ROOT / "examples" / "client.py"
LINES_MAX = 60


@pytest.mark.django_db(transaction=True)
def test_searches_uploads_submits_and_follows(ours: Caller, live_server: Any) -> None:
    finding.reindex(at=clock.now())

    done = subprocess.run(
        [sys.executable, "-I", CLIENT, ours.secret, live_server.url],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    code = Dossier.objects.get().code
    assert testing.birth_registration().stem in done.stdout
    assert f"{code}: Chờ tiếp nhận (Waiting to be received)" in done.stdout
    assert "Dossier submitted" in done.stdout


def test_is_short_and_needs_nothing_but_python() -> None:
    text = CLIENT.read_text(encoding="utf-8")

    imported = re.findall(r"^(?:import|from) (\w+)", text, flags=re.MULTILINE)
    assert len(text.splitlines()) <= LINES_MAX
    assert set(imported) <= sys.stdlib_module_names

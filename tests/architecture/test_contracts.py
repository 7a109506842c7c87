"""Each import contract, tried: a deliberate break must be found, and by that contract."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

PROCEDURES = "from motcua.reference.procedures import models"
BREAKS = {
    "rooms": ("spine/dates.py", "from motcua.reference.people import roles"),
    "reference": ("reference/organisations/queries.py", PROCEDURES),
    "capabilities": (
        "capabilities/documents/queries.py",
        "from motcua.capabilities.payments import models",
    ),
    "interfaces": ("interfaces/portal/urls.py", "from motcua.interfaces.catalogue import urls"),
    "connectors": ("connectors/sandbox/__init__.py", "from motcua.connectors import vneid"),
    "kinds": (
        "casework/dossiers/routing.py",
        "from motcua.casework.coordination import rules as legs",
    ),
    "shelves": ("reference/people/models.py", "from motcua.reference.people import operations"),
    "pages-ask": ("interfaces/portal/urls.py", PROCEDURES),
    "pure": ("reference/calendars/rules.py", "import django"),
    "clock": ("reference/people/queries.py", "from motcua.spine import clock"),
}

Lint = Callable[[str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "src" / "motcua",
        tmp_path / "motcua",
        ignore=shutil.ignore_patterns("static", "data", "templates", "locale", "__pycache__"),
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def lint(folder: Path, *contract: str) -> "subprocess.CompletedProcess[str]":
    chosen = [part for name in contract for part in ("--contract", name)]
    return subprocess.run(
        [str(LINT_IMPORTS), "--no-cache", *chosen],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_as_it_stands_keeps_every_contract(copy: Path) -> None:
    done = lint(copy)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_contract_has_a_break_here() -> None:
    written = (ROOT / ".importlinter").read_text()
    contracts = {
        line.removeprefix("[importlinter:contract:").rstrip("]")
        for line in written.splitlines()
        if line.startswith("[importlinter:contract:")
    }
    assert contracts == set(BREAKS)


@pytest.mark.parametrize("contract", BREAKS)
def test_a_break_is_found(copy: Path, contract: str) -> None:
    file, line = BREAKS[contract]
    broken = copy / "motcua" / file
    assert broken.exists(), f"{file} has moved: choose another place to break {contract}"
    broken.write_text(f"{broken.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")

    done = lint(copy, contract)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 broken" in done.stdout


def test_a_new_room_is_found(copy: Path) -> None:
    (copy / "motcua" / "toolbox").mkdir()
    (copy / "motcua" / "toolbox" / "__init__.py").write_text("")

    assert lint(copy, "rooms").returncode == 1

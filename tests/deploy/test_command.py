"""The command line of a server, and what the documents say to type there."""

import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.deploy import shut_in

ROOT = shut_in.UNITS.parents[1]
WRAPPER = ROOT / "deploy" / "motcua"
DOCUMENTS = sorted((ROOT / "docs" / "operations").glob("*.md"))
# Stands where systemd would be: it says what it was asked, a line each.
STAND_IN = "#!/bin/bash\nprintf '%s\\n' \"$@\"\n"


def _asked(folder: Path, *words: str, **around: str) -> tuple[list[str], list[str]]:
    """Return the properties systemd is asked for, and the command line it is given."""
    (folder / "systemd-run").write_text(STAND_IN)
    (folder / "systemd-run").chmod(0o755)
    done = subprocess.run(
        [WRAPPER, *words], env={"PATH": f"{folder}:{os.environ['PATH']}", **around},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    before, _, command = done.stdout.partition("\n--\n")
    rows = before.splitlines()
    return [row for was, row in pairwise(rows) if was == "-p"], command.splitlines()


def test_runs_as_the_units_do_and_passes_every_word_on(tmp_path: Path) -> None:
    properties, command = _asked(tmp_path, "accounts", "create", "an", "--name", "Ân $HOME 'x'")

    unit = [f"{key}={value}" for key, value in shut_in.lines_of("motcua-worker")]
    for wanted in ("User", "UMask", "EnvironmentFile", "StateDirectory", "StateDirectoryMode"):
        [own] = [row for row in unit if row.startswith(f"{wanted}=")]
        assert own in properties
    assert "EnvironmentFile=/etc/motcua/owner.env" not in properties
    program = "/opt/motcua/.venv/bin/motcua"
    assert command == [program, "accounts", "create", "an", "--name", "Ân $$HOME 'x'"]


def test_another_release_is_asked_by_its_folder(tmp_path: Path) -> None:
    _, command = _asked(tmp_path, "migrate", MOTCUA_PROGRAM="/opt/motcua-2")

    assert command == ["/opt/motcua-2/.venv/bin/motcua", "migrate"]


@pytest.mark.parametrize("word", ["backup", "restore", "migrate", "init"])
def test_knows_the_owner_where_tables_are_made_or_read_whole(word: str, tmp_path: Path) -> None:
    assert "EnvironmentFile=/etc/motcua/owner.env" in _asked(tmp_path, word)[0]


def test_systemd_takes_its_properties(tmp_path: Path) -> None:
    properties, command = _asked(tmp_path, "backup", "/var/backups/motcua-portable/1.tar")
    command[0] = f"{sys.prefix}/bin/python"  # It looks whether the program is there.
    unit = tmp_path / "asked.service"
    unit.write_text("\n".join(["[Service]", *properties, f"ExecStart={' '.join(command)}", ""]))

    assert all(re.fullmatch(r"[A-Z]\w+=\S+", row) for row in properties)
    if analyze := shutil.which("systemd-analyze"):
        done = subprocess.run(
            [analyze, "verify", "--man=no", "--recursive-errors=no", unit],
            capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")


ROOM = """
import sys
from pathlib import Path
from motcua.interfaces.console import rehearsal
print(rehearsal.room_for(*map(Path, sys.argv[1:])))
"""


def test_a_rehearsal_is_beside_the_archive_where_the_service_may_not_write(
    tmp_path: Path,
) -> None:
    lib, portable = tmp_path / "lib", tmp_path / "portable"
    lib.mkdir(mode=0o555)
    portable.mkdir()
    command = [sys.executable, "-c", ROOM, lib / "motcua", portable / "1.tar"]

    done = subprocess.run(
        shut_in.as_its_user("motcua-worker", *command), capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, cwd=ROOT,
    )  # fmt: skip

    assert done.stdout == f"{portable}\n", done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_what_documents_name_is_shipped_and_asks_for_no_program_beside(document: Path) -> None:
    text = document.read_text("utf-8")

    for name in re.findall(r"(?<!tests/)\bdeploy/[\w./-]*\w", text):
        assert (ROOT / name).exists(), name
    assert not re.search(r"\bsudo -", text), "Debian's server has none; runuser and motcua do it."

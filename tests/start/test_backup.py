"""A backup is an installation: keys, files, database; restored elsewhere it goes on."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.interfaces.console.home import Home
from tests.start.places import Place, place

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path / "elsewhere") as other:
        yield other


def read_journal(running: Place) -> tuple[list[str], str]:
    """Return the acts a reader of the journal sees for the first time, and a word of its keys."""
    environment = os.environ | {
        "MOTCUA_HOME": str(running.home),
        "DATABASE_URL": running.url(),
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.start.reader"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    *acts, word = done.stdout.split()
    return acts, word


def test_a_restored_installation_goes_on_and_readers_see_each_entry_once(
    running: Place, empty: Place, tmp_path: Path
) -> None:
    archive = tmp_path / "backup.tar"
    (running.home / "files/ab").mkdir(parents=True, exist_ok=True)
    (running.home / "files/ab/paper").write_bytes(b"handed in")
    running.acknowledge()
    _, word = read_journal(running)
    unread = [running.acknowledge() for _ in range(3)]

    assert running.run("backup", archive).returncode == 0  # While it runs.
    restored = empty.run("restore", archive)
    empty.start()

    assert restored.returncode == 0, restored.stderr
    assert (empty.home / "files/ab/paper").read_bytes() == b"handed in"
    assert empty.acts() == running.acts()
    assert read_journal(empty) == (unread, word)
    later = empty.acknowledge()
    assert read_journal(empty) == ([later], word)
    assert empty.run("doctor").returncode == 0
    assert empty.stop() == 0


def test_a_backup_is_for_its_owner_alone(stopped: Place, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar"

    assert stopped.run("backup", archive).returncode == 0  # While it does not run.

    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive) as members:
        assert {"manifest.json", "database/toc.dat", "keys/field.key"} <= set(members.getnames())
    assert stopped.processes() == {}


def test_keys_kept_elsewhere_are_asked_for(stopped: Place, empty: Place, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar"

    assert stopped.run("backup", archive, "--without-keys").returncode == 0

    with tarfile.open(archive) as members:
        assert not [name for name in members.getnames() if name.startswith("keys")]
    assert "holds no keys" in empty.run("restore", archive).stderr
    assert empty.run("restore", archive, "--keys", stopped.home / "keys").returncode == 0


def test_a_damaged_archive_is_refused_before_anything_is_written(
    stopped: Place, empty: Place, tmp_path: Path
) -> None:
    archive = tmp_path / "backup.tar"
    stopped.run("backup", archive)
    content = bytearray(archive.read_bytes())
    place_of_dump = content.index(b"PGDMP") + 100
    content[place_of_dump] ^= 1
    archive.write_bytes(bytes(content))

    done = empty.run("restore", archive)

    assert done.returncode == 1
    assert "is damaged" in done.stderr
    assert not empty.home.exists()


def test_a_place_that_is_not_empty_is_left_alone(
    stopped: Place, empty: Place, tmp_path: Path
) -> None:
    archive = tmp_path / "backup.tar"
    stopped.run("backup", archive)
    empty.home.mkdir()
    (empty.home / "mine").write_text("keep")

    done = empty.run("restore", archive)

    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert (empty.home / "mine").read_text() == "keep"


def test_a_restore_that_was_cut_short_is_no_installation(stopped: Place) -> None:
    (stopped.home / "run/restoring").touch()

    done = stopped.run("up")

    assert done.returncode == 1
    assert "cut short" in done.stderr


class TestRehearsing:
    def test_an_archive_is_restored_beside_the_living_and_taken_away_again(
        self, running: Place, tmp_path: Path
    ) -> None:
        archive = tmp_path / "backup.tar"
        running.acknowledge()
        assert running.run("backup", archive).returncode == 0
        acts, beside = running.acts(), sorted(running.home.parent.iterdir())

        done = running.run("rehearse", archive)

        assert done.returncode == 0, done.stderr
        noted = Home(running.home).note("rehearsal")
        assert f"{noted['entries']} bản ghi / entries" in done.stderr
        assert int(str(noted["entries"])) >= len(acts)
        assert running.acts() == acts
        assert sorted(running.home.parent.iterdir()) == beside

    def test_what_was_damaged_is_found_and_nothing_is_left_behind(
        self, stopped: Place, tmp_path: Path
    ) -> None:
        archive = tmp_path / "backup.tar"
        assert stopped.run("backup", archive).returncode == 0
        with tarfile.open(archive) as members:
            data = max(members.getmembers(), key=lambda one: one.size)
        with archive.open("r+b") as written:
            written.seek(data.offset_data + data.size // 2)
            written.write(b"damaged on the way " * 20)
        beside = sorted(stopped.home.parent.iterdir())

        done = stopped.run("rehearse", archive)

        assert done.returncode == 1, done.stdout
        assert sorted(stopped.home.parent.iterdir()) == beside
        assert not Home(stopped.home).note("rehearsal")

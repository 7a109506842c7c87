"""What deploy/ keeps, it keeps whole; what it lays out again is what was asked for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from motcua.interfaces.console.embedded_postgres import BINARIES
from tests.deploy import shut_in

DEPLOY = shut_in.UNITS.parent
SCRIPTS = DEPLOY / "postgresql"
SEGMENT_BYTES = 16 * 2**20
DEBIANS = "/usr/lib/postgresql/15/bin"
NAME = "ab" + 62 * "0"


def _archive(segment: Path, archive: Path) -> int:
    return subprocess.run([SCRIPTS / "archive-wal", segment, segment.name, archive]).returncode


class TestASegmentOfWal:
    def test_is_kept_byte_for_byte_and_its_zeros_take_no_room(self, tmp_path: Path) -> None:
        segment = tmp_path / "000000010000000000000001"
        segment.write_bytes(os.urandom(20_000) + bytes(SEGMENT_BYTES - 40_000) + os.urandom(20_000))

        assert _archive(segment, tmp_path) == 0

        kept = tmp_path / "wal" / segment.name
        assert kept.read_bytes() == segment.read_bytes()
        assert kept.stat().st_blocks * 512 < 100_000
        assert _archive(segment, tmp_path) == 0  # PostgreSQL may ask twice.

    def test_is_never_replaced_by_another(self, tmp_path: Path) -> None:
        segment = tmp_path / "000000010000000000000001"
        segment.write_bytes(b"what was acknowledged")
        _archive(segment, tmp_path)
        segment.write_bytes(b"what another server says")

        assert _archive(segment, tmp_path) != 0

        assert (tmp_path / "wal" / segment.name).read_bytes() == b"what was acknowledged"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a folder with files: kept ones, one still on its way in, and one half written."""
    files = tmp_path / "home" / "files"
    (files / "ab").mkdir(parents=True)
    (files / "arriving").mkdir()
    (files / "ab" / NAME).write_bytes(b"handed in" * 1000)
    (files / "ab" / f"{NAME}.0a1b2c3d.part").write_bytes(b"half")
    (files / "arriving" / "unnamed").write_bytes(b"on its way")
    (files / ".sealed").touch()
    return files.parent


def _copy(home: Path, archive: Path, *before: str) -> subprocess.CompletedProcess[str]:
    archive.mkdir(exist_ok=True)
    return subprocess.run(
        shut_in.command("motcua-copy-files", *before, DEPLOY / "copy-files", home, archive),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, cwd=DEPLOY,
        capture_output=True, text=True,
    )  # fmt: skip


def _kept(archive: Path) -> dict[str, bytes]:
    files = archive / "files"
    found = (path for path in files.rglob("*") if path.is_file())
    return {str(path.relative_to(files)): path.read_bytes() for path in found}


class TestTheCopyOfFiles:
    def test_holds_what_is_kept_and_nothing_on_its_way(self, home: Path, tmp_path: Path) -> None:
        done = _copy(home, tmp_path / "archive")

        assert done.returncode == 0, done.stderr
        assert _kept(tmp_path / "archive") == {f"ab/{NAME}": b"handed in" * 1000, ".sealed": b""}
        assert (tmp_path / "archive" / "files-as-of").stat().st_mode & 0o777 == 0o644
        assert not (tmp_path / "archive" / "files" / ".arriving").exists()

    def test_has_nothing_under_a_name_when_it_is_cut_short(
        self, home: Path, tmp_path: Path
    ) -> None:
        done = _copy(home, tmp_path / "archive", "prlimit", "--fsize=4096", "--core=0")

        assert done.returncode != 0
        assert f"ab/{NAME}" not in _kept(tmp_path / "archive")
        assert not (tmp_path / "archive" / "files-as-of").exists()
        assert _copy(home, tmp_path / "archive").returncode == 0
        assert _kept(tmp_path / "archive")[f"ab/{NAME}"] == b"handed in" * 1000

    def test_is_mended_where_it_is_short_and_left_where_the_file_is(
        self, home: Path, tmp_path: Path
    ) -> None:
        short, whole = home / "files" / "ab" / NAME, home / "files" / "ab" / NAME.replace("0", "1")
        whole.write_bytes(b"handed in")
        _copy(home, tmp_path / "archive")
        copies = tmp_path / "archive" / "files" / "ab"
        (copies / short.name).write_bytes(b"handed")  # As an earlier release may have left it.
        whole.write_bytes(b"")  # As a disk may.

        assert _copy(home, tmp_path / "archive").returncode == 0

        assert (copies / short.name).read_bytes() == b"handed in" * 1000
        assert (copies / whole.name).read_bytes() == b"handed in"


def test_a_copy_of_keys_is_made_within_its_unit(tmp_path: Path) -> None:
    (tmp_path / "home" / "keys").mkdir(parents=True)
    (tmp_path / "home" / "keys" / "field.key").write_text("secret")
    (tmp_path / "archive").mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=safe",
         "-keyout", tmp_path / "safe.key", "-out", tmp_path / "safe.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    words = DEPLOY / "copy-keys", tmp_path / "home", tmp_path / "archive", tmp_path / "safe.pem"

    done = subprocess.run(
        shut_in.command("motcua-copy-keys", *words),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, cwd=DEPLOY,
        capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "archive" / "keys").glob("keys-*.cms"))) == 1


def _lay_out(archive: Path, data: Path, moment: str) -> dict[str, str]:
    subprocess.run([SCRIPTS / "restore-to", archive, data, moment], check=True, capture_output=True)
    rows = (data / "postgresql.auto.conf").read_text().splitlines()
    pairs = [row.partition(" = ") for row in rows if row and row[0] != "#"]
    assert len({name for name, _, _ in pairs}) == len(pairs), rows
    return {name: value.strip("'") for name, _, value in pairs}


def test_a_restore_forgets_the_target_of_the_one_before(tmp_path: Path) -> None:
    base = tmp_path / "base" / "20260301T020000Z"
    base.mkdir(parents=True)
    (base / "postgresql.auto.conf").write_text("work_mem = '8MB'\n")
    first = _lay_out(tmp_path, tmp_path / "first", "2026-03-01 10:15:00+07")
    assert first["recovery_target_time"] == "2026-03-01 10:15:00+07"
    # A base backup of what came of it.
    again = tmp_path / "base" / "20260302T020000Z"
    again.mkdir()
    (again / "postgresql.auto.conf").write_text(
        (tmp_path / "first" / "postgresql.auto.conf").read_text()
    )

    latest = _lay_out(tmp_path, tmp_path / "latest", "latest")

    assert latest.keys() == {"work_mem", "restore_command", "recovery_end_command", "archive_mode"}


def test_a_restore_counts_when_everything_was_replayed(tmp_path: Path) -> None:
    base = tmp_path / "base" / "20260301T020000Z"
    base.mkdir(parents=True)
    (base / "postgresql.auto.conf").touch()

    given = _lay_out(tmp_path, tmp_path / "data", "latest")

    assert not (tmp_path / "last-restore").exists()
    assert subprocess.run(["bash", "-c", given["recovery_end_command"]]).returncode == 0
    assert (tmp_path / "last-restore").stat().st_mode & 0o777 == 0o644


def test_the_unit_finds_every_program_of_a_base_backup() -> None:
    path = dict(shut_in.lines_of("motcua-base-backup"))["Environment"]
    called = set(re.findall(r"^(?:.* && )?(pg_\w+)", (SCRIPTS / "base-backup").read_text(), re.M))

    # Debian has some of them nowhere else.
    assert path.startswith(f"PATH={DEBIANS}:")
    assert called == {"pg_basebackup", "pg_verifybackup", "pg_archivecleanup"}
    assert all((BINARIES / name).exists() for name in called)

"""PostgreSQL under our supervisor, in each of the ways a machine may allow it."""

import os
import stat
from pathlib import Path

import psycopg
import pytest

from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.embedded_postgres import SUPERUSER, EmbeddedPostgres

ROOT = 0


@pytest.mark.parametrize("with_namespaces", [True, False])
def test_it_runs_whoever_starts_it_and_is_never_root_inside(
    tmp_path: Path, with_namespaces: bool
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)  # As below /root: nobody else may pass through it.
    folder = private / ("long" * 20) / "postgres"  # Its sockets are elsewhere while it runs.
    postgres = EmbeddedPostgres(folder, with_namespaces=with_namespaces)

    postgres.start()

    with psycopg.connect(postgres.url(SUPERUSER, "postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    if not with_namespaces:
        assert Path(f"/proc/{postgres.pid}").stat().st_uid != ROOT
    assert stat.S_IMODE(postgres.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    postgres.stop()
    assert not postgres.is_running
    assert not postgres.sockets.exists()


def test_a_wrong_password_does_not_get_in(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path / "postgres")
    postgres.start()

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://{SUPERUSER}:x@/postgres?host={postgres.sockets}")

    postgres.stop()


def test_a_long_path_gets_its_sockets_elsewhere_but_not_in_a_strangers_folder(
    tmp_path: Path,
) -> None:
    postgres = EmbeddedPostgres(tmp_path / ("long" * 30) / "postgres")
    assert len(os.fsencode(postgres.sockets)) < 90
    postgres.sockets.symlink_to(tmp_path)

    with pytest.raises(Complaint, match="belongs to somebody else"):
        postgres.start()

    postgres.sockets.unlink()

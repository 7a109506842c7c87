"""A start that fails says why in one line, without a traceback; status 1, or 2 for the usage."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from motcua.interfaces.console.embedded_postgres import OWNER
from tests.start.places import Place, free_port


def why(place: Place, *arguments: str) -> str:
    """Return the one line in which a command says why it failed."""
    done = place.run(*arguments or ("up",))

    lines = [line for line in done.stderr.splitlines() if not line.startswith("·")]
    assert done.returncode == 1, done.stderr
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("motcua: ")
    assert done.stdout == ""
    return lines[0]


def test_a_port_in_use(stopped: Place) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", stopped.port))
        other.listen()

        assert f"port {stopped.port} is in use" in why(stopped)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://motcua_app:x@127.0.0.1:1/motcua", "Connection refused"),
        ("postgresql://motcua_app:x@nowhere.invalid/motcua", "nowhere.invalid"),
        ("mysql://root@localhost/motcua", "postgresql://"),
        ("postgresql://motcua_app@[::1/motcua", "DATABASE_URL"),
    ],
)
def test_a_database_url_that_leads_nowhere(stopped: Place, url: str, words: str) -> None:
    stopped.environment["DATABASE_URL"] = url

    assert words in why(stopped)


def test_a_wrong_password(running: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other", free_port())
    other.environment["DATABASE_URL"] = running.url().replace("motcua_app:", "motcua_app:x")

    assert "password authentication failed" in why(other)


@pytest.mark.parametrize(
    "command", [("migrate",), ("init",), ("up",), ("run", "web")], ids=lambda words: words[0]
)
def test_a_database_whose_keys_were_not_put_back_first(
    running: Place, tmp_path: Path, command: tuple[str, ...]
) -> None:
    new = Place(tmp_path / "new", free_port())
    new.environment |= {"DATABASE_URL": running.url(), "DATABASE_OWNER_URL": running.url(OWNER)}

    assert "lacks field.key, index.key; put its keys back first" in why(new, *command)
    assert not new.home.exists()


def test_a_folder_whose_keys_are_gone(stopped: Place) -> None:
    (stopped.home / "keys" / "index.key").unlink()

    assert "lacks index.key" in why(stopped)
    assert not (stopped.home / "keys" / "index.key").exists()


def test_an_owner_url_without_the_other(stopped: Place) -> None:
    stopped.environment["DATABASE_OWNER_URL"] = "postgresql://motcua_owner:x@localhost/motcua"

    assert "DATABASE_URL" in why(stopped)


def test_a_port_that_is_no_number(stopped: Place) -> None:
    stopped.environment["MOTCUA_PORT"] = "eight thousand"

    assert "MOTCUA_PORT" in why(stopped)


def test_a_home_that_is_a_file(tmp_path: Path, stopped: Place) -> None:
    (tmp_path / "file").touch()
    stopped.environment["MOTCUA_HOME"] = str(tmp_path / "file")

    assert "is not a folder" in why(stopped)


def test_a_home_nobody_can_write_in(stopped: Place) -> None:
    stopped.environment["MOTCUA_HOME"] = "/proc/motcua"

    assert "/proc/motcua" in why(stopped)


def test_data_of_another_major_version(stopped: Place) -> None:
    version = stopped.home / "postgres/data/PG_VERSION"
    owner = version.stat()
    version.write_text("13\n")
    os.chown(version, owner.st_uid, owner.st_gid)

    assert "the data is of PostgreSQL 13" in why(stopped)


def test_a_broken_cluster(stopped: Place) -> None:
    shutil.rmtree(stopped.home / "postgres/data/global")

    assert "PostgreSQL" in why(stopped)


@pytest.mark.parametrize("step", ["prepare --application-role motcua_app", "demo"])
def test_a_library_of_the_system_that_is_missing(tmp_path: Path, step: str) -> None:
    missing = "libgone.so.1: cannot open shared object file"
    (tmp_path / "typst.py").write_text(f"raise ImportError({missing!r}, name='typst')")
    done = subprocess.run(
        [sys.executable, "-m", *f"motcua.interfaces.console.{step}".split()],
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
            "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        },
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr == f"motcua: thiếu thư viện typst / a library is missing: {missing}\n"


def test_commands_without_an_installation(tmp_path: Path, stopped: Place) -> None:
    stopped.environment["MOTCUA_HOME"] = str(tmp_path / "nothing")

    assert "no installation" in why(stopped, "load", "calendar", __file__)


def test_a_file_that_is_not_there(stopped: Place) -> None:
    assert "no file" in why(stopped, "load", "procedures", "/nowhere.json")


def test_a_file_that_is_no_catalogue(stopped: Place) -> None:
    assert "test_refusals.py" in why(stopped, "load", "procedures", __file__)


def test_demo_accounts_of_an_installation_that_is_no_demo(stopped: Place) -> None:
    assert "no demo" in why(stopped, "demo", "accounts", "--json")


@pytest.mark.parametrize("line", ["", "fly", "load", "load fruit x", "init --clock lunar"])
def test_a_wrong_command_line_exits_with_2(stopped: Place, line: str) -> None:
    done = stopped.run(*line.split())

    assert done.returncode == 2
    assert "usage: motcua" in done.stderr

"""What each unit runs at its heart works within the unit's own walls."""

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import conftest
import pytest

from motcua.interfaces.console.embedded_postgres import APPLICATION
from tests.deploy import calls, shut_in
from tests.start.places import COMMAND, free_port, until

CLOCK = """
from motcua.interfaces.console.checkup import machine
print(machine.synchronised("wrong").state)
"""
# A file is opened, and the network its parser sees is asked for.
PARSER = """
import io, django
from pathlib import Path
django.setup()
from motcua.capabilities.documents import inspection
from motcua.capabilities.documents.tests import bombs
print(inspection.inspect(io.BytesIO(bombs.pdf(b"BT ET"))).pages)
child = inspection._parser._child.pid
seen = Path(f"/proc/{child}/net/dev").read_text().splitlines()[2:]
print(sorted(line.split(":")[0].strip() for line in seen))
"""
KEY = """
import django
django.setup()
from motcua.capabilities.signatures import keys
keys.create(name="one", passphrase="a long word")
"""
SIGNING = """
import django
django.setup()
from motcua.capabilities.signatures.keyring import client
client.unlock(serial="one", passphrase="a long word", seconds=60)
signer = client.RingSigner(serial="one", certificate=b"", chain=())
print(len(signer.sign(b"a paper")) > 60, client.is_open(serial="one"))
"""


def _around(home: Path, **more: str) -> dict[str, str]:
    ours = {
        "MOTCUA_HOME": str(home), "MOTCUA_PORT": str(free_port()), "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    return os.environ | ours | more


def _run(command: list[str], around: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=around, cwd=shut_in.UNITS, capture_output=True, text=True, timeout=60
    )


def _python(unit: str, program: str, around: dict[str, str]) -> str:
    done = _run(shut_in.command(unit, sys.executable, "-c", program), around)
    assert done.returncode == 0, (done.returncode, done.stderr)
    return done.stdout


def test_the_lists_of_calls_are_systemds() -> None:
    said = calls.said()

    # Another release has other lists; those kept are of the one that Debian 12 runs.
    assert said is None or said[0] != calls.kept()[0] or said == calls.kept()


def test_what_a_unit_leaves_out_is_refused() -> None:
    around = _around(Path("/nowhere"))

    for words, status in ((["true"], 0), (["setpriv", "--pdeathsig", "TERM", "true"], -31)):
        assert _run(shut_in.command("motcua-web", *words), around).returncode == status
    apart = _run(shut_in.command("motcua-keyring", "unshare", "--user", "true"), around)
    assert "Operation not permitted" in apart.stderr


def test_the_steps_of_a_migration_are_not_killed(tmp_path: Path) -> None:
    url = conftest._postgres.url(APPLICATION)
    around = _around(tmp_path / "home", DATABASE_URL=url, DATABASE_OWNER_URL=url)

    done = _run(shut_in.command("motcua-migrate", COMMAND, "migrate"), around)

    # It came as far as the server's answer: this role may not make tables.
    assert "permission denied for schema" in done.stderr, done.stderr
    assert done.returncode == 1


def test_the_doctor_looks_at_everything(tmp_path: Path) -> None:
    done = _run(shut_in.command("motcua-doctor", COMMAND, "doctor"), _around(tmp_path / "home"))

    assert done.returncode == 1, (done.returncode, done.stderr)
    assert "time" in done.stdout
    assert "motcua init" in done.stdout


@pytest.mark.parametrize("unit", ["motcua-worker", "motcua-doctor"])
def test_the_clock_answers_within_as_without(unit: str) -> None:
    around = _around(Path("/nowhere"))

    free = _run([sys.executable, "-c", CLOCK], around)

    assert _python(unit, CLOCK, around) == free.stdout


@pytest.mark.parametrize("unit", ["motcua-web", "motcua-worker"])
def test_a_strangers_file_is_read_without_a_network(unit: str, tmp_path: Path) -> None:
    around = _around(tmp_path / "home")

    free = _run(shut_in.as_its_user(unit, sys.executable, "-c", PARSER), around)

    assert free.stdout.startswith("1\n"), free.stderr
    assert _python(unit, PARSER, around) == free.stdout  # Some systems let nobody leave theirs.


def test_the_keyring_opens_a_key_and_signs(tmp_path: Path) -> None:
    around = _around(tmp_path / "home")
    _python("motcua-web", KEY, around)
    command = shut_in.command(
        "motcua-keyring", sys.executable, "-m", "motcua.capabilities.signatures.keyring"
    )
    with subprocess.Popen(command, env=around, cwd=shut_in.UNITS) as keyring:
        try:
            until((tmp_path / "home" / "run" / "keyring.sock").exists, "the keyring")
            assert _python("motcua-web", SIGNING, around) == "True True\n"
        finally:
            keyring.terminate()
    assert keyring.returncode == 0


@pytest.mark.parametrize(("name", "path"), [("web", "/healthz"), ("worker", "/metrics")])
def test_who_serves_answers_and_stops(name: str, path: str, tmp_path: Path) -> None:
    around = _around(
        tmp_path / "home", DATABASE_URL=conftest._postgres.url(APPLICATION),
        MOTCUA_BIND="127.0.0.1", MOTCUA_WEB_WORKERS="1", MOTCUA_POOL="no", MOTCUA_COLLECTED="no",
    )  # fmt: skip
    (tmp_path / "home" / "run").mkdir(parents=True)
    port = int(around["MOTCUA_PORT"]) + (9 if name == "worker" else 0)
    module = f"motcua.interfaces.console.{name}"
    command = shut_in.command(f"motcua-{name}", sys.executable, "-m", module)
    with subprocess.Popen(command, env=around, cwd=shut_in.UNITS, text=True) as process:
        try:
            until(lambda: _answers(port, path), "an answer", or_ended=process)
        finally:
            process.terminate()
    assert process.returncode == 0


def _answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False

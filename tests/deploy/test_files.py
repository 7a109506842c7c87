"""What an administrator copies to a server is well formed, and says what the documents promise."""

import configparser
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.architecture.test_shape import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVING = ("motcua-web", "motcua-worker", "motcua-keyring")
NGINX = DEPLOY / "nginx" / "motcua.conf"


def _blocks(text: str) -> list[tuple[str, ...]]:
    """Read nginx's grammar: every directive as its words, nested ones after their block's name."""
    token = re.compile(r"\s+|#[^\n]*|('[^']*')|([{};])|((?:[^\s;{}'\\]|\\.)+)")
    words: list[str] = []
    found: list[tuple[str, ...]] = []
    depth = place = 0
    while place < len(text):
        match = token.match(text, place)
        assert match, text[place : place + 40]
        place = match.end()
        quoted, mark, word = match.groups()
        if mark:
            assert words or mark == "}", "a directive without a name"
            assert not (mark == "}" and words), f"no semicolon after {words}"
            depth += {"{": 1, "}": -1, ";": 0}[mark]
            assert depth >= 0
            found += [tuple(words)] if words else []
            words = []
        elif quoted or word:
            words.append(quoted or word)
    assert depth == 0
    assert not words
    return found


def test_the_front_server_passes_on_what_we_count_on_and_writes_down_no_address() -> None:
    directives = _blocks(NGINX.read_text("utf-8"))

    for wanted in (
        ("proxy_set_header", "X-Forwarded-For", "$remote_addr"),
        ("proxy_set_header", "X-Forwarded-Proto", "$scheme"),
        ("proxy_set_header", "X-Request-ID", "$request_id"),
        ("proxy_set_header", "Host", "$host"),
        ("proxy_next_upstream", "off"),
        ("ssl_protocols", "TLSv1.2", "TLSv1.3"),
    ):
        assert wanted in directives, wanted
    written = next(" ".join(words) for words in directives if words[0] == "log_format")
    assert not re.search(r"remote_addr|request_uri|\$uri|\$args|cookie|\$request[^_]", written)


@pytest.mark.parametrize("unit", UNITS, ids=[unit.name for unit in UNITS])
def test_systemd_reads_each_unit(unit: Path, tmp_path: Path) -> None:
    lines = [line for line in unit.read_text("utf-8").splitlines() if line and line[0] not in "#["]
    assert all(re.match(r"[A-Z]\w+=", line) for line in lines)
    configparser.RawConfigParser(strict=False).read_string(unit.read_text("utf-8"))
    if analyze := shutil.which("systemd-analyze"):
        for each in UNITS:  # Our paths in place of a server's, for it looks whether they are there.
            text = each.read_text("utf-8").replace("/opt/motcua/.venv/bin", sys.prefix + "/bin")
            (tmp_path / each.name).write_text(text.replace("/opt/motcua", str(ROOT)))
        done = subprocess.run(
            [analyze, "verify", "--man=no", "--recursive-errors=no", tmp_path / unit.name],
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def test_what_serves_people_is_shut_in_and_knows_no_owner() -> None:
    for name in SERVING:
        text = (DEPLOY / "systemd" / f"{name}.service").read_text("utf-8")
        for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
            assert line in text.splitlines()
        assert "owner.env" not in text
    assert "owner.env" in (DEPLOY / "systemd" / "motcua-migrate.service").read_text("utf-8")


def test_sealed_keys_open_with_what_lies_in_the_safe(tmp_path: Path) -> None:
    keys, archive, safe = tmp_path / "home" / "keys", tmp_path / "archive", tmp_path / "safe"
    (keys / "signing").mkdir(parents=True)
    (keys / "signing" / "0a.p8").write_bytes(b"a signer's key")
    request = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=safe",
        "-days",
        "36500",
    ]
    subprocess.run(
        ["openssl", *request, "-keyout", f"{safe}.key", "-out", f"{safe}.pem"],
        check=True, capture_output=True,
    )  # fmt: skip

    subprocess.run([DEPLOY / "copy-keys", tmp_path / "home", archive, f"{safe}.pem"], check=True)

    [sealed] = (archive / "keys").iterdir()
    assert b"signer" not in sealed.read_bytes()
    opened = subprocess.run(
        ["openssl", "cms", "-decrypt", "-inform", "DER", "-in", sealed, "-inkey", f"{safe}.key"],
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(["tar", "-x", "-C", archive], input=opened.stdout, check=True)
    assert (archive / "keys" / "signing" / "0a.p8").read_bytes() == b"a signer's key"
    assert datetime.fromisoformat((archive / "keys-as-of").read_text().strip())


def test_what_a_server_starts_is_compiled_when_it_is_installed(tmp_path: Path) -> None:
    for folder in ("tools", ".venv/bin", ".venv/lib/a", "src/b/tests"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy2(ROOT / "tools" / "install", tmp_path / "tools")
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    for name in (".venv/lib/a/one.py", "src/b/two.py", "src/b/tests/test_two.py"):
        (tmp_path / name).write_text("x = 1\n")
    (tmp_path / ".venv" / "lib" / "a" / "old.py").write_text("print 'Python 2'\n")

    done = subprocess.run([tmp_path / "tools" / "install", "compiled"], capture_output=True)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert sorted(path.name.split(".")[0] for path in tmp_path.rglob("*.pyc")) == ["one", "two"]
    said = {
        target: subprocess.run(["make", "-n", "-C", ROOT, target], capture_output=True, text=True)
        for target in ("install", "run")
    }
    assert "tools/install compiled" in said["install"].stdout
    assert "compiled" not in said["run"].stdout  # A first start has no time for what it needs not.


@pytest.mark.parametrize(
    "script", [path for path in (DEPLOY / "postgresql").iterdir() if not path.suffix], ids=str
)
def test_scripts_stop_at_the_first_failure(script: Path) -> None:
    text = script.read_text("utf-8")

    assert script.stat().st_mode & 0o111
    assert text.startswith("#!/bin/bash\n")
    assert "set -euo pipefail" in text
    assert subprocess.run(["bash", "-n", script]).returncode == 0

"""The front server as it is shipped, before a port on loopback: our file, Debian's program."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.architecture.test_shape import ROOT
from tests.start.places import until

FOLDER = ROOT / "deploy" / "nginx"
SHIPPED = FOLDER / "motcua.conf"
HOST = "motcua.example.gov.vn"
PROGRAM = shutil.which("nginx") or str(Path(sys.prefix) / "nginx" / "usr" / "sbin" / "nginx")
_OWN_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def configuration(folder: Path, *, port: int, behind: int, has_tls: bool) -> str:
    """Return our file as it stands, with other paths and ports, in what Debian puts around it."""
    for each in ("tls", "motcua-nginx"):
        (folder / each).mkdir(exist_ok=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", f"/CN={HOST}", "-keyout", folder / "tls" / "privkey.pem",
         "-out", folder / "tls" / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    ours = SHIPPED.read_text("utf-8")
    for was, now in {
        "listen [::]": "# listen [::]",
        "listen 443 ssl http2": f"listen 127.0.0.1:{port}" + " ssl http2" * has_tls,
        "listen 80": f"listen 127.0.0.1:{port + 1}",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "/etc/motcua/tls": str(folder / "tls"),
        "/var/log/nginx": str(folder),
        "/run/": f"{folder}/",
        "/opt/motcua/deploy/nginx": str(FOLDER),
    }.items():
        assert was in ours, was
        ours = ours.replace(was, now)
    paths = "".join(f"{each}_temp_path {folder}/{each};\n" for each in _OWN_FOLDERS)
    who = "user root;\n" if os.geteuid() == 0 else ""
    around = f"{who}daemon off;\npid {folder}/pid;\nworker_processes auto;\n"
    around += "worker_rlimit_nofile 16384;\nevents { worker_connections 8192; }\n"
    types = "types { text/html html; application/json json; }\n"
    return f"{around}http {{\n{types}{paths}{ours}\n}}\n"


def run(folder: Path, text: str, *more: str) -> subprocess.Popen[str]:
    (folder / "nginx.conf").write_text(text, "utf-8")
    command = [PROGRAM, "-p", str(folder), "-c", str(folder / "nginx.conf"), *more]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


@contextmanager
def front(folder: Path, *, port: int, behind: int, has_tls: bool = True) -> Iterator[int]:
    """Serve on a port what another answers, as on a server; give the pid."""
    folder.mkdir(parents=True, exist_ok=True)
    text = configuration(folder, port=port, behind=behind, has_tls=has_tls)
    process = run(folder, text)
    try:
        until((folder / "pid").exists, "the front server", or_ended=process)
        yield process.pid
    finally:
        process.terminate()
        _, said = process.communicate(timeout=20)
        assert process.returncode == 0, said

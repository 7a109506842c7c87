"""`motcua up`: from nothing, or from a kill -9, to a running installation; until it is stopped."""

import contextlib
import hashlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from motcua.interfaces.console import belonging, database, demo, demo_past, surroundings, tie
from motcua.interfaces.console.children import Errand, Family, Postgres, Program
from motcua.interfaces.console.complaints import Complaint, SaidAlready
from motcua.interfaces.console.database import Access
from motcua.interfaces.console.home import Home, keep_secret
from motcua.interfaces.console.progress import say
from motcua.interfaces.console.surroundings import Surroundings

PACKAGE = Path(__file__).resolve().parents[2]
NOTE = "prepared"
READY_SECONDS_MAX = 60
FAILURES_MAX = 3
LOOK_SECONDS = 0.1
# Pretend outside systems: their module, their port counted from the web server's, and the variable
# that names the real one.
SANDBOX = (
    ("vneid", "motcua.connectors.sandbox.vneid", 1, "MOTCUA_VNEID_ISSUER"),
    ("bank", "motcua.connectors.sandbox.bank", 2, "MOTCUA_BANK_URL"),
    ("messages", "motcua.connectors.sandbox.messages", 3, "MOTCUA_MESSAGES_URL"),
    ("national_portal", "motcua.connectors.sandbox.national_portal", 4, "MOTCUA_NATIONAL_URL"),
    ("post", "motcua.connectors.sandbox.post", 5, "MOTCUA_POST_URL"),
)

PROCESSES = (
    ("keyring", "motcua.capabilities.signatures.keyring"),
    ("web", "motcua.interfaces.console.web"),
    ("worker", "motcua.interfaces.console.worker"),
)


class Stopped(BaseException):
    """Somebody asked us to stop."""


def up(given: Surroundings) -> int:
    """Start everything, say where it is, and stay until asked to stop.

    :raises Complaint: something a person must mend first.
    """
    home = Home(given.home)
    home.refuse_unfinished_restore()
    belonging.refuse_without_keys(given, home)
    home.lay_out()
    if not os.environ.get("MOTCUA_VNEID_ISSUER"):  # The pretend one takes whatever we make up.
        keep_secret(home.keys / "vneid.secret", secrets.token_urlsafe(32))
    family = Family(say)
    with home.alone("up") as lock, _stopping_politely():
        try:
            check_ports(given)
            access = start_database(given, home, family, lock)
            bring_up_to_date(given, home, access)
            _start_processes(given, home, access, family, lock)
            _wait_until_ready(given, family)
            _announce(given, home)
            if demo_past.is_owed(home):
                _sign_the_past(given, home, access, family, lock)
            while True:
                family.look_after()
                time.sleep(LOOK_SECONDS)
        except Stopped:
            say("motcua: đang dừng / stopping …")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            home.keep_note("holder", {"pid": os.getpid(), "what": "stopping"})
            family.stop()
    return 0


def check_ports(given: Surroundings) -> None:
    """Refuse to begin when somebody else listens on a port of ours.

    :raises Complaint: a port is taken, or not ours to take.
    """
    for port in (
        given.port,
        *(given.port + place for _, module, place, _ in SANDBOX if _is_here(module)),
    ):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((given.address, port))
            except OSError as error:
                raise Complaint(
                    f"không dùng được cổng {port}, hãy đặt MOTCUA_PORT khác",
                    f"port {port} is in use or not allowed: {error.strerror}",
                ) from None


def bring_up_to_date(
    given: Surroundings,
    home: Home,
    access: Access,
) -> None:
    """Create or migrate the tables, collect static files and load the demo, where needed.

    :raises Complaint: a step failed; it has said why. Or the keys here are another's.
    """
    belonging.refuse_strange_keys(access, home)
    wanted: dict[str, object] = {"release": _fingerprint(), "database": _where(given)}
    if home.note(NOTE) != wanted or not database.is_created(access):
        if not access.owner_url:
            raise Complaint(
                "cần DATABASE_OWNER_URL để tạo bảng",
                "DATABASE_OWNER_URL is needed to create or migrate the tables",
            )
        arguments = ["--application-role", access.application_role, *_wish(home)]
        _run_step("prepare", given, access, *arguments, role="owner")
        home.keep_note(NOTE, wanted)
    if database.is_demo(access) and not demo.is_whole(home):
        _run_step("demo", given, access)


def _wish(home: Home) -> list[str]:
    """Return how the installation was asked for: `motcua init` leaves a note, `up` makes a demo."""
    wish = home.note("wish")
    if not wish:
        return ["--demo"]
    return ["--clock", str(wish["clock"]), *(["--at", str(wish["at"])] if wish["at"] else [])]


def start_database(given: Surroundings, home: Home, family: Family, lock: int) -> Access:
    if not given.is_embedded:
        return database.on_server(given)
    postgres = database.embedded(home)
    if not postgres.exists:
        say("· Tạo cơ sở dữ liệu / Database …")
    child = Postgres(postgres, keep_open=[lock])
    family.add(child, is_started=True)  # Before it starts, so that it is stopped in any case.
    postgres.start(keep_open=[lock])
    database.create_roles(postgres)
    return database.access_to(postgres)


def _start_processes(
    given: Surroundings, home: Home, access: Access, family: Family, lock: int
) -> None:
    python = [sys.executable, "-m"]
    for name, module, place, real in SANDBOX:
        if _is_here(module):
            where = ["--port", str(given.port + place), "--home", str(home.path / "sandbox" / name)]
            back = f"{given.url}/dang-nhap/vneid/callback"
            where += ["--client-redirect", back] if name == "vneid" else []
            if not os.environ.get(real):  # What is agreed on with the real one is not made up.
                where += ["--client-secret-file", str(home.keys / f"{name}.secret")]
            family.add(
                Program(
                    name, [*python, module, *where], environment_of(given, access, name),
                    home.log / f"{name}.log", [lock],
                )
            )  # fmt: skip
    for name, module in PROCESSES:
        log = home.log / f"{name}.log"
        family.add(
            Program(name, [*python, module], environment_of(given, access, name), log, [lock])
        )


def _sign_the_past(
    given: Surroundings, home: Home, access: Access, family: Family, lock: int
) -> None:
    """Send for what would keep a first start from being ready: hundreds of signatures."""
    command = [sys.executable, "-m", "motcua.interfaces.console.demo_past"]
    environment = environment_of(given, access, "past")
    family.add(Errand("past", command, environment, home.log / "past.log", [lock]))


def environment_of(given: Surroundings, access: Access, process: str) -> dict[str, str]:
    common = surroundings.environment(
        given,
        application_url=access.application_url,
        owner_url="",  # What serves people never holds the owner's password.
        process=f"motcua-{process}",
    )
    return common | {
        "MOTCUA_COLLECTED": "yes",
        "MOTCUA_POOL": "yes" if process == "web" else "no",
        "MOTCUA_BIND": given.address,
        "MALLOC_ARENA_MAX": "2",  # Else each thread keeps freed memory of its own.
        "MOTCUA_WEB_WORKERS": str(given.web_workers),
    }


def _run_step(
    module: str, given: Surroundings, access: Access, *arguments: str, role: str = "application"
) -> None:
    environment = surroundings.environment(
        given, application_url=access.application_url, owner_url=access.owner_url
    )
    environment["MOTCUA_COLLECTED"] = "yes"  # What is collected is what the web server looks up.
    done = subprocess.run(
        [sys.executable, "-m", f"motcua.interfaces.console.{module}", *arguments],
        env=environment | {"MOTCUA_ROLE": role, tie.PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL, start_new_session=True, check=False,
    )  # fmt: skip
    if done.returncode == 1:
        raise SaidAlready
    if done.returncode != 0:
        raise Complaint(f"bước {module} bị dừng", f"the step {module} was ended")


def _wait_until_ready(given: Surroundings, family: Family) -> None:
    deadline = time.monotonic() + READY_SECONDS_MAX
    while not is_ready(given):
        family.look_after()
        failing = family.failing(FAILURES_MAX)
        if failing is not None or time.monotonic() > deadline:
            words = failing.last_words() if failing else "chậm quá / too slow"
            name = failing.name if failing else "web"
            raise Complaint(f"{name} không chạy được", f"{name} would not start: {words}")
        time.sleep(0.05)


def is_ready(given: Surroundings) -> bool:
    connection = http.client.HTTPConnection(reachable_address(given.address), given.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _announce(given: Surroundings, home: Home) -> None:
    sys.stdout.write(f"motcua: {given.url}\n")
    if home.demo_accounts.exists():
        sys.stdout.write(demo.lines_of(json.loads(home.demo_accounts.read_text())))
        sys.stdout.write("  TOTP: motcua demo accounts --json\n")
    sys.stdout.flush()


@contextlib.contextmanager
def _stopping_politely() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    yield


def _fingerprint() -> str:
    """Return a hash that changes with the release: its migrations, static files and data."""
    seen = hashlib.sha256()
    for pattern in ("**/migrations/*.py", "**/static/**/*", "data/**/*"):
        for path in sorted(PACKAGE.glob(pattern)):
            status = path.stat()
            seen.update(f"{path}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _where(given: Surroundings) -> str:
    """Name the database without its password. The embedded one moves with its folder."""
    return given.database_url.rpartition("@")[2] or "embedded"


def _is_here(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def reachable_address(address: str) -> str:
    return "127.0.0.1" if address == "0.0.0.0" else address  # noqa: S104 - compared, not bound

"""What the command is told by the shell that starts it.

Settings are read only after this: where the embedded database listens, which they must know, is
found out here first.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from motcua.interfaces.console.complaints import Complaint

PORTS = 10  # The web server's and nine after it, for the pretend outside systems.
PORT_MAX = 65_535 - PORTS
DEMO_DOSSIERS = 320  # As many as a first start has the patience for.


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    home: Path
    port: int = 8000
    address: str = "127.0.0.1"
    database_url: str = ""
    owner_url: str = ""
    web_workers: int = 2
    demo_dossiers: int = DEMO_DOSSIERS

    @property
    def is_embedded(self) -> bool:
        return not self.database_url

    @property
    def url(self) -> str:
        return os.environ.get("MOTCUA_URL", "") or f"http://localhost:{self.port}"


def read(environ: Mapping[str, str] | None = None) -> Surroundings:
    """Read MOTCUA_HOME, MOTCUA_PORT, MOTCUA_BIND, DATABASE_URL and DATABASE_OWNER_URL.

    :raises Complaint: one of them cannot be understood.
    """
    given = os.environ if environ is None else environ
    found = Surroundings(
        home=Path(given.get("MOTCUA_HOME") or ".motcua").expanduser().absolute(),
        port=_number(given, "MOTCUA_PORT", 8000, at_most=PORT_MAX),
        address=given.get("MOTCUA_BIND") or "127.0.0.1",
        database_url=given.get("DATABASE_URL") or "",
        owner_url=given.get("DATABASE_OWNER_URL") or "",
        web_workers=_number(given, "MOTCUA_WEB_WORKERS", 2, at_most=64),
        demo_dossiers=_number(given, "MOTCUA_DEMO_DOSSIERS", DEMO_DOSSIERS, at_most=100_000),
    )
    if found.owner_url and not found.database_url:
        raise Complaint(
            "có DATABASE_OWNER_URL mà thiếu DATABASE_URL",
            "DATABASE_OWNER_URL is set but DATABASE_URL is not",
        )
    return found


def _number(given: Mapping[str, str], name: str, default: int, *, at_most: int) -> int:
    text = given.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= at_most:
        raise Complaint(
            f"{name} phải là số từ 1 đến {at_most}", f"{name} must be a number from 1 to {at_most}"
        )
    return int(text)


def environment(
    surroundings: Surroundings, *, application_url: str, owner_url: str, process: str = "motcua"
) -> dict[str, str]:
    """Return the environment in which a process of this installation runs."""
    kept = {name: value for name, value in os.environ.items() if name != "MOTCUA_ROLE"}
    return kept | {
        "MOTCUA_HOME": str(surroundings.home),
        "MOTCUA_PORT": str(surroundings.port),
        "MOTCUA_PROCESS": process,
        "DATABASE_URL": application_url,
        "DATABASE_OWNER_URL": owner_url,
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        "PYTHONUNBUFFERED": "1",
    }

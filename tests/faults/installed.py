"""Fill an installation so that it takes dossiers in. A program of its own: it needs Django.

MOTCUA_HOME=… python -m tests.faults.installed 8
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.start.places import Place

SECONDS_MAX = 300


@dataclass(frozen=True, slots=True)
class Office:
    """A commune: where dossiers are handed in, who decides, and a signed-in officer of the desk."""

    centre: str
    committee: str
    session: str
    token: str

    def signed_in(self, port: int) -> dict[str, str]:
        """Return the headers of a form this officer sends."""
        cookies = f"motcua_{port}_session={self.session}; motcua_{port}_csrf={self.token}"
        return {"Cookie": cookies, "X-CSRFToken": self.token}


@dataclass(frozen=True, slots=True)
class Installed:
    """What a client needs: a key, a procedure, answers that have no problem, and places."""

    secret: str
    procedure: str
    answers: dict[str, Any]
    offices: list[Office]

    def body(self, number: int) -> bytes:
        """Return the filing of one client; the same number gives the same content."""
        office = self.offices[number % len(self.offices)]
        return json.dumps({
            "procedure": self.procedure, "receiving": office.centre, "resolving": office.committee,
            "answers": self.answers,
            "applicant": {"full_name": "Lê Văn Dũng", "phone": f"09{number:08}"},
            "papers": [{"component": "birth_paper", "fulfilment": "shown"}],
        }, ensure_ascii=False).encode()  # fmt: skip

    @property
    def key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


def filled(place: Place, *, offices: int) -> Installed:
    """Make an installation with a province's units, days and procedures; return who can act."""
    made = place.run("init", seconds=SECONDS_MAX)
    assert made.returncode == 0, made.stderr
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.faults.installed", str(offices)],
        env=place.surroundings(), capture_output=True, text=True, timeout=SECONDS_MAX,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    places = [Office(**office) for office in told.pop("offices")]
    return Installed(**told, offices=places)


def main() -> None:
    from motcua.interfaces.console import installation, surroundings

    with installation.opened(surroundings.read()):
        sys.stdout.write(json.dumps(_fill(int(sys.argv[1])), ensure_ascii=False))


def _fill(count: int) -> dict[str, Any]:
    from importlib.resources import files

    from motcua.casework.dossiers import testing
    from motcua.reference.calendars import operations as calendars
    from motcua.reference.organisations.operations import loading
    from motcua.reference.procedures.operations import definitions
    from motcua.spine.actors import SYSTEM

    data = Path(str(files("motcua").joinpath("data")))
    loading.load(data / "organisations/long_an_tay_ninh.json", actor=SYSTEM, at=_now())
    calendars.load(data / "calendars/holidays_vn_2021_2027.json", actor=SYSTEM, at=_now())
    definitions.publish_folder(actor=SYSTEM, at=_now())
    communes = _communes()[:count]
    assert len(communes) == count, f"only {len(communes)} communes"
    return {
        "secret": _key(communes[0][0]),
        "procedure": testing.birth_registration().stem,
        "answers": testing.a_birth(),
        "offices": [
            {"centre": centre, "committee": committee} | _signed_in(centre)
            for centre, committee in communes
        ],
    }


def _communes() -> list[tuple[str, str]]:
    from motcua.reference.organisations import queries as organisations

    return [
        (centre.code, centre.parent.code)
        for centre in organisations.centres(on=_now().date())
        if centre.parent and centre.parent.kind_id == "commune_committee"
    ]


def _key(unit: str) -> str:
    from motcua.reference.people.operations import api_keys
    from motcua.spine.actors import SYSTEM

    made = api_keys.issue(
        login="faults", label="faults", scopes=["dossiers.submit", "dossiers.read"],
        organisation=unit, place="counter", calls_per_minute_max=10**9, calls_per_day_max=10**9,
        expires_on=(_now() + timedelta(days=9)).date(), actor=SYSTEM, at=_now(),
    )  # fmt: skip
    return str(made.secret)


def _signed_in(centre: str) -> dict[str, str]:
    """Return the session of an officer of this desk, and the word that guards their forms."""
    import importlib

    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string

    from motcua.interfaces.session import HANDLE
    from motcua.reference.people import testing
    from motcua.reference.people.models import Account
    from motcua.simulation import cast

    account = cast.appoint(centre, "reception", seed=1, at=_now())
    store: Any = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    store[HANDLE] = str(testing.a_session(Account.objects.get(pk=account)).handle)
    store.save()
    return {"session": str(store.session_key), "token": _get_new_csrf_string()}


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()

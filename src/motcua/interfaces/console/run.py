"""One process of an installation in the foreground, and its tables brought up to date.

For those who let systemd look after processes; `motcua up` does both itself.
"""

import os
import sys

from motcua.interfaces.console import belonging, database, up
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.surroundings import Surroundings


def run(given: Surroundings, name: str) -> int:
    """Become the web server, the worker or the keyring.

    :raises Complaint: no server is named, it cannot be reached, the tables are not made yet, or
        the keys that belong to them are not here.
    """
    home = _home_on_server(given)
    belonging.refuse_without_keys(given, home)
    access = database.on_server(given)
    if not database.is_created(access) or not home.exists:
        raise Complaint("hãy chạy motcua migrate trước", "run motcua migrate first")
    belonging.refuse_strange_keys(access, home)
    home.lay_out()
    module = dict(up.PROCESSES)[name]
    environment = up.environment_of(given, access, name)
    os.execve(sys.executable, [sys.executable, "-m", module], environment)  # noqa: S606


def migrate(given: Surroundings) -> int:
    """Create the tables, or bring them to this release, while the old one runs.

    :raises Complaint: no server is named, DATABASE_OWNER_URL is missing, or so are the keys of
        what is there.
    """
    home = _home_on_server(given)
    home.refuse_unfinished_restore()
    belonging.refuse_without_keys(given, home)
    home.lay_out()
    access = database.on_server(given)
    if not database.is_created(access) and not home.note("wish"):
        home.keep_note("wish", {"demo": False, "clock": "real", "at": ""})
    with home.alone("migrate"):
        up.bring_up_to_date(given, home, access)
    return 0


def _home_on_server(given: Surroundings) -> Home:
    if given.is_embedded:
        raise Complaint(
            "lệnh này cần DATABASE_URL; không có thì dùng motcua up",
            "this needs DATABASE_URL; without it use motcua up",
        )
    return Home(given.home)

"""Bring an installation's tables, rights and static files to this release. Runs as the owner.

A process of its own: the application role never holds the owner's connection.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import datetime

import django
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection

from motcua.interfaces.console import collecting, simulating, tie
from motcua.interfaces.console.complaints import Complaint, from_import, from_system
from motcua.interfaces.console.progress import say, step

PATIENCE_SECONDS = 300
# Whoever comes after a waiting migration waits too. And less than a deadlock's second: then it is
# the migration that is taken back, and not what somebody was doing.
LOCK_WAIT = "300ms"
IN_THE_WAY = ("40P01", "55P03")  # A deadlock with people at work, or a lock not had in time.


def main() -> None:
    tie.to_who_sent_us()
    parser = argparse.ArgumentParser()
    parser.add_argument("--application-role", required=True)
    parser.add_argument("--clock", choices=("real", "simulated"), default="real")
    parser.add_argument("--at", type=datetime.fromisoformat)
    parser.add_argument("--demo", action="store_true")
    chosen = parser.parse_args()
    try:
        django.setup()
        _migrate(chosen.application_role)
        _create(chosen)
        _collect()
    except OSError as error:
        say(f"motcua: {from_system(error)}")
        sys.exit(1)
    except ImportError as error:
        say(f"motcua: {from_import(error)}")
        sys.exit(1)
    except (DatabaseError, Complaint) as error:
        say(f"motcua: {' '.join(str(error).split())}")
        sys.exit(1)


def _migrate(application_role: str) -> None:
    from motcua.spine import roles

    with step("Tạo bảng / Tables"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema(), current_setting('search_path')")
            schema, path = cursor.fetchone()
            if schema is None:  # A province's schema is named in its database URL.
                name = connection.ops.quote_name(path.split(",")[0].strip().strip('"'))
                cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
        _patiently(lambda: call_command("migrate", verbosity=0, interactive=False))
        roles.grant_application(application_role)


def _patiently(migrate: Callable[[], object]) -> None:
    """Try again when people at work held what a migration needs: each is whole or not begun."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_WAIT])
            migrate()
        except OperationalError as error:
            in_the_way = getattr(error.__cause__, "sqlstate", "") in IN_THE_WAY
            if not in_the_way or time.monotonic() > until:
                raise
            connection.close()
            time.sleep(random.uniform(0.2, 1))  # noqa: S311 - no secret
        else:
            return


def _create(chosen: argparse.Namespace) -> None:
    from motcua.spine import clock
    from motcua.spine.journal import operations as journal
    from motcua.spine.journal import queries

    if queries.clock() is not None:
        return
    if chosen.demo:  # It begins in the past, is played up to now, and is real from then on.
        at = clock.real_now() - simulating.DEMO_PAST
        journal.create_installation(clock="simulated", is_demo=True, at=at)
        return
    at = chosen.at or clock.real_now()
    journal.create_installation(clock=chosen.clock, is_demo=False, at=at)


def _collect() -> None:
    with step("Gom tệp tĩnh / Static files"):
        collecting.collect()


if __name__ == "__main__":
    main()

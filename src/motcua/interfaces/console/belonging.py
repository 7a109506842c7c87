"""Whether the keys in MOTCUA_HOME are those that the database was written with.

A database without its keys looks whole and cannot be read. Keys made anew in such a place would be
taken for the right ones, and what people file from then on would need both.
"""

from pathlib import Path
from typing import Any

import psycopg

from motcua.interfaces.console import database
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.database import Access
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.surroundings import Surroundings
from motcua.spine import secrecy

NEEDED = ("field.key", "index.key")
# The first and the last there is: a key that was lost in between opens one of them.
ENDS = """
(SELECT full_name FROM people_person WHERE full_name <> '' ORDER BY id LIMIT 1)
UNION ALL
(SELECT full_name FROM people_person WHERE full_name <> '' ORDER BY id DESC LIMIT 1)
"""
MAY_LOOK = "SELECT has_table_privilege(to_regclass('people_person'), 'SELECT')"
INDEXED = """
SELECT personal_number, personal_number_index FROM people_person
WHERE personal_number_index IS NOT NULL AND personal_number <> '' ORDER BY id DESC LIMIT 1
"""


def refuse_without_keys(given: Surroundings, home: Home) -> None:
    """Stop before keys are made anew beside a database that was written with others.

    :raises Complaint: there is a database, and its keys are not here; or it cannot be reached.
    """
    missing = [name for name in NEEDED if not (home.keys / name).exists()]
    if not missing:
        return
    if given.is_embedded:
        is_made = database.embedded(home).exists
    else:
        is_made = database.is_created(database.on_server(given))
    if is_made:
        names = ", ".join(missing)
        raise Complaint(
            f"cơ sở dữ liệu đã có dữ liệu mà {home.keys} thiếu {names};"
            " hãy chép thư mục keys của bản cài đặt này về trước, chưa có gì bị ghi",
            f"the database holds an installation and {home.keys} lacks {names};"
            " put its keys back first, nothing has been written",
        )


def refuse_strange_keys(access: Access, home: Home) -> None:
    """Stop before anything is written with the keys of another installation.

    :raises Complaint: nothing that was looked at opens with the keys that are here.
    """
    # What was restored a moment ago is the owner's alone: rights are given a step later.
    with psycopg.connect(access.owner_url or access.application_url) as own:
        opened = opens(own, home.keys)
    if opened and not any(opened):
        raise Complaint(
            f"khóa trong {home.keys} không mở được dữ liệu đã lưu: đó là khóa của bản cài đặt"
            " khác; hãy chép đúng thư mục keys về",
            f"the keys in {home.keys} do not open what is stored: they are another"
            " installation's; put the right ones back",
        )


def opens(own: psycopg.Connection[Any], keys: Path) -> list[bool]:
    """Say of some stored values whether they open; of none while none is stored."""
    if own.execute(MAY_LOOK).fetchone() != (True,):  # No such table yet, or no right yet.
        return []
    return [_is_opened(stored, "full_name", keys) for (stored,) in own.execute(ENDS).fetchall()]


def finds(own: psycopg.Connection[Any], keys: Path) -> bool:
    """Say whether somebody is found by their personal number; also while there is nobody."""
    row = own.execute(INDEXED).fetchone()
    if row is None or not _is_opened(row[0], "personal_number", keys):
        return True  # What does not open is told already.
    number = secrecy.reveal(row[0], context="people_person.personal_number", keys=keys)
    return secrecy.blind_index(number, purpose="personal_number", keys=keys) == bytes(row[1])


def _is_opened(stored: bytes, column: str, keys: Path) -> bool:
    try:
        secrecy.reveal(stored, context=f"people_person.{column}", keys=keys)
    except (secrecy.Unreadable, ValueError):  # Another key, or what is no key at all.
        return False
    return True

"""Django's own table of sessions, with a hash where the cookie's key would stand.

Whoever reads a dump, a backup or the table cannot put what they see into a cookie. The key is
random enough (165 bits) that a plain hash of it cannot be guessed back.
"""

import functools
import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import OperationalError

from motcua.reference.calendars import queries as calendars
from motcua.spine import clock, rows, statements
from motcua.spine.journal import queries as journal

HASH_HEX_CHARS = 40  # As wide as Django's column: 160 bits.


def kept_as(key: str) -> str:
    """Return what stands in the table for a cookie's key."""
    return hashlib.sha256(key.encode()).hexdigest()[:HASH_HEX_CHARS]


class SessionStore(db.SessionStore):
    """What the settings name as SESSION_ENGINE. Only the key's way to the table differs."""

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = kept_as(row.session_key)
        return row

    def save(self, must_create: bool = False) -> None:
        """Keep what changed.

        :raises OperationalError: the database is away: that is 503, not a request gone wrong.
        """
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=kept_as(key)).delete()

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found = None
        if self.session_key is not None:
            found = _with_ground(self.model, self.session_key)
            if found is not None and found.expire_date <= clock.real_now():
                found = None
        if found is None:
            self._session_key = None
        return found


# What every page asks for besides: where the clock stands, which calendars and units hold.
_GROUND = """
    SELECT {}, {}, {} FROM (SELECT) page
    LEFT JOIN django_session ON session_key = %s LEFT JOIN journal_clock ON journal_clock.id = 1
"""


@functools.cache
def _asked(model: type[AbstractBaseSession]) -> str:
    return _GROUND.format(rows.columns(model), journal.clock_columns(), calendars.STAMPS)


def _with_ground(model: type[AbstractBaseSession], key: str) -> AbstractBaseSession | None:
    """Return the session of a cookie's key; the ground its page stands on comes with it."""
    [row] = statements.run(_asked(model), [kept_as(key)])
    own = len(model._meta.concrete_fields)
    journal.know_clock(row[own:-2])
    calendars.know_stamps(*row[-2:])
    [found] = rows.read_joined((model,), row[:own])
    return found  # type: ignore[no-any-return]

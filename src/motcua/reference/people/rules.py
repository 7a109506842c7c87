"""How long a session lives, how long a lock lasts, which password is too easy. Pure arithmetic."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class SessionLimits:
    idle: timedelta
    absolute: timedelta


STAFF_SESSION = SessionLimits(idle=timedelta(minutes=30), absolute=timedelta(hours=12))
CITIZEN_SESSION = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=24))
SEEN_EVERY = timedelta(minutes=1)
# Between the password and the code; the browser holds no rights in this time.
PENDING_FOR = timedelta(minutes=10)
INITIAL_SECRET_FOR = timedelta(hours=72)

FREE_FAILURES = 5
ACCOUNT_LOCK_MAX = timedelta(hours=1)
# An office of a hundred people shares one address, so it is slowed late and for short.
FREE_FAILURES_OF_ADDRESS = 60
ADDRESS_LOCK_MAX = timedelta(minutes=15)
FAILURES_FORGOTTEN_AFTER = timedelta(hours=24)
ADDRESS_FAILURES_FORGOTTEN_AFTER = timedelta(hours=1)

PASSWORD_LENGTH_MIN = 12
PASSWORD_LENGTH_MAX = 128
UNGUESSED_MIN = 6
TOTP_SECONDS = 30
TOTP_STEPS_OFF_MAX = 1
RECOVERY_CODES = 10


def session_limits(account_kind: str) -> SessionLimits:
    return CITIZEN_SESSION if account_kind == "citizen" else STAFF_SESSION


def is_session_over(
    *, account_kind: str, began_at: datetime, seen_at: datetime, real_at: datetime
) -> bool:
    """Return whether it sat idle too long or has lived its whole life."""
    limits = session_limits(account_kind)
    return real_at - seen_at >= limits.idle or real_at - began_at >= limits.absolute


def lock_for(failures: int) -> timedelta:
    """Return how long an account waits after its n-th failure in a row: 1, 2, 4 … 60 minutes."""
    return _doubling(failures - FREE_FAILURES, timedelta(minutes=1), ACCOUNT_LOCK_MAX)


def address_lock_for(failures: int) -> timedelta:
    """Return how long strangers at one address wait: from 15 seconds to 15 minutes."""
    return _doubling(failures - FREE_FAILURES_OF_ADDRESS, timedelta(seconds=15), ADDRESS_LOCK_MAX)


def _doubling(over: int, first: timedelta, longest: timedelta) -> timedelta:
    if over < 0:
        return timedelta(0)
    return min(first * (1 << min(over, 20)), longest)


def password_problem(password: str, *, words: Iterable[str], blocked: frozenset[str]) -> str:
    """Return "" or why it is refused: too_short, too_long, guessable. No rule on its mixture."""
    if len(password) < PASSWORD_LENGTH_MIN:
        return "too_short"
    if len(password) > PASSWORD_LENGTH_MAX:
        return "too_long"
    plain = fold(password)
    if plain in blocked or password.casefold() in blocked:
        return "guessable"
    rest = plain
    for word in sorted({fold(word) for word in words}, key=len, reverse=True):
        if len(word) >= 3:  # Shorter words are in everything.
            rest = rest.replace(word, "")
    # What is left when known words, years and counting are taken away is what must be guessed.
    rest = re.sub(r"\d{2,}|[^a-z0-9]|(.)(?=\1)", "", rest)
    return "guessable" if len(set(rest)) < UNGUESSED_MIN - 2 or len(rest) < UNGUESSED_MIN else ""


def fold(text: str) -> str:
    """Return lower-case letters without Vietnamese marks or spaces, for comparing only."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in apart if not unicodedata.combining(c) and not c.isspace())

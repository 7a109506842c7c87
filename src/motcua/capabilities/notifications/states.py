"""Where a notice goes, and how far it is."""

from enum import StrEnum


class Channel(StrEnum):
    INBOX = "inbox"
    EMAIL = "email"
    SMS = "sms"


class State(StrEnum):
    KEPT = "kept"  # In the inbox: nothing has to be sent.
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


OUTSIDE = frozenset({Channel.EMAIL, Channel.SMS})

"""The life of a charge, and the places where money can stand."""

from enum import StrEnum

from motcua.spine.lifecycle import Move


class State(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


CLOSED = frozenset({State.CANCELLED, State.REFUNDED})
PAID_ONCE = frozenset({State.SETTLED, State.REFUNDED})


def _move(name: str, sources: set[State], target: State, by: str, label_vi: str) -> Move:
    return Move(name=name, sources=frozenset(sources), target=target, by=by, label_vi=label_vi)


# fmt: off
SETTLE   = _move("settle",   {State.OPEN},    State.SETTLED,   "system",    "Ghi nhận tiền về")
COLLECT  = _move("collect",  {State.OPEN},    State.SETTLED,   "reception", "Thu tiền tại quầy")
ALLOCATE = _move("allocate", {State.OPEN},    State.SETTLED,   "head",      "Ghép tiền treo vào khoản phải nộp")
REFUND   = _move("refund",   {State.SETTLED}, State.REFUNDED,  "head",      "Hoàn tiền")
# Only rooms above cancel: they have checked who may.
CANCEL   = _move("cancel",   {State.OPEN},    State.CANCELLED, "",          "Hủy khoản phải nộp")
# fmt: on
MOVES = (SETTLE, COLLECT, ALLOCATE, REFUND, CANCEL)


class Place(StrEnum):
    """Where money stands. All money comes from outside, and first stands aside."""

    OUTSIDE = "outside"
    SUSPENDED = "suspended"
    ALLOCATED = "allocated"
    REFUNDED = "refunded"


# Money moves along these ways only; the table of postings refuses any other.
WAYS = (
    (Place.OUTSIDE, Place.SUSPENDED),
    (Place.SUSPENDED, Place.ALLOCATED),
    (Place.SUSPENDED, Place.REFUNDED),
    (Place.ALLOCATED, Place.REFUNDED),
)


class SuspendedFor(StrEnum):
    UNKNOWN_REFERENCE = "unknown_reference"
    WRONG_AMOUNT = "wrong_amount"
    ALREADY_SETTLED = "already_settled"
    CHARGE_CLOSED = "charge_closed"


class Outcome(StrEnum):
    """What a gateway says about one transfer."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"

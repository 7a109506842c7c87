"""A state machine is a table. This module only knows how to read one."""

from dataclasses import dataclass
from typing import Protocol

from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal


class WrongState(Refusal):
    code = "wrong_state"
    message_vi = "Đang ở trạng thái “{state}”, không thể “{move}”."
    message_en = "Its state is “{state}”, so “{move}” is not possible."


class WrongRole(Refusal):
    code = "wrong_role"
    http_status = 403
    message_vi = "Bạn không có quyền “{move}”."
    message_en = "You do not have the right to “{move}”."


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a transition table: what may be done, from where, to where, by whom."""

    name: str
    sources: frozenset[str]
    target: str
    by: str
    label_vi: str


class HasState(Protocol):
    state: str


def check(move: Move, *, on: HasState, actor: Actor) -> None:
    """Refuse if this actor may not make this move from where the thing now is.

    :raises WrongRole: the actor's roles do not include the move's.
    :raises WrongState: the thing is not in one of the move's sources.
    """
    if move.by not in actor.roles:
        raise WrongRole(move=move.label_vi)
    if on.state not in move.sources:
        raise WrongState(state=on.state, move=move.label_vi)

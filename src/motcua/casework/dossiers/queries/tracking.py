"""What anyone may learn of a dossier: its code and its stage, no more (TT 01/2018, Điều 16)."""

from dataclasses import dataclass

from motcua.casework.dossiers.models import Dossier, Party
from motcua.casework.dossiers.states import CLOSED, ENGLISH, State
from motcua.spine.errors import NotFound

PHONE_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The public face of a dossier. `done` of `of` stages are behind it."""

    code: str
    state: str
    stage_vi: str
    stage_en: str
    done: int
    of: int
    is_closed: bool


_STAGES = (State.SUBMITTED, State.PROCESSING, State.SETTLED, State.RETURNED)


def stage_of_token(token: str) -> Stage:
    """Return the stage a slip's QR code leads to.

    :raises NotFound: no dossier has this token.
    """
    dossier = Dossier.objects.only("code", "state").filter(token=token).first()
    if dossier is None:
        raise NotFound()
    return stage_of(dossier)


def stage_of(dossier: Dossier) -> Stage:
    state = State(dossier.state)
    waits = {State.SUPPLEMENT: State.SUBMITTED, State.PAYMENT: State.PROCESSING}
    at = waits.get(state, state)
    return Stage(
        code=dossier.code,
        state=state.value,
        stage_vi=str(state.label),
        stage_en=ENGLISH[state],
        done=_STAGES.index(at) + 1 if at in _STAGES else len(_STAGES),
        of=len(_STAGES),
        is_closed=state in CLOSED,
    )


def named(code: str, phone_digits: str) -> Dossier | None:
    """Return the dossier of this code if a person it names has a telephone ending so."""
    dossier = Dossier.objects.only("code", "state").filter(code=code).first()
    if dossier is None:
        return None
    phones = (party.phone for party in Party.objects.filter(dossier=dossier))
    ends = any(phone and phone.endswith(phone_digits) for phone in phones)
    return dossier if ends else None


def path_of(dossier: Dossier) -> str:
    """Return the address a slip's QR code leads to."""
    return f"/tra-cuu/{dossier.token}/"

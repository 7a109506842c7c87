"""Look a dossier up without signing in: by its code and the end of a telephone number.

Guessing meets a limit wherever it comes from, and who has not guessed wrongly is not refused for
those who have: see docs/decisions/0030-looking-up-without-signing-in.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from motcua.casework.dossiers.life_models import LookupTries
from motcua.casework.dossiers.operations import tries
from motcua.casework.dossiers.operations.tries import REST
from motcua.casework.dossiers.queries import tracking
from motcua.casework.dossiers.queries.tracking import PHONE_DIGITS, Stage
from motcua.reference.people.operations import lockout
from motcua.spine import secrecy
from motcua.spine.errors import Refusal

TRIES_MAX = 5  # Of one code from one network, or in a browser that has found it before.
# Of one code from all networks together. From here on a network waits before its first try of this
# code, and has only one; from MOST on only browsers that have found it before may try.
TRIES_OF_CODE_MAX, TRIES_OF_CODE_MOST = 50, 200
PATIENCE = timedelta(seconds=30)
# A service centre is one place for hundreds of people; who walks through all codes tries more.
# From here on each browser there goes on slowly after a wrong try; from MOST on, because browsers
# are changed for the asking, all of them together. It is never shut.
TRIES_OF_PLACE_MAX, TRIES_OF_PLACE_MOST = 300, 600
PACE = timedelta(seconds=15)


class NothingFound(Refusal):
    code = "nothing_found"
    http_status = 422  # Not 404: the question stays there to be asked again.
    message_vi = "Không có hồ sơ nào khớp. Xem lại mã hồ sơ và {digits} số cuối điện thoại."
    message_en = "No dossier matches. Check the code and the last {digits} digits of the telephone."


class TriedTooOften(Refusal):
    code = "tried_too_often"
    http_status = 429
    message_vi = (
        "Từ mạng hoặc máy này đã thử sai mã hồ sơ này {most} lần. Chờ {wait_vi}, hoặc quét mã QR "
        "trên giấy tiếp nhận, hoặc đăng nhập."
    )
    message_en = (
        "{most} tries of this code were wrong from this network or device. Wait {wait_en}, scan "
        "the QR code on your slip, or sign in."
    )


class CodeIsGuessed(Refusal):
    code = "code_is_guessed"
    http_status = 429
    message_vi = (
        "Có nhiều lần thử sai mã hồ sơ này từ nhiều nơi nên phải xem chậm lại. Chờ {wait_vi} rồi "
        "bấm lại, hoặc quét mã QR trên giấy tiếp nhận, hoặc đăng nhập."
    )
    message_en = (
        "Many tries of this code were wrong, from many places, so it is shown slowly now. Wait "
        "{wait_en} and ask again, scan the QR code on your slip, or sign in."
    )


class PlaceIsSlow(Refusal):
    code = "place_is_slow"
    http_status = 429
    message_vi = (
        "Từ mạng này đã có nhiều lần tra sai nên phải tra chậm lại. Chờ {wait_vi} rồi bấm lại, "
        "hoặc quét mã QR trên giấy tiếp nhận, hoặc đăng nhập."
    )
    message_en = (
        "Many look-ups from this network were wrong, so it goes slowly now. Wait {wait_en} and "
        "ask again, scan the QR code on your slip, or sign in."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a try comes from. `device` names a browser that has found this dossier before."""

    network: str
    browser: str = ""
    device: str = ""


def find(*, code: str, phone_digits: str, source: Source, real_at: datetime) -> Stage:
    """Return the stage of a dossier.

    :raises NothingFound: the two do not fit, or there is no such dossier: we never say which.
    :raises TriedTooOften: five wrong tries within an hour.
    :raises CodeIsGuessed: many were wrong elsewhere; PlaceIsSlow: many in this network.
    """
    code, digits = _plain(code), _digits(phone_digits)
    with transaction.atomic():
        if source.device:
            found = _by_acquaintance(code, digits, source, real_at=real_at)
        else:
            found = _by_stranger(code, digits, source, real_at=real_at)
    # After the commit: a refusal inside would undo the count.
    if isinstance(found, Refusal):
        raise found
    return found


def mark_of(code: str) -> str:
    """Return how a browser's cookie may name a dossier it has found."""
    return secrecy.blind_index(_plain(code), purpose="found_lookup").hex()


@transaction.atomic
def forget_old(*, real_at: datetime) -> int:
    """Remove what counts no more: strangers may ask for codes without end. Return how many."""
    old = real_at - REST
    is_over = Q(failed_at=None) | Q(failed_at__lte=old)
    waits_no_more = Q(free_at=None) | Q(free_at__lte=old)
    over = LookupTries.objects.filter(is_over & waits_no_more)
    # What a try holds just now counts again: nobody waits for it, and nobody for us.
    ours = over.select_for_update(skip_locked=True).values("pk")
    return LookupTries.objects.filter(pk__in=ours).delete()[0]


def _by_acquaintance(
    code: str, digits: str, source: Source, *, real_at: datetime
) -> Stage | Refusal:
    """Count this browser alone: strangers do not make it wait, nor it them."""
    [own] = tries.locked([f"{code}\0\0{source.device}"], real_at=real_at)
    if own.failures >= TRIES_MAX:
        return _rest(own, real_at=real_at)
    return _answer(code, digits, own, [own], real_at=real_at)


def _by_stranger(code: str, digits: str, source: Source, *, real_at: datetime) -> Stage | Refusal:
    # The place first and alone, then the browser: who goes slowly leaves no rows of what they ask.
    [place] = tries.locked([f"\0\0{source.network}"], real_at=real_at)
    if wait := _wait(place, real_at=real_at):
        return PlaceIsSlow(**lockout.in_words(wait))
    [browser] = tries.locked([f"\0\0{source.network}\0{source.browser}"], real_at=real_at)
    if wait := _wait(browser, real_at=real_at):
        return PlaceIsSlow(**lockout.in_words(wait))
    here, everywhere = tries.locked([f"{code}\0{source.network}", code], real_at=real_at)
    if refusal := _too_many(here, everywhere, real_at=real_at):
        return refusal
    found = _answer(code, digits, here, [here, everywhere, browser, place], real_at=real_at)
    if isinstance(found, Refusal) and place.failures >= TRIES_OF_PLACE_MAX:
        slow = place if place.failures >= TRIES_OF_PLACE_MOST else browser
        slow.free_at = real_at + PACE
        slow.save(update_fields=["free_at"])
    return found


def _too_many(here: LookupTries, everywhere: LookupTries, *, real_at: datetime) -> Refusal | None:
    if here.failures >= TRIES_MAX:
        return _rest(here, real_at=real_at)
    if everywhere.failures < TRIES_OF_CODE_MAX:
        return None
    if here.failures or everywhere.failures >= TRIES_OF_CODE_MOST:
        return CodeIsGuessed(**lockout.in_words(_left(everywhere, real_at=real_at)))
    if here.free_at is None:
        here.free_at = real_at + PATIENCE
        here.save(update_fields=["free_at"])
    wait = _wait(here, real_at=real_at)
    return CodeIsGuessed(**lockout.in_words(wait)) if wait else None


def _answer(
    code: str,
    digits: str,
    own: LookupTries,
    counters: Sequence[LookupTries],
    *,
    real_at: datetime,
) -> Stage | Refusal:
    dossier = tracking.named(code, digits) if len(digits) >= PHONE_DIGITS else None
    if dossier is not None:
        own.failures, own.since_at, own.failed_at, own.free_at = 0, None, None, None
        own.save()
        return tracking.stage_of(dossier)
    for counter in counters:
        counter.since_at = counter.since_at or real_at
        counter.failures += 1
        counter.failed_at = real_at
        counter.save()
    return NothingFound(digits=PHONE_DIGITS)


def _rest(counter: LookupTries, *, real_at: datetime) -> Refusal:
    return TriedTooOften(most=TRIES_MAX, **lockout.in_words(_left(counter, real_at=real_at)))


def _wait(counter: LookupTries, *, real_at: datetime) -> timedelta:
    return max((counter.free_at or real_at) - real_at, timedelta(0))


def _left(counter: LookupTries, *, real_at: datetime) -> timedelta:
    assert counter.since_at, "What has failed says since when."
    return counter.since_at + REST - real_at


def _plain(code: str) -> str:
    return "".join(code.split()).upper()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-PHONE_DIGITS:]

"""Look a dossier up without signing in: by its code and the end of a telephone number."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from motcua.casework.dossiers.life_models import LookupTries
from motcua.casework.dossiers.queries import tracking
from motcua.casework.dossiers.queries.tracking import PHONE_DIGITS, Stage
from motcua.spine import secrecy
from motcua.spine.errors import Refusal

TRIES_MAX = 5  # From one place.
# A service centre is one place for hundreds of people; who walks through all codes tries more.
TRIES_OF_PLACE_MAX = 300
TRIES_OF_CODE_MAX = 50  # From all places together: ten thousand ends are not tried in an hour.
REST = timedelta(hours=1)


class NothingFound(Refusal):
    code = "nothing_found"
    http_status = 422  # Not 404: the question stays there to be asked again.
    message_vi = "Không có hồ sơ nào khớp. Xem lại mã hồ sơ và {digits} số cuối điện thoại."
    message_en = "No dossier matches. Check the code and the last {digits} digits of the telephone."


class TooManyLookups(Refusal):
    code = "too_many_lookups"
    http_status = 429
    message_vi = "Đã thử 5 lần chưa đúng. Chờ 1 giờ, hoặc quét mã QR trên giấy tiếp nhận."
    message_en = "Five tries were wrong. Wait an hour, or scan the QR code on your slip."


def find(*, code: str, phone_digits: str, source: str, real_at: datetime) -> Stage:
    """Return the stage of a dossier. `source` is the network the try comes from.

    :raises NothingFound: the two do not fit, or there is no such dossier: we never say which.
    :raises TooManyLookups: five wrong tries within an hour.
    """
    stage = _try(_plain(code), _digits(phone_digits), source, real_at=real_at)
    # After the commit: a refusal inside would undo the count.
    if stage is None:
        raise NothingFound(digits=PHONE_DIGITS)
    return stage


@transaction.atomic
def _try(code: str, digits: str, source: str, *, real_at: datetime) -> Stage | None:
    names = [f"{code}\0{source}", code, f"\0\0{source}"]
    here, everywhere, place = counters = _counters(names, real_at=real_at)
    limits = (TRIES_MAX, TRIES_OF_CODE_MAX, TRIES_OF_PLACE_MAX)
    if any(one.failures >= most for one, most in zip(counters, limits, strict=True)):
        raise TooManyLookups()
    dossier = tracking.named(code, digits) if len(digits) >= PHONE_DIGITS else None
    if dossier is not None:
        here.delete()
        return tracking.stage_of(dossier)
    for counter in (here, everywhere, place):
        counter.failures += 1
        counter.failed_at = real_at
        counter.save(update_fields=["failures", "failed_at"])
    return None


def _counters(names: Sequence[str], *, real_at: datetime) -> list[LookupTries]:
    keys = [secrecy.blind_index(name, purpose="lookup") for name in names]
    LookupTries.objects.bulk_create([LookupTries(key=key) for key in keys], ignore_conflicts=True)
    # Always in the order of their numbers, so that two tries never wait for each other.
    rows = LookupTries.objects.select_for_update().filter(key__in=keys).order_by("id")
    found = {bytes(row.key): row for row in rows}
    for row in found.values():
        if row.failed_at is not None and real_at - row.failed_at >= REST:
            row.failures = 0
    return [found[key] for key in keys]


def _plain(code: str) -> str:
    return "".join(code.split()).upper()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-PHONE_DIGITS:]

"""Look a person up by the number they say at a counter: written down, and so many an hour."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.casework.dossiers.life_models import LookupTries
from motcua.casework.dossiers.operations import tries
from motcua.casework.dossiers.operations.tries import REST
from motcua.casework.dossiers.queries import blanks
from motcua.casework.dossiers.rules import lookup_limits
from motcua.casework.dossiers.rules.lookup_limits import OF_NOBODY, OF_PEOPLE
from motcua.reference.people import queries as people
from motcua.reference.procedures.definition.shape import Definition
from motcua.spine.access import notebook
from motcua.spine.access import queries as log
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal


class TooManyOfNobody(Refusal):
    code = "too_many_numbers_of_nobody"
    http_status = 429
    message_vi = (
        "Trong một giờ bạn đã tra {most} số không có ai. Chờ {minutes} phút nữa rồi tra tiếp; "
        "vẫn nhận hồ sơ được, tự ghi vào đơn. Thanh tra thấy lần này."
    )
    message_en = (
        "Within an hour you looked up {most} numbers of nobody. Wait {minutes} minutes; dossiers "
        "can be taken in all the same, filled in by hand. The inspector sees this."
    )


class TooManyPeople(Refusal):
    code = "too_many_people_looked_up"
    http_status = 429
    message_vi = (
        "Trong một giờ bạn đã tra {most} người. Chờ {minutes} phút nữa rồi tra tiếp; "
        "vẫn nhận hồ sơ được, tự ghi vào đơn. Thanh tra thấy lần này."
    )
    message_en = (
        "Within an hour you looked up {most} people. Wait {minutes} minutes; dossiers can be "
        "taken in all the same, filled in by hand. The inspector sees this."
    )


REFUSALS = {OF_NOBODY: TooManyOfNobody, OF_PEOPLE: TooManyPeople}


@transaction.atomic
def known_by_number(
    *, number: str, definition: Definition, actor: Actor, real_at: datetime
) -> Mapping[str, Any]:
    """Return the answers that follow from a citizen's account with this number; {} for nobody.

    :raises TooManyOfNobody: this officer asked for too many within an hour that are nobody's.
    :raises TooManyPeople: or for too many different people.
    """
    asked = "".join(number.split())
    if not (asked.isascii() and asked.isdecimal()):
        return {}  # Nobody's number can be guessed by what is none.
    counters = tries.locked(
        [f"{limit}\0{actor.id}" for limit in lookup_limits.EVERY], real_at=real_at
    )
    counted = dict(zip(lookup_limits.EVERY, counters, strict=True))
    for limit, counter in counted.items():
        _check(limit, counter, asked, actor, real_at=real_at)

    account = people.citizen_by_personal_number(asked).select_related("person").first()
    if account is None or account.person is None:
        notebook.note(actor, [people.subject_of_number(asked)], extent=Extent.NONE)
        _count(counted[OF_NOBODY], real_at=real_at)
        return {}
    # Whoever stands at the counter says their number; that it was asked for is written down.
    notebook.note(actor, [account.subject], extent=Extent.WHOLE)
    if not log.has_seen(actor.id, account.subject, since=real_at - REST):
        _count(counted[OF_PEOPLE], real_at=real_at)
    return blanks.known_of(account.person, definition)


def _check(
    limit: str, counter: LookupTries, asked: str, actor: Actor, *, real_at: datetime
) -> None:
    """Refuse before looking: who is over the limit learns nothing of the number."""
    most = lookup_limits.most(limit, on=local_date(real_at))
    if counter.since_at is None or counter.failures < most:
        return
    # Written down with the refusal: for whose number it is, and for the inspector.
    notebook.note(actor, [limit, people.subject_of_number(asked)], extent=Extent.NONE)
    left = counter.since_at + REST - real_at
    raise REFUSALS[limit](most=most, minutes=int(left.total_seconds()) // 60 + 1)


def _count(counter: LookupTries, *, real_at: datetime) -> None:
    counter.failures += 1
    counter.since_at, counter.failed_at = counter.since_at or real_at, real_at
    counter.save(update_fields=["failures", "since_at", "failed_at"])

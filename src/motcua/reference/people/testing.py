"""Accounts for tests, of this app and of every room above. Production imports nothing of it."""

from datetime import UTC, date, datetime
from itertools import count

from motcua.reference.organisations.models import Kind, Organisation
from motcua.reference.people.models import Account, AccountKind, Person, Post, Session

LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def a_unit(code: str = "H00.01") -> Organisation:
    """Return the unit with this code, making a plain one if there is none."""
    kind, _ = Kind.objects.get_or_create(
        code="test", defaults={"name_vi": "Đơn vị thử", "name_en": "Test unit"}
    )
    unit, _ = Organisation.objects.get_or_create(
        code=code,
        defaults={"kind": kind, "name_vi": f"Đơn vị {code}", "sort_key": code},
    )
    return unit


def staff(role: str = "", unit: str = "H00.01", *, name: str = "Nguyễn Thị Thử") -> Account:
    """Return a new member of staff who holds one post since long ago, or none."""
    account = Account.objects.create(
        login=f"staff{next(_numbers)}",
        kind=AccountKind.STAFF,
        person=Person.objects.create(full_name=name),
    )
    if role:
        Post.objects.create(
            account=account, organisation=a_unit(unit), role=role, since_on=LONG_AGO
        )
    return account


def citizen(*, name: str = "Trần Văn Dân") -> Account:
    return Account.objects.create(
        login=f"citizen{next(_numbers)}",
        kind=AccountKind.CITIZEN,
        person=Person.objects.create(full_name=name, vneid_subject=f"T{next(_numbers)}"),
    )


def a_session(account: Account, *, real_at: datetime | None = None) -> Session:
    """Return an open session of the account, as if it had signed in at that moment."""
    began_at = real_at or datetime.now(UTC)
    return Session.objects.create(
        account=account, method="test", browser="Thử", began_at=began_at, seen_at=began_at
    )

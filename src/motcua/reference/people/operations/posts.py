"""Appoint people to posts and end them. A change of role ends the person's sessions."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.reference.organisations import queries as organisations
from motcua.reference.people import queries, roles
from motcua.reference.people.events import Appointed, PostEnded
from motcua.reference.people.models import Account, AccountKind, Post
from motcua.reference.people.operations import permission, sessions
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal


class NoSuchUnit(Refusal):
    code = "no_such_unit"
    http_status = 422
    message_vi = "Không có đơn vị mã {unit} vào ngày {on:%d/%m/%Y}."
    message_en = "There is no unit {unit} on {on:%d/%m/%Y}."


class NoSuchRole(Refusal):
    code = "no_such_role"
    http_status = 422
    message_vi = "Không có chức danh nào là “{role}”. Chọn một chức danh trong danh sách."
    message_en = "There is no role “{role}”. Choose one of the list."


class PostAlreadyHeld(Refusal):
    code = "post_already_held"
    message_vi = "Người này đã giữ chức danh đó ở đơn vị này trong thời gian ấy."
    message_en = "This person already holds that role in this unit in that time."


class EndsBeforeItBegins(Refusal):
    code = "ends_before_it_begins"
    http_status = 422
    message_vi = "Ngày cuối ({until_on:%d/%m/%Y}) trước ngày đầu ({since_on:%d/%m/%Y})."
    message_en = "The last day ({until_on:%d/%m/%Y}) is before the first ({since_on:%d/%m/%Y})."


class LastAdministrator(Refusal):
    code = "last_administrator"
    message_vi = "Đây là quản trị tài khoản duy nhất. Giao việc này cho một người nữa trước."
    message_en = "This is the only administrator. Appoint another one first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A post that may begin."""

    organisation: str
    role: str
    since_on: date
    until_on: date | None


@transaction.atomic
def appoint(
    *,
    account_id: int,
    organisation: str,
    role: str,
    since_on: date,
    until_on: date | None = None,
    actor: Actor,
    at: datetime,
    real_at: datetime,
) -> Post:
    """Give a member of staff one more post; the person signs in anew to act in it.

    :raises NotFound: there is no such member of staff.
    :raises NoSuchUnit: the unit is not there on the first day.
    :raises NoSuchRole: the role is not one a post can give.
    :raises PostAlreadyHeld: the same post at the same time.
    """
    permission.administers(actor)
    account = _staff(account_id)
    appointment = fitting(
        organisation=organisation, role=role, since_on=since_on, until_on=until_on, at=at
    )
    if _holds_already(account, appointment):
        raise PostAlreadyHeld()

    sessions.end_all(account, real_at=real_at)
    account.save(update_fields=["sessions_not_before"])
    return begin(account, appointment, actor=actor, at=at, act_id=journal.new_act())


@transaction.atomic
def end_post(
    *, post_id: int, until_on: date, actor: Actor, at: datetime, real_at: datetime
) -> Post:
    """Say which day is the last of a post.

    :raises NotFound: there is no such post.
    :raises EndsBeforeItBegins: the last day is before the first.
    :raises LastAdministrator: nobody would be left to appoint others.
    """
    permission.administers(actor)
    post = Post.objects.filter(pk=post_id).first()
    if post is None:
        raise NotFound()
    account = _staff(post.account_id)
    post = Post.objects.select_for_update().get(pk=post_id)
    if until_on < post.since_on:
        raise EndsBeforeItBegins(since_on=post.since_on, until_on=until_on)
    if post.role == "administrator":
        refuse_to_lose_last_administrator(account, on=local_date(at))

    post.until_on = until_on
    post.save(update_fields=["until_on"])
    ended = sessions.end_all(account, real_at=real_at)
    account.save(update_fields=["sessions_not_before"])
    fact = PostEnded(account=account.pk, until_on=until_on, sessions_ended=ended)
    journal.record(fact, subject=post.subject, actor=actor, at=at)
    return post


def begin(
    account: Account, appointment: Appointment, *, actor: Actor, at: datetime, act_id: UUID
) -> Post:
    """Create a checked post, in the caller's transaction."""
    given = asdict(appointment)
    post = Post.objects.create(account=account, organisation_id=given.pop("organisation"), **given)
    fact = Appointed(account=account.pk, **asdict(appointment))
    journal.record(fact, subject=post.subject, actor=actor, at=at, act_id=act_id)
    return post


def fitting(
    *, organisation: str, role: str, since_on: date, until_on: date | None, at: datetime
) -> Appointment:
    """Return the appointment with the unit's code as it is written, if it may begin.

    :raises NoSuchRole: the role is not one a post can give.
    :raises EndsBeforeItBegins: the last day is before the first.
    :raises NoSuchUnit: the unit is not there on the first day, or today if that is later.
    """
    if role not in roles.STAFF_CODES:
        raise NoSuchRole(role=role)
    if until_on is not None and until_on < since_on:
        raise EndsBeforeItBegins(since_on=since_on, until_on=until_on)
    on = max(since_on, local_date(at))
    unit = organisations.units(on=on).filter(code=organisation.strip().upper()).first()
    if unit is None:
        raise NoSuchUnit(unit=organisation, on=on)
    return Appointment(organisation=unit.code, role=role, since_on=since_on, until_on=until_on)


def refuse_to_lose_last_administrator(account: Account, *, on: date) -> None:
    """Refuse if this account is the only open one with an administrator's post.

    :raises LastAdministrator: it is.
    """
    # Locked in one order, so that two administrators cannot remove each other at once.
    held = queries.posts_on(on).filter(role="administrator", account__is_active=True)
    accounts = set(
        Account.objects.select_for_update()
        .filter(pk__in=held.values("account"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if accounts == {account.pk}:
        raise LastAdministrator()


def _holds_already(account: Account, appointment: Appointment) -> bool:
    same = Post.objects.filter(
        account=account, organisation__code=appointment.organisation, role=appointment.role
    ).filter(Q(until_on=None) | Q(until_on__gte=appointment.since_on))
    if appointment.until_on is not None:
        same = same.filter(since_on__lte=appointment.until_on)
    return same.exists()


def _staff(account_id: int) -> Account:
    account = (
        Account.objects.select_for_update().filter(pk=account_id, kind=AccountKind.STAFF).first()
    )
    if account is None:
        raise NotFound()
    return account

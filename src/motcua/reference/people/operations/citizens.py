"""Citizens come in through VNeID; their account is found or made by its subject."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from motcua.reference.people import gateway
from motcua.reference.people.events import AccountOpened, CitizenUpdated
from motcua.reference.people.gateway import Identity, Journey, NotVouchedFor
from motcua.reference.people.models import Account, AccountKind, Person, Session, blind
from motcua.reference.people.operations import sessions
from motcua.reference.people.operations.lockout import Source
from motcua.spine.actors import Actor
from motcua.spine.errors import Outage, Refusal
from motcua.spine.journal import operations as journal


class NotConfirmed(Refusal):
    code = "vneid_not_confirmed"
    http_status = 422
    message_vi = "VNeID chưa xác nhận được bạn. Bấm đăng nhập lại; chưa có gì bị thay đổi."
    message_en = "VNeID has not confirmed who you are. Sign in again; nothing has changed."


class Declined(Refusal):
    code = "vneid_declined"
    http_status = 422
    message_vi = "Bạn đã dừng ở VNeID. Khi muốn đăng nhập thì bấm lại."
    message_en = "You stopped at VNeID. Sign in again when you want to."


class VneidAway(Refusal):
    code = "vneid_away"
    http_status = 503
    message_vi = "VNeID chưa trả lời. Chờ một phút rồi bấm lại; tra cứu thủ tục vẫn dùng được."
    message_en = "VNeID does not answer. Wait a minute and try again; search still works."


class AccountClosed(Refusal):
    code = "account_closed"
    http_status = 403
    message_vi = "Tài khoản này đã khóa. Mang căn cước đến trung tâm phục vụ hành chính công."
    message_en = "This account is closed. Bring your identity card to the public-service centre."


def set_out(*, redirect_uri: str, language: str) -> Journey:
    """Return where to send the browser.

    :raises VneidAway: it does not answer.
    """
    try:
        return gateway.provider().begin(redirect_uri=redirect_uri, language=language)
    except Outage as outage:
        raise VneidAway() from outage


def come_back(
    *,
    journey: Journey | None,
    code: str,
    state: str,
    error: str,
    source: Source,
    at: datetime,
    real_at: datetime,
) -> Session:
    """Begin the session of whoever VNeID says came back.

    :raises Declined: the person stopped there.
    :raises NotConfirmed: the answer is forged, stale, or not for this browser.
    :raises VneidAway: it does not answer.
    :raises AccountClosed: an administrator closed it.
    """
    if error == "access_denied":
        raise Declined()
    if journey is None or error:
        raise NotConfirmed()
    try:
        identity = gateway.provider().finish(journey=journey, code=code, state=state)
    except NotVouchedFor as reason:
        raise NotConfirmed() from reason
    except Outage as outage:
        raise VneidAway() from outage
    return _welcome(identity, source, at=at, real_at=real_at)


@transaction.atomic
def _welcome(identity: Identity, source: Source, *, at: datetime, real_at: datetime) -> Session:
    account = link_citizen(identity, at=at)
    if not account.is_active:
        raise AccountClosed()
    return sessions.begin(
        account=account,
        method="vneid",
        browser=source.browser,
        network=source.address,
        failures_before=0,
        at=at,
        real_at=real_at,
    )


@transaction.atomic
def link_citizen(identity: Identity, *, at: datetime) -> Account:
    """Return the account of this subject, locked, with what VNeID now says of the person."""
    said = {
        "full_name": identity.full_name,
        "personal_number": identity.personal_number,
        "born_on": identity.born_on.isoformat() if identity.born_on else "",
        "address": identity.address,
        "phone": identity.phone,
        "email": identity.email,
        "vneid_level": identity.level,
    }
    index = blind(Person, "vneid_subject_index", identity.subject)
    found = Person.objects.select_for_update().filter(vneid_subject_index=index)
    if not found.exists():
        # Two tabs may come back at once: the second waits here, and finds the row of the first.
        fresh = Person(vneid_subject=identity.subject, **said)
        Person.objects.bulk_create([fresh], ignore_conflicts=True)
    person = found.get()
    account = Account.objects.select_for_update().filter(person=person).first()
    if account is None:
        account = Account.objects.create(
            login=f"citizen-{uuid4().hex}", kind=AccountKind.CITIZEN, person=person
        )
        opened = AccountOpened(account_kind=account.kind)
        journal.record(opened, subject=account.subject, actor=_self(account), at=at)
        return account
    changed = sorted(name for name, value in said.items() if getattr(person, name) != value)
    if changed:
        for name in changed:
            setattr(person, name, said[name])
        person.save()
        fact = CitizenUpdated(fields_changed=changed)
        journal.record(fact, subject=account.subject, actor=_self(account), at=at)
    return account


def _self(account: Account) -> Actor:
    return Actor(id=str(account.pk), roles=frozenset({"applicant"}))

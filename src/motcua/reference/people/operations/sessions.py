"""Begin, see and end sessions. They live in real time, whatever the installation's clock says."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from motcua.reference.people import queries, rules
from motcua.reference.people.events import PostChosen, SessionsEnded, SignedIn, SignedOut
from motcua.reference.people.models import Account, AccountKind, Post, Session
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound
from motcua.spine.journal import operations as journal


def begin(
    *,
    account: Account,
    method: str,
    browser: str,
    network: str,
    failures_before: int,
    at: datetime,
    real_at: datetime,
) -> Session:
    """Open a session for somebody who has proven who they are, in the caller's transaction.

    The caller holds the account's row, so that no session slips past a disable.
    """
    post = None
    if account.kind == AccountKind.STAFF:
        held = queries.posts_on(local_date(at)).filter(account=account)
        post = held.order_by("since_on", "id").first()
    session = Session.objects.create(
        account=account,
        post=post,
        method=method,
        browser=browser[:60],
        network=network,
        began_at=real_at,
        seen_at=real_at,
    )
    fact = SignedIn(method=method, post=post.pk if post else None, failures_before=failures_before)
    actor = queries.actor_of(account, post)
    journal.record(fact, subject=account.subject, actor=actor, at=at)
    return session


def see(*, handle: UUID, real_at: datetime) -> None:
    """Note that the session is in use; at most once a minute, so that reading stays reading."""
    Session.objects.filter(handle=handle, seen_at__lt=real_at - rules.SEEN_EVERY).update(
        seen_at=real_at
    )


@transaction.atomic
def sign_out(*, handle: UUID, actor: Actor, at: datetime, real_at: datetime) -> None:
    """End one session by the person's own wish. Doing it twice changes nothing."""
    session = Session.objects.select_for_update().filter(handle=handle, ended_at=None).first()
    if session is None:
        return
    session.ended_at = real_at
    session.save(update_fields=["ended_at"])
    journal.record(SignedOut(), subject=f"account:{session.account_id}", actor=actor, at=at)


@transaction.atomic
def end_others(*, keep: UUID, actor: Actor, at: datetime, real_at: datetime) -> int:
    """End every session of the actor's own account but one. Return how many there were."""
    others = Session.objects.filter(account=int(actor.id), ended_at=None).exclude(handle=keep)
    return _end_and_record(others, account_id=int(actor.id), actor=actor, at=at, real_at=real_at)


@transaction.atomic
def end_one(*, handle: UUID, actor: Actor, at: datetime, real_at: datetime) -> int:
    """End one of the actor's own sessions.

    :raises NotFound: it is somebody else's, or over.
    """
    mine = Session.objects.filter(handle=handle, account=int(actor.id), ended_at=None)
    if not mine.exists():
        raise NotFound()
    return _end_and_record(mine, account_id=int(actor.id), actor=actor, at=at, real_at=real_at)


@transaction.atomic
def choose_post(*, handle: UUID, post_id: int, actor: Actor, at: datetime) -> Post:
    """Act in another of one's posts from now on.

    :raises NotFound: the post is not held by this account today.
    """
    session = (
        Session.objects.select_for_update()
        .filter(handle=handle, account=int(actor.id), ended_at=None)
        .first()
    )
    post = queries.posts_on(local_date(at)).filter(pk=post_id, account=int(actor.id)).first()
    if session is None or post is None:
        raise NotFound()
    session.post = post
    session.save(update_fields=["post"])
    chosen = PostChosen(post=post.pk)
    journal.record(chosen, subject=f"account:{actor.id}", actor=actor, at=at)
    return post


def end_all(account: Account, *, real_at: datetime) -> int:
    """End every session of an account, in the caller's transaction. Return how many there were.

    The account's row is locked and saved by the caller.
    """
    account.sessions_not_before = real_at
    return Session.objects.filter(account=account, ended_at=None).update(ended_at=real_at)


def forget_old(*, real_at: datetime) -> int:
    """Remove sessions that have been over for a day: where somebody was is nobody's business."""
    longest = max(rules.STAFF_SESSION.absolute, rules.CITIZEN_SESSION.absolute)
    old = Session.objects.filter(began_at__lt=real_at - 2 * longest)
    return old.delete()[0]


def _end_and_record(
    sessions: QuerySet[Session],
    *,
    account_id: int,
    actor: Actor,
    at: datetime,
    real_at: datetime,
) -> int:
    ended = sessions.update(ended_at=real_at)
    if ended:
        fact = SessionsEnded(sessions_ended=ended)
        journal.record(fact, subject=f"account:{account_id}", actor=actor, at=at)
    return ended

"""Reads of accounts, posts and sessions. People see themselves; administrators see everybody."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Model, Prefetch, Q, QuerySet, Sum

from motcua.reference.organisations import register
from motcua.reference.people import roles, rules
from motcua.reference.people.models import (
    Account,
    AccountKind,
    ApiKey,
    Passkey,
    Person,
    Post,
    Session,
    SignInFailure,
    blind,
)
from motcua.spine import rows, secrecy, statements
from motcua.spine.access import notebook
from motcua.spine.access.extents import Extent
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound

NUMBER_DIGITS = (9, 12)  # Of an identity card before 2016, and of today's.
ADMINISTERS = frozenset({"administrator", "system"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is behind a browser: what the frame of every page shows, and the actor for operations."""

    account: Account
    session: Session
    actor: Actor
    post: Post | None
    posts: tuple[Post, ...]
    is_stale: bool

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def is_staff(self) -> bool:
        return self.account.kind == AccountKind.STAFF


def actor_of(account: Account, post: Post | None) -> Actor:
    """Return the actor this account is, in one of its posts."""
    if account.kind == AccountKind.CITIZEN:
        return Actor(id=str(account.pk), roles=frozenset({roles.APPLICANT.code}))
    if account.kind == AccountKind.MACHINE:
        return machine(account.pk, organisation="")
    if post is None:
        return Actor(id=str(account.pk))
    return Actor(
        id=str(account.pk), roles=frozenset({post.role}), organisation=post.organisation_id
    )


def machine(account_id: int, *, organisation: str) -> Actor:
    """Return the actor a machine is, with a key that belongs to this unit ("" for none)."""
    return Actor(
        id=str(account_id), roles=frozenset({roles.API_CLIENT.code}), organisation=organisation
    )


def posts_on(day: date) -> QuerySet[Post]:
    """Return the posts that are held on this day."""
    held = Q(since_on__lte=day) & (Q(until_on=None) | Q(until_on__gte=day))
    return Post.objects.filter(held).select_related("organisation")


def signed_in(*, handle: UUID, at: datetime, real_at: datetime) -> SignedIn | None:
    """Return who this session is, or None when it is over for whatever reason."""
    session, posts = _open_session(handle, on=local_date(at))
    if session is None:
        return None
    account = session.account
    ended = (
        account.sessions_not_before is not None and session.began_at < account.sessions_not_before
    )
    if ended or rules.is_session_over(
        account_kind=account.kind,
        began_at=session.began_at,
        seen_at=session.seen_at,
        real_at=real_at,
    ):
        return None
    post = next((post for post in posts if post.pk == session.post_id), None)
    if post is None and posts:
        post = posts[0]
    return SignedIn(
        account=account,
        session=session,
        actor=actor_of(account, post),
        post=post,
        posts=posts,
        is_stale=real_at - session.seen_at >= rules.SEEN_EVERY,
    )


# Runs before every page of somebody who signed in: a row for each post they hold that day.
_OPEN = f"""
    SELECT {{}}, {{}}, {{}}, {register.STAMP}, {{}} FROM people_session
    JOIN people_account ON people_account.id = people_session.account_id
    LEFT JOIN people_person ON people_person.id = people_account.person_id
    LEFT JOIN people_post ON people_post.account_id = people_account.id
        AND people_account.kind = '{AccountKind.STAFF}' AND people_post.since_on <= %(on)s
        AND (people_post.until_on IS NULL OR people_post.until_on >= %(on)s)
    WHERE people_session.handle = %(handle)s AND people_session.ended_at IS NULL
        AND people_account.is_active
    ORDER BY people_post.since_on, people_post.id
"""  # noqa: S608 - constants


@functools.cache
def _statement(text: str, *joined: type[Model]) -> str:
    return text.format(*map(rows.columns, joined))


def _open_session(handle: UUID, *, on: date) -> tuple[Session | None, tuple[Post, ...]]:
    found = statements.run(_statement(_OPEN, *_WHO, Post), {"handle": handle, "on": on})
    if not found:
        return None, ()
    session, account, person = rows.read_joined(_WHO, found[0])
    account.person, session.account = person, account
    posts = (rows.read_joined((Post,), row[_BEFORE_POST:])[0] for row in found)
    units = register.of_stamp(found[0][_BEFORE_POST - 1])
    return session, tuple(_placed(post, units) for post in posts if post is not None)


_WHO = (Session, Account, Person)
_BEFORE_POST = sum(len(model._meta.concrete_fields) for model in _WHO) + 1


def _placed(post: Post, units: register.Register) -> Post:
    post.organisation = units.of_code(post.organisation_id)
    return post


def visible_to(actor: Actor) -> QuerySet[Account]:
    """The only door to accounts for anything that shows them to someone."""
    if actor.roles & ADMINISTERS:
        return Account.objects.all()
    if actor.id.isdecimal():
        return Account.objects.filter(pk=int(actor.id))
    return Account.objects.none()


def get(*, account_id: int, actor: Actor, lock: bool = False) -> Account:
    """Return the account.

    :raises NotFound: it is not there, or not for this actor.
    """
    found = visible_to(actor).filter(pk=account_id)
    account = found.select_for_update().first() if lock else found.select_related("person").first()
    if account is None:
        raise NotFound()
    shown([account], actor=actor, extent=Extent.WHOLE)
    return account


def shown(accounts: Iterable[Account], *, actor: Actor, extent: Extent) -> None:
    """Note that this actor is given personal data of these accounts; one's own needs no entry."""
    theirs = [account.subject for account in accounts if str(account.pk) != actor.id]
    notebook.note(actor, theirs, extent=extent)


def number_of_login(login: str) -> int | None:
    """Return the number of the account with this login; None for nobody."""
    return Account.objects.filter(login=login.strip().lower()).values_list("pk", flat=True).first()


def listed(
    *, actor: Actor, text: str = "", kind: str = "staff", role: str = "", state: str = "", on: date
) -> QuerySet[Account]:
    """Return accounts for the administrator's list, by login, name, unit's code or phone."""
    held = posts_on(on).order_by("since_on", "id")
    accounts = visible_to(actor).filter(kind=kind) if kind else visible_to(actor)
    if role:
        accounts = accounts.filter(pk__in=held.filter(role=role).values("account"))
    if state:
        accounts = accounts.filter(is_active=state == "active")
    if text.strip():
        accounts = accounts.filter(_matches(text.strip(), kind))
    return (
        accounts.select_related("person")
        .prefetch_related(Prefetch("posts", queryset=held, to_attr="held_posts"))
        .order_by("login")
    )


def _matches(text: str, kind: str) -> Q:
    exact = Q(person__phone_index=blind(Person, "phone_index", text)) | Q(
        person__personal_number_index=blind(Person, "personal_number_index", text)
    )
    found = exact | Q(login__icontains=text) | Q(posts__organisation__code__iexact=text)
    if kind == AccountKind.STAFF:
        # Names are encrypted and staff are some thousands: read them all rather than index them.
        wanted = rules.fold(text)
        named = Account.objects.filter(kind=kind).select_related("person")
        found |= Q(pk__in=[a.pk for a in named if wanted in rules.fold(a.name)])
    return Q(pk__in=Account.objects.filter(found).values("pk"))


def posts_of(account_id: int) -> QuerySet[Post]:
    """Return every post the account has or had, newest first."""
    return (
        Post.objects.filter(account=account_id)
        .select_related("organisation")
        .order_by("-since_on", "-id")
    )


def sessions_of(account_id: int, *, real_at: datetime) -> list[Session]:
    """Return the sessions that are still open, last seen first."""
    sessions = Session.objects.filter(account=account_id, ended_at=None).select_related("account")
    return [
        session
        for session in sessions.order_by("-seen_at")
        if not rules.is_session_over(
            account_kind=session.account.kind,
            began_at=session.began_at,
            seen_at=session.seen_at,
            real_at=real_at,
        )
        and (
            session.account.sessions_not_before is None
            or session.began_at >= session.account.sessions_not_before
        )
    ]


def passkeys_of(account_id: int) -> QuerySet[Passkey]:
    return Passkey.objects.filter(account=account_id).order_by("added_at")


def has_totp(account_id: int) -> bool:
    return Account.objects.filter(pk=account_id, totp__confirmed_at__isnull=False).exists()


def recovery_codes_left(account_id: int) -> int:
    return Account.objects.filter(
        pk=account_id, recovery_codes__isnull=False, recovery_codes__used_at=None
    ).count()


def locks(*, real_at: datetime) -> QuerySet[SignInFailure]:
    """Return what is locked now; of unknown logins and addresses only that there are some."""
    return (
        SignInFailure.objects.filter(locked_until__gt=real_at)
        .select_related("account__person")
        .order_by("-locked_until")
    )


def is_locked(account_id: int, *, real_at: datetime) -> bool:
    return SignInFailure.objects.filter(account=account_id, locked_until__gt=real_at).exists()


def api_keys(*, on: date) -> QuerySet[ApiKey]:
    """Return every key, those that still open something first, each with its calls of a day."""
    calls = Sum("uses__calls_in_day", filter=Q(uses__day=on), default=0)
    found = ApiKey.objects.select_related("account", "organisation").annotate(calls_today=calls)
    return found.order_by("revoked_at", "-id")


def api_key(key_id: int, *, lock: bool = False) -> ApiKey:
    """Return a key to a caller that may see keys.

    :raises NotFound: there is no such key.
    """
    found = ApiKey.objects.filter(pk=key_id)
    key = found.select_for_update(of=("self",)).first() if lock else found.first()
    if key is None:
        raise NotFound()
    return key


def citizen_by_personal_number(number: str) -> QuerySet[Account]:
    """Return the citizens' accounts with exactly this personal number."""
    index = blind(Person, "personal_number_index", number)
    return Account.objects.filter(kind=AccountKind.CITIZEN, person__personal_number_index=index)


def subject_of_number(number: str) -> str:
    """Return how a look-up by a number that finds nobody names it: never the number itself."""
    return f"number:{secrecy.blind_index(number, purpose='number_looked_up').hex()}"


def asked_in_vain(text: str, *, actor: Actor) -> None:
    """Note that a search showed this actor nobody, where what they typed is a personal number."""
    number = "".join(text.split())
    if number.isascii() and number.isdecimal() and len(number) in NUMBER_DIGITS:
        notebook.note(actor, [subject_of_number(number)], extent=Extent.NONE)


def subjects_of_citizen(account_id: int) -> list[str]:
    """Return under which names a citizen is looked up: the account, and its personal number."""
    found = Account.objects.filter(pk=account_id).values_list("person__personal_number", flat=True)
    numbers = [subject_of_number(str(number)) for number in found if number]
    return [Account(pk=account_id).subject, *numbers]


def subjects_of_number(number: str) -> list[str]:
    """Return under which names whoever has this personal number is looked up."""
    accounts = citizen_by_personal_number(number)
    return [subject_of_number(number), *(account.subject for account in accounts)]


def post_of(account_id: int, post_id: int) -> Post:
    """Return one post of an account.

    :raises NotFound: the account has no such post.
    """
    post = posts_of(account_id).filter(pk=post_id).first()
    if post is None:
        raise NotFound()
    return post

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from motcua.reference.people import queries, testing
from motcua.reference.people.models import Session
from motcua.reference.people.operations import sessions
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound

NINE = datetime(2026, 11, 2, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def alive(session: Session, *, after: timedelta) -> bool:
    return queries.signed_in(handle=session.handle, at=NINE, real_at=NINE + after) is not None


class TestASession:
    def test_of_staff_ends_after_thirty_idle_minutes(self, installation: None) -> None:
        session = testing.a_session(testing.staff("head"), real_at=NINE)

        assert alive(session, after=timedelta(minutes=29, seconds=59))
        assert not alive(session, after=timedelta(minutes=30))

    def test_of_a_citizen_ends_after_an_idle_hour(self, installation: None) -> None:
        session = testing.a_session(testing.citizen(), real_at=NINE)

        assert alive(session, after=timedelta(minutes=59))
        assert not alive(session, after=timedelta(hours=1))

    @pytest.mark.parametrize(("make", "hours"), [(testing.staff, 12), (testing.citizen, 24)])
    def test_that_is_used_all_the_time_ends_all_the_same(
        self, installation: None, make: Any, hours: int
    ) -> None:
        session = testing.a_session(make(), real_at=NINE)

        for minutes in range(10, hours * 60, 10):
            real_at = NINE + timedelta(minutes=minutes)
            sessions.see(handle=session.handle, real_at=real_at)
            assert alive(session, after=timedelta(minutes=minutes))

        assert not alive(session, after=timedelta(hours=hours))

    def test_is_noted_as_seen_at_most_once_a_minute(self, installation: None) -> None:
        session = testing.a_session(testing.citizen(), real_at=NINE)

        sessions.see(handle=session.handle, real_at=NINE + timedelta(seconds=50))
        session.refresh_from_db()
        assert session.seen_at == NINE

        sessions.see(handle=session.handle, real_at=NINE + timedelta(seconds=61))
        session.refresh_from_db()
        assert session.seen_at == NINE + timedelta(seconds=61)


class TestSomebodyWithTwoPosts:
    def test_acts_in_one_and_changes_to_the_other(self, installation: None) -> None:
        account = testing.staff("head", "H00.01")
        session = testing.a_session(account, real_at=NINE)
        other = account.posts.create(
            organisation=testing.a_unit("H00.02"), role="leader", since_on=testing.LONG_AGO
        )
        before = queries.signed_in(handle=session.handle, at=NINE, real_at=NINE)
        assert before
        assert before.actor == Actor(
            id=str(account.pk), roles=frozenset({"head"}), organisation="H00.01"
        )

        sessions.choose_post(handle=session.handle, post_id=other.pk, actor=before.actor, at=NINE)

        after = queries.signed_in(handle=session.handle, at=NINE, real_at=NINE)
        assert after
        assert after.actor == Actor(
            id=str(account.pk), roles=frozenset({"leader"}), organisation="H00.02"
        )

    def test_cannot_choose_a_colleagues_post(self, installation: None) -> None:
        account, colleague = testing.staff("head"), testing.staff("leader")
        session = testing.a_session(account, real_at=NINE)
        theirs = colleague.posts.get()

        with pytest.raises(NotFound):
            sessions.choose_post(
                handle=session.handle,
                post_id=theirs.pk,
                actor=queries.actor_of(account, None),
                at=NINE,
            )

    def test_loses_a_post_on_the_day_after_its_last(self, installation: None) -> None:
        account = testing.staff("head")
        post = account.posts.get()
        post.until_on = NINE.date()
        post.save()
        session = testing.a_session(account, real_at=NINE)

        today = queries.signed_in(handle=session.handle, at=NINE, real_at=NINE)
        tomorrow = queries.signed_in(
            handle=session.handle, at=NINE + timedelta(days=1), real_at=NINE
        )

        assert today
        assert tomorrow
        assert today.actor.roles == {"head"}
        assert not tomorrow.actor.roles


class TestMyOtherSessions:
    def test_end_at_my_wish_and_this_one_stays(self, installation: None) -> None:
        account = testing.staff("head")
        here, there = (testing.a_session(account, real_at=NINE) for _ in range(2))
        actor = queries.actor_of(account, None)

        assert sessions.end_others(keep=here.handle, actor=actor, at=NINE, real_at=NINE) == 1

        assert alive(here, after=timedelta(0))
        assert not alive(there, after=timedelta(0))

    def test_of_somebody_else_are_not_there_for_me(self, installation: None) -> None:
        mine, theirs = testing.staff(), testing.a_session(testing.staff(), real_at=NINE)

        with pytest.raises(NotFound):
            sessions.end_one(
                handle=theirs.handle,
                actor=queries.actor_of(mine, None),
                at=NINE,
                real_at=NINE,
            )

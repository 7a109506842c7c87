from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.reference.people import rules

NONE: frozenset[str] = frozenset()
WORDS = {"matkhau", "motcua", "Nguyễn", "Lan"}
NINE = datetime(2026, 11, 2, 2, tzinfo=UTC)


class TestALock:
    @pytest.mark.parametrize(
        ("failures", "minutes"),
        [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (99, 60)],
    )
    def test_of_a_login_doubles_from_the_fifth_failure(self, failures: int, minutes: int) -> None:
        assert rules.lock_for(failures) == timedelta(minutes=minutes)

    def test_of_an_address_comes_late_and_is_short(self) -> None:
        assert rules.address_lock_for(59) == timedelta(0)
        assert rules.address_lock_for(60) == timedelta(seconds=15)
        assert rules.address_lock_for(10**9) == timedelta(minutes=15)

    @given(st.integers(min_value=0, max_value=10**12))
    def test_never_gets_shorter_by_failing_more(self, failures: int) -> None:
        assert rules.lock_for(failures) <= rules.lock_for(failures + 1) <= rules.ACCOUNT_LOCK_MAX


class TestAPassword:
    @pytest.mark.parametrize(
        "password",
        ["bốn con ngựa gỗ qua cầu", "zK9#fq2!mW7x", "sông nước miền tây", "correct horse staple"],
    )
    def test_of_some_words_or_of_chance_is_taken(self, password: str) -> None:
        assert not rules.password_problem(password, words=WORDS, blocked=NONE)

    @pytest.mark.parametrize(
        ("password", "problem"),
        [
            ("ngắn quá", "too_short"),
            ("x" * 129, "too_long"),
            ("aaaaaaaaaaaaaaaa", "guessable"),
            ("123456789012345", "guessable"),
            ("matkhau123456789", "guessable"),
            ("MậtKhẩu@2026!!!!", "guessable"),
            ("NguyenLan123456", "guessable"),
            ("abababababababab", "guessable"),
        ],
    )
    def test_anyone_would_try_is_refused(self, password: str, problem: str) -> None:
        assert rules.password_problem(password, words=WORDS, blocked=NONE) == problem

    def test_on_the_list_of_common_ones_is_refused(self) -> None:
        blocked = frozenset({"thisislistedsomewhere"})
        problem = rules.password_problem("ThisIsListedSomewhere", words=(), blocked=blocked)
        assert problem == "guessable"

    @given(st.text(max_size=200))
    def test_of_any_kind_gets_an_answer(self, password: str) -> None:
        problem = rules.password_problem(password, words=WORDS, blocked=NONE)
        assert problem in {"", "too_short", "too_long", "guessable"}


class TestASession:
    @given(
        st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2)),
        st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2)),
        st.sampled_from(["staff", "citizen", "machine"]),
    )
    def test_is_over_exactly_when_a_limit_is_reached(
        self, lived: timedelta, idle: timedelta, kind: str
    ) -> None:
        seen_at = NINE + lived
        limits = rules.session_limits(kind)

        over = rules.is_session_over(
            account_kind=kind, began_at=NINE, seen_at=seen_at, real_at=seen_at + idle
        )

        assert over == (idle >= limits.idle or lived + idle >= limits.absolute)

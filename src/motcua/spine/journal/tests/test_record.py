import json
import uuid
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.journal import canonical, queries
from motcua.spine.journal import operations as journal
from motcua.spine.journal.models import Clock, ClockKind, Entry
from motcua.spine.journal.tests.lamps import NOON, LampLit, light


class TestRecord:
    def test_every_column_comes_from_the_stored_text(self, installation: None) -> None:
        act = light("1", watts=60)

        [entry] = queries.story_of("lamp:1")
        said = json.loads(entry.canonical)
        assert said["facts"] == entry.facts == {"watts": 60}
        assert (said["kind"], said["subject"], said["actor"]) == ("lamp.lit", "lamp:1", "system")
        assert (entry.kind, entry.actor, entry.act_id) == ("lamp.lit", "system", act)
        assert entry.happened_at == NOON
        assert said["at"] == "2026-11-02T05:00:00.000000Z"

    def test_one_act_leaves_one_entry_per_subject(self, installation: None) -> None:
        facts = [(LampLit(watts=watts), f"lamp:{watts}") for watts in range(1500)]
        with transaction.atomic():
            act = journal.record_many(facts, actor=SYSTEM, at=NOON)

        assert queries.entries_of_act(act).count() == 1500
        with pytest.raises(IntegrityError, match="one_per_subject"), transaction.atomic():
            journal.record(LampLit(), subject="lamp:7", actor=SYSTEM, at=NOON, act_id=act)

    def test_needs_the_transaction_of_its_change(self, installation: None) -> None:
        connection.in_atomic_block = False
        try:
            with pytest.raises(AssertionError, match="in one transaction"):
                journal.record(LampLit(), subject="lamp:1", actor=SYSTEM, at=NOON)
        finally:
            connection.in_atomic_block = True

    def test_takes_no_floats(self, installation: None) -> None:
        with pytest.raises(TypeError, match="cannot stand in the journal"), transaction.atomic():
            journal.record(LampLit(watts=0.5), subject="lamp:1", actor=SYSTEM, at=NOON)  # type: ignore[arg-type]


class TestSimulatedClock:
    def test_moves_with_what_happens_and_never_back(self, installation: None) -> None:
        light("1", at=NOON)

        clock = queries.clock()
        assert clock is not None
        assert clock.simulated_at == NOON
        with pytest.raises(journal.MomentRefused):
            light("2", at=NOON - timedelta(microseconds=1))
        assert not queries.story_of("lamp:2").exists()

    def test_cannot_be_set_back_even_by_hand(self, installation: None) -> None:
        with pytest.raises(Exception, match="only moves forward"), transaction.atomic():
            Clock.objects.update(simulated_at=datetime(2019, 1, 1, tzinfo=UTC))

    def test_turned_real_it_stays_real(self, installation: None) -> None:
        now = datetime.now(UTC)
        journal.turn_real(actor=SYSTEM, at=now)

        with pytest.raises(journal.AlreadyReal):
            journal.turn_real(actor=SYSTEM, at=now)
        with pytest.raises(Exception, match="stays real"), transaction.atomic():
            Clock.objects.update(kind=ClockKind.SIMULATED, simulated_at=now)
        light("1", at=datetime.now(UTC))


class TestRealClock:
    @pytest.fixture(autouse=True)
    def _real(self, db: None) -> None:
        journal.create_installation(clock=ClockKind.REAL, is_demo=False, at=datetime.now(UTC))

    def test_the_choice_of_the_clock_is_the_first_entry(self) -> None:
        first = Entry.objects.order_by("id").first()

        assert first is not None
        assert (first.kind, first.facts) == (
            "installation.created",
            {"clock": "real", "is_demo": False},
        )

    @pytest.mark.parametrize("seconds", [-3600, -6, 6, 86_400])
    def test_refuses_a_moment_that_is_not_now(self, seconds: int) -> None:
        with pytest.raises(journal.MomentRefused):
            light(at=datetime.now(UTC) + timedelta(seconds=seconds))

    @pytest.mark.parametrize("seconds", [-4, 0, 4])
    def test_takes_a_moment_within_five_seconds(self, seconds: int) -> None:
        light(at=datetime.now(UTC) + timedelta(seconds=seconds))

        assert queries.story_of("lamp:1").count() == 1

    def test_is_chosen_once(self) -> None:
        with pytest.raises(journal.AlreadyCreated):
            journal.create_installation(
                clock=ClockKind.SIMULATED, is_demo=False, at=datetime.now(UTC)
            )


def test_nothing_is_recorded_before_there_is_a_clock(db: None) -> None:
    with pytest.raises(journal.MomentRefused):
        light()


CHANGES = [
    "UPDATE journal_entry SET kind = 'x'",
    "DELETE FROM journal_entry",
    "TRUNCATE journal_entry CASCADE",
    "UPDATE journal_epoch SET system_identifier = '1'",
    "DELETE FROM journal_epoch",
    "DELETE FROM journal_clock",
]


@pytest.mark.parametrize("change", CHANGES)
class TestTheJournalCannotBeRewritten:
    def test_by_the_application_role(
        self, transactional_db: None, installation: None, application_url: str, change: str
    ) -> None:
        light()
        with psycopg.connect(application_url) as application:
            assert application.execute("SELECT count(*) FROM journal_entry").fetchone() == (2,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(change)

    def test_by_the_owner_because_of_the_trigger(self, installation: None, change: str) -> None:
        light()
        with (
            pytest.raises(Exception, match="never changed or removed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_the_application_role_may_add(
    transactional_db: None, installation: None, application_url: str
) -> None:
    text = canonical.text_of(
        act_id=uuid.uuid4(), kind="lamp.lit", subject="lamp:9", actor="system",
        organisation="", at=NOON, facts={},
    )  # fmt: skip
    with psycopg.connect(application_url) as application:
        application.execute("INSERT INTO journal_entry (canonical) VALUES (%s)", [text])

    assert queries.story_of("lamp:9").count() == 1


def test_whoever_adds_cannot_choose_transaction_epoch_or_recording_time(
    installation: None,
) -> None:
    text = canonical.text_of(
        act_id=uuid.uuid4(), kind="lamp.lit", subject="lamp:9", actor="system",
        organisation="", at=NOON, facts={},
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (canonical, kind, epoch, xid, recorded_at, happened_at)"
            " VALUES (%s, 'forged', 99, '1'::xid8, '2001-01-01Z', '2001-01-01Z')",
            [text],
        )

    [entry] = queries.story_of("lamp:9")
    assert (entry.kind, entry.epoch, entry.happened_at) == ("lamp.lit", 1, NOON)
    assert entry.xid > 1
    assert entry.recorded_at.year > 2001


PLAIN = st.none() | st.booleans() | st.integers() | st.text('aăđé\U0001f600\n"\\')


@given(facts=st.dictionaries(st.text("abc", min_size=1), PLAIN | st.lists(PLAIN) | st.dates()))
def test_the_same_facts_give_the_same_text(facts: dict[str, object]) -> None:
    def text(order: list[str]) -> str:
        return canonical.text_of(
            act_id=uuid.UUID(int=1), kind="k", subject="s", actor=Actor(id="7").id,
            organisation="", at=NOON, facts={name: facts[name] for name in order},
        )  # fmt: skip

    assert text(sorted(facts)) == text(sorted(facts, reverse=True))
    read = json.loads(text(list(facts)))["facts"]
    assert read.keys() == facts.keys()
    for name, value in facts.items():
        if isinstance(value, int | date):
            assert read[name] == (value.isoformat() if isinstance(value, date) else value)

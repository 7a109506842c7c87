from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from motcua.capabilities.notifications import jobs, message_port, operations, queries
from motcua.capabilities.notifications.definition import UnknownTemplate
from motcua.capabilities.notifications.message_port import MessagePort
from motcua.capabilities.notifications.message_port_contract import MessagePortContract
from motcua.capabilities.notifications.models import Notice
from motcua.capabilities.notifications.operations import Recipient
from motcua.capabilities.notifications.rules.wording import BadValue
from motcua.capabilities.notifications.states import Channel, State
from motcua.capabilities.notifications.tests.paper_post import PaperPost
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.errors import NotFound
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Entry

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
CODE = "H15.50.05.13-261008-0975"
PHONE = "0900000001"
EMAIL = "dung@example.org"
dung = Actor(id="14", roles=frozenset({"applicant"}))
lan = Actor(id="15", roles=frozenset({"applicant"}))
everywhere = Recipient(account=dung.id, phone=PHONE, email=EMAIL)


@pytest.fixture(autouse=True)
def post(installation: None, monkeypatch: pytest.MonkeyPatch) -> PaperPost:
    monkeypatch.setattr(message_port, "_installed", [])
    post = PaperPost()
    message_port.install(post)
    return post


def tell(recipient: Recipient = everywhere, *, at: datetime = NOON) -> list[Notice]:
    return operations.notify(
        template="dossier_received",
        parameters={"code": CODE, "due_on": date(2026, 12, 1)},
        recipient=recipient,
        about="lamp:1",
        actor=SYSTEM,
        at=at,
    )


def send_all(*, at: datetime = NOON) -> int:
    count = 0
    while jobs.send_next(at=at):
        count += 1
    return count


class TestNotify:
    def test_one_notice_for_each_way_to_reach_the_person(self) -> None:
        notices = tell()

        assert {(notice.channel, notice.state) for notice in notices} == {
            (Channel.INBOX, State.KEPT),
            (Channel.EMAIL, State.WAITING),
            (Channel.SMS, State.WAITING),
        }

    def test_only_the_ways_there_are(self) -> None:
        assert [notice.channel for notice in tell(Recipient(phone=PHONE))] == [Channel.SMS]
        assert tell(Recipient()) == []

    def test_addresses_are_nowhere_in_clear(self) -> None:
        tell()

        for notice in Notice.objects.exclude(address=None):
            stored = bytes(notice.address or b"")
            assert PHONE.encode() not in stored
            assert EMAIL.encode() not in stored
        for entry in Entry.objects.all():
            assert PHONE not in entry.canonical
            assert EMAIL not in entry.canonical
        assert PHONE not in repr(everywhere)

    def test_each_notice_is_recorded_under_one_act(self) -> None:
        notices = tell()

        entries = [journal.story_of(notice.subject).get() for notice in notices]
        assert {entry.kind for entry in entries} == {"notice.written"}
        assert len({entry.act_id for entry in entries}) == 1
        assert {entry.facts["about"] for entry in entries} == {"lamp:1"}

    def test_what_is_rolled_back_is_never_sent(self, post: PaperPost) -> None:
        with transaction.atomic():
            tell()
            transaction.set_rollback(True)

        assert send_all() == 0
        assert not Notice.objects.exists()

    def test_words_do_not_come_in_as_parameters(self) -> None:
        with pytest.raises(BadValue):
            operations.notify(
                template="result_ready",
                parameters={"code": "Nguyễn Văn An"},
                recipient=everywhere,
                about="lamp:1",
                actor=SYSTEM,
                at=NOON,
            )

    def test_a_template_that_is_not_there(self) -> None:
        with pytest.raises(UnknownTemplate):
            operations.notify(
                template="lamp_lit", parameters={}, recipient=everywhere, about="lamp:1",
                actor=SYSTEM, at=NOON,
            )  # fmt: skip

    @pytest.mark.parametrize(
        "wrong",
        [
            {"state": State.SENT},
            {"state": State.WAITING},
            {"account": ""},
            {"channel": "dove"},
        ],
    )
    def test_the_database_refuses_what_cannot_be(self, wrong: dict[str, str]) -> None:
        [notice] = tell(Recipient(account=dung.id))

        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**wrong)


class TestInbox:
    def test_tells_in_the_readers_language(self) -> None:
        tell()

        [vi] = queries.inbox(dung, language="vi")
        [en] = queries.inbox(dung, language="en")

        assert vi.title == f"Đã tiếp nhận hồ sơ {CODE}, hẹn trả thứ Ba, 01/12/2026"
        assert en.title == f"Dossier {CODE} was received, due Tuesday, 1 December 2026"
        assert (vi.link, vi.is_read) == (f"/ho-so/{CODE}/", False)

    def test_nobody_reads_anothers(self) -> None:
        [notice] = tell(Recipient(account=dung.id))

        assert queries.inbox(lan, language="vi") == []
        with pytest.raises(NotFound):
            queries.letter(notice.pk, actor=lan, language="vi")
        with pytest.raises(NotFound):
            operations.mark_read(notice_id=notice.pk, actor=lan, at=LATER)

    def test_an_anonymous_visitor_has_none(self) -> None:
        tell(Recipient(phone=PHONE))

        assert queries.inbox(Actor(id=""), language="vi") == []

    def test_counts_what_is_new(self) -> None:
        first, second = (tell(Recipient(account=dung.id))[0] for _ in range(2))
        assert queries.unread_count(dung) == 2

        operations.mark_read(notice_id=first.pk, actor=dung, at=LATER)
        operations.mark_read(notice_id=first.pk, actor=dung, at=LATER)
        assert queries.unread_count(dung) == 1
        assert journal.story_of(first.subject).count() == 2

        assert operations.mark_all_read(actor=dung, at=LATER) == 1
        assert operations.mark_all_read(actor=dung, at=LATER) == 0
        assert queries.unread_count(dung) == 0
        assert second.pk

    def test_comes_in_pages_newest_first(self) -> None:
        numbers = [tell(Recipient(account=dung.id))[0].pk for _ in range(queries.PAGE_ROWS + 2)]

        first = queries.inbox(dung, language="vi")
        rest = queries.inbox(dung, language="vi", before=first[-1].id)

        assert [letter.id for letter in first + rest] == sorted(numbers, reverse=True)
        assert len(rest) == 2

    def test_says_what_was_told_about_a_subject(self) -> None:
        tell()

        assert queries.told_about("lamp:1").count() == 3
        assert queries.told_about("lamp:2").count() == 0


class TestSend:
    def test_sends_what_waits_once(self, post: PaperPost) -> None:
        tell()

        assert send_all() == 2
        assert send_all(at=LATER) == 0
        sms, email = sorted(post.letters.values(), key=lambda message: message.address)
        assert (sms.address, sms.text) == (
            PHONE,
            f"Da tiep nhan ho so {CODE}. Hen tra ket qua ngay 01/12/2026.",
        )
        assert email.text.endswith(f"\n\n{settings.MOTCUA_URL}/ho-so/{CODE}/")
        assert "http" not in sms.text

    def test_a_round_sends_all_that_waits(self, post: PaperPost) -> None:
        tell()

        assert jobs.send_waiting() == 2
        assert len(post.letters) == 2

    def test_records_that_it_was_sent(self) -> None:
        [notice] = tell(Recipient(phone=PHONE))
        send_all()

        notice.refresh_from_db()
        assert (notice.state, notice.sent_number, notice.attempts) == (State.SENT, "P1", 1)
        kinds = [entry.kind for entry in journal.story_of(notice.subject)]
        assert kinds == ["notice.written", "notice.sent"]

    def test_tries_later_and_later_then_gives_up(self, post: PaperPost) -> None:
        [notice] = tell(Recipient(phone=PHONE))
        post.is_closed = True
        waits = []
        while notice.next_try_at:
            tried_at = notice.next_try_at
            assert jobs.send_next(at=tried_at)
            assert not jobs.send_next(at=tried_at)
            notice.refresh_from_db()
            if notice.next_try_at:
                waits.append((notice.next_try_at - tried_at).total_seconds())

        assert waits == [5 * 2**turn for turn in range(operations.ATTEMPTS_MAX - 1)]
        assert [row.pk for row in queries.given_up()] == [notice.pk]
        assert notice.last_error == "paper post: closed"
        assert journal.story_of(notice.subject).last().kind == "notice.given_up"  # type: ignore[union-attr]

    def test_gives_up_at_once_what_no_try_can_help(self) -> None:
        [notice] = tell(Recipient(phone="nowhere"))

        send_all()

        notice.refresh_from_db()
        assert (notice.state, notice.attempts) == (State.GIVEN_UP, 1)

    def test_an_operator_gives_it_a_fresh_set_of_tries(self, post: PaperPost) -> None:
        [notice] = tell(Recipient(phone=PHONE))
        post.is_closed = True
        for _ in range(operations.ATTEMPTS_MAX):
            jobs.send_next(at=NOON + timedelta(days=1))
            Notice.objects.filter(next_try_at__isnull=False).update(next_try_at=NOON)
        post.is_closed = False

        operations.retry(notice_id=notice.pk, actor=SYSTEM, at=LATER)
        operations.retry(notice_id=notice.pk, actor=SYSTEM, at=LATER)

        assert send_all(at=LATER) == 1
        assert len(post.letters) == 1

    def test_a_process_that_died_while_sending_sends_again_and_it_arrives_once(
        self, post: PaperPost
    ) -> None:
        tell(Recipient(phone=PHONE))
        taken = operations.take_next(at=NOON)
        assert taken is not None
        post.send(jobs._message(taken))  # And here it died, before it could say so.

        assert send_all(at=NOON) == 0
        assert send_all(at=LATER) == 1
        assert (post.handed_over, len(post.letters)) == (2, 1)

    def test_tries_that_killed_every_process_end_too(self) -> None:
        [notice] = tell(Recipient(phone=PHONE))
        at = NOON
        while operations.take_next(at=at):
            at += timedelta(hours=1)

        notice.refresh_from_db()
        assert (notice.state, notice.attempts) == (State.GIVEN_UP, operations.ATTEMPTS_MAX)

    def test_nobody_to_send_is_tried_later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(message_port, "_installed", [])
        [notice] = tell(Recipient(phone=PHONE))

        assert jobs.send_next(at=NOON)

        notice.refresh_from_db()
        assert notice.state == State.WAITING


class TestPaperPost(MessagePortContract):
    @pytest.fixture(autouse=True)
    def _table(self) -> None:
        self.post = PaperPost()

    def make_port(self) -> MessagePort:
        return self.post

    def make_unreachable_port(self) -> MessagePort:
        return PaperPost(is_closed=True)

    def arrived(self) -> list[tuple[str, str, str]]:
        return [(one.address, one.title, one.text) for one in self.post.letters.values()]

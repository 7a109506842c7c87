"""Several workers at once: every notice is sent, none twice."""

import threading

import pytest
from django.db import connection

from motcua.capabilities.notifications import jobs, message_port
from motcua.capabilities.notifications.models import Notice
from motcua.capabilities.notifications.operations import Recipient
from motcua.capabilities.notifications.states import State
from motcua.capabilities.notifications.tests.paper_post import PaperPost
from motcua.capabilities.notifications.tests.test_operations import NOON, PHONE, tell

NOTICES, WORKERS = 200, 8


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "installation")
def test_eight_workers_send_two_hundred_notices_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_port, "_installed", [])
    post = PaperPost()
    message_port.install(post)
    for _ in range(NOTICES):
        tell(Recipient(phone=PHONE))
    gate = threading.Barrier(WORKERS)

    def work() -> None:
        gate.wait()
        while jobs.send_next(at=NOON):
            pass
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Notice.objects.filter(state=State.SENT, attempts=1).count() == NOTICES
    assert (len(post.letters), post.handed_over) == (NOTICES, NOTICES)

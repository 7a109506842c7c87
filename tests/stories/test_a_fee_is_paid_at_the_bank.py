"""The pretend bank, our adapter and the ledger together, over real HTTP on this machine."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from motcua.capabilities.payments import gateways, jobs
from motcua.capabilities.payments.models import Charge, Payment, Posting
from motcua.capabilities.payments.operations import charges, payees
from motcua.capabilities.payments.queries import ledger, reconciliation
from motcua.capabilities.payments.rules.amounts import Item
from motcua.connectors.sandbox.bank.application import Counter
from motcua.connectors.sandbox.bank.book import Book
from motcua.connectors.sandbox.bank.calls import Caller
from motcua.connectors.sandbox.frame import serving
from motcua.connectors.vietqr_bank.gateway import VietQrBank
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Outage
from motcua.spine.journal.models import Entry

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "installation"),
]
NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
ACCOUNT = "1012345678"
FEE = Item(reason="fee", name_vi="Phí thẩm định", unit_vnd=50_000, legal_basis="Điều 3")
head = Actor(id="12", roles=frozenset({"head"}), organisation="H80.05")
payer = Actor(id="14", roles=frozenset({"applicant"}))


@dataclass
class Bank:
    """The pretend bank as a payer's browser sees it."""

    url: str
    home: Path
    book: Book
    browser: requests.Session

    def confirm(self, payload: str, **chosen: str) -> requests.Response:
        form = {"payload": payload, "once": f"{payload}{chosen}", **chosen}
        return self.browser.post(f"{self.url}/pay", data=form, timeout=5)


@pytest.fixture
def bank(live_server: "object", tmp_path: Path) -> Iterator[Bank]:
    secret_file = tmp_path / "bank.secret"
    secret = serving.secret_in(secret_file)
    book = Book(tmp_path / "bank")
    caller = Caller(
        book, url=f"{live_server}/thanh-toan/vietqr/callback", secret=secret, first_wait=0.05
    )
    caller.start()
    counter = Counter(book, caller, secret=secret, slow_seconds=0.0)
    server = serving.serving(counter.application(), 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    url = f"http://localhost:{server.server_port}"
    kept, ours = gateways.named("vietqr"), VietQrBank(url=url, secret_file=secret_file)
    gateways.register(ours)
    payees.name_payee(
        organisation="H80.05", bank_bin="999999", account_number=ACCOUNT,
        holder="SO XAY DUNG", actor=head, at=NOON,
    )  # fmt: skip
    with requests.Session() as browser:
        browser.trust_env = False
        yield Bank(url, tmp_path / "bank", book, browser)
    gateways.register(kept)
    ours.close()
    server.shutdown()
    thread.join()
    server.server_close()
    caller.stop()


def a_charge() -> Charge:
    return charges.owe(payee="H80.05", purpose="Lệ phí", items=[FEE], actor=payer, at=NOON)


def shown_to(charge: Charge) -> str:
    attempt = charges.start_payment(charge_id=charge.pk, gateway="vietqr", actor=payer, at=NOON)
    return attempt.payload


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "It did not happen in 20 seconds."
        time.sleep(0.02)


def is_settled(charge: Charge) -> bool:
    charge.refresh_from_db()
    return charge.is_settled


def test_the_payer_looks_confirms_and_the_charge_is_settled(bank: Bank) -> None:
    charge = a_charge()
    attempt = charges.start_payment(charge_id=charge.pk, gateway="vietqr", actor=payer, at=NOON)

    page = bank.browser.get(attempt.link, timeout=5)
    done = bank.confirm(attempt.payload)
    wait_until(lambda: is_settled(charge))

    assert "GIẢ LẬP" in page.text
    assert "50.000" in page.text
    assert charge.reference in page.text
    assert done.url.startswith(f"{bank.url}/done?transaction=FT")
    kinds = Entry.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds)[1:] == [
        "payee.named",
        "charge.owed",
        "payment_attempt.started",
        "payment.received",
        "charge.settled",
    ]


@pytest.mark.parametrize("calls", ["doubled", "shuffled"])
def test_fifty_calls_or_calls_out_of_order_settle_once(bank: Bank, calls: str) -> None:
    charge = a_charge()

    bank.confirm(shown_to(charge), calls=calls)
    wait_until(lambda: is_settled(charge))
    [transfer] = bank.book.latest(2)
    wanted = 51 if calls == "doubled" else 5
    wait_until(lambda: bank.book.hearing(transfer.transaction_id).tries >= wanted)

    assert (Payment.objects.count(), Posting.objects.count()) == (1, 2)
    assert Entry.objects.filter(kind="charge.settled").count() == 1


def test_pressing_twice_pays_once(bank: Bank) -> None:
    payload = shown_to(a_charge())

    pages = {bank.confirm(payload).url for _ in range(3)}

    assert len(pages) == 1
    assert len(bank.book.latest(9)) == 1


def test_a_wrong_amount_stands_aside(bank: Bank) -> None:
    charge = a_charge()

    bank.confirm(shown_to(charge), amount_vnd="40.000")
    wait_until(Payment.objects.exists)

    charge.refresh_from_db()
    assert charge.is_open
    assert [row.suspended_for for row in ledger.suspended(head)] == ["wrong_amount"]


def test_a_lost_call_is_found_by_asking(bank: Bank) -> None:
    charge = a_charge()
    bank.confirm(shown_to(charge), calls="lost")
    attempt = charge.attempts.get()
    assert attempt.next_poll_at is not None

    assert jobs.poll_next(at=attempt.next_poll_at)

    assert is_settled(charge)


def test_a_day_without_differences_and_one_found_by_the_statement(bank: Bank) -> None:
    heard, lost = a_charge(), a_charge()
    bank.confirm(shown_to(heard))
    wait_until(lambda: is_settled(heard))
    bank.confirm(shown_to(lost), calls="lost")
    [first, *_] = bank.book.latest(1)
    day = local_date(datetime.fromisoformat(first.paid_at))

    done = jobs.reconcile_day(gateway="vietqr", day=day)

    assert is_settled(lost)
    assert (done.lines, done.lines_vnd, done.differences) == (2, 100_000, 0)
    assert reconciliation.differences(gateway="vietqr", day=day) == []


def test_a_bank_that_is_down_is_an_outage(bank: Bank) -> None:
    bank.browser.post(f"{bank.url}/sandbox/mode", data={"mode": "down"}, timeout=5)

    with pytest.raises(Outage):
        gateways.named("vietqr").ask("MC012345678Q")


def test_the_bank_answers_nobody_without_the_signature(bank: Bank) -> None:
    for path in ("/api/transactions?reference=MC", f"/api/statement?account={ACCOUNT}&day=2026"):
        assert bank.browser.get(f"{bank.url}{path}", timeout=5).status_code == 401


def test_a_forged_call_is_refused(bank: Bank, live_server: object) -> None:
    answer = bank.browser.post(
        f"{live_server}/thanh-toan/vietqr/callback",
        data=b"{}",
        headers={"X-Signature": "0" * 64, "Accept": "application/json"},
        timeout=5,
    )

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "forged_callback"


def test_the_bank_remembers_after_a_restart(bank: Bank) -> None:
    bank.confirm(shown_to(a_charge()), calls="lost")
    with (bank.home / "transfers.jsonl").open("a") as file:
        file.write('{"half a li')

    again = Book(bank.home)

    assert [one.amount_vnd for one in again.latest(9)] == [50_000]
    assert again.unheard() == again.latest(9)


@pytest.mark.parametrize("payload", ["", "abc", "000201", "<script>alert(1)</script>", "é"])
def test_what_is_no_code_is_refused_in_words(bank: Bank, payload: str) -> None:
    answer = bank.browser.get(f"{bank.url}/pay", params={"payload": payload}, timeout=5)

    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert 'role="alert"' in answer.text


def test_its_pages_speak_english_too(bank: Bank) -> None:
    page = bank.browser.get(f"{bank.url}/?lang=en", timeout=5)

    assert "PRETEND" in page.text

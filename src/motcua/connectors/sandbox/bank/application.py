"""The pretend bank's addresses: pages for people, JSON for motcua."""

import hmac
import re
import time

from motcua.capabilities.payments.rules import vietqr
from motcua.connectors.sandbox.bank import pages, words
from motcua.connectors.sandbox.bank.book import Book, Transfer
from motcua.connectors.sandbox.bank.calls import PLANS, Caller, sign
from motcua.connectors.sandbox.frame import pages as frame
from motcua.connectors.sandbox.frame.serving import (
    Application,
    Reply,
    Request,
    as_json,
    as_page,
    see_other,
)

MODES = ("normal", "down", "slow")
SLOW_SECONDS = 8.0  # Longer than motcua waits.
MEMO_CHARACTERS_MAX = 150
_AMOUNT = re.compile(r"[1-9][0-9]{0,12}")


class Counter:
    def __init__(
        self, book: Book, caller: Caller, *, secret: str, slow_seconds: float = SLOW_SECONDS
    ) -> None:
        self._book, self._caller, self._secret = book, caller, secret
        self._mode, self._slow_seconds = "normal", slow_seconds

    def application(self) -> Application:
        return Application(
            {
                ("GET", "/"): lambda request: as_page(pages.home(request, self._book)),
                ("GET", "/pay"): self._look,
                ("POST", "/pay"): self._pay,
                ("GET", "/done"): self._done,
                ("GET", "/api/transactions"): self._transactions,
                ("GET", "/api/statement"): self._statement,
                ("POST", "/sandbox/mode"): self._set_mode,
                ("GET", "/style.css"): frame.style,
                ("GET", "/healthz"): lambda _: as_json({"ok": True}),
            }
        )

    def _look(self, request: Request) -> Reply:
        payload = request.query.get("payload", "").strip()
        try:
            asked = vietqr.read(payload)
        except vietqr.UnreadablePayload:
            return self._unreadable(request, payload)
        return as_page(pages.confirm(request, payload, asked))

    def _pay(self, request: Request) -> Reply:
        form = request.form
        payload = form.get("payload", "")
        try:
            asked = vietqr.read(payload)
        except vietqr.UnreadablePayload:
            return self._unreadable(request, payload)
        amount = form.get("amount_vnd", str(asked.amount_vnd)).replace(".", "").strip()
        if not _AMOUNT.fullmatch(amount):
            problem = words.of(request.language)["bad_amount"]
            return as_page(pages.confirm(request, payload, asked, problem=problem), status=422)
        calls = form.get("calls", PLANS[0])
        transfer, is_new = self._book.pay(
            bank_bin=asked.bank_bin,
            account=asked.account_number,
            amount_vnd=int(amount),
            memo=form.get("memo", asked.purpose)[:MEMO_CHARACTERS_MAX],
            calls=calls if calls in PLANS else PLANS[0],
            once=form.get("once", ""),
        )
        if is_new:
            self._caller.tell(transfer)
        return see_other(f"/done?transaction={transfer.transaction_id}&lang={request.language}")

    def _unreadable(self, request: Request, payload: str) -> Reply:
        problem = words.of(request.language)["bad"]
        page = pages.home(request, self._book, payload=payload, problem=problem)
        return as_page(page, status=422)

    def _done(self, request: Request) -> Reply:
        transfer = self._book.transfer(request.query.get("transaction", ""))
        if transfer is None:
            return as_page(pages.unknown(request), status=404)
        hearing = self._book.hearing(transfer.transaction_id)
        is_waiting = not hearing.is_heard and transfer.calls != "lost"
        return as_page(
            pages.done(request, transfer, hearing, callback=self._caller.url),
            headers=[("Refresh", "2")] if is_waiting else [],
        )

    def _transactions(self, request: Request) -> Reply:
        return self._told(request, self._book.naming(request.query.get("reference", "")))

    def _statement(self, request: Request) -> Reply:
        asked = request.query
        lines = self._book.of_day(account=asked.get("account", ""), day=asked.get("day", ""))
        return self._told(request, lines)

    def _told(self, request: Request, transfers: list[Transfer]) -> Reply:
        if self._mode == "down":
            return as_json({"error": "down"}, status=503)
        if self._mode == "slow":
            time.sleep(self._slow_seconds)
        expected = sign(self._secret, f"GET {request.path}?{request.query_string}".encode())
        given = request.headers.get("x-signature", "")
        if not hmac.compare_digest(expected.encode(), given.encode()):
            return as_json({"error": "forged"}, status=401)
        return as_json({"transactions": [transfer.as_told("paid") for transfer in transfers]})

    def _set_mode(self, request: Request) -> Reply:
        mode = request.form.get("mode", "")
        if mode not in MODES:
            return as_json({"error": "unknown_mode", "modes": list(MODES)}, status=400)
        self._mode = mode
        return as_json({"mode": mode})

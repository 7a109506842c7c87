"""Its pages for people."""

import secrets
from html import escape
from urllib.parse import urlsplit

from motcua.capabilities.payments.rules.vietqr import TransferRequest
from motcua.connectors.sandbox.bank import words
from motcua.connectors.sandbox.bank.book import Book, Hearing, Transfer
from motcua.connectors.sandbox.bank.calls import PLANS
from motcua.connectors.sandbox.frame import pages as frame
from motcua.connectors.sandbox.frame.serving import Request

LATEST_MAX = 20


def home(request: Request, book: Book, *, payload: str = "", problem: str = "") -> str:
    say = words.of(request.language)
    error = f'<p class="error" role="alert">{escape(problem)}</p>' if problem else ""
    rows = "".join(_row(request, transfer) for transfer in book.latest(LATEST_MAX))
    latest = f'<ol class="list">{rows}</ol>' if rows else f"<p>{say['none']}</p>"
    content = (
        f'{error}<form action="/pay"><input type="hidden" name="lang" value="{request.language}">'
        f'<label for="payload">{say["payload"]}</label>'
        f'<p class="soft" id="payload-help">{say["payload_help"]}</p>'
        f'<textarea id="payload" name="payload" required aria-describedby="payload-help"'
        f' autocomplete="off" spellcheck="false">{escape(payload)}</textarea>'
        f'<p class="acts"><button class="main">{say["look"]}</button></p></form>'
        f"<h2>{say['latest']}</h2>{latest}"
    )
    return _whole(request, say["home"], content)


def confirm(request: Request, payload: str, asked: TransferRequest, *, problem: str = "") -> str:
    say = words.of(request.language)
    error = f'<p class="error" role="alert">{escape(problem)}</p>' if problem else ""
    choices = "".join(
        f'<label><input type="radio" name="calls" value="{calls}"'
        f"{' checked' if calls == PLANS[0] else ''}> {say[calls]}</label>"
        for calls in PLANS
    )
    content = (
        f'{error}<p class="amount">{frame.money(asked.amount_vnd)}</p><dl>'
        f"<dt>{say['bank']}</dt><dd>{escape(asked.bank_bin)}</dd>"
        f"<dt>{say['account']}</dt><dd>{escape(asked.account_number)}</dd>"
        f"<dt>{say['memo']}</dt><dd>{escape(asked.purpose)}</dd></dl>"
        f'<form method="post" action="/pay?lang={request.language}">'
        f'<input type="hidden" name="payload" value="{escape(payload)}">'
        f'<input type="hidden" name="once" value="{secrets.token_urlsafe(16)}">'
        f'<p class="acts"><button class="main">'
        f"{say['send'].format(frame.money(asked.amount_vnd))}</button>"
        f'<a href="/?lang={request.language}">{say["stop"]}</a></p>'
        f"<details{' open' if problem else ''}><summary>{say['trials']}</summary>"
        f'<label for="amount">{say["amount"]}</label>'
        f'<input id="amount" name="amount_vnd" inputmode="numeric" value="{asked.amount_vnd}">'
        f'<label for="memo">{say["memo"]}</label>'
        f'<input id="memo" name="memo" maxlength="150" value="{escape(asked.purpose)}">'
        f"<fieldset><legend>{say['calls']}</legend>{choices}</fieldset></details></form>"
    )
    return _whole(request, say["confirm"], content)


def done(request: Request, transfer: Transfer, hearing: Hearing, *, callback: str) -> str:
    say = words.of(request.language)
    parts = urlsplit(callback)
    told = _told(say, transfer, hearing)
    again = f"{request.path}?{request.query_string}"
    content = (
        f'<p class="amount">{frame.money(transfer.amount_vnd)}</p><dl>'
        f"<dt>{say['number']}</dt><dd>{escape(transfer.transaction_id)}</dd>"
        f"<dt>{say['when']}</dt><dd>{_moment(transfer.paid_at)}</dd>"
        f"<dt>{say['account']}</dt><dd>{escape(transfer.account)}</dd>"
        f"<dt>{say['memo']}</dt><dd>{escape(transfer.memo)}</dd>"
        f"<dt>{say['told']}</dt><dd>{escape(told)}</dd></dl>"
        f'<p class="acts"><a href="{escape(parts.scheme)}://{escape(parts.netloc)}/">'
        f'{say["back"]}</a> <a href="{escape(again)}">{say["again"]}</a></p>'
    )
    return _whole(request, say["done"], content)


def unknown(request: Request) -> str:
    say = words.of(request.language)
    return _whole(request, say["unknown"], f"<p>{say['unknown_help']}</p>")


def _told(say: dict[str, str], transfer: Transfer, hearing: Hearing) -> str:
    if hearing.is_heard:
        return say["heard"].format(hearing.tries) if hearing.tries else say["heard_before"]
    if transfer.calls == "lost":
        return say["not_told"]
    last = hearing.last if hearing.last.isdigit() else say["no_answer"]
    return say["waiting"].format(hearing.tries, last)


def _row(request: Request, transfer: Transfer) -> str:
    address = f"/done?transaction={transfer.transaction_id}&amp;lang={request.language}"
    return (
        f'<li><a href="{address}">{escape(transfer.transaction_id)}</a>'
        f" <b>{frame.money(transfer.amount_vnd)}</b>"
        f'<p class="soft">{_moment(transfer.paid_at)} · {escape(transfer.memo)}</p></li>'
    )


def _moment(paid_at: str) -> str:
    day, _, time = paid_at.partition("T")
    year, month, number = day.split("-")
    return f"{time[:8]} {number}/{month}/{year}"


def _whole(request: Request, title: str, content: str) -> str:
    say = words.of(request.language)
    return frame.whole(
        request, system=say["system"], pretend=say["pretend"], title=title, content=content
    )

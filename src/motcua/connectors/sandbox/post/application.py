"""The pretend postal service's addresses: a page for people, JSON for motcua and for tests."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from html import escape
from typing import Any
from uuid import UUID

import requests

from motcua.connectors.sandbox.frame import pages as frame
from motcua.connectors.sandbox.frame.calling import Calls
from motcua.connectors.sandbox.frame.serving import (
    Application,
    Reply,
    Request,
    as_json,
    as_page,
)
from motcua.connectors.sandbox.post.book import FEE_VND, Book, Parcel

SHOWN_MAX = 100
TRIES_MAX, FIRST_WAIT_SECONDS, CALLERS = 8, 0.2, 4
TIMEOUT_SECONDS = (3, 10)
STATES = ("IN_TRANSIT", "DELIVERED", "RETURNED")
VI = {
    "system": "Bưu chính giả lập",
    "pretend": "GIẢ LẬP: không bưu gửi nào đi thật.",
    "title": "Bưu gửi",
    "none": "Chưa có bưu gửi nào.",
    "collects": "Lấy tại: ",
    "ACCEPTED": "Đã nhận",
    "IN_TRANSIT": "Đang chuyển",
    "DELIVERED": "Đã phát",
    "RETURNED": "Chuyển hoàn",
}
EN = {
    "system": "Pretend post",
    "pretend": "PRETEND: no parcel really goes anywhere.",
    "title": "Parcels",
    "none": "No parcels yet.",
    "collects": "Fetch at: ",
    "ACCEPTED": "Accepted",
    "IN_TRANSIT": "On its way",
    "DELIVERED": "Delivered",
    "RETURNED": "Sent back",
}


class Office:
    def __init__(self, book: Book, *, secret: str, news_url: str) -> None:
        self._book, self._secret, self._news_url = book, secret, news_url
        self._calls: Calls[dict[str, Any]] = Calls(
            self._tell, callers=CALLERS, tries_max=TRIES_MAX, first_wait=FIRST_WAIT_SECONDS
        )
        if news_url:  # Tests hand the news over themselves.
            self._calls.start()

    def application(self) -> Application:
        return Application(
            {
                ("GET", "/"): self._show,
                ("POST", "/api/orders"): self._take,
                ("POST", "/sandbox/parcel"): self._move,
                ("GET", "/style.css"): frame.style,
                ("GET", "/healthz"): lambda _: as_json({"ok": True}),
            }
        )

    def stop(self) -> None:
        """Tell nobody any more."""
        self._calls.stop()

    def _take(self, request: Request) -> Reply:
        given = request.headers.get("x-signature", "")
        if not hmac.compare_digest(self._sign(request.body).encode(), given.encode()):
            return as_json({"error": "forged"}, status=401)
        try:
            said = json.loads(request.body)
            key, address = str(UUID(said["key"])), str(said["address"]).strip()
            reference, recipient = str(said["reference"]), str(said["recipient"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return as_json({"error": "unreadable"}, status=400)
        if not address:
            return as_json({"error": "no_address"}, status=422)
        parcel = self._book.take(
            key=key,
            reference=reference,
            recipient=recipient,
            address=address,
            collects=said.get("collects") is True,
        )
        return as_json({"number": parcel.number, "fee_vnd": FEE_VND})

    def _move(self, request: Request) -> Reply:
        state = request.form.get("state", "")
        if state not in STATES:
            return as_json({"error": "unknown_state", "states": list(STATES)}, status=400)
        parcel = self._book.move(request.form.get("number", ""), state)
        if parcel is None:
            return as_json({"error": "no_such_parcel"}, status=404)
        told = self._told(parcel)
        for _ in range(2 if request.form.get("how") == "doubled" else 1):
            self._calls.put(told)
        if "text/html" in request.headers.get("accept", ""):
            return Reply(303, "text/plain", "", [("Location", f"/?lang={request.language}")])
        return as_json(told)

    def _told(self, parcel: Parcel) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": parcel.news[-1],
            "number": parcel.number,
            "state": parcel.state,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        if parcel.state == "DELIVERED":
            told |= {"received_by": parcel.recipient, "proof": f"PB-{parcel.number[2:11]}"}
        if parcel.state == "RETURNED":
            told["reason"] = "nobody_there"
        return told

    def _tell(self, http: requests.Session, told: dict[str, Any], tries: int) -> bool:
        """Tell motcua, and say whether it is over: heard, or never to be heard."""
        body = json.dumps(told).encode()
        headers = {"Content-Type": "application/json", "X-Signature": self._sign(body)}
        try:
            answer = http.post(self._news_url, data=body, headers=headers, timeout=TIMEOUT_SECONDS)
        except requests.RequestException:
            return False
        return answer.ok or answer.status_code in (400, 401)

    def _sign(self, body: bytes) -> str:
        return hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()

    def _show(self, request: Request) -> Reply:
        say = EN if request.language == "en" else VI
        rows = "".join(_row(one, say, request.language) for one in self._book.latest(SHOWN_MAX))
        listed = f'<ol class="list">{rows}</ol>' if rows else f"<p>{say['none']}</p>"
        page = frame.whole(
            request,
            system=say["system"],
            pretend=say["pretend"],
            title=say["title"],
            content=listed,
        )
        return as_page(page)


def _row(parcel: Parcel, say: dict[str, str], language: str) -> str:
    buttons = "".join(
        f'<button name="state" value="{state}">{say[state]}</button> ' for state in STATES
    )
    form = (
        f'<form method="post" action="/sandbox/parcel?lang={language}"><input type="hidden"'
        f' name="number" value="{parcel.number}"><p class="acts">{buttons}</p></form>'
    )
    return (
        f"<li><h2>{parcel.number}</h2><p>{say[parcel.state]} · {escape(parcel.reference)}</p>"
        f'<p class="soft">{escape(parcel.recipient)} · {say["collects"] * parcel.collects}'
        f"{escape(parcel.address)}</p>{form}</li>"
    )

"""The pretend sender's addresses: a page for people, JSON for motcua and for tests."""

import hashlib
import hmac
import json
import re
import time
from dataclasses import asdict
from html import escape
from uuid import UUID

from motcua.connectors.sandbox.frame import pages as frame
from motcua.connectors.sandbox.frame.serving import (
    Application,
    Reply,
    Request,
    as_json,
    as_page,
)
from motcua.connectors.sandbox.messages.box import KEPT_MAX, Box, Message

MODES = ("normal", "down", "slow")
SLOW_SECONDS = 8.0  # Longer than motcua waits.
SHOWN_MAX = 100
TEXT_CHARACTERS_MAX = 5000
ADDRESSES = {
    "sms": re.compile(r"\+?[0-9]{9,15}"),
    "email": re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}"),
}
VI = {
    "system": "Tin nhắn giả lập",
    "pretend": "GIẢ LẬP: không thư, không tin nhắn nào được gửi đi thật.",
    "title": "Thư và tin nhắn đã “gửi”",
    "to": "Gửi đến",
    "to_help": "Số điện thoại hoặc địa chỉ thư. Để trống để xem tất cả.",
    "show": "Xem",
    "none": "Chưa có thư hay tin nhắn nào ở đây.",
    "sms": "Tin nhắn",
    "email": "Thư điện tử",
}
EN = {
    "system": "Pretend messages",
    "pretend": "PRETEND: no e-mail and no SMS is really sent.",
    "title": "E-mails and SMS “sent”",
    "to": "Sent to",
    "to_help": "A telephone number or an e-mail address. Leave empty to see all.",
    "show": "Show",
    "none": "No e-mail and no SMS here yet.",
    "sms": "SMS",
    "email": "E-mail",
}


class PostOffice:
    def __init__(self, box: Box, *, secret: str, slow_seconds: float = SLOW_SECONDS) -> None:
        self._box, self._secret = box, secret
        self._mode, self._slow_seconds = "normal", slow_seconds

    def application(self) -> Application:
        return Application(
            {
                ("GET", "/"): self._show,
                ("POST", "/messages"): self._take,
                ("GET", "/api/messages"): self._list,
                ("POST", "/sandbox/mode"): self._set_mode,
                ("GET", "/style.css"): frame.style,
                ("GET", "/healthz"): lambda _: as_json({"ok": True}),
            }
        )

    def _take(self, request: Request) -> Reply:
        if self._mode == "down":
            return as_json({"error": "down"}, status=503)
        if self._mode == "slow":
            time.sleep(self._slow_seconds)
        expected = hmac.new(self._secret.encode(), request.body, hashlib.sha256).hexdigest()
        given = request.headers.get("x-signature", "")
        if not hmac.compare_digest(expected.encode(), given.encode()):
            return as_json({"error": "forged"}, status=401)
        try:
            said = json.loads(request.body)
            key, channel, to = str(UUID(said["key"])), str(said["channel"]), str(said["to"])
            title, text = str(said["title"]), str(said["text"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return as_json({"error": "unreadable"}, status=400)
        if channel not in ADDRESSES or not ADDRESSES[channel].fullmatch(to):
            return as_json({"error": "no_such_address"}, status=422)
        if len(title + text) > TEXT_CHARACTERS_MAX:
            return as_json({"error": "too_long"}, status=422)
        number = self._box.take(key=key, channel=channel, to=to, title=title, text=text)
        return as_json({"number": number})

    def _list(self, request: Request) -> Reply:
        found = self._box.latest(KEPT_MAX, to=request.query.get("to", ""))
        return as_json({"messages": [asdict(message) for message in reversed(found)]})

    def _show(self, request: Request) -> Reply:
        say = EN if request.language == "en" else VI
        to = request.query.get("to", "").strip()
        rows = "".join(_row(message, say) for message in self._box.latest(SHOWN_MAX, to=to))
        listed = f'<ol class="list">{rows}</ol>' if rows else f"<p>{say['none']}</p>"
        content = (
            f'<form><input type="hidden" name="lang" value="{request.language}">'
            f'<label for="to">{say["to"]}</label>'
            f'<p class="soft" id="to-help">{say["to_help"]}</p>'
            f'<input id="to" name="to" value="{escape(to)}" aria-describedby="to-help"'
            f' autocomplete="off"><p class="acts"><button class="main">{say["show"]}</button></p>'
            f"</form>{listed}"
        )
        page = frame.whole(
            request,
            system=say["system"],
            pretend=say["pretend"],
            title=say["title"],
            content=content,
        )
        return as_page(page)

    def _set_mode(self, request: Request) -> Reply:
        mode = request.form.get("mode", "")
        if mode not in MODES:
            return as_json({"error": "unknown_mode", "modes": list(MODES)}, status=400)
        self._mode = mode
        return as_json({"mode": mode})


def _row(message: Message, say: dict[str, str]) -> str:
    day, _, moment = message.taken_at.partition("T")
    year, month, number = day.split("-")
    title = f"<h2>{escape(message.title)}</h2>" if message.title else ""
    return (
        f'<li><p class="soft">{say[message.channel]} · {escape(message.to)} ·'
        f" {moment[:8]} {number}/{month}/{year}</p>"
        f'{title}<p class="text">{escape(message.text)}</p></li>'
    )

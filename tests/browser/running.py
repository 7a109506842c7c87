"""The office of an installation that runs: people who sign in as anybody does, its own worker."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import psycopg
import pyotp

from tests.browser.visiting import Hands
from tests.start.places import Place, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CODE_SECONDS = 30
WORK_SECONDS_MAX = 300  # The first minutes it tells six weeks of news, and signs them.
# Of this dossier alone: the rest of the province goes on living meanwhile.
OWED = """
SELECT (SELECT count(*) FROM journal_delivery JOIN journal_entry AS entry ON entry.id = entry_id
        WHERE entry.subject = %(subject)s AND next_try_at IS NOT NULL)
     + (SELECT count(*) FROM journal_reader AS reader WHERE EXISTS (
            SELECT FROM journal_entry AS entry WHERE entry.subject = %(subject)s
            AND (entry.epoch, entry.xid, entry.id) > (reader.epoch, reader.xid, reader.entry_id)))
"""
SIGNED = """
SELECT form, signatures FROM dossiers_slip JOIN dossiers_dossier AS dossier
    ON dossier.id = dossier_id WHERE 'dossier:' || dossier.code = %(subject)s
"""
ROOT = """
SELECT content FROM signatures_certificate WHERE owner_kind = 'authority' AND owner = 'root'
"""


# By secret. A code works once: who signed in for one story a moment ago waits for their next code.
_last_codes: dict[str, str] = {}


def _code_of(secret: str) -> str:
    code = pyotp.TOTP(secret)
    until(lambda: code.now() != _last_codes.get(secret), "the next code", seconds=CODE_SECONDS + 5)
    _last_codes[secret] = code.now()
    return _last_codes[secret]


class OfficeThere:
    """Staff come in with password and authenticator; `logins` says who does what."""

    def __init__(self, browser: "Browser", place: Place, told: str, logins: Mapping[str, str]):
        self._browser, self._place = browser, place
        accounts = {one["login"]: one for one in json.loads(told)}
        self._accounts = {who: accounts[login] for who, login in logins.items()}
        self._cookies: dict[str, list[Any]] = {}

    @property
    def address(self) -> str:
        return f"http://localhost:{self._place.port}"

    def cookies_of(self, who: str) -> list[Any]:
        """Return the cookies of somebody; the first time they sign in."""
        if who not in self._cookies and who in self._accounts:
            context = self._browser.new_context()
            self._sign_in(Hands(context.new_page(), self.address, is_quick=True), who)
            self.keep(who, context.cookies())
            context.close()
        return self._cookies.get(who, [])

    def keep(self, who: str, cookies: list[Any]) -> None:
        self._cookies[who] = cookies

    def passphrase_of(self, who: str) -> str:
        return str(self._accounts[who]["signing_passphrase"])

    def works(self, code: str = "", signed: Mapping[str, int] | None = None) -> None:
        """Wait for its worker, which nobody tells what to do."""
        until(
            lambda: self._has_told_all(code) and self._has_signed(code, signed or {}),
            f"the worker has done its part of {code}: {self._signed(code)}",
            seconds=WORK_SECONDS_MAX,
        )

    def root(self) -> bytes:
        [(content,)] = self._asked(ROOT)
        return bytes(content)

    def _sign_in(self, hands: Hands, who: str) -> None:
        account = self._accounts[who]
        hands.go("/can-bo/dang-nhap/")
        hands.write("[name=login]", account["login"])
        hands.write("[name=password]", account["password"])
        hands.press("main button[type=submit]", to="**/ma/")
        hands.write("[name=code]", _code_of(account["totp_secret"]))
        hands.press("main button[type=submit]", to="**/ban-lam-viec/**")

    def _has_told_all(self, code: str) -> bool:
        [(owed,)] = self._asked(OWED, code)
        return not owed

    def _has_signed(self, code: str, wanted: Mapping[str, int]) -> bool:
        # A story before this one may have left the seal open: then it is there already.
        signed = self._signed(code)
        return all(signed.get(form, 0) >= times for form, times in wanted.items())

    def _signed(self, code: str) -> dict[str, int]:
        return dict(self._asked(SIGNED, code))

    def _asked(self, statement: str, code: str = "") -> list[tuple[Any, ...]]:
        with psycopg.connect(self._place.url()) as connection:
            return connection.execute(statement.encode(), {"subject": f"dossier:{code}"}).fetchall()

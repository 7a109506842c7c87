"""Speak with the portal: a session, JSON bodies, an idempotency key with everything told."""

import contextlib
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests

from motcua.casework.national.gateway import (
    Answer,
    Arrival,
    ForgedMessage,
    Report,
    UnreadableMessage,
)
from motcua.casework.national.rules.books import Standing
from motcua.connectors.national_portal import mapping
from motcua.connectors.national_portal.downloads import Download
from motcua.spine.errors import Outage

SYSTEM = "national_portal"
SIGNATURE_HEADER = "X-Signature"
TIMEOUT_SECONDS = (3, 5)  # To connect, to read.
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
ITEMS_MAX = 100
OK = "0"
T = TypeVar("T")
# It understood, and will never take this: another try cannot help.
NEVER = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.GONE}


class NationalPortal:
    def __init__(self, *, url: str, username: str, destination: str, secret_file: Path) -> None:
        self._url, self._username, self._destination = url, username, destination
        self._secret_file = secret_file
        self._http = requests.Session()
        if urlsplit(url).hostname in LOOPBACK:
            self._http.trust_env = False  # The pretend one is never behind the office's proxy.
        self._session = ""
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def report(self, report: Report) -> None:
        said = mapping.dossier_of(report) if report.is_whole else mapping.step_of(report)
        service = "DongBoHoSoMC" if report.is_whole else "CapNhatTienDoHoSoMC"
        told = {"isUpdating": not report.is_new, "data": [said]}
        self._call(service, told, key=report.key)

    def filed_on(self, day: date) -> Sequence[Standing]:
        return self._standings({"NgayNopHoSo": f"{day:%Y%m%d}"})

    def standings(self, codes: Sequence[str]) -> Sequence[Standing]:
        return self._standings({"MaHoSo": list(codes)})

    def procedures(self) -> list[tuple[str, str]]:
        """Return code and name of every procedure it lists.

        :raises Outage: it does not answer.
        """
        return self._list("LayDanhSachTTHC", {}, mapping.procedure_of)

    def procedure(self, code: str) -> tuple[str, str] | None:
        """Return code and name of one procedure; None where it has none.

        :raises Outage: it does not answer.
        """
        found = self._list("LayThuTuc", {"MaTTHC": code}, mapping.procedure_of)
        return found[0] if found else None

    @contextlib.contextmanager
    def file(self, number: str) -> Iterator[Download]:
        # By its number alone: an address in a message is never followed.
        answer = self._get_file(number)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            answer.close()
            self._session = ""
            answer = self._get_file(number)
        with contextlib.closing(answer):
            if answer.status_code in NEVER:
                raise Outage(SYSTEM, f"file: refused with {answer.status_code}", permanent=True)
            if answer.status_code != HTTPStatus.OK:  # Also 404: the dossier may be faster.
                raise Outage(SYSTEM, f"file: answered {answer.status_code}")
            yield Download(answer, system=SYSTEM)

    def read(self, body: bytes, signature: str) -> list[Arrival | Answer]:
        if not hmac.compare_digest(self._signature(body).encode(), signature.encode()):
            raise ForgedMessage()
        try:
            said = json.loads(body)
            is_updating, items = said["isUpdating"], said["data"]
            if type(is_updating) is not bool or type(items) is not list or len(items) > ITEMS_MAX:
                raise ValueError("data")
            read = mapping.answer_of if is_updating else mapping.arrival_of
            return [read(item) for item in items]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UnreadableMessage() from None

    def _standings(self, asked: dict[str, Any]) -> list[Standing]:
        return self._list("TraCuuHoSo", asked, mapping.standing_of)

    def _list(
        self, service: str, asked: dict[str, Any], read: Callable[[dict[str, Any]], T]
    ) -> list[T]:
        said = self._call(service, asked)
        try:
            return [read(one) for one in said["data"]]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Outage(SYSTEM, "its answer is not what was agreed") from None

    def _call(self, service: str, asked: dict[str, Any], *, key: str = "") -> dict[str, Any]:
        answer = self._post(service, asked, key=key, session=self._open_session())
        if answer.status_code == HTTPStatus.UNAUTHORIZED:  # The session is over: once more.
            self._session = ""
            answer = self._post(service, asked, key=key, session=self._open_session())
        return _checked(service, answer)

    def _open_session(self) -> str:
        with self._lock:
            if not self._session:
                who = {"username": self._username, "secret": self._secret()}
                said = _checked("session", self._post("session", who))
                self._session = str(said.get("session", ""))
            return self._session

    def _post(
        self, service: str, said: dict[str, Any], *, key: str = "", session: str = ""
    ) -> requests.Response:
        headers = {"dstcode": self._destination}
        headers |= {"Idempotency-Key": key} if key else {}
        headers |= {"Authorization": f"Bearer {session}"} if session else {}
        try:
            return self._http.post(
                f"{self._url}/{service}",
                json=said,
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # Only the kind of error: its words may hold what was told.
            raise Outage(SYSTEM, type(error).__name__) from None

    def _get_file(self, number: str) -> requests.Response:
        headers = {
            "dstcode": self._destination,
            "Authorization": f"Bearer {self._open_session()}",
            "Accept-Encoding": "identity",  # What is counted and hashed is what was sent.
        }
        try:
            return self._http.get(
                f"{self._url}/TaiTepTin",
                params={"IdTepTin": number},
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
                stream=True,
            )
        except requests.RequestException as error:
            raise Outage(SYSTEM, type(error).__name__) from None

    def _secret(self) -> str:
        try:
            return self._secret_file.read_text().strip()
        except OSError:
            raise Outage(SYSTEM, f"{self._secret_file.name} cannot be read") from None

    def _signature(self, message: bytes) -> str:
        return hmac.new(self._secret().encode(), message, hashlib.sha256).hexdigest()


def _checked(service: str, answer: requests.Response) -> dict[str, Any]:
    """Return what it said, once HTTP and its own error code both say that it was taken."""
    if answer.status_code in NEVER:
        raise Outage(SYSTEM, f"{service}: refused with {answer.status_code}", permanent=True)
    if answer.status_code != HTTPStatus.OK:
        raise Outage(SYSTEM, f"{service}: answered {answer.status_code}")
    try:
        said = answer.json()
        code = str(said["error_code"])
    except (ValueError, KeyError, TypeError):
        raise Outage(SYSTEM, "its answer is not what was agreed") from None
    if code != OK:
        raise Outage(SYSTEM, f"{service}: error_code {code[:20]}", permanent=True)
    return dict(said)

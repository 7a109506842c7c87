"""The pretend portal's addresses: pages for people, its services for motcua."""

import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from motcua.connectors.sandbox.frame import pages as frame
from motcua.connectors.sandbox.frame.serving import (
    Application,
    Reply,
    Request,
    Route,
    as_json,
    as_page,
    see_other,
)
from motcua.connectors.sandbox.national_portal import catalogue, pages, words
from motcua.connectors.sandbox.national_portal.registry import Kept, Registry
from motcua.connectors.sandbox.national_portal.sender import FILED, Sender
from motcua.connectors.sandbox.national_portal.weather import FAIR, Fate, Weather, storm

MODES = ("normal", "down", "slow", "storm")
SLOW_SECONDS = 8.0  # Longer than motcua waits.
SESSIONS_MAX = 50
LATE_MAX = 20
BODY_BYTES_MAX = 20_000_000
OTHER = "other"
_KEY = re.compile(r"[0-9A-Z.-]{4,60}-[0-9]{1,18}")
_NUMBER = re.compile(r"[0-9]{12}")
_PHONE = re.compile(r"0[0-9]{9}")
SERVICES = ("DongBoHoSoMC", "CapNhatTienDoHoSoMC", "LayDanhSachTTHC", "LayThuTuc", "TraCuuHoSo")


class Portal:
    def __init__(
        self, registry: Registry, sender: Sender, *, secret: str, slow_seconds: float = SLOW_SECONDS
    ) -> None:
        self._registry, self._sender, self._secret = registry, sender, secret
        self._mode, self._slow_seconds, self.weather = "normal", slow_seconds, FAIR
        self._sessions: list[str] = []
        self._late: list[tuple[str, dict[str, Any]]] = []

    def application(self) -> Application:
        services: dict[tuple[str, str], Route] = {
            ("POST", f"/{name}"): self._guarded(name) for name in SERVICES
        }
        return Application(
            {
                ("GET", "/"): self._home,
                ("POST", "/file"): self._file,
                ("GET", "/dossier"): self._dossier,
                ("POST", "/answer"): self._answer,
                ("POST", "/session"): self._open_session,
                ("GET", "/TaiTepTin"): self._give_file,
                ("POST", "/sandbox/mode"): self._set_mode,
                ("GET", "/style.css"): frame.style,
                ("GET", "/healthz"): lambda _: as_json({"ok": True}),
                **services,
            },
            body_bytes_max=BODY_BYTES_MAX,
        )

    def set_weather(self, weather: Weather) -> None:
        """Let the line to and from motcua behave like this."""
        self.weather = self._sender.weather = weather

    def _home(self, request: Request) -> Reply:
        return as_page(pages.home(request, self._registry))

    def _file(self, request: Request) -> Reply:
        form = {name: said.strip() for name, said in request.form.items()}
        problem = _problem(form, words.of(request.language))
        if problem:
            page = pages.home(request, self._registry, form=form, problem=problem)
            return as_page(page, status=422)
        papers = self._kept_files(request, [OTHER])
        block = _block(form) | {"TaiLieuNop": papers}
        code, is_new = self._registry.file(block, once=form.get("once", ""))
        kept = self._registry.get(code)
        if is_new and kept is not None:
            self._sender.send(FILED, kept.block)
        return see_other(f"/dossier?code={code}&lang={request.language}")

    def _dossier(self, request: Request) -> Reply:
        kept = self._registry.get(request.query.get("code", "").strip().upper())
        if kept is None:
            return as_page(pages.unknown(request), status=404)
        waits = "filed" not in kept.heard and not kept.is_reported
        refresh = [("Refresh", "3")] if waits else []
        return as_page(pages.dossier(request, kept), headers=refresh)

    def _answer(self, request: Request) -> Reply:
        form = request.form
        kept = self._registry.get(form.get("code", ""))
        asked = pages.open_request(kept) if kept else None
        if (
            kept is None
            or kept.is_reported
            or asked is None
            or asked["HoSoBoSungId"] != form.get("request")
        ):
            return as_page(pages.unknown(request), status=404)
        components = [one["MaThanhPhanHoSo"] for one in asked["DanhSachGiayToBoSung"]]
        papers = self._kept_files(request, components)
        given = {one["MaThanhPhanHoSo"] for one in papers}
        # What is said instead of a file has a hash, and no file that could be fetched.
        said_hash = hashlib.sha256(form.get("text", "").encode()).hexdigest()
        papers += [
            {"MaThanhPhanHoSo": one, "HashTepTin": said_hash}
            for one in components
            if one not in given
        ]
        said = self._registry.answer(kept.block["MaHoSo"], asked["HoSoBoSungId"], papers)
        self._sender.send(asked["HoSoBoSungId"], said)
        return see_other(f"/dossier?code={kept.block['MaHoSo']}&lang={request.language}")

    def _kept_files(self, request: Request, components: list[str]) -> list[dict[str, Any]]:
        """Keep what was chosen: each field of a form is called as its component."""
        return [
            self._registry.keep_file(one.content, name=one.name, component=one.field)
            for one in request.files
            if one.field in components
        ]

    def _give_file(self, request: Request) -> Reply:
        refused = self._refused(request)
        if refused is not None:
            return refused
        content = self._registry.file_content(request.query.get("IdTepTin", ""))
        if content is None:
            return as_json({"error_code": "404"}, status=404)
        fate = self.weather.fate()
        if fate is Fate.LOST:
            return as_json({"error_code": "503"}, status=503)
        kind = "application/octet-stream"
        return Reply(200, kind, content, breaks_off=fate is Fate.ANSWER_LOST)

    def _open_session(self, request: Request) -> Reply:
        said = _json(request)
        given = str(said.get("secret", ""))
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return as_json({"error_code": "401"}, status=401)
        session = secrets.token_urlsafe(24)
        self._sessions = [*self._sessions[-SESSIONS_MAX:], session]
        return as_json({"error_code": "0", "session": session})

    def _guarded(self, name: str) -> Route:
        serve: Callable[[Request, dict[str, Any]], Reply] = {
            "DongBoHoSoMC": self._take,
            "CapNhatTienDoHoSoMC": self._take,
            "LayDanhSachTTHC": self._procedures,
            "LayThuTuc": self._procedures,
            "TraCuuHoSo": self._look_up,
        }[name]

        def guarded(request: Request) -> Reply:
            return self._refused(request) or serve(request, _json(request))

        return guarded

    def _refused(self, request: Request) -> Reply | None:
        """Return what it says to who has no session, or to everybody when it is down."""
        if self._mode == "down":
            return as_json({"error_code": "503"}, status=503)
        if self._mode == "slow":
            time.sleep(self._slow_seconds)
        session = request.headers.get("authorization", "").removeprefix("Bearer ")
        if session not in self._sessions or not request.headers.get("dstcode"):
            return as_json({"error_code": "401"}, status=401)
        return None

    def _take(self, request: Request, said: dict[str, Any]) -> Reply:
        key, items = request.headers.get("idempotency-key", ""), said.get("data")
        if not _KEY.fullmatch(key) or type(items) is not list or len(items) != 1:
            return as_json({"error_code": "400"}, status=400)
        fate = self.weather.fate()
        if fate is Fate.LOST:
            return as_json({"error_code": "503"}, status=503)
        is_new = said.get("isUpdating") is False
        if not self._registry.take(key, items[0], is_new=is_new):
            return as_json({"error_code": "404"}, status=422)
        if fate is Fate.DOUBLED:
            self._late.append((key, items[0]))
        if len(self._late) > LATE_MAX:
            self.let_the_late_come()
        if fate is Fate.ANSWER_LOST:
            return as_json({"error_code": "504"}, status=504)
        return as_json({"error_code": "0"})

    def let_the_late_come(self) -> None:
        """Take the doubles that were held up, the last of them first."""
        late, self._late = self._late, []
        for key, said in reversed(late):
            self._registry.take(key, said)

    def _procedures(self, request: Request, said: dict[str, Any]) -> Reply:
        wanted = said.get("MaTTHC")
        found = [
            {"MaTTHC": one.code, "TenTTHC": one.name, "TenLinhVuc": one.field}
            for one in catalogue.procedures()
            if wanted in (None, one.code)
        ]
        return as_json({"error_code": "0", "data": found})

    def _look_up(self, request: Request, said: dict[str, Any]) -> Reply:
        if "NgayNopHoSo" in said:
            found = self._registry.filed_on(str(said["NgayNopHoSo"]))
        else:
            asked = (self._registry.get(str(code)) for code in said.get("MaHoSo", []))
            found = [one for one in asked if one is not None]
        return as_json({"error_code": "0", "data": [_shown(one) for one in found]})

    def _set_mode(self, request: Request) -> Reply:
        mode = request.form.get("mode", "")
        if mode not in MODES:
            return as_json({"error": "unknown_mode", "modes": list(MODES)}, status=400)
        self._mode = mode
        self.set_weather(storm(time.time_ns()) if mode == "storm" else FAIR)
        return as_json({"mode": mode})


def _problem(form: dict[str, str], say: dict[str, str]) -> str:
    known = {one.code for one in catalogue.procedures()}
    if form.get("procedure") not in known:
        return say["bad_procedure"]
    if not form.get("name") or not form.get("text") or not form.get("centre"):
        return say["bad_empty"]
    if not _PHONE.fullmatch(form.get("phone", "")):
        return say["bad_phone"]
    number = form.get("number", "")
    return "" if not number or _NUMBER.fullmatch(number) else say["bad_number"]


def _block(form: dict[str, str]) -> dict[str, Any]:
    """Return the block HoSo of a filing."""
    listed = {one.code: one for one in catalogue.procedures()}[form["procedure"]]
    return {
        "MaTTHC": listed.code,
        "TenTTHC": listed.name,
        "TenLinhVuc": listed.field,
        "KenhThucHien": "2",
        "ChuHoSo": form["name"][:250],
        "LoaiDoiTuong": "1",
        "DinhDanhCHS": {"LoaiDinhDanh": "1", "SoDinhDanh": form.get("number", "")},
        "SoDienThoai": form["phone"],
        "Email": "",
        "TrichYeuHoSo": form["text"][:1000],
        "NoiNopHoSo": form["centre"],
        "DonViXuLy": "",
        "TaiLieuNop": [],
    }


def _shown(kept: Kept) -> dict[str, Any]:
    names = ("MaHoSo", "TrangThaiHoSo", "NgayHenTra", "DanhSachHoSoBoSung", "DanhSachGiayToKetQua")
    shown = {name: kept.block[name] for name in names if name in kept.block}
    return shown | {"SoTepTin": len(kept.files)}


def _json(request: Request) -> dict[str, Any]:
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}

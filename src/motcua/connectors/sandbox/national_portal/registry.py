"""What the pretend portal knows, one line of JSON each: filings, answers, what it was told."""

import hashlib
import json
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MOMENT = "%Y%m%d%H%M%S"
PREFIX = "G01.899"
_FILE = re.compile(r"[0-9a-f]{24}")


def vietnam_now() -> datetime:
    return datetime.now(VIETNAM)


@dataclass(slots=True)
class Kept:
    """One dossier as the portal has it: the newest message decides, whatever order they come in."""

    block: dict[str, Any]
    newest: int = -1
    newest_whole: int = -1
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    doubled: list[dict[str, Any]] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)  # Filed, and answers, acknowledged by motcua.
    problem: str = ""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_reported: bool = False  # Filed at the province, which told us; else filed here.

    @property
    def files(self) -> list[dict[str, Any]]:
        """Return what was handed in here as a file, at filing and after requests."""
        papers = [] if self.is_reported else [*(self.block.get("TaiLieuNop") or [])]
        for answer in self.answers.values():
            papers += answer["DanhSachHoSoBoSung"][0]["DanhSachGiayToBoSung"]
        return [one for one in papers if one.get("TepDinhKemId") and "DuongDanTaiTepTin" in one]

    @property
    def told(self) -> list[dict[str, Any]]:
        return [self.steps[key] for key in sorted(self.steps, key=order_of)] + self.doubled


def order_of(key: str) -> int:
    return int(key.rpartition("-")[2])


class Registry:
    def __init__(
        self,
        home: Path,
        *,
        now: Callable[[], datetime] = vietnam_now,
        heeds_keys: bool = True,
    ) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path, self._now, self._heeds_keys = home / "dossiers.jsonl", now, heeds_keys
        self._files = home / "files"
        self._lock = threading.Lock()
        self._kept: dict[str, Kept] = {}
        self._pages: dict[str, str] = {}
        for line in _whole_lines(self._path):
            self._remember(json.loads(line))

    def file(self, block: dict[str, Any], *, once: str = "") -> tuple[str, bool]:
        """Return the number of a filing, and whether it is new: the same page files once."""
        with self._lock:
            if once and once in self._pages:
                return self._pages[once], False
            now = self._now()
            code = f"{PREFIX}-{now:%y%m%d}-{len(self._kept) + 1:06}"
            said = {**block, "MaHoSo": code, "NgayNopHoSo": now.strftime(MOMENT)}
            self._write({"filed": said | {"TrangThaiHoSo": "1"}, "once": once})
            return code, True

    def keep_file(self, content: bytes, *, name: str, component: str) -> dict[str, Any]:
        """Keep a file that was handed in; return it as a message names it."""
        number = secrets.token_hex(12)
        self._files.mkdir(mode=0o700, exist_ok=True)
        (self._files / number).write_bytes(content)
        return {
            "TepDinhKemId": number,
            "TenTepDinhKem": name,
            "IsDeleted": "0",
            "MaThanhPhanHoSo": component,
            "DuongDanTaiTepTin": f"/TaiTepTin?IdTepTin={number}",
            "HashTepTin": hashlib.sha256(content).hexdigest(),
            "DuocSoHoa": "1",
        }

    def file_content(self, number: str) -> bytes | None:
        """Return a file that was handed in; None where there is none by that number."""
        path = self._files / number
        is_there = _FILE.fullmatch(number) is not None and path.is_file()
        return path.read_bytes() if is_there else None

    def answer(self, code: str, request: str, papers: list[dict[str, Any]]) -> dict[str, Any]:
        """Keep what was handed in after a request, and return it as it is sent."""
        with self._lock:
            answered = {"HoSoBoSungId": request, "DanhSachGiayToBoSung": papers}
            said = {"MaHoSo": code, "DanhSachHoSoBoSung": [answered]}
            self._write({"answered": said})
            return said

    def take(self, key: str, said: dict[str, Any], *, is_new: bool = False) -> bool:
        """Take a message about a dossier; a new one may make it. False where there is none."""
        with self._lock:
            code = str(said.get("MaHoSo"))
            if code not in self._kept and is_new and _is_reportable(code, said):
                self._write({"reported": said})
            kept = self._kept.get(code)
            if kept is None:
                return False
            if key not in kept.steps or not self._heeds_keys:
                self._write({"told": said, "key": key})
            return True

    def hear(self, code: str, name: str, *, problem: str = "") -> None:
        """Note that motcua acknowledged a filing or an answer, or refused it."""
        with self._lock:
            if name not in self._kept[code].heard:
                self._write({"heard": code, "name": name, "problem": problem})

    def get(self, code: str) -> Kept | None:
        return self._kept.get(code)

    def all(self) -> list[Kept]:
        with self._lock:
            return list(self._kept.values())

    def filed_on(self, day: str) -> list[Kept]:
        return [one for one in self.all() if one.block["NgayNopHoSo"].startswith(day)]

    def unheard(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what was filed or handed in and never acknowledged, by its name."""
        return [
            (name, said)
            for one in self.all()
            if not one.is_reported
            for name, said in (("filed", one.block), *one.answers.items())
            if name not in one.heard
        ]

    def _write(self, said: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
        self._remember(said)

    def _remember(self, said: dict[str, Any]) -> None:
        match said:
            case {"filed": block, "once": once}:
                self._kept[block["MaHoSo"]] = Kept(block)
                if once:
                    self._pages[once] = block["MaHoSo"]
            case {"reported": block}:
                self._kept[block["MaHoSo"]] = Kept(dict(block), is_reported=True)
            case {"answered": answer}:
                [answered] = answer["DanhSachHoSoBoSung"]
                self._kept[answer["MaHoSo"]].answers[answered["HoSoBoSungId"]] = answer
            case {"heard": code, "name": name, "problem": problem}:
                self._kept[code].heard.add(name)
                self._kept[code].problem = problem or self._kept[code].problem
            case {"told": told, "key": key}:
                _put(self._kept[told["MaHoSo"]], key, told)


def _is_reportable(code: str, said: dict[str, Any]) -> bool:
    """Say whether a province may report it: whole, and by a number that is not one of ours."""
    return "TrangThaiHoSo" in said and bool(said.get("NgayNopHoSo")) and not code.startswith(PREFIX)


def _put(kept: Kept, key: str, told: dict[str, Any]) -> None:
    steps = told.get("TienTrinh") or [told]
    if key in kept.steps:
        kept.doubled += steps  # Only where keys are not heeded: for the test of the test.
    else:
        kept.steps[key] = steps[0]
    # What was overtaken gives history a line; what is shown stays. A step overtakes the status
    # alone, so that a whole dossier which comes after it still brings its dates and papers.
    status = str(kept.block["TrangThaiHoSo"])
    if "TrangThaiHoSo" in told and order_of(key) > kept.newest_whole:
        kept.newest_whole = order_of(key)
        kept.block |= told
        kept.block["TrangThaiHoSo"] = status
    if order_of(key) > kept.newest:
        kept.newest = order_of(key)
        kept.block["TrangThaiHoSo"] = steps[0]["TrangThai"]


def _whole_lines(path: Path) -> Iterator[str]:
    # A process that was killed may leave half a line at the end; the half was never answered for.
    if not path.exists():
        return
    text = path.read_text("utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, "utf-8")
    yield from whole.splitlines()

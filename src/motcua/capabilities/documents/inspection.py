"""Ask the parser, a process with limits of its own, what a file is; say no in plain words."""

import atexit
import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import motcua
from motcua.capabilities.documents import rules, sealed
from motcua.spine.errors import Refusal

_PARSER = "motcua.capabilities.documents.parser"
_ANSWER_SECONDS_MAX = 20
_TURN_SECONDS_MAX = 20
_ANSWER_BYTES_MAX = 1000
_BEGUN = b"begun\n"
_AT_ONCE = threading.BoundedSemaphore(2)  # Each may use 350 MB.


class Empty(Refusal):
    code = "file_empty"
    http_status = 422
    message_vi = "Tệp này trống (0 byte). Mở thử trên máy của bạn, rồi chọn lại đúng tệp."
    message_en = "This file is empty (0 bytes). Try to open it on your device, then choose again."


class TooLarge(Refusal):
    code = "file_too_large"
    http_status = 413
    message_vi = "Tệp lớn hơn 50 MB. Chụp hoặc quét lại ở mức vừa, hoặc tách thành nhiều tệp."
    message_en = "The file is over 50 MB. Scan it again at a lower quality, or split it."


class WrongKind(Refusal):
    code = "file_wrong_kind"
    http_status = 415
    message_vi = "Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG. Tệp này là loại khác, dù tên có thể giống."
    message_en = (
        "Only PDF, JPEG and PNG are accepted. This file is another kind, whatever its name."
    )


class PhonePhoto(WrongKind):
    code = "file_phone_photo"
    message_vi = (
        "Ảnh HEIC của điện thoại chưa nhận được. Vào Cài đặt > Camera > Định dạng, chọn "
        "“Tương thích nhất” rồi chụp lại; hoặc chụp màn hình tấm ảnh và gửi ảnh chụp đó."
    )
    message_en = (
        "HEIC photos are not accepted yet. In Settings > Camera > Formats choose “Most "
        "Compatible” and take it again, or send a screenshot of the photo."
    )


class OfficeFile(WrongKind):
    code = "file_office"
    message_vi = "Đây là tệp Word, Excel hoặc tệp nén. Mở tệp, chọn Lưu thành PDF, rồi gửi tệp PDF."
    message_en = "This is a Word, Excel or ZIP file. Open it, save it as PDF and send the PDF."


class Encrypted(Refusal):
    code = "file_encrypted"
    http_status = 422
    message_vi = (
        "Tệp PDF này có đặt mật khẩu hoặc khóa. Mở tệp, in ra PDF mới không khóa, rồi gửi tệp mới."
    )
    message_en = "This PDF is locked. Open it, print it to a new PDF without a lock and send that."


class Damaged(Refusal):
    code = "file_damaged"
    http_status = 422
    message_vi = "Tệp bị hỏng hoặc tải lên chưa đủ. Mở thử trên máy của bạn; nếu mở được, gửi lại."
    message_en = "The file is damaged or incomplete. If it opens on your device, send it again."


class TooHeavy(Refusal):
    code = "file_too_heavy"
    http_status = 422
    message_vi = (
        "Tệp này khi mở ra lớn bất thường nên không nhận. Chụp hoặc quét lại tờ giấy, "
        "rồi gửi tệp mới."
    )
    message_en = "This file grows abnormally when opened. Scan the paper again and send that file."


class TwoInOne(Refusal):
    code = "file_two_in_one"
    http_status = 422
    message_vi = (
        "Trong tệp này còn giấu một tệp loại khác nên không nhận. Chụp hoặc quét lại tờ giấy, "
        "rồi gửi tệp mới."
    )
    message_en = "Another file is hidden in this one. Scan the paper again and send the new file."


class HiddenSigns(Refusal):
    code = "file_name_hides"
    http_status = 422
    message_vi = "Tên tệp có ký tự ẩn. Đổi tên tệp, chỉ dùng chữ và số, rồi gửi lại."
    message_en = "The file name holds hidden characters. Rename it with letters and digits only."


class NotAsAnnounced(Refusal):
    code = "file_differs"
    http_status = 422
    message_vi = "Nội dung tệp không đúng với mã băm đã báo trước. Gửi lại đúng tệp."
    message_en = "The file is not the one whose hash was announced. Send the right file."


class Busy(Refusal):
    code = "file_desk_busy"
    http_status = 503
    message_vi = "Đang có nhiều người gửi tệp cùng lúc. Chờ một phút rồi gửi lại; chưa mất gì cả."
    message_en = "Many people are sending files now. Wait a minute and send again; nothing is lost."


_VERDICTS: dict[str, type[Refusal]] = {
    "encrypted": Encrypted,
    "damaged": Damaged,
    "too_heavy": TooHeavy,
}


@dataclass(frozen=True, slots=True)
class Finding:
    media_type: str
    pages: int


def inspect(file: IO[bytes]) -> Finding:
    """Say what the file is. The parser reads a copy in memory: nothing lies on disk in clear.

    :raises Refusal: one of the classes above.
    """
    media_type = _kind(file)
    if not _AT_ONCE.acquire(timeout=_TURN_SECONDS_MAX):
        raise Busy()
    try:
        descriptor = sealed.in_memory(file)
        try:
            answer = _ask(media_type, descriptor)
        finally:
            os.close(descriptor)
    finally:
        _AT_ONCE.release()
    if answer.get("verdict") != "ok":
        raise _VERDICTS[str(answer.get("verdict", "too_heavy"))]()
    return Finding(media_type=media_type, pages=int(str(answer["pages"])))


def _kind(file: IO[bytes]) -> str:
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise Empty()
    if size > rules.FILE_BYTES_MAX:
        raise TooLarge()
    file.seek(max(0, size - rules.TAIL_BYTES))
    tail = file.read(rules.TAIL_BYTES)
    file.seek(0)
    head = file.read(rules.HEAD_BYTES)
    media_type = rules.media_type_of(head)
    if media_type is None:
        if rules.is_phone_photo(head):
            raise PhonePhoto()
        raise OfficeFile() if rules.is_office_file(head) else WrongKind()
    if rules.is_two_files_in_one(head, tail) or _holds_an_archive(file, tail, size):
        raise TwoInOne()
    return media_type


def _holds_an_archive(file: IO[bytes], tail: bytes, size: int) -> bool:
    for place in rules.directories(tail, size):
        file.seek(place)
        if file.read(4) in rules.DIRECTORY:
            return True
    return False


def _ask(media_type: str, descriptor: int) -> dict[str, object]:
    """Return what the parser says; nothing, when its child ran into one of its limits."""
    for _ in range(2):
        said = _said(media_type, descriptor)
        if said.startswith(_BEGUN):
            rest = said.removeprefix(_BEGUN)
            answer: dict[str, object] = json.loads(rest) if rest else {}
            return answer
    raise Busy()  # The parser died twice before it looked at the file.


def _said(media_type: str, descriptor: int) -> bytes:
    answer_end, reply_end = os.pipe()
    try:
        # Opened anew: through the same description the child would move our place in the file.
        own = os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY)
        try:
            _parser.send(media_type, own, reply_end)
        finally:
            os.close(reply_end)
            os.close(own)
        said, until = b"", time.monotonic() + _ANSWER_SECONDS_MAX
        while select.select([answer_end], [], [], max(0.0, until - time.monotonic()))[0]:
            piece = os.read(answer_end, _ANSWER_BYTES_MAX)
            if not piece:
                break
            said += piece
        return said
    finally:
        os.close(answer_end)


class _Parser:
    """The one parser of this process, started when it is first needed and again if it died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._door: socket.socket | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def send(self, media_type: str, *descriptors: int) -> None:
        with self._lock:
            if self._door is not None and self._owner == os.getpid():
                with contextlib.suppress(OSError):
                    socket.send_fds(self._door, [media_type.encode()], list(descriptors))
                    return
            self._start()
            assert self._door is not None
            socket.send_fds(self._door, [media_type.encode()], list(descriptors))

    def close(self) -> None:
        """Let the parser end: it does when nobody holds the other end of its door."""
        if self._door is not None:
            self._door.close()
            self._door = None
        if self._child is not None and self._owner == os.getpid():
            self._child.wait()
            self._child = None

    def _start(self) -> None:
        self.close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        number = theirs.fileno()
        place = str(Path(motcua.__file__).parent.parent)
        path = os.pathsep.join(filter(None, [place, os.environ.get("PYTHONPATH")]))
        self._child = subprocess.Popen(
            [sys.executable, "-m", _PARSER, str(number)],
            pass_fds=(number,),
            stdin=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": path, "LC_ALL": "C.UTF-8"},
        )
        theirs.close()
        self._door, self._owner = ours, os.getpid()


_parser = _Parser()
atexit.register(_parser.close)

"""The machine an installation lives on: its folder, keys, disk, clock, certificate and archive."""

import ctypes
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from motcua.interfaces.console.home import Home
from motcua.measurement.upkeep.definition import Finding, State

FREE_BYTES_MIN = 500_000_000
FREE_BYTES_WISHED = 5_000_000_000
BACKUP_HOURS_MAX = 26  # Every night, and the time it takes.
FILES_MINUTES_MAX = 5  # Copied every two; what is promised is to lose no more.
REHEARSAL_DAYS_MAX = 31
CERTIFICATE_DAYS_MIN, CERTIFICATE_DAYS_WISHED = 14, 30
SECRETS = ("field.key", "index.key", "django.key")
_TIMEX_BYTES = 256
_TIME_ERROR = 5  # What adjtimex says of a clock that nothing holds to the right time.


def keys(home: Home) -> Iterator[Finding]:
    """Look for keys that are missing, and for secrets that others can read."""
    for name in SECRETS:
        if not (home.keys / name).exists():
            yield Finding(
                "keys", "wrong", f"thiếu {name}", f"{name} is missing",
                f"lấy lại {home.keys / name} từ bản sao lưu; không có nó, dữ liệu không đọc được",
                f"restore {home.keys / name} from a backup; without it data cannot be read",
            )  # fmt: skip
    secrets = [path for path in home.keys.rglob("*") if path.is_file()]
    secrets += home.path.glob("postgres/*.password")
    open_ones = [path for path in secrets if stat.S_IMODE(path.stat().st_mode) & 0o077]
    for path in open_ones:
        yield Finding(
            "keys", "wrong", f"người khác đọc được {path}", f"others can read {path}",
            f"chmod 600 {path}", f"chmod 600 {path}",
        )  # fmt: skip
    if not open_ones:
        yield Finding("keys", "ok", f"{len(secrets)} tệp, 0600", f"{len(secrets)} files, 0600")
    if home.path.exists() and stat.S_IMODE(home.path.stat().st_mode) & 0o077:
        yield Finding(
            "folder", "wrong", f"người khác vào được {home.path}", f"{home.path} is open to others",
            f"chmod 700 {home.path}", f"chmod 700 {home.path}",
        )  # fmt: skip


def files(home: Home) -> Finding:
    """Look whether files of a release before still lie in clear."""
    if (home.files / ".sealed").exists() or not any(home.files.glob("??/*")):
        return Finding("files", "ok", "đều đã mã hóa", "all encrypted")
    return Finding(
        "files", "note", "có thể còn tệp chưa mã hóa", "some may not be encrypted yet",
        "bộ xử lý nền đang mã hóa dần; sau đó chép lại kho lưu trữ tệp",
        "the worker encrypts them bit by bit; afterwards copy the files' archive anew",
    )  # fmt: skip


def disks(home: Home, archive: str, *, grave: State) -> Iterator[Finding]:
    """Look at the room where the installation lives, and where its archive grows."""
    here = home.path if home.path.exists() else home.path.parent
    yield _disk(
        here, do=("đầy đĩa thì chỉ còn xem được", "when it is full people can only read")
    )  # fmt: skip
    if not archive:
        return
    try:
        yield _disk(
            Path(archive),
            do=(
                "đầy thì WAL dồn lại, đĩa của cơ sở dữ liệu đầy theo",
                "when it is full WAL piles up until the database's disk is full too",
            ),
        )
        is_same = os.stat(archive).st_dev == here.stat().st_dev
    except OSError:
        yield Finding(
            "disk", grave, f"không xem được {archive}", f"{archive} cannot be looked at",
            "gắn lại ổ lưu trữ, hoặc sửa MOTCUA_ARCHIVE", "mount it again, or mend MOTCUA_ARCHIVE",
        )  # fmt: skip
        return
    if is_same:
        yield Finding(
            "disk", "note", f"{archive} nằm cùng đĩa với {here}",
            f"{archive} and {here} share a disk",
            "đặt kho lưu trữ ở máy hoặc ổ khác: mất đĩa này là mất cả hai",
            "keep the archive on another machine or volume: one disk would take both",
        )  # fmt: skip


def _disk(place: Path, *, do: tuple[str, str]) -> Finding:
    free = shutil.disk_usage(place).free
    room = free // 1_000_000
    words = f"{place}: còn {room} MB", f"{place}: {room} MB free"
    if free >= FREE_BYTES_WISHED:
        return Finding("disk", "ok", *words)
    least = max(FREE_BYTES_MIN, settings.ROOM_BYTES_MIN)
    return Finding(
        "disk", "wrong" if free < least else "note", *words,
        f"dọn hoặc thêm đĩa; {do[0]}", f"free or add disk; {do[1]}",
    )  # fmt: skip


def synchronised(grave: State) -> Finding:
    """Ask the kernel whether something holds its clock to the right time."""
    libc = ctypes.CDLL(None, use_errno=True)
    answer = libc.adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    if 0 <= answer < _TIME_ERROR:
        return Finding("time", "ok", "đồng hồ máy được đồng bộ", "the machine's clock is held")
    return Finding(
        "time", grave, "đồng hồ máy không được đồng bộ", "nothing holds the machine's clock",
        "bật NTP: timedatectl set-ntp true, hoặc cài chrony",
        "switch NTP on: timedatectl set-ntp true, or install chrony",
    )  # fmt: skip


def ends(
    check: str, until: datetime, *, at: datetime, what_vi: str, what_en: str, grave: State
) -> Finding:
    """Judge how long a certificate still holds."""
    days = (until - at).days
    words = f"{what_vi}: còn {days} ngày", f"{what_en}: {days} days left"
    if days >= CERTIFICATE_DAYS_WISHED:
        return Finding(check, "ok", *words)
    state: State = grave if days < CERTIFICATE_DAYS_MIN else "note"
    return Finding(
        check, state, *words,
        f"gia hạn trước {until:%d/%m/%Y}", f"renew it before {until:%Y-%m-%d}",
    )  # fmt: skip


def backups(home: Home, archive: str, *, at: datetime, grave: State) -> Iterator[Finding]:
    """Look how old the last backup is, and when one was last restored for practice."""
    made = [_noted(home, "backup"), _stamp(archive, "last-base-backup")]
    yield _age(
        "backup", made, timedelta(hours=BACKUP_HOURS_MAX), at=at, grave=grave,
        words=("sao lưu cuối", "last backup"),
        do=(
            "motcua backup TỆP mỗi đêm, hoặc xem motcua-base-backup.timer",
            "motcua backup FILE every night, or look at motcua-base-backup.timer",
        ),
    )  # fmt: skip
    tried = [_noted(home, "rehearsal"), _stamp(archive, "last-restore")]
    yield _age(
        "restore drill", tried, timedelta(days=REHEARSAL_DAYS_MAX), at=at, grave=grave,
        words=("khôi phục thử cuối", "last restore for practice"),
        do=("motcua rehearse BẢN_SAO_LƯU", "motcua rehearse ARCHIVE"),
    )  # fmt: skip
    yield _keys_copied(home, archive, at=at, grave=grave)
    if archive:
        yield _age(
            "files copied", [_stamp(archive, "files-as-of")], timedelta(minutes=FILES_MINUTES_MAX),
            at=at, grave=grave, words=("chép tệp cuối", "files last copied"),
            do=("xem motcua-copy-files.timer", "look at motcua-copy-files.timer"),
        )  # fmt: skip


def _keys_copied(home: Home, archive: str, *, at: datetime, grave: State) -> Finding:
    note = home.note("backup")
    by_backup = _moment(str(note.get("at", ""))) if note.get("with_keys") else None
    known = [moment for moment in (by_backup, _stamp(archive, "keys-as-of")) if moment]
    changed = [path.stat().st_mtime for path in home.keys.rglob("*") if path.is_file()]
    newer = [one for one in changed if not known or one >= max(known).timestamp()]
    if not newer:
        return Finding("keys copied", "ok", "khóa đều đã được chép", "every key has a copy")
    # A new signer's key is copied in the night to come: until then nothing is wrong.
    is_late = (at.timestamp() - min(newer)) / 3600 > BACKUP_HOURS_MAX
    return Finding(
        "keys copied", grave if is_late else "note",
        f"{len(newer)} khóa chưa được chép đi", f"{len(newer)} have no copy",
        "xem motcua-copy-keys.timer, hoặc motcua backup; mất khóa là mất dữ liệu",
        "look at motcua-copy-keys.timer, or motcua backup; without keys the data is lost",
    )  # fmt: skip


def _age(
    check: str,
    moments: list[datetime | None],
    at_most: timedelta,
    *,
    at: datetime,
    grave: State,
    words: tuple[str, str],
    do: tuple[str, str],
) -> Finding:
    known = [moment for moment in moments if moment]
    if not known:
        return Finding(check, grave, f"{words[0]}: chưa có", f"{words[1]}: never", *do)
    age = at - max(known)
    hours = round(age.total_seconds() / 3600, 1)
    said = f"{words[0]}: {hours} giờ trước", f"{words[1]}: {hours} h ago"
    return Finding(check, "ok", *said) if age <= at_most else Finding(check, grave, *said, *do)


def _noted(home: Home, name: str) -> datetime | None:
    return _moment(str(home.note(name).get("at", "")))


def _stamp(archive: str, name: str) -> datetime | None:
    if not archive:
        return None
    try:
        return _moment((Path(archive) / name).read_text().strip())
    except OSError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

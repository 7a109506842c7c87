"""What was configured: is it fit for people outside, and is what pretends kept out of it?"""

import os
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from motcua.measurement.upkeep.definition import Finding, State

# Settings that name an outside system; unset, they lead to the pretend ones beside us.
OUTSIDE = {
    "MOTCUA_VNEID_ISSUER": settings.VNEID_ISSUER,
    "MOTCUA_BANK_URL": settings.BANK_URL,
    "MOTCUA_MESSAGES_URL": settings.MESSAGES_URL,
    "MOTCUA_NATIONAL_URL": settings.NATIONAL_URL,
    "MOTCUA_POST_URL": settings.POST_URL,
}
# What each of them and we have agreed on.
SECRETS = {
    "MOTCUA_VNEID_ISSUER": settings.VNEID_CLIENT_SECRET_FILE,
    "MOTCUA_BANK_URL": settings.BANK_SECRET_FILE,
    "MOTCUA_MESSAGES_URL": settings.MESSAGES_SECRET_FILE,
    "MOTCUA_NATIONAL_URL": settings.NATIONAL_SECRET_FILE,
    "MOTCUA_POST_URL": settings.POST_SECRET_FILE,
}
SECRET_KEY_LENGTH_MIN = 40
_LOCAL = {"localhost", "127.0.0.1", "::1"}


def settings_of_ours(grave: State) -> Iterator[Finding]:
    """Look at the settings that decide who gets in."""
    faults = list(_faults())
    for vi, en, do_vi, do_en in faults:
        yield Finding("settings", grave, vi, en, do_vi, do_en)
    if not faults:
        yield Finding(
            "settings", "ok", "DEBUG, tên máy, cookie, khóa", "DEBUG, hosts, cookies, key"
        )


def _faults() -> Iterator[tuple[str, str, str, str]]:
    if settings.DEBUG:
        yield "DEBUG đang bật", "DEBUG is on", "bỏ MOTCUA_DEBUG", "unset MOTCUA_DEBUG"
    if any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        yield (
            "trả lời mọi tên máy", "answers to any host name",
            "ghi đúng tên trong MOTCUA_HOSTS", "name the hosts in MOTCUA_HOSTS",
        )  # fmt: skip
    if not (settings.SESSION_COOKIE_SECURE and settings.SESSION_COOKIE_HTTPONLY):
        yield (
            "cookie phiên đi được qua http", "the session's cookie may travel by http",
            "đặt MOTCUA_URL bắt đầu bằng https://", "let MOTCUA_URL begin with https://",
        )  # fmt: skip
    if len(settings.SECRET_KEY) < SECRET_KEY_LENGTH_MIN:
        yield (
            "khóa bí mật quá ngắn", "the secret key is too short",
            "bỏ MOTCUA_SECRET_KEY, máy tự tạo khóa", "unset MOTCUA_SECRET_KEY, one is made",
        )  # fmt: skip
    if settings.WEBHOOKS_MAY_STAY_INSIDE:
        yield (
            "webhook gọi được vào mạng trong", "webhooks may call into private networks",
            "bỏ MOTCUA_WEBHOOKS_INSIDE", "unset MOTCUA_WEBHOOKS_INSIDE",
        )  # fmt: skip
    if settings.IS_HTTPS and settings.PROXIES == 0:
        yield (
            "https mà không có proxy nào được đếm", "https, and no proxy is counted",
            "đặt MOTCUA_PROXIES=1 nếu nginx đứng trước", "set MOTCUA_PROXIES=1 behind nginx",
        )  # fmt: skip


def sandbox(grave: State) -> Iterator[Finding]:
    """Look whether a pretend outside system is used, or answers, where people are real."""
    pretend = [name for name, url in OUTSIDE.items() if not os.environ.get(name) or _is_local(url)]
    answering = [name for name in pretend if _answers(OUTSIDE[name])]
    if answering:
        names = ", ".join(answering)
        yield Finding(
            "sandbox", grave, f"hệ thống giả đang trả lời: {names}",
            f"pretend systems answer for {names}",
            "đặt địa chỉ hệ thống thật; chạy motcua run thay motcua up",
            "name the real systems; use motcua run instead of motcua up",
        )  # fmt: skip
    elif pretend:
        yield Finding(
            "sandbox", "note", f"chưa nối hệ thống thật: {', '.join(pretend)}",
            f"not connected to a real system: {', '.join(pretend)}",
            "đặt các biến này khi có địa chỉ", "set these when there is an address",
        )  # fmt: skip
    else:
        yield Finding("sandbox", "ok", "không dùng hệ thống giả", "nothing pretends")


def secrets() -> Iterator[Finding]:
    """Look whether we hold the secret of each outside system that is named."""
    for name, path in SECRETS.items():
        if os.environ.get(name) and not path.exists():
            yield Finding(
                "outside", "wrong", f"{name} có địa chỉ mà thiếu tệp khóa {path.name}",
                f"{name} is named, and its secret {path.name} is missing",
                f"chép khóa đã thỏa thuận vào {path}, chmod 600",
                f"write the secret agreed on to {path}, chmod 600",
            )  # fmt: skip


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in _LOCAL


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as trial:
        trial.settimeout(1)
        return trial.connect_ex((str(parts.hostname), parts.port or 443)) == 0

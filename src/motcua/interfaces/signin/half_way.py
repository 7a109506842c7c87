"""Between the first proof and the last: what the session keeps of somebody not signed in yet."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import translation

from motcua.reference.people import rules
from motcua.reference.people.gateway import Journey
from motcua.spine import clock
from motcua.spine.errors import Refusal

KEY = "motcua.half_way"
JOURNEY = "motcua.journey"
CEREMONY = "motcua.ceremony"
PAGES = {
    "new_password": "signin:new_password",
    "enrolment": "signin:enrol",
    "code": "signin:code",
}


class StartAgain(Refusal):
    code = "start_again"
    http_status = 422
    message_vi = "Đã quá 10 phút, hoặc bạn mở trang này từ giữa chừng. Đăng nhập lại từ đầu."
    message_en = "Ten minutes have passed, or the page was opened half way. Sign in from the start."


@dataclass(frozen=True, slots=True)
class Waiting:
    account_id: int
    login: str
    next: str


def keep(request: HttpRequest, *, account_id: int, login: str, needs: str, next: str) -> str:
    """Remember who has shown the first proof; return the page that asks for what is missing."""
    request.session.cycle_key()
    request.session[KEY] = {
        "account": account_id,
        "login": login,
        "needs": needs,
        "next": next,
        "until": (clock.real_now() + rules.PENDING_FOR).isoformat(),
    }
    return PAGES[needs]


def waiting(request: HttpRequest, needs: str) -> Waiting:
    """Return who is half way and still lacks this.

    :raises StartAgain: nobody, or too long ago.
    """
    kept = request.session.get(KEY)
    if not kept or kept["needs"] != needs or _is_over(kept):
        raise StartAgain()
    return Waiting(kept["account"], kept["login"], kept["next"])


def keep_journey(request: HttpRequest, journey: Journey, next: str) -> None:
    until = clock.real_now() + rules.PENDING_FOR
    where = {"next": next, "until": until.isoformat(), "language": translation.get_language()}
    request.session[JOURNEY] = {**asdict(journey), **where}


def take_journey(request: HttpRequest) -> tuple[Journey | None, str]:
    """Return the way to VNeID this browser set out on, once, and where it wanted to go after.

    VNeID knows one address of ours for all languages, so the language comes back from here too.
    """
    kept = request.session.pop(JOURNEY, None)
    if not kept or _is_over(kept):
        return None, ""
    del kept["until"]
    translation.activate(kept.pop("language"))
    after = kept.pop("next")
    return Journey(**kept), after


def keep_ceremony(request: HttpRequest, state: dict[str, Any]) -> None:
    until = clock.real_now() + timedelta(minutes=5)
    request.session[CEREMONY] = {"state": state, "until": until.isoformat()}


def take_ceremony(request: HttpRequest) -> dict[str, Any]:
    """Return the challenge this browser was given, once.

    :raises StartAgain: none, or too long ago.
    """
    kept = request.session.pop(CEREMONY, None)
    if not kept or _is_over(kept):
        raise StartAgain()
    state: dict[str, Any] = kept["state"]
    return state


def _is_over(kept: dict[str, Any]) -> bool:
    return clock.real_now() >= datetime.fromisoformat(kept["until"])

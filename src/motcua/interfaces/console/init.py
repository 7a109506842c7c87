"""`motcua init`: an installation without demo data, with the clock that was asked for."""

from datetime import datetime

from motcua.interfaces.console import belonging, database, up
from motcua.interfaces.console.children import Family
from motcua.interfaces.console.complaints import Complaint
from motcua.interfaces.console.home import Home
from motcua.interfaces.console.progress import say
from motcua.interfaces.console.surroundings import Surroundings

VIETNAM_OFFSET = "+07:00"


def init(given: Surroundings, *, clock: str, at: str) -> int:
    """Create an installation and leave it stopped.

    :raises Complaint: there is one already, or the moment cannot be read.
    """
    wish: dict[str, object] = {"demo": False, "clock": clock, "at": _moment(clock, at)}
    home = Home(given.home)
    home.refuse_unfinished_restore()
    belonging.refuse_without_keys(given, home)
    home.lay_out()
    family = Family(say)
    with home.alone("init") as lock:
        try:
            access = up.start_database(given, home, family, lock)
            if database.is_created(access):
                raise Complaint(
                    f"trong {home.path} đã có bản cài đặt", f"{home.path} holds an installation"
                )
            home.keep_note("wish", wish)  # A start after a kill -9 goes on with this wish.
            up.bring_up_to_date(given, home, access)
        finally:
            family.stop()
    say(f"motcua: {home.path}")
    return 0


def _moment(clock: str, at: str) -> str:
    if clock == "real":
        if at:
            raise Complaint("giờ thật không nhận --at", "--at goes with --clock simulated")
        return ""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise Complaint(
            "--clock simulated cần --at, ví dụ 2025-01-01T07:30",
            "--clock simulated needs --at, such as 2025-01-01T07:30",
        ) from None
    if moment.tzinfo is None:
        moment = datetime.fromisoformat(moment.isoformat() + VIETNAM_OFFSET)
    return moment.isoformat()

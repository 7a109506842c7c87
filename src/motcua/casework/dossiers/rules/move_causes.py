"""What moved a due date, in the words of the dossier's story and of the notice about it. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """`notice` is the template of the message to the applicant."""

    notice: str
    vi: str
    en: str


_CALENDAR = Cause("due_date_recounted", "Lịch nghỉ thay đổi", "The calendar changed")
# By what stands before the colon of the subject that moved it; a decree stands by its code alone.
_CAUSES = {
    "outage": Cause("due_date_outage", "Hệ thống gián đoạn", "There was an outage"),
    "office_hours": Cause(
        "due_date_hours", "Giờ làm việc của cơ quan thay đổi", "The office hours changed"
    ),
}


def of(mover: str) -> Cause:
    """Return the cause by the subject that the fact names."""
    return _CAUSES.get(mover.partition(":")[0], _CALENDAR)

"""Moments are kept in UTC; the law counts days in Việt Nam. This is the only bridge."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def local_date(moment: datetime) -> date:
    """Return the day it is in Việt Nam at that moment."""
    assert moment.tzinfo is not None, "A moment without a zone is not a moment."
    return moment.astimezone(VIETNAM).date()

"""The dossier's code, as the law writes it."""

from datetime import date

SEQUENCE_DIGITS_MIN = 4


def day_prefix(*, agency: str, on: date) -> str:
    """Return what stands before the number in `H15.50.05.13-261008-0975`: agency and day of filing.

    TT 03/2025/TT-VPCP, Điều 13. The number has four digits, and more when a day has over 9,999.
    """
    return f"{agency}-{on:%y%m%d}-"


def day_series(*, agency: str, on: date) -> str:
    """Return the name of the series the numbers of one agency and day are taken from."""
    return f"dossier:{agency}:{on:%y%m%d}"

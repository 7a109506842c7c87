"""The dossier's code, as the law writes it."""

from datetime import date

SEQUENCE_DIGITS_MIN = 4


def dossier_code(*, agency: str, on: date, number: int) -> str:
    """Return `H15.50.05.13-261008-0975`: agency code, day of filing, number of that day.

    TT 03/2025/TT-VPCP, Điều 13; the number grows past four digits when a day has more than 9,999.
    """
    return f"{agency}-{on:%y%m%d}-{number:0{SEQUENCE_DIGITS_MIN}d}"


def day_series(*, agency: str, on: date) -> str:
    """Return the name of the series the numbers of one agency and day are taken from."""
    return f"dossier:{agency}:{on:%y%m%d}"

"""How far a series has come."""

from motcua.spine.numbering.models import Series


def last_number(*, series: str, year: int) -> int:
    """Return the last number given, 0 before the first."""
    found = Series.objects.filter(key=series, year=year).values_list("last", flat=True).first()
    return found or 0

"""Give out numbers. A number belongs to the act that asked: undo the act and it was never given."""

from django.db import connection

from motcua.spine import statements
from motcua.spine.statements import Part

# One statement on purpose: its row lock makes the next act wait until this one is decided, which
# is what keeps the series without gaps. A sequence would not: it forgets nothing it gave out.
_TAKE = """
INSERT INTO numbering_series (key, year, last) VALUES (%s, %s, %s)
ON CONFLICT (key, year) DO UPDATE SET last = numbering_series.last + EXCLUDED.last
RETURNING last
"""


# The same for a statement that does all of its act: nobody waits for more than that statement.
_TAKEN = """
INSERT INTO numbering_series (key, year, last) SELECT %s, %s, 1 FROM {of}
ON CONFLICT (key, year) DO UPDATE SET last = numbering_series.last + EXCLUDED.last
RETURNING last
"""


def next_number(*, series: str, year: int) -> int:
    """Return the next number of the series in that year, beginning with 1.

    Ask late in the act: whoever asks next waits until the caller's transaction ends.
    """
    return next_numbers(series=series, year=year, count=1)[0]


def next_numbers(*, series: str, year: int, count: int) -> range:
    """Return `count` numbers in a row, for bulk work."""
    assert connection.in_atomic_block, "A number is taken by the act it numbers."
    assert count >= 1, count
    [(last,)] = statements.run(_TAKE, [series, year, count])
    return range(last - count + 1, last + 1)


def taking(*, series: str, year: int, of: str) -> Part:
    """Return the part `numbered` of a statement: it takes a number if its part `of` has a row."""
    return Part("numbered", _TAKEN.format(of=of), [series, year])

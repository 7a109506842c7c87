"""Which yearly number each strand is given: strands share the books of the units they meet in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motcua.simulation.bulk import marks
from motcua.simulation.bulk.recording import Recording
from motcua.spine.numbering.models import Series


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number of one act in every strand: `before[place]` were given in that commune's book.

    Where the book is the province's, there is one place, and every strand writes in it.
    """

    before: Sequence[int]
    home: str
    ring_place: int


class Books:
    """Every series the copies are numbered in, and where it stands afterwards."""

    def __init__(self, recording: Recording, strands: int) -> None:
        self._ring, self._strands = recording.ring, strands
        self._given = {(one.key, one.year): one.last for one in Series.objects.all()}
        self.numberings: dict[str, Numbering] = {}
        self.last: dict[tuple[str, int], int] = {}
        order = _order_of(recording)
        for shape, events in self._shapes(recording, order).items():
            self._fill(shape, events)

    def _shapes(
        self, recording: Recording, order: Mapping[str, int]
    ) -> dict[tuple[str, int, str], list[tuple[int, str, str]]]:
        """Return, for each book as strand 0 knows it, the acts numbered in it."""
        shapes = defaultdict(list)
        series_of = {
            (one.begins - marks.SERIES_BEGIN) // marks.SERIES_STEP: one for one in recording.series
        }
        for number, when in order.items():
            series = series_of[(int(number) - marks.SERIES_BEGIN) // marks.SERIES_STEP]
            kind, form, *rest = series.key.split(":")
            unit = form if kind == "dossier" else rest[0]
            home = self._ring.commune_of(unit)
            shape = series.key.replace(home, "{}", 1) if home else series.key
            shapes[shape, series.year, home and "commune"].append((when, number, home))
        return shapes

    def _fill(self, shape: tuple[str, int, str], events: list[tuple[int, str, str]]) -> None:
        key, year, is_communes = shape
        places = self._ring.communes if is_communes else [""]
        size = len(places)
        keys = [(key.format(place) if is_communes else key, year) for place in places]
        given = [self._given.get(one, 0) for one in keys]
        for _, number, home in sorted(events):
            start = self._ring.place(home) if home else 0
            self.numberings[number] = Numbering(tuple(given), home, start)
            for place in range(size):
                shift = (place - start) % size
                given[place] += len(range(shift, self._strands, size))
        self.last.update({one: last for one, last in zip(keys, given, strict=True) if last})


def _order_of(recording: Recording) -> dict[str, int]:
    """Return when each number was given: the first entry of the journal that names it."""
    order: dict[str, int] = {}
    for life in recording.lives:
        for row in life.rows:
            if row.table != "journal_entry":
                continue
            for number in marks.NUMBER.findall(row.fields[1]):
                order[number] = min(row.place, order.get(number, row.place))
    return order

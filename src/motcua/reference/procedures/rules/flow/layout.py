"""Where each box of a diagram stands: columns by turn, lanes by owner. Pure; units are pixels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from motcua.reference.procedures.rules.flow.net import END, START, TASK, Box, Net, ranks

TASK_WIDTH, TASK_HEIGHT = 160, 84
SMALL = 36  # Events and gateways.
GAP, ROW, PAD = 34, 20, 24
HEAD = 30  # The strip of a lane that tools write its name in.
Point = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A box with its corner and size."""

    box: Box
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    owner: str
    y: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An arrow as corners from its source to its target."""

    source: str
    target: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """`cuts` are the places between columns where a wide drawing may be cut for printing."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    places: tuple[Place, ...]
    lines: tuple[Line, ...]
    cuts: tuple[int, ...]


def laid_out(net: Net) -> Layout:
    """Return where everything of a diagram stands."""
    columns = ranks(net)
    lefts, widths, cuts = _columns(net, columns)
    rows = _rows(net, columns)
    lanes, tops = _lanes(net, rows)
    places = {}
    for box in net.boxes:
        width, height = (TASK_WIDTH, TASK_HEIGHT) if box.kind == TASK else (SMALL, SMALL)
        column = columns[box.id]
        top = tops[box.owner] + PAD + rows[box.id] * (TASK_HEIGHT + ROW)
        places[box.id] = Place(
            box=box,
            x=lefts[column] + (widths[column] - width) // 2,
            y=top + (TASK_HEIGHT - height) // 2,
            width=width,
            height=height,
        )
    lines = [_line(places[arrow.source], places[arrow.target], lefts, columns)
             for arrow in net.arrows]  # fmt: skip
    return Layout(
        width=cuts[-1],
        height=lanes[-1].y + lanes[-1].height,
        lanes=tuple(lanes),
        places=tuple(places.values()),
        lines=tuple(lines),
        cuts=tuple(cuts),
    )


def sheets(layout: Layout, *, width: int) -> list[tuple[int, int]]:
    """Return stretches of a drawing no wider than a sheet of paper, cut between columns."""
    found: list[tuple[int, int]] = []
    since = 0
    for before, cut in pairwise((0, *layout.cuts)):
        if cut - since > width and before > since:
            found.append((since, before))
            since = before
    return [*found, (since, layout.width)]


def _columns(net: Net, columns: Mapping[str, int]) -> tuple[list[int], list[int], list[int]]:
    widths = [SMALL] * (max(columns.values()) + 1)
    for box in net.boxes:
        if box.kind == TASK:
            widths[columns[box.id]] = TASK_WIDTH
    lefts, cuts, x = [], [], HEAD + GAP // 2
    for width in widths:
        lefts.append(x)
        cuts.append(x + width + GAP // 2)
        x += width + GAP
    return lefts, widths, cuts


def _rows(net: Net, columns: Mapping[str, int]) -> dict[str, int]:
    """Return the row of each box in its lane: the first that is free until its arrows turn off."""
    taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
    rows: dict[str, int] = {}
    for box in net.boxes:
        begin = columns[box.id]
        end = max(
            (columns[arrow.target] - 1 for arrow in net.arrows if arrow.source == box.id),
            default=begin,
        )
        row = 0
        while any(begin <= to and since <= end for since, to in taken.get((box.owner, row), ())):
            row += 1
        taken.setdefault((box.owner, row), []).append((begin, max(begin, end)))
        rows[box.id] = row
    return rows


def _lanes(net: Net, rows: Mapping[str, int]) -> tuple[list[Lane], dict[str, int]]:
    lanes: list[Lane] = []
    tops: dict[str, int] = {}
    y = 0
    for owner in _owners(net.boxes):
        count = max(rows[box.id] for box in net.boxes if box.owner == owner) + 1
        height = 2 * PAD + count * TASK_HEIGHT + (count - 1) * ROW
        lanes.append(Lane(owner=owner, y=y, height=height))
        tops[owner] = y
        y += height
    return lanes, tops


def _owners(boxes: Sequence[Box]) -> list[str]:
    """Return the owners in the order of their first work; start and end stand with others."""
    working = [box.owner for box in boxes if box.kind not in (START, END)]
    return list(dict.fromkeys([*working, *(box.owner for box in boxes)]))


def _line(source: Place, target: Place, lefts: Sequence[int], columns: Mapping[str, int]) -> Line:
    """Return an arrow: along its source's row, and to its target's height just before it."""
    begin, end = (source.x + source.width, source.middle), (target.x, target.middle)
    points: tuple[Point, ...] = (begin, end)
    if begin[1] != end[1]:
        turn = lefts[columns[target.box.id]] - GAP // 2
        points = (begin, (turn, begin[1]), (turn, end[1]), end)
    return Line(source=source.box.id, target=target.box.id, points=points)

"""A process as a drawing: words wrapped, lines as paths, cut into sheets for the printer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.reference.procedures.rules.flow import graph, layout, naming, net
from motcua.reference.procedures.rules.flow.graph import Flow, Task
from motcua.reference.procedures.rules.flow.layout import Layout, Place

SHEET_WIDTH = 1040  # What a page of A4, turned, holds at a size that can be read.
NAME_CHARS, NAME_LINES = 24, 3
LINE, FIRST = 15, 20
Words = tuple[str, str]
_CSS = {graph.WORK: "work", graph.OUTSIDE: "out", graph.APPLICANT: "you", graph.AUTOMATIC: "auto"}


@dataclass(frozen=True, slots=True)
class Text:
    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A box of the drawing. `kind`: task, wait, start, end, fork, join."""

    kind: str
    css: str
    x: int
    y: int
    width: int
    height: int
    lines: Sequence[Text]
    limit: Text | None = None

    @property
    def middle_x(self) -> int:
        return self.x + self.width // 2

    @property
    def middle_y(self) -> int:
        return self.y + self.height // 2

    @property
    def diamond(self) -> str:
        x, y, half = self.middle_x, self.middle_y, self.width // 2
        return f"{x},{y - half} {x + half},{y} {x},{y + half} {x - half},{y}"

    @property
    def cross(self) -> str:
        x, y = self.middle_x, self.middle_y
        return f"M{x - 8} {y}h16M{x} {y - 8}v16"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A lane: its owner's name stands at the head of every sheet."""

    y: int
    height: int
    is_odd: bool
    names: Sequence[Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step in words: the drawing for those who do not see it."""

    order: int
    name_vi: str
    name_en: str
    who: str
    role: str
    limit: str
    placed: str
    is_waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    width: int
    height: int
    description: str
    bands: Sequence[Band]
    shapes: Sequence[Shape]
    paths: Sequence[str]
    sheets: Sequence[str]
    rows: Sequence[Row]


def drawn(flow: Flow, *, named: Mapping[str, Words] | None = None) -> Drawn:
    """Return the drawing of a flow in the language of the page."""
    owners = {**flow.owners, **(named or {})}
    language = "en" if get_language() == "en" else "vi"
    plan = layout.laid_out(net.net_of(flow))
    cut = layout.sheets(plan, width=SHEET_WIDTH)
    rows = [_row(flow, task, owners, language) for task in flow.tasks]
    return Drawn(
        width=plan.width,
        height=plan.height,
        description=_description(rows),
        bands=list(_bands(plan, cut, owners, language)),
        shapes=[_shape(place, language) for place in plan.places],
        paths=[_path(line.points) for line in plan.lines],
        sheets=[f"{since} 0 {until - since} {plan.height}" for since, until in cut],
        rows=rows,
    )


def _bands(
    plan: Layout, cut: Sequence[tuple[int, int]], owners: Mapping[str, Words], language: str
) -> Iterator[Band]:
    for number, lane in enumerate(plan.lanes):
        name = naming.owner(lane.owner, language, owners)
        yield Band(
            y=lane.y,
            height=lane.height,
            is_odd=number % 2 == 1,
            names=[Text(since + 10, lane.y + 15, name) for since, _until in cut],
        )


def _shape(place: Place, language: str) -> Shape:
    task = place.box.task
    lines: list[Text] = []
    limit = None
    kind, css = place.box.kind, ""
    if task is not None:
        kind = "wait" if task.waits else "task"
        css = _CSS[task.kind] if task.owner else "nobody"
        lines = [
            Text(place.x + place.width // 2, place.y + FIRST + number * LINE, words)
            for number, words in enumerate(_wrapped(task, language))
        ]
        said = naming.span(task.span, language) if task.span else ""
        said = _("chờ người nộp") if task.waits else said
        limit = Text(place.x + place.width // 2, place.y + place.height - 9, said)
    return Shape(
        kind=kind, css=css, x=place.x, y=place.y, width=place.width, height=place.height,
        lines=lines, limit=limit,
    )  # fmt: skip


def _wrapped(task: Task, language: str) -> list[str]:
    words = f"{task.order}. {naming.name(task, language)}"
    lines = wrap(words, NAME_CHARS, break_long_words=True) or [words]
    if len(lines) > NAME_LINES:
        lines = [*lines[: NAME_LINES - 1], lines[NAME_LINES - 1][: NAME_CHARS - 1] + "…"]
    return lines


def _path(points: Sequence[tuple[int, int]]) -> str:
    first, *others = points
    return f"M{first[0]} {first[1]}" + "".join(f"L{x} {y}" for x, y in others)


def _row(flow: Flow, task: Task, owners: Mapping[str, Words], language: str) -> Row:
    return Row(
        order=task.order,
        name_vi=task.name_vi or f"({task.order})",
        name_en=task.name_en,
        who=naming.owner(task.owner, language, owners),
        role=naming.role(task.role, language) if task.role else "",
        limit=naming.span(task.span, language),
        placed=naming.placed(flow, task, language),
        is_waiting=task.waits,
    )


def _description(rows: Sequence[Row]) -> str:
    if not rows:
        return _("Chưa có bước nào.")
    language = "en" if get_language() == "en" else "vi"
    named = [(row.name_en if language == "en" else "") or row.name_vi for row in rows]
    return "; ".join(
        f"{row.order}. {name} ({row.who}, {row.limit}, {row.placed})"
        for row, name in zip(rows, named, strict=True)
    )

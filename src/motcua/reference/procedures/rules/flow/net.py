"""A flow as boxes and arrows, for drawing and export: start, tasks, forks, joins, end. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from motcua.reference.procedures.rules.flow import graph
from motcua.reference.procedures.rules.flow.graph import Flow, Task

START, END, TASK, FORK, JOIN = "start", "end", "task", "fork", "join"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One thing of the diagram. `owner` is the lane it stands in; `task` only where it is one."""

    id: str
    kind: str
    owner: str
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Arrow:
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """Boxes, each after all it is reached from, and the arrows between them."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    def box(self, name: str) -> Box:
        return next(box for box in self.boxes if box.id == name)


def net_of(flow: Flow) -> Net:
    """Return the diagram of what comes to its turn; what never does is left out.

    Tasks that begin together after the same others share one join and one fork.
    """
    drawn = [flow.task(order) for order in graph.reached(flow)]
    if not drawn:
        return Net(
            boxes=(Box(id=START, kind=START, owner=""), Box(id=END, kind=END, owner="")),
            arrows=(Arrow(START, END),),
        )
    groups = _groups(flow, drawn)
    leads = _leads(groups)
    boxes: list[Box] = [Box(id=START, kind=START, owner=drawn[0].owner)]
    arrows: list[Arrow] = []
    for number, (before, together) in enumerate(groups.items(), start=1):
        sources = [leads.get(one, _task_id(one)) for one in sorted(before)] or [START]
        gates, way = _gates(number, together, sources)
        boxes += gates
        arrows += way
        entry = gates[-1].id if gates else sources[0]
        for task in together:
            boxes.append(Box(id=_task_id(task.order), kind=TASK, owner=task.owner, task=task))
            arrows.append(Arrow(entry, _task_id(task.order)))
            if task.order in leads:
                fork = Box(id=leads[task.order], kind=FORK, owner=task.owner)
                boxes.append(fork)
                arrows.append(Arrow(_task_id(task.order), fork.id))
    ends = _ends(flow, drawn)
    sources = [leads.get(one, _task_id(one)) for one in ends]
    last = flow.task(ends[-1]).owner
    if len(sources) > 1:
        boxes.append(Box(id="join_end", kind=JOIN, owner=last))
        arrows += [Arrow(one, "join_end") for one in sources]
        sources = ["join_end"]
    boxes.append(Box(id=END, kind=END, owner=last))
    arrows.append(Arrow(sources[0], END))
    return Net(boxes=_in_turn(boxes, arrows), arrows=tuple(arrows))


def ranks(net: Net) -> Mapping[str, int]:
    """Return the column of each box: one behind the last of those it is reached from."""
    found = {box.id: 0 for box in net.boxes}
    for box in net.boxes:
        before = [found[arrow.source] for arrow in net.arrows if arrow.target == box.id]
        found[box.id] = max(before, default=-1) + 1
    return found


def _groups(flow: Flow, drawn: Sequence[Task]) -> dict[frozenset[int], list[Task]]:
    found: dict[frozenset[int], list[Task]] = {}
    for task in drawn:
        found.setdefault(flow.before[task.order], []).append(task)
    return found


def _leads(groups: Mapping[frozenset[int], Sequence[Task]]) -> dict[int, str]:
    """Return the tasks from which more than one way leads, with the fork behind each."""
    times: dict[int, int] = {}
    for before in groups:
        for order in before:
            times[order] = times.get(order, 0) + 1
    return {order: f"fork_after_{order}" for order, ways in times.items() if ways > 1}


def _gates(
    number: int, together: Sequence[Task], sources: Sequence[str]
) -> tuple[list[Box], list[Arrow]]:
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    owner = together[0].owner
    if len(sources) > 1:
        boxes.append(Box(id=f"join_{number}", kind=JOIN, owner=owner))
        arrows += [Arrow(one, boxes[-1].id) for one in sources]
    if len(together) > 1:
        before = boxes[-1].id if boxes else sources[0]
        boxes.append(Box(id=f"fork_{number}", kind=FORK, owner=owner))
        arrows.append(Arrow(before, boxes[-1].id))
    return boxes, arrows


def _ends(flow: Flow, drawn: Sequence[Task]) -> list[int]:
    shown = {task.order for task in drawn}
    followed = frozenset().union(*(flow.before[one] for one in shown))
    return [task.order for task in drawn if task.order not in followed]


def _in_turn(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> tuple[Box, ...]:
    return tuple(_turns({box.id: box for box in boxes}, arrows))


def _turns(boxes: Mapping[str, Box], arrows: Sequence[Arrow]) -> Iterator[Box]:
    waits = {name: sum(arrow.target == name for arrow in arrows) for name in boxes}
    ready = [name for name, count in waits.items() if count == 0]
    while ready:
        name = ready.pop(0)
        yield boxes[name]
        for arrow in arrows:
            if arrow.source == name:
                waits[arrow.target] -= 1
                if waits[arrow.target] == 0:
                    ready.append(arrow.target)


def _task_id(order: int) -> str:
    return f"step_{order}"

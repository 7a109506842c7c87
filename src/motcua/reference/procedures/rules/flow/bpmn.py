"""A flow as BPMN 2.0 XML, with its drawing, and read back from our own export. Pure.

What BPMN has no word for (units of time, roles, papers, results) stands in elements of our own
namespace, so that what is read back is what was written.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from motcua.reference.procedures.rules.flow import durations, graph, layout
from motcua.reference.procedures.rules.flow.graph import Flow, Task
from motcua.reference.procedures.rules.flow.layout import Layout
from motcua.reference.procedures.rules.flow.net import END, FORK, JOIN, START, Box, Net, net_of

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DC, DI = "http://www.omg.org/spec/DD/20100524/DC", "http://www.omg.org/spec/DD/20100524/DI"
OURS = "urn:motcua:flow:1"
BYTES_MAX = 2_000_000
# What XML 1.0 cannot hold at all.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Words = Mapping[str, str]
Element: TypeAlias = Any  # lxml has no types of its own.
_TASKS = {
    graph.WORK: "userTask",
    graph.OUTSIDE: "receiveTask",
    graph.APPLICANT: "receiveTask",
    graph.AUTOMATIC: "serviceTask",
}
_EVENTS = {START: "startEvent", END: "endEvent"}
_TURNS = {FORK: "Diverging", JOIN: "Converging"}
_NAMES = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": DC, "di": DI, "motcua": OURS}


class NotOurs(ValueError):
    """The file is no export of ours, so it cannot be read back."""


def written(
    flow: Flow, *, code: str, name: str, owners: Words, rows: Mapping[int, Mapping[str, Any]]
) -> bytes:
    """Return a flow as an XML file; `rows` are the plain steps, kept for reading back."""
    net = net_of(flow)
    drawing = layout.laid_out(net)
    root = etree.Element(
        _of(MODEL, "definitions"),
        {"id": "definitions", "targetNamespace": OURS, "exporter": "motcua"},
        nsmap=_NAMES,
    )
    collaboration = _add(root, _of(MODEL, "collaboration"), {"id": "collaboration"})
    _add(collaboration, _of(MODEL, "participant"),
                  {"id": "participant", "name": name, "processRef": "process"})  # fmt: skip
    process = _add(root, _of(MODEL, "process"), {
        "id": "process", "name": name, "isExecutable": "false",
    })  # fmt: skip
    _documented(process, f"{name} ({code})", {"code": code})
    _lanes(process, drawing, owners)
    for box in net.boxes:
        _box(process, box, net, rows)
    for number, arrow in enumerate(net.arrows, start=1):
        _add(process, _of(MODEL, "sequenceFlow"), {
            "id": f"flow_{number}", "sourceRef": arrow.source, "targetRef": arrow.target,
        })  # fmt: skip
    _diagram(root, drawing)
    etree.indent(root)
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def read(data: bytes) -> list[dict[str, Any]]:
    """Return the plain steps of an export of ours.

    :raises NotOurs: it is too long, no XML, has declarations, or none of our steps.
    """
    if len(data) > BYTES_MAX or b"<!" in data.replace(b"<!--", b""):
        raise NotOurs
    try:
        reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(data, reader)
        steps = [json.loads(one.text or "") for one in root.iter(_of(OURS, "step"))]
    except (etree.XMLSyntaxError, ValueError, RecursionError) as error:
        raise NotOurs from error
    if not steps or not all(isinstance(one, dict) and type(one.get("order")) is int
                            for one in steps):  # fmt: skip
        raise NotOurs
    return sorted(steps, key=lambda one: int(one["order"]))


def _lanes(process: Element, drawing: Layout, owners: Words) -> None:
    lanes = _add(process, _of(MODEL, "laneSet"), {"id": "lanes"})
    for number, lane in enumerate(drawing.lanes, start=1):
        named = {"id": f"lane_{number}", "name": owners.get(lane.owner, lane.owner)}
        one = _add(lanes, _of(MODEL, "lane"), named)
        for place in drawing.places:
            if place.box.owner == lane.owner:
                _add(one, _of(MODEL, "flowNodeRef"), text=place.box.id)


def _box(process: Element, box: Box, net: Net, rows: Mapping[int, Mapping[str, Any]]) -> None:
    named = {"id": box.id}
    if box.task is not None:
        named["name"] = box.task.name_vi
    elif box.kind in _TURNS:
        named["gatewayDirection"] = _TURNS[box.kind]
    element = _add(process, _of(MODEL, _element(box)), named)
    if box.task is not None:
        row = rows.get(box.task.order)
        _documented(element, _said(box.task), None if row is None else dict(row), task=box.task)
    for number, arrow in enumerate(net.arrows, start=1):
        if arrow.target == box.id:
            _add(element, _of(MODEL, "incoming"), text=f"flow_{number}")
    for number, arrow in enumerate(net.arrows, start=1):
        if arrow.source == box.id:
            _add(element, _of(MODEL, "outgoing"), text=f"flow_{number}")
    if box.task is not None and box.task.waits:
        _add(element, _of(MODEL, "messageEventDefinition"), {"id": f"{box.id}_message"})


def _element(box: Box) -> str:
    if box.task is None:
        return _EVENTS.get(box.kind, "parallelGateway")
    return "intermediateCatchEvent" if box.task.waits else _TASKS[box.task.kind]


def _documented(
    element: Element, words: str, row: Mapping[str, Any] | None, *, task: Task | None = None
) -> None:
    _add(element, _of(MODEL, "documentation"), text=words)
    extension = _add(element, _of(MODEL, "extensionElements"))
    if task is None:
        _add(extension, _of(OURS, "procedure"), text=str((row or {}).get("code", "")))
        return
    if task.span is not None:
        _add(extension, _of(OURS, "limit"), {
            "value": f"{task.span.value.normalize():f}", "unit": task.span.unit,
            "duration": durations.iso(task.span),
        })  # fmt: skip
    if row is not None:
        said = json.dumps(dict(row), ensure_ascii=True, sort_keys=True)
        _add(extension, _of(OURS, "step"), text=said)
    if len(extension) == 0:
        element.remove(extension)


def _said(task: Task) -> str:
    parts = [task.name_vi, task.name_en, task.note_vi]
    if task.span is not None:
        parts.append(
            f"{task.span.value.normalize():f} {task.span.unit} ({durations.iso(task.span)})"
        )
    return "\n".join(part for part in parts if part)


def _diagram(root: Element, drawing: Layout) -> None:
    diagram = _add(root, _of(DIAGRAM, "BPMNDiagram"), {"id": "diagram"})
    plane = _add(diagram, _of(DIAGRAM, "BPMNPlane"),
                          {"id": "plane", "bpmnElement": "collaboration"})  # fmt: skip
    _shape(plane, "participant", (0, 0, drawing.width, drawing.height), is_lane=True)
    for number, lane in enumerate(drawing.lanes, start=1):
        bounds = (layout.HEAD, lane.y, drawing.width - layout.HEAD, lane.height)
        _shape(plane, f"lane_{number}", bounds, is_lane=True)
    for place in drawing.places:
        width = place.width if place.box.task is None or not place.box.task.waits else layout.SMALL
        height = layout.SMALL if width == layout.SMALL else place.height
        x = place.x + (place.width - width) // 2
        _shape(plane, place.box.id, (x, place.middle - height // 2, width, height))
    for number, line in enumerate(drawing.lines, start=1):
        edge = _add(plane, _of(DIAGRAM, "BPMNEdge"),
                             {"id": f"edge_{number}", "bpmnElement": f"flow_{number}"})  # fmt: skip
        for x, y in line.points:
            _add(edge, _of(DI, "waypoint"), {"x": str(x), "y": str(y)})


def _shape(
    plane: Element, name: str, bounds: tuple[int, int, int, int], *, is_lane: bool = False
) -> None:
    given = {"id": f"shape_{name}", "bpmnElement": name}
    if is_lane:
        given["isHorizontal"] = "true"
    shape = _add(plane, _of(DIAGRAM, "BPMNShape"), given)
    sizes = dict(zip(("x", "y", "width", "height"), map(str, bounds), strict=True))
    _add(shape, _of(DC, "Bounds"), sizes)


def _add(
    parent: Element, name: str, given: Mapping[str, str] | None = None, *, text: str | None = None
) -> Element:
    """Add an element; what XML cannot hold becomes a blank."""
    clean = {key: _UNWRITABLE.sub(" ", value) for key, value in (given or {}).items()}
    element = etree.SubElement(parent, name, clean)
    if text is not None:
        element.text = _UNWRITABLE.sub(" ", text)
    return element


def _of(space: str, name: str) -> str:
    return f"{{{space}}}{name}"

"""What a BPMN 2.0 file must be: valid by OMG's own schema, and whole for tools that draw it."""

from collections import Counter
from functools import cache
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

SCHEMA = Path(__file__).resolve().parents[5] / "tests" / "fixtures" / "bpmn" / "BPMN20.xsd"
_NAMES = {
    "m": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "d": "http://www.omg.org/spec/BPMN/20100524/DI",
    "c": "http://www.omg.org/spec/DD/20100524/DC",
    "w": "http://www.omg.org/spec/DD/20100524/DI",
}


def complaints(data: bytes) -> list[str]:
    """Return what is wrong with a file; nothing for a good one."""
    root = etree.fromstring(data)
    schema = _schema()
    said = [] if schema.validate(root) else [str(schema.error_log.last_error)]

    def found(path: str) -> list[str]:
        return [str(one) for one in root.xpath(path, namespaces=_NAMES)]

    ids = Counter(found("//@id"))
    said += [f"{name} stands twice" for name, times in ids.items() if times > 1]
    nodes = set(found("//m:process/*[m:incoming or m:outgoing]/@id"))
    ends = found("//m:sequenceFlow/@sourceRef") + found("//m:sequenceFlow/@targetRef")
    said += [f"{one} is no node" for one in ends if one not in nodes]
    if len(found("//m:startEvent/@id")) != 1 or not found("//m:endEvent/@id"):
        said.append("start or end is missing")
    drawn = set(found("//d:BPMNShape[c:Bounds]/@bpmnElement"))
    lanes = set(found("//m:lane/@id"))
    said += [f"{one} is not drawn" for one in (nodes | lanes) - drawn]
    lines = set(found("//d:BPMNEdge[count(w:waypoint)>1]/@bpmnElement"))
    said += [f"{one} is not drawn" for one in set(found("//m:sequenceFlow/@id")) - lines]
    in_lanes = Counter(found("//m:flowNodeRef/text()"))
    said += [f"{one} stands in {in_lanes[one]} lanes" for one in nodes if in_lanes[one] != 1]
    return said


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))

"""A canvas as GraphML or GEXF, with everything that it shows."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from xml.etree import ElementTree as Xml

from caseloom.explore.types import Edge, Graph, Node

T = TypeVar("T")

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://gexf.net/1.3"

_NODE: Mapping[str, tuple[str, Callable[[Node], object]]] = {
    "caption": ("string", lambda node: node.caption or "Unnamed"),
    "schema": ("string", lambda node: node.schema),
    "known": ("boolean", lambda node: str(node.known).lower()),
    "degree": ("long", lambda node: node.degree),
    "entity_ids": ("string", lambda node: " ".join(map(str, node.entity_ids))),
}
_EDGE: Mapping[str, tuple[str, Callable[[Edge], object]]] = {
    "schema": ("string", lambda edge: edge.schema),
    "label": ("string", lambda edge: edge.label),
    "start_date": ("string", lambda edge: edge.start_date),
    "end_date": ("string", lambda edge: edge.end_date),
    "amount": ("string", lambda edge: edge.amount),
    "record_id": ("string", lambda edge: edge.record_id),
    "source_id": ("long", lambda edge: edge.source_id),
}


def graphml(graph: Graph) -> str:
    """GraphML (graphml.graphdrawing.org) as text. Absent values have no element."""
    root = Xml.Element("graphml", xmlns=_GRAPHML)
    for owner, columns in (("node", _NODE), ("edge", _EDGE)):
        for name, (kind, _) in columns.items():
            about = {"id": f"{owner}_{name}", "for": owner, "attr.name": name, "attr.type": kind}
            Xml.SubElement(root, "key", about)
    inner = Xml.SubElement(root, "graph", id="caseloom", edgedefault="directed")
    for node in graph.nodes:
        element = Xml.SubElement(inner, "node", id=str(node.id))
        _data(element, {f"node_{name}": get(node) for name, (_, get) in _NODE.items()})
    for number, edge in enumerate(graph.edges):
        ends = {"id": f"e{number}", "source": str(edge.source), "target": str(edge.target)}
        element = Xml.SubElement(inner, "edge", ends)
        _data(element, {f"edge_{name}": get(edge) for name, (_, get) in _EDGE.items()})
    return _text(root)


def _data(element: Xml.Element, values: Mapping[str, object]) -> None:
    for key, value in values.items():
        if value is not None and value != "":
            Xml.SubElement(element, "data", key=key).text = _clean(value)


def gexf(graph: Graph) -> str:
    """GEXF 1.3 (gexf.net) as text."""
    root = Xml.Element("gexf", xmlns=_GEXF, version="1.3")
    inner = Xml.SubElement(root, "graph", defaultedgetype="directed", mode="static")
    for owner, columns in (("node", _NODE), ("edge", _EDGE)):
        holder = Xml.SubElement(inner, "attributes", {"class": owner})
        for name, (kind, _) in columns.items():
            Xml.SubElement(holder, "attribute", id=name, title=name, type=kind)
    nodes = Xml.SubElement(inner, "nodes")
    for node in graph.nodes:
        about = {"id": str(node.id), "label": _clean(node.caption or "Unnamed")}
        _values(Xml.SubElement(nodes, "node", about), node, _NODE)
    edges = Xml.SubElement(inner, "edges")
    for number, edge in enumerate(graph.edges):
        ends = {"id": str(number), "source": str(edge.source), "target": str(edge.target)}
        _values(Xml.SubElement(edges, "edge", ends, label=_clean(edge.schema)), edge, _EDGE)
    return _text(root)


def _values(
    element: Xml.Element, thing: T, columns: Mapping[str, tuple[str, Callable[[T], object]]]
) -> None:
    holder = Xml.SubElement(element, "attvalues")
    for name, (_, get) in columns.items():
        if (value := get(thing)) is not None and value != "":
            Xml.SubElement(holder, "attvalue", {"for": name, "value": _clean(value)})


def _clean(value: object) -> str:
    """Text that XML 1.0 can hold: characters outside its range become U+FFFD."""
    return "".join(c if c in "\t\n\r" or _legal(ord(c)) else "\ufffd" for c in str(value))


def _legal(point: int) -> bool:
    return 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or 0x10000 <= point <= 0x10FFFF


def _text(root: Xml.Element) -> str:
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=False) + "\n"

"""DMN files of other versions of the standard as DMN 1.3, which the editor in the browser reads and writes. Pure.

Between DMN 1.1 and 1.6 the elements tables are made of differ in the name of their namespace only; what later versions
added the editor refuses by itself. DMN 1.1 had no places of its own: Camunda wrote them as extensions.
"""

import re

from lxml import etree

from app.decisions.dmn.xml import parse

EDITED = "https://www.omg.org/spec/DMN/20191111/{}/"
DC, DI = "http://www.omg.org/spec/DMN/20180521/DC/", "http://www.omg.org/spec/DMN/20180521/DI/"
BIODI, OLDER_BIODI = "{http://bpmn.io/schema/dmn/biodi/1.0}", "http://bpmn.io/ns/di"
WAYPOINTS = (f"{BIODI}waypoints", f"{BIODI}waypoint")  # both were written
NAMESPACES = re.compile(r"""(?<=["'])https?://www\.omg\.org/spec/DMN/\d{8}/(MODEL|DMNDI|FEEL)/(?=["'])""")
OLDEST = re.compile(r"""(?<=["'])http://www\.omg\.org/spec/(?:(DMN)/20151101/dmn\.xsd|FEEL/20140401)(?=["'])""")
NEWER = re.compile(r"""\suseAlternativeInputDataShape=("[^"]*"|'[^']*')""")  # how inputs are drawn, DMN 1.5
DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>\s*")


def for_editor(text: str) -> str:
    """The same file as DMN 1.3.

    Raises: DecisionError: it is no DMN file
    """
    text = OLDEST.sub(lambda found: EDITED.format("MODEL" if found[1] else "FEEL"), text)
    text = text.replace(f'"{OLDER_BIODI}"', f'"{BIODI[1:-1]}"')
    text = NEWER.sub("", NAMESPACES.sub(lambda found: EDITED.format(found[1]), text))
    return _placed(text) if BIODI[1:-1] in text else text


def _placed(text: str) -> str:
    """Places and lines written as Camunda's extensions become those of the standard."""
    root = parse(text.encode())
    bounds, lines = ([each for each in root.iter(f"{BIODI}{name}") if _is_placed(each)] for name in ("bounds", "edge"))
    shapes = [_shape(each) for each in bounds]
    edges = [edge for each in lines if (edge := _edge(each)) is not None]
    for each in [*bounds, *lines]:
        holder = each.getparent()
        holder.remove(each)
        if not len(holder):
            holder.getparent().remove(holder)
    drawing = etree.SubElement(root, _di("DMNDI"), nsmap={"dmndi": EDITED.format("DMNDI"), "dc": DC, "di": DI})
    etree.SubElement(drawing, _di("DMNDiagram")).extend([*shapes, *edges])
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(filter(None, root.nsmap)))
    return etree.tostring(root, encoding="unicode")


def _di(name: str) -> str:
    return f"{{{EDITED.format('DMNDI')}}}{name}"


def _shape(bounds: etree._Element) -> etree._Element:
    shape = etree.Element(_di("DMNShape"), dmnElementRef=_drawn(bounds).get("id") or "")
    size = {name: bounds.get(name) or "0" for name in ("height", "width", "x", "y")}
    etree.SubElement(shape, f"{{{DC}}}Bounds", size)
    return shape


def _is_placed(each: etree._Element) -> bool:
    """Whether it stands where it was written: in the extensions of what is drawn. The editor refuses any other."""
    holder = each.getparent()
    return etree.QName(holder).localname == "extensionElements" and holder.getparent() is not None


def _drawn(extension: etree._Element) -> etree._Element:
    return extension.getparent().getparent()


def _edge(line: etree._Element) -> etree._Element | None:
    """A line stands for the requirement with the same source, or for the association it is in; one that stands for
    nothing, or has no two points, is no line."""
    points = [each for each in line if each.tag in WAYPOINTS]
    means = _meant(line)
    if means is None or len(points) < 2:
        return None
    if not means.get("id"):
        means.set("id", f"requirement_{_drawn(line).get('id')}_{line.get('source')}")
    edge = etree.Element(_di("DMNEdge"), dmnElementRef=means.get("id"))
    for point in points:
        etree.SubElement(edge, f"{{{DI}}}waypoint", x=point.get("x") or "0", y=point.get("y") or "0")
    return edge


def _meant(line: etree._Element) -> etree._Element | None:
    drawn, source = _drawn(line), f"#{line.get('source')}"
    if etree.QName(drawn).localname == "association":
        return drawn
    found = next((each for each in drawn.iterfind("./*/*[@href]") if each.get("href") == source), None)
    return None if found is None else found.getparent()


def declared_utf8(text: str) -> str:
    """A file as text declares no other encoding than the one it is kept in."""
    return DECLARED.sub('<?xml version="1.0" encoding="UTF-8"?>\n', text, count=1)

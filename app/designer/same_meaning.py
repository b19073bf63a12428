"""Whether a diagram means the same after an editor opened and saved it. Pure.

Editors drop what they do not know without a word. Everything but the drawing is compared: elements, attributes, texts,
extension elements of any tool; prefixes, white space, the order of siblings and back references are not meaning.
"""

from collections import Counter

from lxml import etree

from app.workflow.checks.model import tag
from app.workflow.xml import bp, parse_xml

DRAWN = {"incoming", "outgoing"}  # a node repeats its flows; the flows themselves are compared
DRAWING = "http://www.omg.org/spec/BPMN/20100524/DI"
TOOL = {"exporter", "exporterVersion", "expressionLanguage", "typeLanguage"}
DEFAULTS = {
    ("isExecutable", "false"), ("isClosed", "false"), ("isInterrupting", "true"), ("cancelActivity", "true"),
    ("isForCompensation", "false"), ("startQuantity", "1"), ("completionQuantity", "1"), ("triggeredByEvent", "false"),
    ("parallelMultiple", "false"), ("isSequential", "false"), ("instantiate", "false"), ("processType", "None"),
    ("eventGatewayType", "Exclusive"), ("gatewayDirection", "Unspecified"), ("implementation", "##unspecified"),
    ("behavior", "All"), ("testBefore", "false"), ("isCollection", "false"), ("isUnlimited", "true"), ("waitForCompletion", "true"),
    ("textFormat", "text/plain"), ("cancelRemainingInstances", "true"),
}  # fmt: skip
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


def lost_by(before: str, after: str) -> list[str]:
    """What is in one diagram and not in the other, as sentences (Chinese); [] = the same meaning.

    Raises: Refused: one of them is no XML
    """
    old, new = (Counter(_facts(parse_xml(text.encode()))) for text in (before, after))
    gone, come = old - new, new - old
    return [f"少了 {_said(fact)}" for fact in gone][:5] + [f"多了 {_said(fact)}" for fact in come][:5]


def _said(fact: tuple) -> str:
    owner, path, attributes, words = fact
    told = "、".join(f"{etree.QName(name).localname}={value}" for name, value in attributes)
    inside = f"{owner} 的 " if owner else ""
    return f"{inside}{path.rsplit('/', 1)[-1]}{f'（{told}）' if told else ''}{f'“{words[:40]}”' if words else ''}"


def _facts(root: etree._Element):
    """(id of the nearest element around, path from there, attributes, text) of everything that is not drawing."""
    waiting = [(root, "", "")]
    while waiting:
        element, owner, path = waiting.pop()
        if not isinstance(element.tag, str) or tag(element) in DRAWN or _is_empty(element):
            continue
        if etree.QName(element).namespace == DRAWING:
            continue
        here = f"{path}/{_name(element)}"
        attributes = tuple(sorted(
            (key, _plain(element, key, value)) for key, value in element.attrib.items() if _counts(element, key, value)
        ))  # fmt: skip
        words = " ".join("".join([element.text or "", *(child.tail or "" for child in element)]).split())
        yield owner, here, attributes, words
        inner = (element.get("id") or owner, "") if element.get("id") else (owner, here)
        waiting += [(child, *inner) for child in element]


def _name(element) -> str:
    name = etree.QName(element)
    return f"{{{name.namespace}}}{name.localname}"


def _is_empty(element) -> bool:
    """An `extensionElements` or the like that holds nothing says nothing."""
    return element.tag in (bp("extensionElements"), bp("laneSet"), bp("ioSpecification")) and not len(element) and not element.get("id")


def _counts(element, key: str, value: str) -> bool:
    if element.getparent() is None and key in TOOL or key == SCHEMA:
        return False
    is_what_it_must_be = tag(element) == "childLaneSet" and key == XSI_TYPE
    return (key, value) not in DEFAULTS and not is_what_it_must_be


def _plain(element, key: str, value: str) -> str:
    """A qualified name in a value by what its prefix stands for, not by the prefix."""
    prefix, colon, local = value.partition(":")
    if colon and (key == XSI_TYPE or key.endswith("Ref") or key in ("attachedToRef", "sourceRef", "targetRef")) and prefix in element.nsmap:
        return local
    return local if key == XSI_TYPE and colon else " ".join(value.split())

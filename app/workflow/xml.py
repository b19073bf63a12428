"""The XML of diagrams: read safely, with the qualified names of BPMN and of Camunda 7."""

from lxml import etree

from app.core.xml import LIMIT_BYTES, BrokenXml, read_xml
from app.workflow.problems import Problem, Refused

__all__ = ["BPMN", "CAMUNDA", "LIMIT_BYTES", "bp", "cam", "parse_xml"]
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"


def bp(tag: str) -> str:
    """`userTask` -> the qualified BPMN tag."""
    return f"{{{BPMN}}}{tag}"


def cam(name: str) -> str:
    """`formKey` -> the qualified Camunda 7 name."""
    return f"{{{CAMUNDA}}}{name}"


def parse_xml(content: bytes) -> etree._Element:
    """Read an uploaded XML file and return its root element.

    Raises: Refused (one problem): xml_empty, xml_too_large, xml_doctype, xml_too_deep, xml_invalid
    """
    try:
        return read_xml(content)
    except BrokenXml as broken:
        raise Refused([Problem(broken.code, None, broken.message)]) from broken

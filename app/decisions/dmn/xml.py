"""The XML of a DMN file: read safely, its elements by local name, so that DMN 1.1 to 1.6 read alike."""

import re

from lxml import etree

from app.core.xml import BrokenXml, read_xml

from .model import DecisionError, Fault

DMN = re.compile(r"https?://www\.omg\.org/spec/DMN/\d{8}/(MODEL/|dmn\.xsd)")


def parse(content):
    """The root ``definitions`` of a DMN file.

    Raises: DecisionError (one fault): xml_empty, xml_too_large, xml_doctype, xml_too_deep, xml_invalid, not_dmn
    """
    try:
        root = read_xml(content)
    except BrokenXml as broken:
        raise DecisionError([Fault(broken.code, None, broken.message)]) from broken
    if local_name(root) != "definitions" or not DMN.fullmatch(etree.QName(root).namespace or ""):
        message = "不是 DMN 决策文件（支持 DMN 1.1 至 1.6）；流程图请到流程设计中上传"
        raise DecisionError([Fault("not_dmn", None, message)])
    return root


def local_name(element):
    """The element's name without its namespace."""
    return etree.QName(element).localname


def children(element, *names):
    """The child elements of these local names (all if none is given), in the order of the file; vendors' are left out."""
    own = etree.QName(element).namespace
    return [
        child
        for child in element
        if etree.QName(child).namespace == own and (not names or etree.QName(child).localname in names)
    ]


def child(element, *names):
    """The first child of one of these local names, or None; None of None."""
    return next(iter(children(element, *names)), None) if element is not None else None


def text_of(element):
    """What stands in the element's ``text``, without the blanks around it; empty if there is none."""
    text = child(element, "text")
    return "".join(text.itertext()).strip() if text is not None else ""

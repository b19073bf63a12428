"""Hardened reading of a DMN file, and its elements by local name, so that DMN 1.1 to 1.6 read alike."""

import re

from lxml import etree

from .model import DecisionError, Fault

LIMIT_BYTES = 2 * 1024 * 1024
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
DMN = re.compile(r"https?://www\.omg\.org/spec/DMN/\d{8}/(MODEL/|dmn\.xsd)")


def parse(content):
    """The root ``definitions`` of a DMN file.

    Raises: DecisionError (one fault): xml_empty, xml_too_large, xml_doctype, xml_invalid, not_dmn
    """
    if not content.strip():
        raise _refused("xml_empty", "文件是空的，请重新导出后上传")
    if len(content) > LIMIT_BYTES:
        raise _refused("xml_too_large", "文件超过 2 MB，决策表不会这么大；请检查是否选错了文件")
    if DOCTYPE.search(content):
        raise _refused("xml_doctype", "文件含有 DOCTYPE 或实体声明，出于安全不予读取；请用建模工具重新导出")
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as broken:
        line = getattr(broken, "lineno", None)
        where = f"（第 {line} 行）" if line else ""
        raise _refused("xml_invalid", f"不是有效的 XML 文件{where}，请用建模工具重新导出后上传") from broken
    if root.getroottree().docinfo.doctype:  # in an encoding the search above cannot see (UTF-16, UTF-7)
        raise _refused("xml_doctype", "文件含有 DOCTYPE 或实体声明，出于安全不予读取；请用建模工具重新导出")
    if local_name(root) != "definitions" or not DMN.fullmatch(etree.QName(root).namespace or ""):
        raise _refused("not_dmn", "不是 DMN 决策文件（支持 DMN 1.1 至 1.6）；流程图请到流程设计中上传")
    return root


def _parser():
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _refused(code, message):
    return DecisionError([Fault(code, None, message)])


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

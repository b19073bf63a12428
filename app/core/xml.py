"""Hardened reading of XML that people upload: no DOCTYPE, no entities, no network, limited size and depth."""

import re

from lxml import etree

LIMIT_BYTES = 2 * 1024 * 1024
IDENTIFIER = re.compile(r"[^\W\d][\w.-]{0,79}")  # an XML name that can also stand in an address
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class BrokenXml(Exception):
    """The file cannot be read as XML. ``code`` is stable, ``message`` Chinese and says what to do."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


def read_xml(content: bytes) -> etree._Element:
    """The root element of an uploaded XML file, without comments and processing instructions.

    Raises: BrokenXml: xml_empty, xml_too_large, xml_doctype, xml_too_deep, xml_invalid
    """
    if not content.strip():
        raise BrokenXml("xml_empty", "文件是空的，请重新导出后上传")
    if len(content) > LIMIT_BYTES:
        raise BrokenXml("xml_too_large", "文件超过 2 MB，模型不会这么大；请检查是否选错了文件")
    if DOCTYPE.search(content):
        raise _with_doctype()
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as broken:
        raise _reason(broken) from broken
    if root.getroottree().docinfo.doctype:  # in an encoding the search above cannot see (UTF-16, UTF-7)
        raise _with_doctype()
    return root


def _parser():
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _with_doctype() -> BrokenXml:
    return BrokenXml("xml_doctype", "文件含有 DOCTYPE 或实体声明，出于安全不予读取；请用建模工具重新导出")


def _reason(broken) -> BrokenXml:
    if "depth" in str(broken).lower():
        return BrokenXml("xml_too_deep", "元素嵌套超过 256 层，无法读取；请简化模型，或者拆成几个")
    line = getattr(broken, "lineno", None)
    where = f"（第 {line} 行）" if line else ""
    return BrokenXml("xml_invalid", f"不是有效的 XML 文件{where}，请用建模工具重新导出后上传")

"""Hardened reading of XML that people upload: no DOCTYPE, no entities, no network, limited size and depth."""

import re

from lxml import etree

from app.workflow.problems import Problem, Refused

LIMIT_BYTES = 2 * 1024 * 1024
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
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
    if not content.strip():
        raise _refused("xml_empty", "文件是空的，请重新导出后上传")
    if len(content) > LIMIT_BYTES:
        raise _refused("xml_too_large", "文件超过 2 MB，流程图不会这么大；请检查是否选错了文件")
    if DOCTYPE.search(content):
        raise _refused("xml_doctype", "文件含有 DOCTYPE 或实体声明，出于安全不予读取；请用建模工具重新导出")
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as broken:
        raise _refused(*_reason(broken)) from broken
    if root.getroottree().docinfo.doctype:  # in an encoding the search above cannot see (UTF-16, UTF-7)
        raise _refused("xml_doctype", "文件含有 DOCTYPE 或实体声明，出于安全不予读取；请用建模工具重新导出")
    return root


def _parser():
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _reason(broken) -> tuple[str, str]:
    text = str(broken)
    if "depth" in text.lower():
        return "xml_too_deep", "元素嵌套超过 256 层，无法读取；请简化流程或改用调用活动"
    line = getattr(broken, "lineno", None)
    where = f"（第 {line} 行）" if line else ""
    return "xml_invalid", f"不是有效的 XML 文件{where}，请用建模工具重新导出后上传"


def _refused(code: str, message: str) -> Refused:
    return Refused([Problem(code, None, message)])

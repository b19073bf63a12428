"""The types of columns as the checker needs them: the kind of values an axis is made of."""

from ..dmn.types import Types
from ..feel.types import SIMPLE_TYPES

WHOLE = frozenset(("integer", "long"))
WORDS = {
    "number": "数字",
    "integer": "整数",
    "string": "文本",
    "boolean": "是否（true、false）",
    "date": "日期",
    "time": "时间",
    "date and time": "日期和时间",
    "days and time duration": "天数与时间长度",
    "years and months duration": "年数与月数长度",
    "list": "列表",
    "context": "结构",
    "range": "区间",
    "function": "函数",
    "Null": "空值",
}


def kind_of(reference, types: Types):
    """The kind of values of a type: as feel.values.kind names them, "integer" for whole numbers, None for any.

    An item definition is of the kind of what it is based on; one based on ``integer`` (as Camunda writes it), or
    called so, is of whole numbers. A list is of kind "list", a structure "context".
    """
    is_whole = False
    seen = set()
    while reference and reference not in seen:
        seen.add(reference)
        is_whole |= reference.rpartition(":")[2] in WHOLE
        item = types.items.get(reference) or types.items.get(reference.rpartition(":")[2])
        if item is None:
            break
        if item.is_list:
            return "list"
        if item.members:
            return "context"
        reference = item.type
    plain = types.find(reference)
    if not isinstance(plain, str) or plain not in SIMPLE_TYPES:
        return None
    return "integer" if is_whole and plain == "number" else plain

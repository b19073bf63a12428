"""What changes between two versions of a form, in sentences a second person can read. Pure: no database."""

import re
from collections.abc import Iterator, Mapping

FIELD_WORDS = {
    "textfield": "单行文字", "textarea": "多行文字", "number": "数字", "checkbox": "勾选", "radio": "单选", "select": "下拉选择",
    "checklist": "多选", "taglist": "标签多选", "datetime": "日期时间", "dynamiclist": "可增行的表格",
    "anliu-enterprise": "企业", "anliu-person": "企业人员", "anliu-officers": "执法人员", "anliu-user": "本机关人员",
    "anliu-article": "法律条款", "anliu-money": "金额", "anliu-file": "附件", "anliu-signature": "签名",
    "anliu-inspection": "检查清单", "anliu-rule": "违法行为", "anliu-tier-facts": "裁量基准的事实",
    "anliu-similar": "相像的隐患", "anliu-criterion": "判定标准的条款",
}  # fmt: skip
LAYOUT = {"text", "separator", "spacer", "group", "html"}
LIMIT_WORDS = {
    "minLength": "最少字数", "maxLength": "最多字数", "min": "下限", "max": "上限", "pattern": "格式要求", "validationType": "格式种类",
}  # fmt: skip
PROPERTY_WORDS = {
    "role": "可选的岗位", "min": "至少选几个", "max": "最多选几个", "accept": "可以传的文件", "pattern_message": "格式不对时的提示",
    "enterprise_key": "人员所在的企业", "items_key": "检查项的来源",
}  # fmt: skip
SETTING_WORDS = {
    "description": "说明", "defaultValue": "默认值", "disabled": "可否填写", "readonly": "可否填写", "appearance": "前后缀",
    "valuesKey": "选项来源", "valuesExpression": "选项来源", "decimalDigits": "小数位数", "subtype": "日期种类",
    "disallowPassedDates": "能否早于今天", "allowAddRemove": "能否增删行", "defaultRepetitions": "打开时的行数",
    "key": "字段名", "path": "字段名", "timeSerializingFormat": "时间的写法", "timeInterval": "时间间隔", "use24h": "时间的写法",
    "showOutline": "外框",
}  # fmt: skip
TOLD = {
    "type",
    "label",
    "dateLabel",
    "timeLabel",
    "values",
    "components",
    "id",
    "layout",
    "validate",
    "properties",
    "conditional",
}
SIMPLE = re.compile(r'=\s*(\w+)\s*(!=|=)\s*("[^"]*"|true|false)\s*')


def fields_of(form: dict) -> dict[str, dict]:
    """{key: component} of every field, groups opened, rows of lists named list.key."""
    found: dict[str, dict] = {}
    for prefix, component in _components(form):
        key = component.get("key") or component.get("path")
        if key and component.get("type") not in LAYOUT:
            found[f"{prefix}{key}"] = component
    return found


def _components(parent: dict, prefix: str = "") -> Iterator[tuple[str, dict]]:
    """(prefix of its keys, component), in the order of the page."""
    inside = parent.get("components")
    for component in inside if isinstance(inside, list) else []:
        if isinstance(component, dict):
            yield prefix, component
            is_list = component.get("type") == "dynamiclist"
            yield from _components(component, f"{prefix}{component.get('path')}." if is_list else prefix)


def label_of(component: dict) -> str:
    labels = (component.get(name) for name in ("label", "dateLabel", "timeLabel", "key", "path"))
    return str(next((each for each in labels if each), ""))


def form_changes(old: dict, new: dict) -> list[str]:
    """Sentences on what two versions of a form ask; [] = they ask the same."""
    before, after = fields_of(old), fields_of(new)
    said = [f"删去“{label_of(field)}”" for key, field in before.items() if key not in after]
    for key, component in after.items():
        said += _field_changes(before[key], component, after) if key in before else [_added(component)]
    if [key for key in before if key in after] != [key for key in after if key in before]:
        said.append("各项的先后顺序改了")
    said += _texts(old, new)
    if not said and _without_ids(old.get("components")) != _without_ids(new.get("components")):
        said.append("版面改了")
    return said


def _added(component: dict) -> str:
    return f"新增“{label_of(component)}”（{_kind(component)}{'，必填' if _required(component) else ''}{_options(component)}）"


def _kind(component: dict) -> str:
    return FIELD_WORDS.get(component.get("type"), str(component.get("type")))


def _field_changes(was: dict, now: dict, fields: Mapping) -> Iterator[str]:
    name = label_of(now)
    if was.get("type") != now.get("type"):
        yield f"“{name}”由{_kind(was)}改为{_kind(now)}"
    if label_of(was) != name:
        yield f"“{label_of(was)}”改名为“{name}”"
    if _required(was) != _required(now):
        yield f"“{name}”{'改为必填' if _required(now) else '不再必填'}"
    if _options(was) != _options(now):
        yield f"“{name}”的选项改为{_options(now).removeprefix('：') or '（无）'}"
    elif was.get("values") != now.get("values"):
        yield f"“{name}”选项的代码改了，流程里按代码判断的条件要一起改"
    if _is_process(was) != _is_process(now):
        yield f"“{name}”{'成为流程数据' if _is_process(now) else '不再是流程数据'}"
    yield from _settings(name, _dict(was, "validate"), _dict(now, "validate"), LIMIT_WORDS, {"required"})
    yield from _settings(name, _dict(was, "properties"), _dict(now, "properties"), PROPERTY_WORDS, {"process"})
    if _hide(was) != _hide(now):
        yield f"“{name}”{_shown(_hide(now), fields)}"
    yield from _settings(name, was, now, SETTING_WORDS, TOLD)


def _settings(name: str, was: dict, now: dict, words: Mapping, told: set) -> Iterator[str]:
    for key in {**was, **now}:
        one, two = was.get(key), now.get(key)
        if key not in told and one != two:
            yield f"“{name}”的{words.get(key, key)}由{_value(one)}改为{_value(two)}"


def _value(value) -> str:
    if value in (None, ""):
        return "“无”"
    return {True: "“是”", False: "“否”"}[value] if isinstance(value, bool) else f"“{value}”"


def _dict(component: dict, part: str) -> dict:
    found = component.get(part)
    return found if isinstance(found, dict) else {}


def _required(component: dict) -> bool:
    return bool(_dict(component, "validate").get("required"))


def _is_process(component: dict) -> bool:
    return _dict(component, "properties").get("process") is True


def _hide(component: dict) -> str:
    return str(_dict(component, "conditional").get("hide") or "")


def _shown(hide: str, fields: Mapping) -> str:
    """When a field is shown, in words for the usual condition."""
    if not hide:
        return "改为一直显示"
    simple = SIMPLE.fullmatch(hide)
    if not simple or simple[1] not in fields:
        return f"改为符合这个条件时不显示：{hide}"
    other, written = fields[simple[1]], simple[3].strip('"')
    labels = {str(each.get("value")): each.get("label") for each in _values(other)}
    labels |= {"true": "已勾选", "false": "未勾选"} if other.get("type") == "checkbox" else {}
    is_shown = "只在" if simple[2] == "!=" else "改为不在"
    return f"{is_shown}“{label_of(other)}”是“{labels.get(written, written)}”时显示"


def _values(component: dict) -> list[dict]:
    values = component.get("values")
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []


def _options(component: dict) -> str:
    labels = [str(each.get("label") or each.get("value")) for each in _values(component)]
    return f"：{'、'.join(labels)}" if labels else ""


def _texts(old: dict, new: dict) -> Iterator[str]:
    """Explanations on the page, in its order."""
    before, after = ([str(each.get("text") or "") for _, each in _components(form) if each.get("type") == "text"]
                     for form in (old, new))  # fmt: skip
    yield from (f"删去说明文字“{text}”" for text in before if text not in after)
    yield from (f"新增说明文字“{text}”" for text in after if text not in before)


def _without_ids(components):
    if isinstance(components, list):
        return [_without_ids(each) for each in components]
    if isinstance(components, dict):
        return {key: _without_ids(value) for key, value in components.items() if key not in ("id", "layout")}
    return components

"""One marshmallow field per form-js component: the server refuses what the browser refuses, and says it in Chinese.

Every field takes an empty answer ("", null, []) as no answer; a cleaned answer loads again to itself.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from marshmallow import ValidationError, fields, missing

from app.core.clock import ZONE, today
from app.workflow.forms.patterns import MAX_CHECKED, safe_pattern

MAX_TEXTFIELD, MAX_TEXTAREA, MAX_LIST, MAX_NUMBER = 500, 20_000, 200, 10**15
MAX_ID = 2**63 - 1
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
MONEY = re.compile(r"\d{1,13}(\.\d{1,2})?", re.ASCII)
NUMERAL = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)
ANSWERS = {"conform": "符合", "violate": "不符合", "na": "不适用"}

VALUE_CHECKS: dict[str, list[Callable]] = {}


def register_value_check(component_type: str, check: Callable) -> None:
    """Let a domain package refuse values that do not exist: `check(value, properties) -> Chinese sentence | None`.

    Args: value: the cleaned answer (an id, a list of ids, …), never empty; properties: those of the component
    """
    VALUE_CHECKS.setdefault(component_type, []).append(check)


class Answer(fields.Field):
    """Base: required, empty, cleaned, checked. `component` is the form-js object."""

    empty = None
    default_error_messages = {"required": "必填", "null": "必填", "validator_failed": "填写有误"}

    def __init__(self, component: dict):
        self.component = component
        self.limits = component.get("validate") or {}
        self.own = component.get("properties") or {}
        required = self.limits.get("required") is True
        super().__init__(required=required, load_default=missing if required else self.empty)

    def deserialize(self, value, attr=None, data=None, **kwargs):
        return super().deserialize(missing if value is None else value, attr, data, **kwargs)

    def _deserialize(self, value, attr, data, **kwargs):
        value = self.clean(value)
        if value == self.empty and type(value) is type(self.empty):
            if self.required:
                raise self.make_error("required")
            return value
        self.check(value)
        for check in VALUE_CHECKS.get(self.component["type"], ()):
            if fault := check(value, self.own):
                raise ValidationError(fault)
        return value

    def clean(self, value):
        """The value in its canonical shape, `empty` for no answer; raises ValidationError when it has another type."""
        return value

    def check(self, value) -> None:
        """Raises ValidationError when a non-empty value breaks a limit."""

    def within(self, value, unit="") -> None:
        least, most = self.limits.get("min"), self.limits.get("max")
        if least not in (None, "") and value < Decimal(str(least)):
            raise ValidationError(f"不能小于 {least}{unit}")
        if most not in (None, "") and value > Decimal(str(most)):
            raise ValidationError(f"不能大于 {most}{unit}")


class Text(Answer):
    longest = MAX_TEXTFIELD

    def __init__(self, component):
        super().__init__(component)
        self.pattern = safe_pattern(self.limits["pattern"]) if self.limits.get("pattern") else None
        limit = self.limits.get("maxLength") or self.longest
        self.longest = min(limit, MAX_CHECKED) if self.pattern else limit

    def clean(self, value):
        if not isinstance(value, str):
            raise ValidationError("应为文字")
        if CONTROL.search(value):
            raise ValidationError("含有不可见的控制字符，请删除后重新输入")
        return value.replace("\r\n", "\n").replace("\r", "\n").strip() or None

    def check(self, value):
        if len(value) > self.longest:
            raise ValidationError(f"不能超过 {self.longest} 个字，现有 {len(value)} 个字")
        if len(value) < (self.limits.get("minLength") or 0):
            raise ValidationError(f"不能少于 {self.limits['minLength']} 个字")
        if self.pattern and not self.pattern.search(value):
            raise ValidationError(self.own.get("pattern_message") or "格式不对，请按说明填写")
        if self.limits.get("validationType") == "email" and not EMAIL.fullmatch(value):
            raise ValidationError("应为电子邮箱，如 name@example.cn")


class TextField(Text):
    def clean(self, value):
        value = super().clean(value)
        if value and "\n" in value:
            raise ValidationError("不能换行")
        return value


class TextArea(Text):
    longest = MAX_TEXTAREA


class Number(Answer):
    """A whole number when the form says `decimalDigits: 0`, else a number with at most that many decimals."""

    def clean(self, value):
        if isinstance(value, str) and not value.strip():
            return None
        if isinstance(value, str) and NUMERAL.fullmatch(value.strip()):
            value = float(value) if "." in value else int(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise ValidationError("应为数字")
        if abs(value) > MAX_NUMBER:
            raise ValidationError("数字过大")
        return int(value) if value == int(value) else value

    def check(self, value):
        digits = self.component.get("decimalDigits")
        if digits is not None and -Decimal(str(value)).normalize().as_tuple().exponent > digits:
            raise ValidationError("应为整数" if digits == 0 else f"最多 {digits} 位小数")
        self.within(Decimal(str(value)))


class Money(Answer):
    """Yuan as a decimal string with two digits, "98000.00"; never a float."""

    def clean(self, value):
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            value = str(value)
        if not isinstance(value, str):
            raise ValidationError("应为金额，如 98000.00")
        value = value.strip()
        if not value:
            return None
        if not MONEY.fullmatch(value):
            raise ValidationError("应为金额，最多两位小数，如 98000.00")
        return f"{Decimal(value):.2f}"

    def check(self, value):
        self.within(Decimal(value), " 元")


class CheckBox(Answer):
    empty = False

    def clean(self, value):
        if not isinstance(value, bool):
            raise ValidationError("应为是或否")
        return value

    def _deserialize(self, value, attr, data, **kwargs):
        if self.clean(value) is False and self.required:
            raise ValidationError("须勾选确认")
        return value


class Choice(Answer):
    """radio, select. Values the form takes from its data (`valuesKey`) are checked by Form.load."""

    def __init__(self, component):
        super().__init__(component)
        listed = component.get("values")
        self.allowed = None if listed is None else [each["value"] for each in listed]

    def clean(self, value):
        if value == "":
            return None
        if not isinstance(value, (str, int, float, bool)):
            raise ValidationError("请从选项中选择")
        return value

    def check(self, value):
        if self.allowed is None:
            if not isinstance(value, (str, int)) or len(str(value)) > MAX_CHECKED or CONTROL.search(str(value)):
                raise ValidationError("请从选项中选择")
        elif not any(value == each and type(value) is type(each) for each in self.allowed):
            raise ValidationError("请从选项中选择")


class Choices(Answer):
    """checklist, taglist: several of the values, each once, in the order of the answer."""

    empty = []

    def __init__(self, component):
        super().__init__(component)
        self.one = Choice({**component, "validate": {}, "properties": {}})

    def clean(self, value):
        if value == "":
            return []
        if not isinstance(value, list) or len(value) > MAX_LIST:
            raise ValidationError("请从选项中选择")
        for each in value:
            self.one.check(self.one.clean(each))
        return list(dict.fromkeys(value))


class Moment(Answer):
    """datetime of subtype date, time or datetime: ISO text, local time; `no_timezone` forms keep it without offset."""

    def clean(self, value):
        if not isinstance(value, str):
            raise ValidationError("请选择日期或时间")
        if not value.strip():
            return None
        subtype = self.component.get("subtype", "date")
        try:
            return {"date": self._date, "time": self._time, "datetime": self._datetime}[subtype](value.strip())
        except ValueError as error:
            shown = {
                "date": "日期，如 2026-03-15",
                "time": "时间，如 14:30",
                "datetime": "日期和时间，如 2026-03-15T14:30",
            }
            raise ValidationError(f"应为{shown[subtype]}") from error

    def _date(self, text):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()

    def _time(self, text):
        if not re.fullmatch(r"\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", text, re.ASCII):
            raise ValueError(text)
        return time.fromisoformat(text[:5]).isoformat("minutes")

    def _datetime(self, text):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", text, re.ASCII):
            raise ValueError(text)
        try:
            moment = datetime.fromisoformat(text)
            moment = moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)
        except OverflowError as error:
            raise ValueError(text) from error
        if self.component.get("timeSerializingFormat") == "no_timezone":
            moment = moment.replace(tzinfo=None)
        return moment.isoformat(timespec="minutes")

    def check(self, value):
        if self.component.get("subtype", "date") == "time":
            return
        if not 1900 <= int(value[:4]) <= 2200:
            raise ValidationError("年份应在 1900 到 2200 之间")
        if self.component.get("disallowPassedDates") and value[:10] < today().isoformat():
            raise ValidationError("不能早于今天")


class Id(Answer):
    """The id of a row: enterprise, person, user, signature."""

    def clean(self, value):
        if value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_ID:
            raise ValidationError("请重新选择")
        return value


class Ids(Answer):
    """Ids of officers or attachments, each once; properties `min`, `max` count them."""

    empty = []
    noun = "项"

    def clean(self, value):
        if value == "":
            return []
        if not isinstance(value, list) or len(value) > MAX_LIST:
            raise ValidationError("请重新选择")
        for each in value:
            if isinstance(each, bool) or not isinstance(each, int) or not 0 < each <= MAX_ID:
                raise ValidationError("请重新选择")
        return list(dict.fromkeys(value))

    def check(self, value):
        least, most = self.own.get("min"), self.own.get("max")
        if least and len(value) < int(least):
            raise ValidationError(f"至少选择 {least} {self.noun}")
        if most and len(value) > int(most):
            raise ValidationError(f"最多选择 {most} {self.noun}")


class Officers(Ids):
    noun = "人"


class Files(Ids):
    noun = "个文件"


class Articles(Answer):
    """Ids of articles of law, each once; properties `min`, `max` count them."""

    empty = []
    noun = "条"
    check = Ids.check

    def clean(self, value):
        if value == "":
            return []
        if not isinstance(value, list) or len(value) > MAX_LIST:
            raise ValidationError("请选择条款")
        for each in value:
            if not isinstance(each, str) or not 0 < len(each.strip()) <= 100 or CONTROL.search(each):
                raise ValidationError("请选择条款")
        return list(dict.fromkeys(each.strip() for each in value))


class Inspection(Answer):
    """The inspection checklist: {item id: {"answer": conform | violate | na, "note": text, "photos": [attachment ids]}}."""

    empty = {}

    def clean(self, value):
        if not isinstance(value, dict) or len(value) > 1_000:
            raise ValidationError("应逐项填写检查清单")
        return {key: self._item(key, each) for key, each in value.items()}

    def _item(self, key, item) -> dict:
        if not isinstance(key, str) or len(key) > 80 or CONTROL.search(key):
            raise ValidationError("检查清单的项目不认识")
        if not isinstance(item, dict) or item.keys() - {"answer", "note", "photos"}:
            raise ValidationError({key: ["应选择符合、不符合或不适用"]})
        if not isinstance(item.get("answer"), str) or item["answer"] not in ANSWERS:
            raise ValidationError({key: ["应选择符合、不符合或不适用"]})
        note = TextArea({"type": "textarea", "validate": {"maxLength": 2_000}}).deserialize(item.get("note"))
        photos = Files({"type": "anliu-file"}).clean(item.get("photos") or [])
        return {"answer": item["answer"], "note": note or "", "photos": photos}


class TierFacts(Answer):
    """What a discretion table counts: {name of its input: whole number, true or false, a short text}."""

    empty = {}

    def clean(self, value):
        if not isinstance(value, dict) or len(value) > 20:
            raise ValidationError("应逐项填写裁量基准的事实")
        told = {key: each for key, each in value.items() if self._fits(key, each) and each not in ("", None)}
        return {key: {"true": True, "false": False}.get(each, each) if isinstance(each, str) else each for key, each in told.items()}

    @staticmethod
    def _fits(key, value) -> bool:
        if not isinstance(key, str) or not re.fullmatch(r"[A-Za-z_]\w{0,39}", key, re.ASCII):
            raise ValidationError("裁量基准的事实不认识")
        if isinstance(value, str) and (len(value) > 60 or CONTROL.search(value)) or isinstance(value, (list, dict, float)):
            raise ValidationError({key: ["应填整数、是或否，或者所列的一项"]})
        return True


FIELDS = {
    "textfield": TextField, "textarea": TextArea, "number": Number, "checkbox": CheckBox, "checklist": Choices,
    "radio": Choice, "select": Choice, "taglist": Choices, "datetime": Moment, "anliu-enterprise": Id,
    "anliu-person": Id, "anliu-user": Id, "anliu-signature": Id, "anliu-officers": Officers, "anliu-file": Files,
    "anliu-money": Money, "anliu-article": Articles, "anliu-inspection": Inspection, "anliu-rule": TextField,
    "anliu-tier-facts": TierFacts, "anliu-similar": TextField, "anliu-criterion": TextField,
}  # fmt: skip

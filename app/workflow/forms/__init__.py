"""Forms (表单): from the form-js JSON of `forms/*.json` to a marshmallow schema; browser and server refuse the same.

Hide conditions are FEEL (`conditional.hide`) over the current answers and the data the form opened with, as form-js
evaluates them; a hidden field is not required and its answer is dropped.
"""

import json
from contextvars import ContextVar
from functools import lru_cache

from marshmallow import RAISE, Schema, ValidationError
from marshmallow.fields import Field

from app.decisions import FeelError, compile_expression
from app.workflow.forms.check import GROUPS, PASSIVE, check_form
from app.workflow.forms.fields import FIELDS, MAX_LIST, Answer, register_value_check

__all__ = ["Form", "GENERIC_OPINION", "check_form", "load_form", "register_value_check"]
MESSAGES = {"unknown": "表单没有这一项", "type": "提交的内容不完整，请刷新后重试"}
_scope: ContextVar[dict] = ContextVar("form_scope")


class Group:
    """The fields of a form or of one row of a dynamic list.

    Args: components: form-js objects that passed `check_form`
    """

    def __init__(self, components: list[dict]):
        self.fields: dict[str, dict] = {}
        self.conditions: dict[str, list] = {}  # key -> compiled hide conditions, of the field and of groups around it
        self._collect(components, [])
        declared = {key: _field(component) for key, component in self.fields.items()}
        self._class = type("FormSchema", (Schema,), {**declared, "error_messages": MESSAGES})
        self._schemas: dict[frozenset, Schema] = {}

    def _collect(self, components, around) -> None:
        for component in components:
            hide = (component.get("conditional") or {}).get("hide")
            conditions = around + ([compile_expression(hide, lenient=True)] if hide else [])
            if component["type"] in GROUPS:
                self._collect(component.get("components") or [], conditions)
            elif component["type"] not in PASSIVE and component.get("disabled") is not True:
                key = component.get("key") or component.get("path")
                self.fields[key], self.conditions[key] = component, conditions

    def schema(self, hidden=()) -> Schema:
        hidden = frozenset(hidden)
        if hidden not in self._schemas:
            self._schemas[hidden] = self._class(exclude=hidden, unknown=RAISE)
        return self._schemas[hidden]

    def hidden(self, scope: dict) -> set[str]:
        """The keys of the fields a person with these answers does not see."""
        return {key for key, conditions in self.conditions.items() if any(_is_true(each, scope) for each in conditions)}

    def load(self, answers, scope: dict) -> dict:
        """Raises: ValidationError, messages Chinese, by field key"""
        if not isinstance(answers, dict):
            raise ValidationError(MESSAGES["type"])
        hidden = self.hidden(scope)
        token = _scope.set(scope)
        try:
            return self.schema(hidden).load({key: value for key, value in answers.items() if key not in hidden})
        finally:
            _scope.reset(token)


class Rows(Answer):
    """A dynamic list: one dict per row, each checked like a small form; conditions inside say `this.key`."""

    empty = []

    def __init__(self, component):
        super().__init__(component)
        self.row = Group(component["components"])

    def clean(self, value):
        if value == "":
            return []
        if not isinstance(value, list) or len(value) > MAX_LIST:
            raise ValidationError(f"应为列表，最多 {MAX_LIST} 行")
        return value

    def _deserialize(self, value, attr, data, **kwargs):
        rows, faults = [], {}
        outer = _scope.get()
        for number, row in enumerate(super()._deserialize(value, attr, data, **kwargs)):
            scope = {**outer, "this": row, "parent": outer.get("this", outer), "i": [*outer.get("i", []), number + 1]}
            try:
                rows.append(self.row.load(row, scope))
            except ValidationError as refused:
                faults[number] = refused.normalized_messages()
        if faults:
            raise ValidationError(faults)
        return rows


def _field(component: dict) -> Field:
    return Rows(component) if component["type"] == "dynamiclist" else FIELDS[component["type"]](component)


def _is_true(condition, scope: dict) -> bool:
    try:
        return condition.evaluate(scope) is True
    except FeelError:  # form-js shows the field when its condition cannot be evaluated
        return False


class Form:
    """One form, ready to check answers. Shared between requests: holds nothing of any of them."""

    def __init__(self, document: dict):
        self.json = document
        self.key = document.get("id") or ""
        self._group = Group(document["components"])

    @property
    def components(self) -> dict[str, dict]:
        """{key: form-js object} of the fields that carry answers."""
        return self._group.fields

    def schema(self, hidden=()) -> Schema:
        """The marshmallow schema, without the fields in `hidden`."""
        return self._group.schema(hidden)

    def load(self, answers: dict, data: dict | None = None) -> dict:
        """Check answers and return them cleaned: every visible field, unanswered ones as None, [] or False.

        Args:   data: what the form opened with (prefill); conditions and option lists (`valuesKey`) may read it
        Raises: marshmallow.ValidationError, `.messages` {field key: [Chinese sentence]}
        """
        scope = {**(data or {}), **(answers if isinstance(answers, dict) else {})}
        cleaned = self._group.load(answers, scope)
        if faults := self._outside_options(cleaned, data or {}):
            raise ValidationError(faults)
        return cleaned

    def _outside_options(self, cleaned: dict, data: dict) -> dict:
        """Answers of `valuesKey` fields that are not among the options the form was given."""
        faults = {}
        for key, component in self.components.items():
            options = data.get(component.get("valuesKey") or "")
            chosen = cleaned.get(key)
            if isinstance(options, list) and chosen not in (None, []):
                allowed = [each.get("value") if isinstance(each, dict) else each for each in options]
                if any(each not in allowed for each in (chosen if isinstance(chosen, list) else [chosen])):
                    faults[key] = ["请从选项中选择"]
        return faults

    def process_data(self, cleaned: dict) -> dict:
        """The answers of the fields marked `process`: the only ones a gateway sees. Hidden ones are None, so that a
        condition never meets an unknown name and never the answer of an earlier pass."""
        marked = [key for key, each in self.components.items() if (each.get("properties") or {}).get("process") is True]
        return {key: cleaned.get(key) for key in marked}


def load_form(document: str | dict) -> Form:
    """The form of a JSON text or object that passed `check_form`."""
    if isinstance(document, str):
        return _cached(document)
    return Form(document)


@lru_cache(maxsize=512)
def _cached(text: str) -> Form:
    return Form(json.loads(text))


GENERIC_OPINION = Form(
    {
        "schemaVersion": 18,
        "type": "default",
        "id": "generic_opinion",
        "components": [
            {
                "type": "textarea",
                "key": "opinion",
                "label": "办理意见",
                "validate": {"required": True, "maxLength": 5000},
            }
        ],
    }
)

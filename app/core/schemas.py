"""Base of the schemas of plain page forms: Chinese messages, blanks count as not filled in."""

from marshmallow import EXCLUDE, Schema, pre_load

MESSAGES = {
    "required": "还没填", "null": "还没填", "invalid": "填写的格式不对", "too_large": "数字太大",
    "validator_failed": "填写的内容不能用",
}  # fmt: skip


class PageForm(Schema):
    """Fields of a form of our own pages; `csrf_token` and the like are ignored."""

    class Meta:
        unknown = EXCLUDE

    def on_bind_field(self, field_name, field_obj):
        field_obj.error_messages = {**field_obj.error_messages, **MESSAGES}

    @pre_load
    def drop_blanks(self, data, **_):
        return {key: value.strip() for key, value in data.items() if isinstance(value, str) and value.strip()}

"""The four ways a request is refused. Each carries a stable code and a Chinese sentence that says what to do next."""


class AnliuError(Exception):
    """Base of the refusals a person is told about.

    Args: code: stable identifier for programs and tests; message: Chinese, what happened and the way on;
          fields: {field key: Chinese message} when the refusal belongs to fields of a form
    """

    status = 500
    about = ""  # what was asked for, as `hazard:12`, where the address of the request does not say it

    def __init__(self, code: str, message: str, fields: dict | None = None):
        super().__init__(message)
        self.code, self.message, self.fields = code, message, fields or {}

    @property
    def messages(self) -> dict:
        """Same shape as marshmallow's ValidationError.messages: {field or "_schema": [message, …]}."""
        if self.fields:
            return {key: [text] if isinstance(text, str) else text for key, text in self.fields.items()}
        return {"_schema": [self.message]}


class NotFound(AnliuError):
    status = 404


class NotAllowed(AnliuError):
    status = 403


class Conflict(AnliuError):
    """Someone was faster, or the thing changed since it was read."""

    status = 409


class RuleBroken(AnliuError):
    """The law or the office's rules refuse this act; the message cites the article and the way on."""

    status = 422

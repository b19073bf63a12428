"""What can go wrong with an expression; every message is Chinese and meant for the person who wrote it."""


class FeelError(Exception):
    """The expression cannot be evaluated: a limit is exceeded, a name is unknown, an input has no FEEL meaning."""


class FeelSyntaxError(FeelError):
    """The text is not FEEL. ``position`` is the offset of the first wrong character, counted from 0."""

    def __init__(self, reason, position):
        super().__init__(f"第 {position + 1} 个字符处：{reason}")
        self.reason = reason
        self.position = position

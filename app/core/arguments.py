"""The arguments of a command line, refused and explained in Chinese: exit code 2, never English, never a traceback."""

import argparse
import re

WORDS = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2，可以是 \3"),
    (r"argument (.+?): invalid \w+ value: (.+)", r"\1 的值 \2 不对"),
    (r"argument (.+?): expected .+", r"\1 后面要写明内容"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 和 \2 不能同时用"),
    (r"argument (.+?): (.+)", r"\1：\2"),
)


class Parser(argparse.ArgumentParser):
    """`argparse.ArgumentParser` that speaks the language of its readers; subcommands do, too."""

    def __init__(self, *args, **options):
        super().__init__(*args, **{**options, "add_help": False})
        self._positionals.title, self._optionals.title = "内容", "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def error(self, message: str):
        self.exit(2, f"用法不对：{in_chinese(message)}\n{self.format_usage()}")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)


def in_chinese(message: str) -> str:
    """What argparse complains about, said in Chinese."""
    for pattern, words in WORDS:
        if matched := re.fullmatch(pattern, message, re.DOTALL):
            return matched.expand(words)
    return message

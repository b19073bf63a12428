"""Conditions and timer expressions of diagrams: a small allow-list over process data, walked by hand, never eval'ed.

SpiffWorkflow's own engine is `eval` with the rights of the server: whoever can deploy a diagram would own it.
Grammar: comparisons, and/or/not, arithmetic without powers, literals (true/false/null too), lists, `a.b` on dicts,
subscripts, and calls of a few functions. `${…}` and a leading `=` around the whole are accepted.
"""

import ast
import operator
import re
from functools import lru_cache

MAX_SOURCE, MAX_NODES, MAX_LENGTH, MAX_NUMBER = 2_000, 200, 10_000, 10**15
ISO = re.compile(r"(R\d*/)?(-?P[0-9YMWDTHS.,]+|\d{4}-\d\d-\d\d(T[\d:.+Z-]+)?)(/.*)?")
LITERALS = {"true": True, "false": False, "null": None}
FUNCTIONS = {"len": len, "min": min, "max": max, "round": round, "abs": abs}

ARITHMETIC = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip
COMPARISONS = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Is: operator.is_, ast.IsNot: operator.is_not,
    ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b,
}  # fmt: skip
PLAIN = (ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.IfExp, ast.List, ast.Tuple, ast.Dict, ast.Load,
         ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, ast.Compare, *ARITHMETIC, *COMPARISONS)  # fmt: skip


class Denied(ValueError):
    """The expression is outside the safe grammar, or its value is too large. The message is Chinese."""


def strip(source: str) -> str:
    """The bare expression of `${…}` (JUEL) or `=…` (FEEL-like) wrapping."""
    source = (source or "").strip()
    if source.startswith("${") and source.endswith("}"):
        return source[2:-1].strip()
    return source.removeprefix("=").strip() if not source.startswith("==") else source


def is_iso(source: str) -> bool:
    """Whether this is a bare ISO 8601 duration, date, moment or cycle (P30D, 2026-11-22, R3/P1D)."""
    return bool(ISO.fullmatch(strip(source)))


@lru_cache(maxsize=4096)
def compile_checked(source: str) -> ast.Expression:
    """Parse an expression and refuse whatever the walker would refuse.

    Raises: Denied
    """
    source = strip(source)
    if not source:
        raise Denied("表达式为空")
    if len(source) > MAX_SOURCE:
        raise Denied(f"表达式超过 {MAX_SOURCE} 个字符")
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise Denied(f"表达式“{source[:80]}”读不懂") from error
    nodes = list(ast.walk(tree))
    if len(nodes) > MAX_NODES:
        raise Denied("表达式过于复杂")
    for node in nodes:
        _check(node)
    return tree


def names_in(source: str) -> set[str]:
    """The process variables an expression reads."""
    tree = compile_checked(source)
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - LITERALS.keys() - FUNCTIONS.keys()


def evaluate(source: str, data: dict):
    """The value of an expression over process data.

    Raises: Denied: outside the grammar, an unknown name, types that do not fit, too large
    """
    try:
        return _Walker(data).visit(compile_checked(source))
    except (TypeError, KeyError, IndexError, ZeroDivisionError, OverflowError, RecursionError) as error:
        raise Denied(f"表达式“{strip(source)[:80]}”算不出来：{error}") from error


def _check(node: ast.AST) -> None:
    match node:
        case ast.Constant(value=value):
            if not isinstance(value, (str, int, float, bool, type(None))):
                raise Denied("只允许文字、数字、true、false、null")
        case ast.Name(id=name):
            if name.startswith("_"):
                raise Denied(f"名称“{name}”不允许以下划线开头")
        case ast.Attribute(attr=name):
            if name.startswith("_"):
                raise Denied(f"名称“{name}”不允许以下划线开头")
        case ast.Call(func=function, keywords=keywords, args=arguments):
            if not isinstance(function, ast.Name) or function.id not in FUNCTIONS:
                raise Denied(f"只允许调用 {'、'.join(FUNCTIONS)}")
            if keywords or any(isinstance(argument, ast.Starred) for argument in arguments):
                raise Denied("函数只接受按位置的参数")
        case ast.Subscript(slice=ast.Slice()):
            raise Denied("不允许切片")
        case ast.Subscript():
            pass
        case ast.Dict(keys=keys) if None in keys:
            raise Denied("不允许 **")
        case _ if not isinstance(node, PLAIN):
            raise Denied(f"不允许的写法：{type(node).__name__}")


def _limited(value):
    """A computed value, if it is small enough. Values read from data are exempt, a long text is no crime."""
    if isinstance(value, (str, list, tuple, dict)) and len(value) > MAX_LENGTH:
        raise Denied("计算结果过长")
    if isinstance(value, int) and abs(value) > MAX_NUMBER:
        raise Denied("计算结果过大")
    return value


class _Walker:
    """Evaluates a checked tree; one method per kind of node."""

    def __init__(self, data: dict):
        self.data = data

    def visit(self, node):
        return getattr(self, f"_{type(node).__name__}")(node)

    def _Expression(self, node):
        return self.visit(node.body)

    def _Constant(self, node):
        return node.value

    def _Name(self, node):
        if node.id in self.data:
            return self.data[node.id]
        if node.id in LITERALS:
            return LITERALS[node.id]
        raise Denied(f"流程数据里没有“{node.id}”")

    def _BoolOp(self, node):
        stop = isinstance(node.op, ast.Or)
        for part in node.values:
            value = self.visit(part)
            if bool(value) is stop:
                break
        return value

    def _UnaryOp(self, node):
        value = self.visit(node.operand)
        if isinstance(node.op, ast.Not):
            return not value
        if not isinstance(value, (int, float)):
            raise Denied("负号只能用于数字")
        return -value

    def _BinOp(self, node):
        left, right = self.visit(node.left), self.visit(node.right)
        numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
        texts = isinstance(left, str) and isinstance(right, str) and isinstance(node.op, ast.Add)
        if not numbers and not texts:
            raise Denied("只有数字可以计算，只有文字可以相接")
        return _limited(ARITHMETIC[type(node.op)](left, right))

    def _Compare(self, node):
        left = self.visit(node.left)
        for comparison, part in zip(node.ops, node.comparators, strict=True):
            right = self.visit(part)
            if not COMPARISONS[type(comparison)](left, right):
                return False
            left = right
        return True

    def _IfExp(self, node):
        return self.visit(node.body if self.visit(node.test) else node.orelse)

    def _List(self, node):
        return [self.visit(part) for part in node.elts]

    def _Tuple(self, node):
        return tuple(self.visit(part) for part in node.elts)

    def _Dict(self, node):
        return {self.visit(key): self.visit(value) for key, value in zip(node.keys, node.values, strict=True)}

    def _Subscript(self, node):
        return self.visit(node.value)[self.visit(node.slice)]

    def _Attribute(self, node):
        if isinstance(node.value, ast.Name) and (flat := f"{node.value.id}.{node.attr}") in self.data:
            return self.data[flat]  # process data is flat: what a table decided is kept column by column
        value = self.visit(node.value)
        if not isinstance(value, dict):
            raise Denied(f"“.{node.attr}”前面不是一组数据")
        return value.get(node.attr)

    def _Call(self, node):
        return _limited(FUNCTIONS[node.func.id](*(self.visit(argument) for argument in node.args)))

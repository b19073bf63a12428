"""Limits that make hostile text end in an error within a tenth of a second, and the state of one evaluation.

The evaluator is not sandboxed by trust: every loop, call and comparison pays from a budget of steps, one step being
worth about a microsecond. The budget and the decimal context belong to the evaluation, never to the process.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, DivisionByZero, InvalidOperation, Overflow, localcontext

from .errors import FeelError

MAX_TEXT = 4096  # characters of one expression or cell
MAX_NESTING = 100  # brackets, branches and loops inside one another
MAX_STEPS = 100_000  # steps of one evaluation
MAX_LIST = 10_000  # elements of one list
MAX_STRING = 65_536  # characters of one string
CHARACTERS_PER_STEP = 64

DECIMAL128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)

_current = ContextVar("feel_evaluation")


class Evaluation:
    """The state of one evaluation: the steps left and the moment that ``now()`` and ``today()`` give."""

    __slots__ = ("moment", "steps")

    def __init__(self, moment=None):
        self.moment = moment
        self.steps = MAX_STEPS


@contextmanager
def evaluation(moment=None):
    """Open an evaluation, or join the open one: a decision table pays for its cells from one budget.

    Raises: FeelError for whatever exceeded a limit inside
    """
    if _current.get(None) is not None:
        yield
        return
    token = _current.set(Evaluation(moment))
    try:
        with localcontext(DECIMAL128):
            yield
    except Overflow:
        raise FeelError("数值超出范围（绝对值须小于 10 的 6145 次方）") from None
    except RecursionError:
        raise FeelError(f"嵌套或调用过深（上限 {MAX_NESTING} 层）") from None
    finally:
        _current.reset(token)


def spend(steps=1):
    """Pay for work about to be done. Raises FeelError when the budget is used up."""
    current = _current.get()
    current.steps -= steps
    if current.steps < 0:
        raise FeelError(f"计算量超过上限（{MAX_STEPS} 步）")


def moment():
    """The aware datetime that the evaluation takes for now: the caller's, else the clock's at first use."""
    current = _current.get()
    current.moment = current.moment or datetime.now().astimezone()
    return current.moment


def bounded_list(items):
    """Pay for a new list and hand it back. Raises FeelError if it is too long."""
    spend(len(items))
    if len(items) > MAX_LIST:
        raise FeelError(f"列表过长（上限 {MAX_LIST} 项）")
    return items


def bounded_text(text):
    """Pay for a new string and hand it back. Raises FeelError if it is too long."""
    spend(1 + len(text) // CHARACTERS_PER_STEP)
    if len(text) > MAX_STRING:
        raise FeelError(f"文本过长（上限 {MAX_STRING} 字）")
    return text

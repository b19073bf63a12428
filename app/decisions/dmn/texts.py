"""The FEEL texts of one file: compiled with the names and types in scope; what is wrong with them is collected."""

from ..feel import Expression, FeelError, UnaryTests
from ..feel.builtins import BUILTINS
from .model import Fault, ItemDefinition
from .types import Types
from .xml import child, children, local_name, text_of

NAMED = frozenset(
    ("itemDefinition", "itemComponent", "variable", "decision", "inputData", "businessKnowledgeModel", "import")
    + ("decisionService", "formalParameter", "parameter", "output", "column")
)
NULL = Expression("null")
NEVER = UnaryTests("? < 0 and ? > 0", lenient=True)


class Texts:
    """Compiles the texts of a file; ``faults`` collects what is wrong, ``types`` knows the item definitions.

    ``spellings``: names, of this file and of those it imports, that are not plain identifiers
    """

    def __init__(self, root, imports):
        self.faults = []
        self.types = Types({alias: model.texts.types for alias, model in imports.items()})
        self.spellings = frozenset(_odd_names(root)).union(*(model.texts.spellings for model in imports.values()))
        self._language = root.get("expressionLanguage")
        definitions = children(root, "itemDefinition")
        self.types.items = {name_of(item): None for item in definitions}  # known before any is read
        for item in definitions:
            self.types.items[name_of(item)] = self._item(item)

    def fault(self, code, element, message):
        """Note a fault of the element."""
        self.faults.append(Fault(code, self.id_of(element), message))

    def id_of(self, element):
        """The element's id, or that of the nearest around it that has one."""
        while element is not None and not element.get("id"):
            element = element.getparent()
        return element.get("id") if element is not None else None

    def type_of(self, element):
        """The element's ``typeRef`` as written, or None; noted as a fault if no such type is known."""
        reference = element.get("typeRef")
        reference = " ".join(reference.split()) if reference else None
        if not self.types.knows(reference):
            self.fault("unknown_type", element, f"未知的类型「{reference}」，请改用 FEEL 类型或者先定义该类型")
        return reference

    def expression(self, element, text, names):
        """The text compiled; null if it is empty or faulty, which is noted."""
        return self._compiled(Expression, element, text, names, NULL) if text else NULL

    def tests(self, element, text, names):
        """The unary tests compiled; never true if faulty, which is noted."""
        return self._compiled(UnaryTests, element, text, names, NEVER)

    def free_names(self, text, names):
        """The names, not of these, that an expression takes from outside; none if it is faulty."""
        try:
            found = Expression(text, names, True, self.spellings, self.types).names
        except FeelError:
            return frozenset()
        return found - names

    def _compiled(self, make, element, text, names, otherwise):
        language = element.get("expressionLanguage") or self._language
        if language and "feel" not in language.lower():
            self.fault("not_feel", element, f"表达式语言「{language}」不受支持，请改写为 FEEL：{_shown(text)}")
            return otherwise
        try:
            made = make(text, names, True, self.spellings, self.types)
        except FeelError as wrong:
            self._misread(element, text, wrong)
            return otherwise
        for wrong in made.faults:
            self._misread(element, text, wrong)
        known = names | BUILTINS.keys() if local_name(element) == "literalExpression" else names
        for name in sorted(made.names - known):  # a function as a value makes sense in no table
            self.fault(
                "unknown_name", element, f"「{_shown(text)}」中的名称「{name}」没有定义；字符串请加引号，输入请连线"
            )
        return made

    def _misread(self, element, text, wrong):
        self.fault("feel_syntax", element, f"「{_shown(text)}」不是有效的 FEEL 表达式：{wrong}")

    # -- item definitions

    def _item(self, element):
        inner, function = child(element, "typeRef"), child(element, "functionItem")
        written = element.get("typeRef") or ("".join(inner.itertext()) if inner is not None else None)
        if function is not None:
            written = function.get("outputTypeRef")
        type_ = " ".join(written.split()) if written else None
        if not self.types.knows(type_):
            self.fault("unknown_type", element, f"类型「{name_of(element)}」引用了未知的类型「{type_}」")
        is_list = element.get("isCollection") in ("true", "1")
        allowed, allowed_tests = self.allowed(child(element, "allowedValues"))
        constraint, list_tests = self.allowed(child(element, "typeConstraint"))
        if constraint and not is_list:
            allowed, allowed_tests, constraint, list_tests = constraint, list_tests, None, None
        return ItemDefinition(
            name=name_of(element),
            type=type_,
            is_list=is_list,
            members=tuple(self._item(component) for component in children(element, "itemComponent")),
            is_function=function is not None,
            parameters=self._parameters(function),
            allowed=allowed,
            list_constraint=constraint,
            allowed_tests=allowed_tests,
            list_tests=list_tests,
        )

    def _parameters(self, function):
        parameters = children(function, "parameters") if function is not None else ()
        return tuple((name_of(each), each.get("typeRef")) for each in parameters)

    def allowed(self, element):
        """(text, compiled tests) of allowed, input or output values; (None, None) if there are none."""
        text = text_of(element) if element is not None else ""
        if text in ("", "-"):
            return None, None
        return text, self.tests(element, text, frozenset())

    def allowed_by_type(self, reference):
        """The same of the values that a type allows."""
        text = self.types.allowed(reference)
        return (text, UnaryTests(text, (), True, self.spellings, self.types)) if text else (None, None)


def name_of(element):
    """The element's name with single blanks, else its id."""
    return " ".join((element.get("name") or element.get("id") or "").split())


def _odd_names(root):
    """Names of the file that are not plain identifiers: the scanner must know them to read them."""
    for element in root.iter("{*}*"):
        name = name_of(element) if element.get("name") else ""
        if name and not name.isidentifier() and element.tag.rpartition("}")[2] in NAMED:
            yield name


def _shown(text):
    return text if len(text) <= 60 else text[:60] + "…"

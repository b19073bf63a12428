"""From the bytes of a DMN file to a model whose every text is compiled, or to the list of its faults.

Nothing that is wrong with a file may show itself as "does not match" later: what does not parse, another expression
language than FEEL, unknown types and unknown names are refused here. Read leniently (for the conformance kit), a
faulty text counts as null and the faults are noted.
"""

from graphlib import CycleError, TopologicalSorter
from hashlib import sha256

from lxml import etree

from . import logic
from .engine import programs_of
from .model import Decision, DecisionError, Fault, InputData, Knowledge, Model, Service
from .texts import Texts, name_of
from .xml import child, children, local_name, parse

INPUT, DECISION, KNOWLEDGE, SERVICE = "inputData", "decision", "businessKnowledgeModel", "decisionService"
ELEMENTS = (INPUT, DECISION, KNOWLEDGE, SERVICE)
REQUIREMENTS = ("requiredDecision", "requiredInput", "requiredKnowledge")


def read_model(content: bytes, *, lenient: bool = False, imported=None) -> Model:
    """Read and compile a DMN file, version 1.1 to 1.6.

    Args:   lenient: keep a model with faulty texts; they count as null, ``Model.faults`` tells
            imported: called with a namespace for the bytes of the file that has it, or None
    Raises: DecisionError with every fault found: broken XML, not FEEL, a text that does not parse, unknown types,
            names or references, decisions that require each other, a priority without a list of output values
    """
    try:
        model = _Reader(parse(content), lenient, imported or (lambda namespace: None)).model(
            sha256(content).hexdigest()
        )
    except RecursionError:
        raise DecisionError([Fault("too_deep", None, "嵌套过深，请拆成几个决策")]) from None
    if model.faults and not lenient:
        raise DecisionError(model.faults)
    return model


def _joined(root, imported, met):
    """The root with the elements of the models that it imports without a name, as if they stood in it (DMN 1.5, 6.3.3).

    Of two elements with one id or name the first counts. ``met``: the namespaces joined already.
    """
    own = etree.QName(root).namespace
    met.add(root.get("namespace") or "")
    known = {_key(node) for node in root}
    for element in [each for each in children(root, "import") if not each.get("name")]:
        namespace = element.get("namespace") or ""
        content = imported(namespace) if namespace not in met else None
        if content is None:
            continue
        other = _joined(parse(content), imported, met)
        theirs = etree.QName(other).namespace
        for node in [each for each in children(other) if _key(each) not in known]:
            for each in node.iter(f"{{{theirs}}}*"):
                each.tag = f"{{{own}}}{local_name(each)}"
            known.add(_key(node))
            root.append(node)
    return root


def _key(node):
    return node.get("id") or node.get("name") or id(node)


def _imports(root, namespace, lenient, imported):
    """(the models this one imports by a name, by that; faults)"""
    models, faults = {}, []
    for element in children(root, "import"):
        wanted = element.get("namespace") or ""
        content = imported(wanted) if wanted != namespace and "DMN" in (element.get("importType") or "DMN") else None
        if content is None:
            faults.append(Fault("unknown_import", element.get("id"), f"引用的文件（命名空间 {wanted}）没有找到"))
            continue
        if element.get("name"):  # what has no name is joined to this model
            models[name_of(element)] = read_model(content, lenient=lenient, imported=_without(imported, namespace))
    return models, faults


def _without(imported, namespace):
    """``imported`` that never gives this namespace: models that import one another end here."""
    return lambda wanted: None if wanted == namespace else imported(wanted)


class _Reader:
    def __init__(self, root, lenient, imported):
        self.namespaces = {""}
        self.root = _joined(root, imported, self.namespaces)
        self.namespace = root.get("namespace") or ""
        self.imports, faults = _imports(root, self.namespace, lenient, imported)
        self.texts = Texts(root, self.imports)
        self.texts.faults.extend(faults)
        for node in children(root, *ELEMENTS):
            node.set("id", node.get("id") or name_of(node))
        self.nodes = {node.get("id"): node for node in children(root, *ELEMENTS)}

    def model(self, digest):
        parts = {kind: self._parts(kind, read) for kind, read in READERS.items()}
        model = Model(
            name=self.root.get("name") or "",
            namespace=self.namespace,
            hash=digest,
            decisions=parts[DECISION],
            inputs=parts[INPUT],
            knowledge=parts[KNOWLEDGE],
            services=parts[SERVICE],
            types=self.texts.types.items,
            faults=tuple(self.texts.faults + self._cycles(parts)),
            imports=self.imports,
            owners=self._owners(),
            texts=self.texts,
        )
        model.programs.update(programs_of(model))
        return model

    def _parts(self, kind, read):
        return {key: read(self, node) for key, node in self.nodes.items() if local_name(node) == kind}

    def _owners(self):
        tables = ((table, key) for key, node in self.nodes.items() for table in node.iter("{*}decisionTable"))
        return {self.texts.id_of(table): key for table, key in tables}

    def _head(self, node):
        """Id, name and type of what the node yields."""
        variable = child(node, "variable")
        return node.get("id"), name_of(node), self.texts.type_of(variable) if variable is not None else None

    def _input(self, node):
        return InputData(*self._head(node))

    def _decision(self, node):
        requires = self._requires(node)
        names, element = self._names(requires), logic.inner(node)
        open_inputs = frozenset()
        if element is not None and not any(map(self._is_input, requires)):
            texts = logic.open_texts(element)
            open_inputs = frozenset().union(*(self.texts.free_names(text, names) for text in texts))
        expression = logic.read(element, self.texts, names | open_inputs)
        return Decision(*self._head(node), requires, expression, tuple(sorted(open_inputs)))

    def _knowledge(self, node):
        requires, element = self._requires(node), child(node, "encapsulatedLogic")
        names = self._names(requires) | {name_of(node)}  # it may call itself
        function = logic.read_function(element, self.texts, names) if element is not None else None
        return Knowledge(*self._head(node), requires, function)

    def _service(self, node):
        inputs = (*self._references(node, "inputData"), *self._references(node, "inputDecision"))
        return Service(*self._head(node), inputs, self._references(node, "outputDecision"))

    def _requires(self, node):
        requirements = children(node, "informationRequirement", "knowledgeRequirement")
        return tuple(key for each in requirements for key in self._references(each, *REQUIREMENTS))

    def _references(self, element, *kinds):
        """The keys of the elements that these children refer to; a reference to nothing is a fault."""
        found = []
        for reference in children(element, *kinds):
            href = reference.get("href") or ""
            namespace, _, key = href.rpartition("#")
            key = self._key(namespace, key)
            if key is not None:
                found.append(key)
            else:
                self.texts.fault("unknown_reference", element, f"引用的元素「{href}」不在文件中，请重新连线")
        return tuple(found)

    def _key(self, namespace, key):
        """The id of an element here, ``alias#id`` of one in an imported model, None of no element."""
        if namespace in self.namespaces:
            return key if key in self.nodes else None
        models = ((alias, model) for alias, model in self.imports.items() if model.namespace == namespace)
        return next((f"{alias}#{key}" for alias, model in models if key in model.programs), None)

    def _names(self, requires):
        """The names in scope: of the elements, or of the imported models that hold them."""
        return frozenset(key.partition("#")[0] if "#" in key else name_of(self.nodes[key]) for key in requires)

    def _is_input(self, key):
        alias, _, inner = key.rpartition("#")
        return inner in self.imports[alias].inputs if alias else local_name(self.nodes[key]) == INPUT

    def _cycles(self, parts):
        graph = {key: part.requires for key, part in (parts[DECISION] | parts[KNOWLEDGE]).items()}
        graph |= {key: service.outputs for key, service in parts[SERVICE].items()}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as cycle:
            names = " → ".join(name_of(self.nodes[key]) for key in cycle.args[1])
            return [Fault("cycle", cycle.args[1][0], f"决策互相依赖，没有起点：{names}")]
        return []


READERS = {INPUT: _Reader._input, DECISION: _Reader._decision, KNOWLEDGE: _Reader._knowledge, SERVICE: _Reader._service}

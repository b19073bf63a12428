"""Spoiled copies of a file: small changes that leave it XML, as tools and people make them. The same for the same name."""

from collections.abc import Iterator
from random import Random

from lxml import etree

VENDOR = "{urn:another-vendor}"
WORDS = ("", " ", "\u4e2d\u6587\u7f16\u53f7", "a" * 300, "${x", "=", "-1", "\u2028", "<&>\"'", "R/PT0S", "true")


def mutants(content: bytes, number: int, name: str) -> Iterator[tuple[str, bytes]]:
    """(what was changed, the file) as often as asked; none of a file that is no XML or is empty."""
    random = Random(name)
    for _ in range(number):
        try:
            root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, ValueError):
            return
        change = random.choice(CHANGES)
        inner = [each for each in root.iter(etree.Element) if each is not root and "/DI" not in each.tag and "/DC" not in each.tag]
        if not inner:
            return
        change(random, root, inner)
        yield change.__name__.strip("_"), _written(random, root)


def _written(random: Random, root) -> bytes:
    encoding = random.choice(("UTF-8",) * 8 + ("UTF-16", "GB18030", "UTF-8-SIG"))
    if encoding == "UTF-8-SIG":
        return b"\xef\xbb\xbf" + etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return etree.tostring(root, encoding=encoding, xml_declaration=True)


def _drop_element(random, _root, inner):
    gone = random.choice(inner)
    gone.getparent().remove(gone)


def _double_element(random, _root, inner):
    twice = random.choice(inner)
    twice.addnext(etree.fromstring(etree.tostring(twice, with_tail=False)))


def _move_element(random, _root, inner):
    moved, into = random.choice(inner), random.choice(inner)
    if moved not in (into, *into.iterancestors()):
        into.append(moved)


def _drop_attribute(random, _root, inner):
    holder = random.choice([each for each in inner if each.attrib] or inner)
    if holder.attrib:
        del holder.attrib[random.choice(holder.keys())]


def _strange_value(random, _root, inner):
    holder = random.choice([each for each in inner if each.attrib] or inner)
    if holder.attrib:
        holder.set(random.choice(holder.keys()), random.choice(WORDS))


def _strange_text(random, _root, inner):
    random.choice([each for each in inner if (each.text or "").strip()] or inner).text = random.choice(WORDS)


def _swap_values(random, _root, inner):
    one, other = (random.choice([each for each in inner if each.get("id")] or inner) for _ in range(2))
    for name in set(one.keys()) & set(other.keys()):
        value = one.get(name)
        one.set(name, other.get(name))
        other.set(name, value)


def _other_kind(random, _root, inner):
    one, other = random.choice(inner), random.choice(inner)
    one.tag = other.tag


def _other_vendor(random, _root, inner):
    holder = random.choice(inner)
    holder.set(f"{VENDOR}colour", "red")
    etree.SubElement(holder, f"{VENDOR}note", {f"{VENDOR}by": "somebody"}).text = "kept?"


def _nest(random, _root, inner):
    deepest = random.choice(inner)
    for _ in range(random.choice((5, 60, 240))):
        deepest = etree.SubElement(deepest, deepest.tag)


def _copies(random, _root, inner):
    holder = random.choice(inner)
    text = etree.tostring(holder, with_tail=False)
    if len(text) < 1000:
        for _ in range(200):
            holder.addnext(etree.fromstring(text))


def _entity(_random, root, _inner):
    root.set("name", "\x85\u0301")


CHANGES = (
    _drop_element, _double_element, _move_element, _drop_attribute, _drop_attribute, _strange_value, _strange_value,
    _strange_text, _swap_values, _other_kind, _other_vendor, _nest, _copies, _entity,
)  # fmt: skip

"""The files beside a DMN file, where the command line looks for the models it imports."""

import re
from itertools import chain, islice
from pathlib import Path

MAX_NEIGHBOURS = 200  # files searched for an imported model


def neighbour(path: Path, namespace: str) -> bytes | None:
    """The file beside this one, or in a folder beside it, that has the namespace."""
    quoted = re.compile(rb"""\bnamespace\s*=\s*["']%s["']""" % re.escape(namespace.encode()))
    places = chain.from_iterable(sorted(path.parent.glob(pattern)) for pattern in ("*.dmn", "*/*.dmn"))
    others = (other.read_bytes() for other in islice(places, MAX_NEIGHBOURS) if other != path)
    return next((content for content in others if quoted.search(_root_tag(content))), None)


def _root_tag(content: bytes) -> bytes:
    found = re.search(rb"<(?:[\w.-]+:)?definitions\b[^>]*>", content)
    return found[0] if found else b""

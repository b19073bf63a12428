"""The files beside a DMN file, where the command line looks for the models it imports."""

import re
from itertools import islice
from pathlib import Path

MAX_NEIGHBOURS = 200  # files searched for an imported model


def neighbour(path: Path, namespace: str) -> bytes | None:
    """The file beside this one that has the namespace."""
    quoted = re.compile(rb"""\bnamespace\s*=\s*["']%s["']""" % re.escape(namespace.encode()))
    others = (
        other.read_bytes() for other in islice(sorted(path.parent.glob("*.dmn")), MAX_NEIGHBOURS) if other != path
    )
    return next((content for content in others if quoted.search(_root_tag(content))), None)


def _root_tag(content: bytes) -> bytes:
    found = re.search(rb"<(?:[\w.-]+:)?definitions\b[^>]*>", content)
    return found[0] if found else b""

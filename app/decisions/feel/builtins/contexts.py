"""Functions of contexts; a context is never changed, a new one is made."""

from ..limits import spend
from .registry import builtin


@builtin("get value", "m: context, key: string")
def get_value(context, key):
    return context.get(key)


@builtin("get value", "context: context, keys: list")
def get_value_at(context, keys):
    for key in keys:
        context = context.get(key) if isinstance(context, dict) and isinstance(key, str) else None
    return context


@builtin("get entries", "m: context")
def get_entries(context):
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list")
def context_of(entries):
    """From entries with ``key`` and ``value``; null if a key comes twice or is no string."""
    context = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry["key"], str) or entry["key"] in context:
            return None
        context[entry["key"]] = entry["value"]
    return context


@builtin("context put", "context: context, key: string, value: any")
def context_put(context, key, value):
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def context_put_at(context, keys, value):
    """Put the value at the end of a path of keys, making contexts on the way."""
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    first, *rest = keys
    spend(len(context) + len(rest))
    if not rest:
        return {**context, first: value}
    inner = context.get(first)
    return {**context, first: context_put_at(inner if isinstance(inner, dict) else {}, rest, value)}


@builtin("context merge", "contexts: list")
def context_merge(contexts):
    if not all(isinstance(context, dict) for context in contexts):
        return None
    spend(sum(map(len, contexts)))
    return {key: value for context in contexts for key, value in context.items()}

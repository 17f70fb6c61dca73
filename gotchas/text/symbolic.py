"""Symbolic names of codes in words: `MQRC_REMOTE_Q_NAME_ERROR` is a remote queue name error. Pure."""

import re
from typing import Final

_IN_FULL: Final = {
    "alloc": "allocation",
    "attr": "attribute",
    "attrs": "attributes",
    "cfg": "configuration",
    "conn": "connection",
    "dest": "destination",
    "dlq": "dead letter queue",
    "fdw": "foreign data wrapper",
    "mgr": "manager",
    "msg": "message",
    "msgs": "messages",
    "obj": "object",
    "param": "parameter",
    "params": "parameters",
    "prop": "property",
    "pub": "publication",
    "pubsub": "publish subscribe",
    "q": "queue",
    "qs": "queues",
    "sp": "stored procedure",
    "sub": "subscription",
    "subs": "subscriptions",
    "targ": "target",
    "targtype": "target type",
    "xmit": "transmission",
    "xmitq": "transmission queue",
}

_NAME: Final = re.compile(r"(?<!\w)(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?!\w)")


def in_full(text: str) -> list[str]:
    """The symbolic names in a text that shorten words, in full; without what begins all of a product."""
    return [full for name in _NAME.findall(text) if (full := _words(name))]


def _words(name: str) -> str:
    parts = name.lower().split("_")
    full = [_IN_FULL.get(part, part) for part in parts]
    if full == parts:
        return ""
    return " ".join(full[1:] if name.isupper() else full)

"""Which part of a product a code speaks of, where the family's grammar tells it."""

import re
from typing import Final

# By family: a pattern whose group is the letter or digit, and what it stands for.
# Source: the introductions to the IBM MQ message books ("AMQ messages on Multiplatforms", "IBM MQ for z/OS
# messages"), as far as they could be read; letters that were not seen in them are left out.
_COMPONENTS: Final[dict[str, tuple[re.Pattern[str], dict[str, str]]]] = {
    "ibm-mq-amq": (
        re.compile(r"AMQ(\d)"),
        {
            "3": "tools",
            "4": "MQ Explorer",
            "5": "installable services",
            "6": "common services",
            "7": "the product itself",
            "8": "administration",
            "9": "remote connections (channels)",
        },
    ),
    "ibm-mq-zos": (
        re.compile(r"CSQ([A-Z0-9])"),
        {
            "X": "distributed queuing (channels)",
            "M": "message manager",
            "U": "utilities",
            "T": "publish/subscribe",
            "0": "message security",
            "5": "Db2 manager",
        },
    ),
}


def component_of(family: str, code: str) -> str:
    """The component in plain words; "" where the grammar does not tell. `family` is a slug."""
    pattern, names = _COMPONENTS.get(family, (None, {}))
    found = pattern.match(code) if pattern else None
    return names.get(found[1], "") if found else ""

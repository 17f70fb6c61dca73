"""Keys that differ from a given one by a single slip of the finger, for codes that nobody has stored."""

from typing import Final

_DIGITS: Final = "0123456789"
# Longer keys are names; a slip in one has too many forms.
_LONGEST: Final = 16


def near_keys(key: str) -> list[str]:
    """Keys with one digit changed, one character lost or added, or two neighbours swapped; the key not.

    Only digits are changed or added: the letters of a code name its family. At most some 300 keys.
    """
    if not 3 <= len(key) <= _LONGEST:
        return []
    changed = [
        key[:at] + digit + key[at + 1 :]
        for at, character in enumerate(key)
        if character in _DIGITS
        for digit in _DIGITS
    ]
    swapped = [key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(len(key) - 1)]
    lost = [key[:at] + key[at + 1 :] for at in range(len(key))]
    first = next((at for at, character in enumerate(key) if character in _DIGITS), len(key))
    added = [key[:at] + digit + key[at:] for at in range(first, len(key) + 1) for digit in _DIGITS]
    return [other for other in dict.fromkeys([*changed, *swapped, *lost, *added]) if other != key]

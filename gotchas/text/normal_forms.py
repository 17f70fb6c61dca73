"""The normal form of a code: a small closed template language, written by editors in a family's row.

    AMQ{1}{2:severity}      literal text, the first group of the pattern; the second is the severity letter
    {1,2:oracle}            a named function over two groups
    {1:drop}{2}             the first group belongs to what was written, but not to the code

A piece in braces names one or more groups of the pattern by number and, after a colon, at most one function
of `FUNCTIONS`. There is nothing else: no nesting, no escapes, no expressions. A brace cannot stand in a code.

A function may answer None: what stands there is no code after all (`SQLCODE = 0` says that nothing failed).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

# Longer than any code of any product seen; the columns that hold codes are as wide.
CODE_LIMIT: Final = 120
NORMAL_FORM_LIMIT: Final = 120

_PIECE = re.compile(r"\{([^{}]*)\}")
_INSIDE = re.compile(r"(\d{1,2}(?:,\d{1,2})*)(?::([a-z0-9]+))?")


class NormalFormError(ValueError):
    """A template that cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Literal text (no groups), or groups of the pattern and what is done with their text."""

    literal: str = ""
    groups: tuple[int, ...] = ()
    function: str = ""


def oracle(prefix: str, digits: str) -> str:
    """Five digits, SP2 four; TNS numbers that the server prints as ORA are the ORA code.

    Source: Oracle's error messages; the range 12150 to 12699 is Oracle Net's in both.
    """
    number = int(digits)
    if prefix == "TNS" and 12150 <= number <= 12699:
        prefix = "ORA"
    return f"{prefix}-{number:04d}" if prefix == "SP2" else f"{prefix}-{number:05d}"


def hex8(value: str) -> str | None:
    """0x80070005 from any case of it, or from its two's complement -2147024891 or 2147942405."""
    number = int(value, 16) if value[:2].lower() == "0x" else int(value)
    if not -0x8000_0000 <= number <= 0xFFFF_FFFF:
        return None
    return f"0x{number & 0xFFFF_FFFF:08X}"


def sqlcode(value: str) -> str | None:
    """-911 as 0911N, 100 as 0100W: Db2 gives errors a negative number and the letter N. 0 is no code."""
    number = int(value)
    if number == 0:
        return None
    return f"{abs(number):04d}{'N' if number < 0 else 'W'}"


def sqlstate(value: str) -> str | None:
    """Upper case. Class 00 is success, and a standard state has a digit: a word of five letters is none."""
    state = value.upper()
    if state.startswith("00") or not any(character.isdigit() for character in state):
        return None
    return state


def openssl(value: str) -> str:
    """Eight digits, and the TLS library's codes of 1.x in the form of 3.x: 14090086 is 0A000086.

    1.x packs library (8 bits), function (12) and reason (12), 3.x library (9) and reason (23): without its
    function a 1.x code is the 3.x code. Only library 20 (0x14) is rewritten: there 3.x cannot be mistaken for
    1.x, and the reasons kept their numbers.
    """
    number = int(value, 16)
    function = number >> 12 & 0xFFF
    if number >> 24 == 20 and function not in (0x000, 0x800):
        number = 20 << 23 | number & 0xFFF
    return f"{number:08X}"


def abend(value: str) -> str | None:
    """S0C4 from 0C4 as well, U4038 from 4038; all zeros say that it ended in no such way."""
    code = value.upper()
    if not code.startswith(("S", "U")):
        code = f"{'S' if len(code) == 3 else 'U'}{code}"
    return code if code.strip("SU0") else None


def _failure(value: str) -> str | None:
    number = int(value)
    return str(number) if number else None


FUNCTIONS: Final[dict[str, tuple[int, Callable[..., str | None]]]] = {
    # name: (how many groups it takes, what it does)
    "upper": (1, str.upper),
    "number": (1, lambda value: str(int(value))),
    "failure": (1, _failure),
    "pad4": (1, lambda value: f"{int(value):04d}"),
    "pad5": (1, lambda value: f"{int(value):05d}"),
    "pad6": (1, lambda value: f"{int(value):06d}"),
    "oracle": (2, oracle),
    "hex8": (1, hex8),
    "sqlcode": (1, sqlcode),
    "sqlstate": (1, sqlstate),
    "openssl": (1, openssl),
    "abend": (1, abend),
}
# These two put nothing into the code.
SEVERITY: Final = "severity"
DROP: Final = "drop"


@dataclass(frozen=True, slots=True)
class NormalForm:
    """A template that was read: turns the groups of a match into a code and a severity letter."""

    pieces: tuple[Piece, ...]
    before: str = ""  # the literal text it begins with
    after: str = ""  # and ends with

    @property
    def groups(self) -> tuple[int, ...]:
        """Every group named, in order."""
        return tuple(sorted({group for piece in self.pieces for group in piece.groups}))

    def write(self, groups: Sequence[str]) -> tuple[str, str] | None:
        """(code, severity letter) from the groups' texts (index 0 is group 1); None where it is no code."""
        code, severity = "", ""
        for piece in self.pieces:
            function = piece.function
            if not piece.groups:
                code += piece.literal
            elif not function:
                for group in piece.groups:
                    code += groups[group - 1]
            elif function == SEVERITY:
                severity = groups[piece.groups[0] - 1]
            elif function != DROP:
                part = _apply(function, [groups[group - 1] for group in piece.groups])
                if part is None:
                    return None
                code += part
        return (code, severity) if 0 < len(code) <= CODE_LIMIT else None


def _apply(function: str, texts: list[str]) -> str | None:
    try:
        return FUNCTIONS[function][1](*texts)
    except ValueError:
        # int() of a group that is no number: the pattern is wider than its normal form, so this is no code.
        return None


def read_normal_form(template: str) -> NormalForm:
    """Raises NormalFormError, whose message an editor can act on."""
    if len(template) > NORMAL_FORM_LIMIT:
        raise NormalFormError(f"The normal form is longer than {NORMAL_FORM_LIMIT} characters. Shorten it.")
    pieces: list[Piece] = []
    at = 0
    for found in _PIECE.finditer(template):
        pieces.append(Piece(_literal(template[at : found.start()])))
        pieces.append(_piece(found[1]))
        at = found.end()
    pieces.append(Piece(_literal(template[at:])))
    form = NormalForm(
        pieces=tuple(piece for piece in pieces if piece.groups or piece.literal),
        before=pieces[0].literal,
        after=pieces[-1].literal,
    )
    if not any(piece.groups and piece.function not in (SEVERITY, DROP) for piece in form.pieces):
        raise NormalFormError("The normal form names no group of the pattern. Write one, such as ABC{1}.")
    return form


def _literal(text: str) -> str:
    if "{" in text or "}" in text:
        raise NormalFormError("A brace in the normal form has no partner. Write groups as {1}.")
    return text


def _piece(inside: str) -> Piece:
    parts = _INSIDE.fullmatch(inside)
    if parts is None:
        raise NormalFormError(f"{{{inside}}} is not understood. Write {{1}}, {{1:number}} or {{1,2:oracle}}.")
    groups = tuple(int(group) for group in parts[1].split(","))
    if 0 in groups:
        raise NormalFormError("Groups are counted from 1. Write {1} for the first.")
    function = parts[2] or ""
    if function in (SEVERITY, DROP):
        takes = 1
    elif function in FUNCTIONS:
        takes = FUNCTIONS[function][0]
    elif function:
        known = ", ".join([*FUNCTIONS, SEVERITY, DROP])
        raise NormalFormError(f'There is no function "{function}". Known are {known}.')
    else:
        takes = len(groups)
    if len(groups) != takes:
        raise NormalFormError(f"{function} takes {takes} group{'s' if takes > 1 else ''}, not {len(groups)}.")
    return Piece(groups=groups, function=function)

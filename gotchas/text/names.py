"""What a name looks like: two names that a reader cannot tell apart share a skeleton.

After Unicode Technical Standard 39 (skeletons), with Unicode's whole table of confusable characters, which
the package homoglyphs_fork carries (MIT; the table is that of Unicode 17). On top of it come case, accents,
the names of letters, and what people write instead of letters. Skeletons are compared, never shown, and err
to the safe side: they take `Bäcker` and `Backer`, `Ian` and `lan` for one.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

Step = Callable[[str], str]
"""From a character to what it is read as, or to itself."""

# Digits and signs that stand for letters; what Unicode tells from l; small letters that differ in detail;
# letters that two others close up to (Unicode itself has rn for m); Hangul's fillers, which show nothing.
_SHAPES: Final = {
    "a": "4@ա", "b": "8ƅ", "c": "¢", "e": "3€ꞓ", "g": "69", "j": "ȷ", "k": "ĸ", "l": "1i!£ի", "n": "п",
    "o": "0", "s": "5$", "t": "7", "u": "цμ", "x": "×χ", "y": "¥",
    "cl": "d", "rn": "mʍ", "vv": "wω", "": "\u115f\u1160",
}  # fmt: skip
_STANDS_FOR: Final = {shape: letters for letters, shapes in _SHAPES.items() for shape in shapes}
# Enclosed and negative letters, small capitals, letters with a hook or a stroke, and the letters of flags.
_NAMED: Final = re.compile(
    r"(?:.* )?(?:LATIN (?:CAPITAL|SMALL) LETTER|LATIN LETTER SMALL CAPITAL|INDICATOR SYMBOL LETTER)"
    r" ([A-Z])(?: WITH .*)?"
)
# Signs around a word are ornament as often as they are letters of it.
_ORNAMENTS: Final = ("", "!|", "!|$@€£¢¥×")


def skeletons(name: str) -> frozenset[str]:
    """What `name` may be read as, letters and digits only; nothing for a name that shows none.

    Two names look alike if they have one in common. There are several because `ß` is b by its looks and ss by
    its meaning, an Arabic 5 is o or 5, `Anna!` may be anna, and the words of a name stand in any order.
    """
    found = set()
    for ornaments in _ORNAMENTS:
        parted = [word.strip(ornaments) for word in _words(name)]
        for read in (_by_looks, _by_meaning):
            found |= _arranged([_spell(word, read) for word in parted])
    return frozenset(found - {""})


def runs(name: str, longest: int) -> Iterator[str]:
    """What adjacent parts of `name` may be read as together, up to `longest` characters of a skeleton.

    A part is a word, or what a capital, a digit or a sign begins in it: `SiteAdmin2` has Site, Admin and 2.
    """
    for read in (_by_looks, _by_meaning):
        spelled = [part for part in (_spell(part, read) for part in _parts(name)) if part]
        for start in range(len(spelled)):
            run = ""
            for part in spelled[start : start + longest]:
                run += part
                if len(run) > longest:
                    break
                yield run


def _arranged(words: list[str]) -> set[str]:
    """In one: as written, the surname first, and in an order that any other order leads to as well."""
    return {"".join(order) for order in (words, words[-1:] + words[:-1], sorted(words))}


def _words(name: str) -> list[str]:
    """Between blanks and signs, though not signs that may be letters, nor what cannot be seen."""
    return "".join(character if _is_within_a_word(character) else " " for character in name).split()


def _is_within_a_word(character: str) -> bool:
    return bool(_by_looks(character) or _by_meaning(character)) or _is_beside_letters(character)


def _is_beside_letters(character: str) -> bool:
    """Accents, joiners, tags and the like: no letter of their own, and no end of a word."""
    return unicodedata.category(character)[0] in "MC"


def _parts(name: str) -> Iterator[str]:
    for word in _words(name):
        start = 0
        for at in range(1, len(word)):
            before, after = word[at - 1], word[at]
            if before.isalpha() != after.isalpha() or (before.islower() and after.isupper()):
                yield word[start:at]
                start = at
        yield word[start:]


def _spell(word: str, read: Step) -> str:
    return "".join(map(read, word))


@lru_cache(maxsize=4096)
def _by_looks(character: str) -> str:
    """First what it is mistaken for: `ß` for b, `Н` (Cyrillic) for H and not for its small letter."""
    steps = (_sharp_s, _stands_for, _confusable, _decomposed, _digit, _named, str.casefold)
    return _follow(character, steps)


@lru_cache(maxsize=4096)
def _by_meaning(character: str) -> str:
    """First what it is: `ß` is ss, an Arabic 5 is 5, and capitals are their small letters."""
    steps = (str.casefold, _stands_for, _decomposed, _digit, _confusable, _named)
    return _follow(character, steps)


def _follow(character: str, steps: tuple[Step, ...]) -> str:
    """Take the first step that leads anywhere, again and again, until letters and digits are left."""
    for step in steps:
        read = step(character)
        if read != character:
            return "".join(_follow(each, steps) for each in read)
    return character if character.isalnum() else ""


def _sharp_s(character: str) -> str:
    return "b" if character in "ßẞ" else character


def _stands_for(character: str) -> str:
    return _STANDS_FOR.get(character, character)


def _decomposed(character: str) -> str:
    return unicodedata.normalize("NFKD", character)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _named(character: str) -> str:
    if character.isascii() or _is_beside_letters(character):
        return character
    found = _NAMED.fullmatch(unicodedata.name(character, ""))
    return found[1].lower() if found else character


def _confusable(character: str) -> str:
    return _confusables().get(character, character)


@cache
def _confusables() -> dict[str, str]:
    """Each character of Unicode's table with the one character, or the few, that stand for its whole class.

    The file has each pair in both directions, right-to-left letters between marks. A class is a star: its
    centre has several partners, or is several characters. Of a mere pair, the one that case and composition
    leave alone stands for both, so that no two steps lead round in a circle.
    """
    text = (files("homoglyphs_fork") / "confusables.json").read_text(encoding="utf-8")
    partners = {key.strip("\u200e"): value for key, value in json.loads(text).items()}
    table = {}
    for character, others in partners.items():
        other = others[0].strip("\u200e")
        if len(character) > 1 or len(others) > 1:
            continue
        is_centre = len(other) > 1 or len(partners[other]) > 1
        if is_centre or _plainness(other) < _plainness(character):
            table[character] = other
    return table


def _plainness(character: str) -> tuple[bool, str]:
    return unicodedata.normalize("NFKD", character.casefold()) != character, character

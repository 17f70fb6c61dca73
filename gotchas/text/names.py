"""What a name looks like: two names that a reader cannot tell apart have one skeleton.

After Unicode Technical Standard 39 (skeletons), with a table of our own: only what is mistaken for Latin
letters and digits, which the names of staff are written in. A skeleton is compared, never shown, and errs to
the safe side: it takes `Bäcker` and `Backer`, `Ian` and `lan` for one.
"""

import unicodedata
from typing import Final

# Capitals whose small letter looks like something else (Greek eta and nu), and Cherokee, drawn like capitals.
_CAPITALS: Final = {
    "h": "ΗᎻ",
    "n": "Ν",
    "m": "ΜᎷ",
    "y": "ΥᎩ",
    "a": "Ꭺ",
    "b": "Ᏼ",
    "c": "Ꮯ",
    "d": "Ꭰ",
    "e": "Ꭼ",
    "g": "Ꮐ",
    "j": "Ꭻ",
    "k": "Ꮶ",
    "l": "Ꮮ",
    "p": "Ꮲ",
    "r": "Ꮢ",
    "s": "Ꮪ",
    "t": "Ꭲ",
    "v": "Ꮩ",
    "w": "Ꮃ",
    "z": "Ꮓ",
}
# Small letters and digits: Cyrillic, Greek, Armenian, Latin small capitals and letters with a stroke.
_SMALL: Final = {
    "a": "аαɑᴀա",
    "b": "ьвβƅʙ",
    "c": "сϲᴄ",
    "d": "ԁɗᴅđ",
    "e": "еεҽєᴇɛ",
    "f": "ƒꜰք",
    "g": "ɡցɢ",
    "h": "һհнʜħ",
    "j": "јʝϳյᴊ",
    "k": "кκᴋ",
    # One shape in many fonts: i, small L, one, bar, dotless i.
    "l": "i1|!ıіɩιɪӏłʟի",
    "m": "мᴍ",
    "n": "ոռпηɴ",
    "o": "0оοσօᴏøөo",
    "p": "рρᴘ",
    "q": "ԛզ",
    "r": "гᴦʀ",
    "s": "ѕꜱ",
    "t": "тτᴛŧ",
    "u": "υսᴜʋцμ",
    "v": "νѵᴠ",
    "w": "ѡԝᴡω",
    "x": "хχ×",
    "y": "уүγʏ",
    "z": "ᴢʐƶ",
}
_CAPITAL_TABLE: Final = {ord(seen): letter for letter, looks in _CAPITALS.items() for seen in looks}
_SMALL_TABLE: Final = {ord(seen): letter for letter, looks in _SMALL.items() for seen in looks}
# Two letters that close up to one in many fonts.
_CLOSED_UP: Final = (("rn", "m"), ("vv", "w"))


def skeleton(name: str) -> str:
    """Only letters and digits, by their looks; empty for a name that shows none."""
    decomposed = unicodedata.normalize("NFKD", name).translate(_CAPITAL_TABLE)
    # Twice: folding the case may make letters that decompose again.
    small = unicodedata.normalize("NFKD", decomposed.casefold()).translate(_SMALL_TABLE)
    shown = "".join(character for character in small if character.isalnum())
    for pair, letter in _CLOSED_UP:
        shown = shown.replace(pair, letter)
    return shown

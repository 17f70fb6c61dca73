"""What the text of a comment shows of whom it speaks to: salutation, sign-off, questions, agreement.

English only, as the threads are. Nothing here knows a product or a person beforehand.
"""

import re
from collections.abc import Collection, Iterator


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


GREETINGS = _set("hi hello hey dear thanks thank you many good morning afternoon evening ok okay sorry re to")
AGREEMENT = _set("yes yeah yep yup agreed indeed right correct exactly true same seconded ditto +1")
DENIAL = _set("no nope wrong")
THANKS = _set("thanks thank cheers great perfect solved")
# Words of somebody who tells how a trouble told before goes on.
PROGRESS = _set("still progressed progress further farther meanwhile update updated attempted again")
GENERIC_NAMES = _set("anonymous anon guest unknown nobody admin administrator reader visitor")

SALUTATION_REACH = 200  # characters of the first line that are looked at
OPENING_REACH = 400
WORD_REACH = 8_000
_TOKEN = re.compile(r"[^\W_][\w'\u2019-]*|\+1|[^\w\s]")
_NAME_BREAKS = frozenset(["/", "&", ",", "+", "and"])
_NAME_ENDS = frozenset([",", ":", ";", "!", ".", "-", "\u2013", "\u2014", "\u2026", "wrote", "said", "says"])
_QUESTION = re.compile(r"[\w)'\u2019\"\u201d]\s?\?+(?=[\s)\"\u201d\u2019']|$)")
_SIGNED = re.compile(r"[^\W\d_][\w'\u2019-]*")
_WORD = re.compile(r"[^\W\d_]\w{3,}")
_DULL = _set("""
    about after again also although always another anybody anyone because been before being both cannot come
    could does doesn doing done each either else even ever every everything example following from getting
    give goes going have having hello here however into just know like list look made make many maybe mean
    more most much must need never only other over please possible problem really regards same seems should
    since some something sorry still such sure than thank thanks that their them then there these they thing
    this those though through trying until used using very want well were what when where whether which while
    will with without work working would wrong your yours
""")


def salutes(text: str, known: Collection[str]) -> list[str]:
    """The names of `known` (lower case, first or full names) that a comment greets at its start.

    "Steve,", "Neil/Brian," and "Hello Ian and thanks" greet; a name that only begins a sentence does not.
    """
    tokens = [token.lower() for token in _TOKEN.findall(_first_line(text)[:SALUTATION_REACH])][:14]
    at = 0
    while at < len(tokens) and (
        tokens[at] in GREETINGS or tokens[at] in "@>" or (at and tokens[at] in ",:!")
    ):
        at += 1
    greeted = at > 0
    names: list[str] = []
    while at < len(tokens):
        name = _name_at(tokens, at, known)
        if not name:
            break
        names.append(name)
        at += name.count(" ") + 1
        if at + 1 < len(tokens) and tokens[at] in _NAME_BREAKS and _name_at(tokens, at + 1, known):
            at += 1
    ended = at == len(tokens) or tokens[at] in _NAME_ENDS
    return list(dict.fromkeys(names)) if greeted or ended else []


def _greets(tokens: list[str], at: int) -> bool:
    return tokens[at] in GREETINGS or tokens[at] in ("@", ">") or (at > 0 and tokens[at] in (",", ":", "!"))


def _name_at(tokens: list[str], at: int, known: Collection[str]) -> str:
    for length in (3, 2, 1):
        name = " ".join(tokens[at : at + length])
        if len(tokens) >= at + length and name in known:
            return name
    return ""


def _first_line(text: str) -> str:
    return text.lstrip().partition("\n")[0]


def sign_off(text: str) -> str:
    """The first name, in lower case, with which a comment is signed, or ""."""
    line = text.rstrip()[-SALUTATION_REACH:].rpartition("\n")[2].strip()
    if not line or len(line.split()) > 6:
        return ""
    tail = line.rpartition(",")[2].strip(" -\u2013.!")
    words = tail.split()
    if not 1 <= len(words) <= 3 or not all(word[0].isupper() for word in words):
        return ""
    match = _SIGNED.match(words[0])
    name = match[0].lower() if match else ""
    return "" if name in THANKS | GREETINGS | {"regards"} else name


def asks(text: str) -> bool:
    """Whether a sentence of the text is a question; the ? of an address or of ???? is none."""
    return _QUESTION.search(text) is not None


def opening_words(text: str) -> list[str]:
    """The first three words in lower case."""
    return [token.lower() for token in _TOKEN.findall(_first_line(text)[:SALUTATION_REACH])][:3]


def tells_progress(text: str) -> bool:
    """Whether the beginning says how a trouble told before goes on."""
    return any(token.lower() in PROGRESS for token in _TOKEN.findall(text[:OPENING_REACH]))


def telling_words(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, in lower case."""
    return frozenset(word.lower() for word in _WORD.findall(text[:WORD_REACH])) - _DULL


def long_lines(text: str, shortest: int = 30) -> Iterator[str]:
    """Lines that two people hardly write alike, without the marks of a quotation."""
    for line in text.split("\n"):
        stripped = line.strip().lstrip("> ").strip('"\u201c\u201d')
        if len(stripped) >= shortest and any(char.isalpha() for char in stripped):
            yield stripped

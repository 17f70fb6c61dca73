"""One spelling, several codes: the words of the line and the family it speaks of tell which is meant."""

from collections.abc import Iterable, Sequence
from typing import Final

from gotchas.answers.log_rows import Keyed
from gotchas.models import CodeFamily, Gotcha, MessageCode
from gotchas.text.log_codes import Place, around
from gotchas.text.recogniser import Family
from gotchas.text.words import fold_words, without_placeholders

# So often the line is read; after that a spelling is taken for what it was taken for last.
LINES_READ: Final = 500
# That its family is named in the line weighs as much as half of a code's own words.
_FAMILY_NAMED: Final = 0.5
# Words in names of families that any line may hold.
_COMMON_WORDS: Final = """
a an and ca check cl class client code codes common compiler database diagnostics error errors event events
exception exit for generic http ibm id in java link linux log message messages name names number numbers of
option options reason return server service status system the unix warning warnings windows
"""
_COMMON: Final = frozenset(_COMMON_WORDS.split())


def told_apart(
    text: str,
    found: Sequence[Place],
    choices: Sequence[Sequence[Keyed]],
    rows: dict[int, MessageCode],
    gotchas: dict[int, list[Gotcha]],
    families: Iterable[Family],
) -> list[int]:
    """The id of the stored code at each place; 0 where there is none."""
    teller = _Teller(rows, gotchas, families)
    chosen: list[int] = []
    for place, keyed in zip(found, choices, strict=True):
        ids = tuple(each.code for each in keyed if each.code in rows)
        chosen.append(ids[0] if len(ids) == 1 else teller.choose(text, place, ids) if ids else 0)
    return chosen


class _Teller:
    def __init__(
        self,
        rows: dict[int, MessageCode],
        gotchas: dict[int, list[Gotcha]],
        families: Iterable[Family],
    ) -> None:
        self.rows, self.gotchas = rows, gotchas
        self.named = {each.owner: _named(each.name, each.known_as) for each in families}
        self.words: dict[int, frozenset[str]] = {}
        self.last: dict[tuple[int, ...], int] = {}
        self.read = 0

    def choose(self, text: str, place: Place, ids: tuple[int, ...]) -> int:
        if self.read < LINES_READ or ids not in self.last:
            self.read += 1
            line = frozenset(fold_words(around(text, place.start, place.end)))
            by_pattern = self.named.get(place.found.family, frozenset()) if place.found else frozenset()
            self.last[ids] = max(ids, key=lambda each: self._fit(each, line, by_pattern))
        return self.last[ids]

    def _fit(self, pk: int, line: frozenset[str], by_pattern: frozenset[str]) -> float:
        if pk not in self.words:
            self.words[pk] = _words_of(self.rows[pk], self.gotchas.get(pk, ()))
        own = self.words[pk]
        family = self.rows[pk].family
        named = _named(family.name, _known_as(family))
        return len(own & line) / max(1, len(own)) + _FAMILY_NAMED * bool(named & (line | by_pattern))


def _words_of(code: MessageCode, gotchas: Sequence[Gotcha]) -> frozenset[str]:
    """What its message says, as the page about it tells it; the code itself stands in every choice."""
    says = " ".join([code.meaning, *(gotcha.title for gotcha in gotchas)])
    return frozenset(fold_words(without_placeholders(says))) - {code.code.lower()}


def _known_as(family: CodeFamily) -> Sequence[str]:
    return family.known_as.split(",")


def _named(name: str, known_as: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_words(" ".join([name, *known_as]))) - _COMMON

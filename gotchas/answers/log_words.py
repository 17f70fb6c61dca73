"""Where no code of a log leads to a gotcha: its words are searched, a message whole, a log line by line."""

from typing import Final

from gotchas.answers.found import weights_of
from gotchas.answers.log_reading import LogAnswer
from gotchas.answers.rows import Row, rows_of
from gotchas.models.finding import claimed, families, lookup, unstored
from gotchas.search import find as searching
from gotchas.search.find import Found, Result
from gotchas.search.query import Query
from gotchas.search.ranking import ENOUGH, SURE_IN_A_LOG

LINES: Final = 4
"""Lines of a log that are searched: the first that speak of an error."""

LINE: Final = 600
"""Characters of such a line."""

OF_A_LINE: Final = 5
"""Best results of a line that are looked at."""

SHOWN: Final = 10


def by_words(answer: LogAnswer, text: str) -> list[Row]:
    """The gotchas, codes and comments that speak of what the log says, best first; none that is not sure.

    Nothing is searched where a code that is known leads to a gotcha already.
    """
    if any(known.gotchas for known in answer.known):
        return []
    if answer.is_message:
        found = _find(text)
        return rows_of(found.results[:SHOWN], weights_of(found)) if found.sure else []
    best: dict[tuple[str, int], Result] = {}
    weights: dict[str, float] = {}
    for line in answer.error_lines[:LINES]:
        found = _find(line[:LINE])
        sure = [result for result in found.results[:OF_A_LINE] if _is_sure(result)]
        for result in sure:
            key = (result.kind, result.object_id)
            if key not in best or result.score > best[key].score:
                best[key] = result
        if sure:
            weights |= weights_of(found)
    return rows_of(sorted(best.values(), key=lambda result: -result.score)[:SHOWN], weights)


def _find(text: str) -> Found:
    """As the box finds, but everything in it is text: a log has quotes and colons of its own."""
    return searching.find(Query(text), lookup, families().named(text), claims=claimed, unstored=unstored)


def _is_sure(result: Result) -> bool:
    return result.by is not None and result.by.covered >= SURE_IN_A_LOG and result.score >= ENOUGH

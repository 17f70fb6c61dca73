"""Which stretch of an article's Markdown each block of its page was made from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from gotchas.markup.markdown import Markdown

BLANK = "\n "
"""What is cut from the ends of a passage, as from a text that a reader sends."""

_OF_ONE_LEVEL = {"ordered_list_open", "bullet_list_open"}


@dataclass(frozen=True, slots=True)
class Passage:
    """`text[start:end]` is a block: a paragraph, a heading, a step, a block of code, a table.

    `anchor` is its id on the page, "" for one without; `level` that of a heading (3 for an h3), else 0.
    `words` are what the page shows of it, one blank between any two.
    """

    start: int
    end: int
    anchor: str
    level: int
    words: str


def passages(markdown: Markdown, text: str, prefix: str) -> Iterator[Passage]:
    """The blocks of `text` in order; none of a text that is nested too deeply to be rendered."""
    tokens = markdown.named(text, prefix) or ()
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for opening, inside in _blocks(tokens):
        first, last = opening.map or (0, 0)
        if last >= len(starts):
            last = len(starts) - 1
        raw = text[starts[first] : starts[last]]
        start = starts[first] + len(raw) - len(raw.lstrip(BLANK))
        end = starts[first] + len(raw.rstrip(BLANK))
        if start < end:
            heading = int(opening.tag[1:]) if opening.type == "heading_open" else 0
            anchor = str(opening.attrs.get("id", ""))
            yield Passage(start, end, anchor, heading, markdown.words_of(inside, code=True))


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    """Each block with its tokens: of a list that stands in no other block, each item is one."""
    n = 0
    while n < len(tokens):
        token = tokens[n]
        if token.type in _OF_ONE_LEVEL or token.nesting == -1:
            n += 1
            continue
        end = n + 1
        if token.nesting == 1:
            while tokens[end].nesting != -1 or tokens[end].level != token.level:
                end += 1
            end += 1
        yield token, tokens[n:end]
        n = end

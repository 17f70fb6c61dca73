"""Markdown to HTML, in three steps: parse, give the tokens what this site adds, write them out.

The parser is markdown-it-py without HTML, references and images. References let 19 kB become 22 MB; images
would be fetched from anywhere.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from gotchas.markup.marks import READER_REL, Linker, Mark, address_at, escape, link_marks, marked, no_links

DEEPEST = 16
"""Elements inside one another that are still rendered, seven lists: more take parser and cleaner too long."""

_CAPTIONS = {"console": "Command", "mqsc": "MQSC", "jcl": "JCL", "text": "Output", "log": "Output"}
_PROMPT = re.compile(r"^[$#] ", re.MULTILINE)
_OPTION = re.compile(r"-\S{1,24}")
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")
_HIGHEST_HEADING, _LOWEST_HEADING = 3, 6
_LONGEST_SLUG = 60
_SMALL_TABLE = 1_000  # cells


class Markdown(MarkdownIt):
    """A parser for editors or, with less in it, for readers, whose links lead out of the site and say so."""

    def __init__(self, *, for_readers: bool) -> None:
        # The parser silently drops what is nested deeper than its own limit: ours is reached first.
        super().__init__("commonmark", {"maxNesting": DEEPEST + 2}, renderer_cls=_Renderer)
        self.for_readers = for_readers
        self.disable(["reference", "image", "html_block", "html_inline"])
        self.inline.ruler.after("text", "address", _address)
        if for_readers:
            self.options["breaks"] = True
            self.disable(["heading", "lheading"])
            self._good_link = re.compile(r"(?:https?://[^/?#\\]|mailto:[^?]).*", re.IGNORECASE)
        else:
            self.enable("table")
            self.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
            self._good_link = re.compile(r"(?:https?://[^/?#\\]|mailto:[^?]|/(?![/\\])|#).*", re.IGNORECASE)

    def validateLink(self, url: str) -> bool:  # noqa: N802  the library's name
        return self._good_link.fullmatch(url) is not None

    def versions(self, text: str, linker: Linker, prefix: str = "") -> Iterator[str]:
        """HTML of `text`, to be cleaned: with links, then without; nothing if it is deeper than DEEPEST."""
        tokens = self.named(text, prefix)
        if tokens is None:
            return
        _say_whose_links(tokens, self.for_readers)
        for links in (linker, no_links):
            _put_links(tokens, links)
            yield str(self.renderer.render(tokens, self.options, {}))

    def named(self, text: str, prefix: str) -> Sequence[Token] | None:
        """The tokens of `text`, steps and headings with their ids; None if it is deeper than DEEPEST."""
        tokens = self.parse(text)
        if _depth(tokens) > DEEPEST:
            return None
        ids = _Ids(prefix)
        _name_steps(tokens, ids)
        _shift_headings(tokens, ids)
        return tokens

    def words(self, text: str, *, code: bool = False) -> str:
        """The text of Markdown in one line, with or without its blocks of code."""
        return self.words_of(self.parse(text), code=code)

    def words_of(self, tokens: Sequence[Token], *, code: bool = False) -> str:
        """The same of what is parsed already."""
        kinds = {"text", "code_inline", "fence", "code_block"} if code else {"text", "code_inline"}
        parts = []
        for token in _flat(tokens):
            if token.type in kinds:
                parts.append(token.content)
            elif token.block or token.type.endswith("break"):
                parts.append(" ")
        return " ".join("".join(parts).split())


def _address(state: StateInline, silent: bool) -> bool:
    """A bare address, at its colon, where the rule for text stops; before emphasis takes its marks."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    before = state.src[max(0, state.pos - 5) : state.pos].lower()
    scheme = next((name for name in ("https", "http") if before.endswith(name)), "")
    start = state.pos - len(scheme)
    end = address_at(state.src, start) if scheme else None
    if end is None or end > state.posMax or not (silent or state.pending[-5:].lower().endswith(scheme)):
        return False
    href = state.md.normalizeLink(state.src[start:end])
    if not state.md.validateLink(href):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        state.push("link_open", "a", 1).attrs = {"href": href}
        state.push("text", "", 0).content = state.src[start:end]
        state.push("link_close", "a", -1)
    state.pos = end
    return True


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A table, unless it has more cells than characters: short rows are filled up to the head's width."""
    blanks = state.env.get("blank lines")
    if blanks is None:
        lines = state.src.split("\n")
        blanks = state.env["blank lines"] = [n for n, line in enumerate(lines) if not line.strip()]
    following = bisect_left(blanks, start_line)
    end = min(end_line, blanks[following]) if following < len(blanks) else end_line
    columns = 1 + state.src.count("|", state.bMarks[start_line], state.eMarks[start_line])
    characters = state.eMarks[max(start_line, end - 1)] - state.bMarks[start_line]
    if columns * (end - start_line) > _SMALL_TABLE + characters:
        return False
    return table(state, start_line, end_line, silent)


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _depth(tokens: Sequence[Token]) -> int:
    depth = deepest = 0
    for token in _flat(tokens):
        depth += token.nesting
        deepest = max(deepest, depth)
    return deepest


def _put_links(tokens: Sequence[Token], linker: Linker) -> None:
    """Keep with each token of text the links in it, none inside another link."""
    runs, inside = [], 0
    for token in _flat(tokens):
        if token.type in ("link_open", "link_close"):
            inside += token.nesting
        elif not inside and token.type in ("text", "code_inline", "fence", "code_block"):
            runs.append(token)
    for token, marks in zip(runs, link_marks([token.content for token in runs], linker), strict=True):
        token.meta = {"marks": marks}


def _say_whose_links(tokens: Sequence[Token], by_readers: bool) -> None:
    for token in _flat(tokens):
        if by_readers and token.type == "link_open":
            token.attrs["rel"] = READER_REL


class _Ids:
    """Ids of one text, each given once; none at all without a prefix, because the page has ids of its own."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.taken: set[str] = set()
        self.uses: Counter[str] = Counter()

    def give(self, token: Token, *names: str) -> None:
        """The first of `names` that is free, or the last with a number."""
        if not self.prefix:
            return
        name = next((name for name in names if name not in self.taken), names[-1])
        while name in self.taken:
            self.uses[names[-1]] += 1
            name = f"{names[-1]}-{self.uses[names[-1]] + 1}"
        self.taken.add(name)
        token.attrs["id"] = f"{self.prefix}-{name}"


def _name_steps(tokens: Sequence[Token], ids: _Ids) -> None:
    """An id for each item of an ordered list in no other block: "step-2", in a later list "2-step-2"."""
    lists, number, ordered = 0, 0, False
    for token in tokens:
        if token.level == 0 and token.nesting == 1:
            ordered = token.type == "ordered_list_open"
            lists, number = lists + ordered, int(token.attrs.get("start", 1))
        elif ordered and token.level == 1 and token.type == "list_item_open":
            ids.give(token, f"step-{number}", f"{lists}-step-{number}")
            number += 1


def _shift_headings(tokens: Sequence[Token], ids: _Ids) -> None:
    """Headings below the page's own, without leaps: the first an h3, one under it an h4, however written."""
    above: list[int] = []
    for opening, text, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        level = int(opening.tag[1:])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        opening.tag = closing.tag = f"h{min(_HIGHEST_HEADING - 1 + len(above), _LOWEST_HEADING)}"
        ids.give(
            opening,
            _slug("".join(t.content for t in text.children or () if t.type in ("text", "code_inline"))),
        )


def _slug(heading: str) -> str:
    letters = (
        unicodedata.normalize("NFKD", heading[: 4 * _LONGEST_SLUG]).encode("ascii", "ignore").decode().lower()
    )
    return re.sub(r"[^a-z0-9]+", "-", letters)[:_LONGEST_SLUG].strip("-") or "part"


class _Renderer(RendererHTML):
    """Writes what differs from plain CommonMark: links found in text, figures of code, tables that scroll."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return marked(tokens[idx].content, _marks(tokens[idx]))

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """An option of a command ("-import") stands on one line: browsers break after a hyphen."""
        opening = '<code class="option">' if _OPTION.fullmatch(tokens[idx].content) else "<code>"
        return f"{opening}{marked(tokens[idx].content, _marks(tokens[idx]))}</code>"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _figure(tokens[idx])

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _figure(tokens[idx])

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table" role="group" tabindex="0" aria-label="Table"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])


def _marks(token: Token) -> list[Mark]:
    marks: list[Mark] = token.meta.get("marks", [])
    return marks


def _cell(token: Token) -> str:
    """The parser aligns by a style attribute, which no page here may have."""
    aligned = _ALIGNMENT.fullmatch(str(token.attrs.get("style", "")))
    return f'<{token.tag} class="align-{aligned[1]}">' if aligned else f"<{token.tag}>"


def _figure(token: Token) -> str:
    """A block of code. Its info string: a language, "cols" if columns must keep their places, a caption."""
    words = unescapeAll(token.info).split()
    language = words.pop(0).lower() if words else ""
    wide = words[:1] == ["cols"]
    caption = escape(" ".join(words[wide:]) or _CAPTIONS.get(language, "Code"))
    text, marks = token.content.removesuffix("\n"), _marks(token)
    if language == "console":
        prompts = _PROMPT.finditer(text)
        marks = marks + [Mark(p.start(), p.end(), '<span class="prompt">', "</span>") for p in prompts]
    region = f' class="cols" tabindex="0" role="region" aria-label="{caption}"' if wide else ""
    return (
        f'<figure class="code"><figcaption><span>{caption}</span></figcaption>'
        f"<pre{region}><code>{marked(text, marks)}</code></pre></figure>\n"
    )

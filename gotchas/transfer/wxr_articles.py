"""A post as the articles that it is proposed to become.

Numbered sections become a collection, each section a gotcha. A post without any is one gotcha. Sections are
numbered headings; else paragraphs that are all bold; else paragraphs that begin with a bold title; else those
that begin with "1.1 ".
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from gotchas.transfer.jsonl_records import ArticleRecord, CodeRecord, CollectionRecord, SourceRecord
from gotchas.transfer.thread_records import CodeFinder
from gotchas.transfer.wxr_markdown import Block, NotConverted, blocks_of
from gotchas.transfer.wxr_records import WxrItem, WxrSite
from gotchas.transfer.wxr_verdicts import TEXT_LIMIT, URL_LIMIT, TakenComments, number_of, plain, post_date

TITLE_LIMIT = 200
SECTIONS = 500
CODES = 20
_NUMBERED = re.compile(
    r"#?([0-9]{1,4}(?:\.[0-9]{1,4}){0,2})[.):]?\s+(?:[-\u2013\u2014:]\s+)?(\S.*)", re.ASCII
)
_FIELDS = {
    "problem": "problem",
    "symptom": "problem",
    "symptoms": "problem",
    "cause": "cause",
    "reason": "cause",
    "solution": "solution",
    "fix": "solution",
    "resolution": "solution",
    "what you should see": "expected",
}


class PostRefused(ValueError):
    """A post is not taken; the message says why."""


@dataclass(slots=True)
class Section:
    number: str
    title: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Proposed:
    """A post as records. `collection` is None for a post that is one gotcha of its blog's collection."""

    line: int
    title: str
    articles: list[ArticleRecord]
    talk: TakenComments
    collection: CollectionRecord | None = None


def blog_key(site: WxrSite) -> str:
    """What tells a blog from others, whatever scheme it is reached by."""
    address = (site.base_url or site.link or site.title).strip().lower()
    return "wxr-" + hashlib.sha256(re.sub(r"^https?://|/+$", "", address).encode()).hexdigest()[:12]


def propose(item: WxrItem, site: WxrSite, talk: TakenComments, find_codes: CodeFinder) -> Proposed:
    """What a public post becomes. Raises PostRefused."""
    number = number_of(item.number)
    if item.too_long:
        raise PostRefused(f"its {item.too_long} is too long")
    title = plain(item.title) or f"Post {number}"
    try:
        before, sections = sections_of(blocks_of(item.content))
    except NotConverted as error:
        raise PostRefused(str(error)) from None
    make = _Maker(item, f"{blog_key(site)}-{number}", title, find_codes)
    if not sections:
        article = make.article(f"{blog_key(site)}-{number}", title, before, "")
        return Proposed(item.line, title, [article], talk)
    articles = [make.article(f"{make.key}-{s.number}", s.title, s.blocks, s.number) for s in sections]
    author = plain(site.authors.get(item.creator, "") or item.creator)
    return Proposed(item.line, title, articles, talk, make.collection(before, author, talk))


@dataclass(slots=True)
class _Maker:
    item: WxrItem
    key: str
    title: str
    find_codes: CodeFinder

    @property
    def source(self) -> SourceRecord | None:
        link = link_of(self.item)
        return SourceRecord(self.title[:300], link) if link else None

    def article(self, key: str, title: str, blocks: Sequence[Block], source_number: str) -> ArticleRecord:
        texts = dict(_fields(blocks))
        short = title
        if len(title) > TITLE_LIMIT:
            short = title[: TITLE_LIMIT - 1].rstrip() + "\u2026"
            texts["problem"] = "\n\n".join(filter(None, [_plain_block(title), texts.get("problem", "")]))
        for name, text in texts.items():
            if (size := len(text.encode())) > TEXT_LIMIT:
                where = f"section {source_number}" if source_number else "it"
                raise PostRefused(f"{where} has a {name} of {size:,} bytes; at most {TEXT_LIMIT:,} are kept")
        when = post_date(self.item)
        return ArticleRecord(
            number=key,
            texts={"title": short, "kind": "problem", "state": "published", **texts},
            codes=self._codes(f"{title}\n\n{texts.get('problem', '')}"),
            sources=(self.source,) if self.source and not source_number else None,
            source_number=source_number,
            created_at=when,
            published_at=when,
            shortened=("titles shortened",) if short != title else (),
        )

    def _codes(self, text: str) -> tuple[CodeRecord, ...]:
        seen = {(hit.family, hit.code): hit for hit in self.find_codes(text) if len(hit.code) <= 120}
        return tuple(
            CodeRecord(hit.code, hit.family, hit.family, hit.severity) for hit in list(seen.values())[:CODES]
        )

    def collection(self, before: Sequence[Block], author: str, talk: TakenComments) -> CollectionRecord:
        """The number is given when it is stored."""
        introduction = "\n\n".join(block.text for block in before)
        if len(introduction.encode()) > TEXT_LIMIT:
            raise PostRefused(f"its introduction has more than {TEXT_LIMIT:,} bytes")
        when = post_date(self.item)
        return CollectionRecord(
            number=0,
            title=self.title[:TITLE_LIMIT],
            introduction=introduction,
            authors=author[:300],
            source=self.source,
            published_on=when.date() if when else None,
            external_id=self.key,
            comments=tuple(talk.records),
        )


def link_of(item: WxrItem) -> str:
    """The address of a post, "" for what no page may link to."""
    link = item.link.strip()
    sound = link.startswith(("https://", "http://")) and not re.search(r"\s", link)
    return link if sound and len(link) <= URL_LIMIT else ""


def sections_of(blocks: Sequence[Block]) -> tuple[list[Block], list[Section]]:
    """What stands before the first section, and the sections; none where fewer than two are numbered."""
    for title_of in (_heading_of(blocks), _bold_title, lambda b: b.lead, _dotted_title):
        at = dict(_in_order(blocks, title_of))
        if 2 <= len(at) <= SECTIONS:
            break
    else:
        return list(blocks), []
    before: list[Block] = []
    sections: list[Section] = []
    for place, block in enumerate(blocks):
        if place in at:
            sections.append(at[place])
            if title_of(block) == block.lead and block.rest:
                sections[-1].blocks.append(Block(block.rest, is_paragraph=True))
        elif sections:
            sections[-1].blocks.append(block)
        else:
            before.append(block)
    return before, sections


# The words of a block that may be a section's title; "" for a block that is none.


def _heading_of(blocks: Sequence[Block]) -> Callable[[Block], str]:
    """Those of headings of the level of the first numbered one."""
    level = next((b.level for b in blocks if b.level and _NUMBERED.fullmatch(b.words)), 0)
    return lambda block: block.words if level and block.level == level else ""


def _bold_title(block: Block) -> str:
    return block.words if block.is_bold else ""


def _dotted_title(block: Block) -> str:
    fits = block.is_paragraph and len(block.words) <= TITLE_LIMIT
    return block.words if fits and "." in block.words.split(" ", 1)[0].rstrip(".") else ""


def _in_order(blocks: Sequence[Block], title_of: Callable[[Block], str]) -> Iterator[tuple[int, Section]]:
    """Places of the titles whose numbers count on: 1, 2, 3 or 4.1, 4.2."""
    expected = ""
    for place, block in enumerate(blocks):
        found = _NUMBERED.fullmatch(title_of(block))
        if found is None:
            continue
        stem, dot, last = found[1].rpartition(".")
        if (found[1] == expected) if expected else last == "1":
            yield place, Section(found[1], found[2].strip())
            expected = f"{stem}{dot}{int(last) + 1}"


def _fields(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """The parts of an article by the headings that name them; what stands before is the problem."""
    parts: dict[str, list[str]] = {}
    name = "problem"
    for block in blocks:
        said = block.words.rstrip(" :").lower()
        if (block.level or block.is_bold) and said in _FIELDS:
            name = _FIELDS[said]
        else:
            parts.setdefault(name, []).append(block.text)
    for name, texts in parts.items():
        yield name, "\n\n".join(texts)


def _plain_block(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|~&#])", r"\\\1", text)

"""A whole import of WordPress's export: post after post, through the same writers as lines of JSON.

Each batch of posts is one transaction, and each post is known again by its blog and number: an import that
was broken off is run again and goes on where it stood.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from comments.models import Comment
from comments.transfer_follow import Told, follow
from gotchas.addresses import whole
from gotchas.models import Collection, Gotcha
from gotchas.transfer.jsonl_batches import Batch
from gotchas.transfer.jsonl_records import ArticleRecord, CollectionRecord, SourceRecord
from gotchas.transfer.jsonl_render import Render
from gotchas.transfer.thread_records import CodeFinder
from gotchas.transfer.wxr_articles import PostRefused, Proposed, blog_key, link_of, propose
from gotchas.transfer.wxr_reader import Reader
from gotchas.transfer.wxr_records import WxrItem
from gotchas.transfer.wxr_verdicts import comments_of, number_of, plain, why_not_public
from kbsite import wxr_known
from kbsite.gotchas_import import Import

BATCH_POSTS = 200
BATCH_SIZE = 4_000_000  # characters
BATCH_COMMENTS = 4_000
NAMED = 20
"""Comments of a post that one line of the report names."""
Say = Callable[[int, str], object]


class WxrImport:
    """One run. `say` is told what became of each post, `refuse` what was not taken, each with its line."""

    def __init__(self, render: Render, find_codes: CodeFinder, say: Say, refuse: Say, note: str) -> None:
        self.run = Import(render, self._refuse, note, None, "")
        self.find_codes, self.say, self._tell = find_codes, say, refuse
        self.counts: Counter[str] = Counter()
        self.kinds: tuple[str, ...] = ("post",)
        self.state = Gotcha.State.PUBLISHED
        self.dry = False
        self.waiting: list[tuple[int, ArticleRecord]] = []
        self.size = self.talk = 0
        self.seen: set[str] = set()
        self.told: list[Told] = []

    def read(self, file: BinaryIO, progress: Callable[[int], object]) -> None:
        """Raises WxrRefused where the file cannot be read on; what stands before it is stored then."""
        reader = Reader(file, self._repaired, progress)
        try:
            for item in reader.items():
                if proposed := self._judged(item, reader):
                    self._take(proposed, reader)
                if len(self.told) >= BATCH_POSTS:
                    self._follow(reader)
        finally:
            self._flush(reader)
            self._follow(reader)

    def finish(self) -> None:
        self.run.finish()

    def _repaired(self, line: int, what: str) -> None:
        self.counts["repaired"] += 1
        self.say(line, f"repaired: {what}")

    def _refuse(self, line: int, why: str) -> None:
        self.counts["refused"] += 1
        self._tell(line, why)

    def _judged(self, item: WxrItem, reader: Reader) -> Proposed | None:
        """What an item becomes, None for one that does not; the report has a line for each."""
        number, title = number_of(item.number), plain(item.title)[:80]
        blog = blog_key(reader.site)
        if why := why_not_public(item, self.kinds):
            self.counts["posts left out"] += 1
            self.counts["comments left out"] += len(item.comments)
            hanging = f", with {len(item.comments):,} comments" if item.comments else ""
            self.say(item.line, f"post {item.number.strip()[:40]} {title!r} left out: {why}{hanging}")
            if number and item.kind.strip() in self.kinds:
                self._hide(item, f"post {number} {title!r} is {why} there", f"{blog}-{number}", blog)
            return None
        if not number or number in self.seen:
            why = "stands twice" if number else "has a number that is none"
            self._refuse(item.line, f"post {item.number.strip()[:40]!r} {why}")
            return None
        self.seen.add(number)
        talk = comments_of(item, link_of(item))
        try:
            proposed = propose(item, reader.site, talk, self.find_codes)
            sections = proposed.collection is not None
            if why := wxr_known.why_doubled(blog, f"{blog}-{number}", sections=sections):
                raise PostRefused(why)
        except PostRefused as refused:
            self._refuse(item.line, f"post {number} {title!r}: {refused}")
            return None
        for line, why in talk.refused:
            self._refuse(line, why)
        for line, note in talk.notes:
            self.say(line, note)
        self.counts.update({f"apart: {name}": times for name, times in talk.counts.items()})
        self.say(item.line, _summary(number, title, proposed))
        self.told.append(Told(item.line, f"post {number} {title!r}", f"{blog}-{number}", talk.states))
        return proposed

    def _hide(self, item: WxrItem, what: str, key: str, blog: str) -> None:
        """Let nobody read here what is not public any more where it came from."""
        gotchas, collection = wxr_known.public_here(blog, key)
        if gotchas and self.dry:
            self.say(item.line, f"{what} and would be hidden here: {wxr_known.addresses(gotchas)}")
        elif gotchas:
            hidden, edited = wxr_known.hide(gotchas, f"{self.run.note}: not public there any more"[-300:])
            self.counts["hidden"] += len(hidden)
            if hidden:
                named = wxr_known.addresses(hidden)
                self.say(item.line, f"{what} and was public here: hidden as a draft: {named}")
            if edited:
                named = wxr_known.addresses(edited)
                self._refuse(item.line, f"{what} and public here, edited since: hide it: {named}")
        if collection:
            address = whole(collection.get_absolute_url())
            self._refuse(item.line, f"{what}, its introduction and comments are still public here: {address}")

    def _take(self, proposed: Proposed, reader: Reader) -> None:
        articles = [
            dataclasses.replace(one, texts={**one.texts, "state": str(self.state)})
            for one in proposed.articles
        ]
        if proposed.collection is None:
            self.size += sum(len(text or "") for text in articles[0].texts.values())
            self.size += sum(len(comment.text) for comment in proposed.talk.records)
            self.talk += len(proposed.talk.records)
            one = dataclasses.replace(articles[0], comments=tuple(proposed.talk.records))
            self.waiting.append((proposed.line, one))
            if len(self.waiting) >= BATCH_POSTS or self.size > BATCH_SIZE or self.talk > BATCH_COMMENTS:
                self._flush(reader)
        elif not self.dry:
            self._flush(reader)
            number = _number_of_collection(proposed.collection.external_id)
            record = dataclasses.replace(proposed.collection, number=number)
            # Its comments come last: they speak of its sections, and of codes that are new with these.
            self._store([(proposed.line, dataclasses.replace(record, comments=()))])
            if number in self.run.without:
                return
            self._store([(proposed.line, dataclasses.replace(one, collection=number)) for one in articles])
            self._store([(proposed.line, record)])

    def _flush(self, reader: Reader) -> None:
        """Store the posts that are one gotcha each, in the collection of their blog."""
        lines, self.waiting, self.size, self.talk = self.waiting, [], 0, 0
        if not lines or self.dry:
            return
        site, key = reader.site, blog_key(reader.site)
        number = _number_of_collection(key)
        title = plain(site.title)[:200] or "Imported blog"
        link = site.link.strip()
        source = (
            SourceRecord(title, link)
            if link.startswith(("https://", "http://")) and len(link) <= 500
            else None
        )
        self._store([(lines[0][0], CollectionRecord(number, title, source=source, external_id=key))])
        self._store([(line, dataclasses.replace(one, collection=number)) for line, one in lines])

    def _follow(self, reader: Reader) -> None:
        """Let comments that were taken before follow what became of them there.

        One that the batch in hand brings stands as the file has it, or is not there yet.
        """
        posts, self.told = self.told, []
        for one in follow(blog_key(reader.site), posts, dry=self.dry):
            line, what = one.told.line, one.told.what
            would = "would be " if self.dry else ""
            self.counts["comments hidden"] += len(one.hidden)
            self.counts["comments shown"] += len(one.shown)
            if one.hidden:
                self.say(line, f"{what}: not shown there any more, {would}hidden here: {_named(one.hidden)}")
            if one.shown:
                self.say(line, f"{what}: shown there by now, {would}shown here: {_named(one.shown)}")
            if one.kept:
                why = "not shown there any more, edited or marked here since: hide them, or leave them"
                self._refuse(line, f"{what}: {why}: {_named(one.kept)}")
            if one.unsaid:
                why = "has no comments in this file, and is not believed: hide here what is deleted there"
                self._refuse(line, f"{what} {why}: {_named(one.unsaid)}")

    def _store(self, lines: Sequence[tuple[int, ArticleRecord | CollectionRecord]]) -> None:
        for some in _portions(lines):
            self.run.store(Batch(type(some[0][1]), list(some)))


def _portions(lines: Sequence[tuple[int, object]]) -> Iterator[Sequence[tuple[int, object]]]:
    for at in range(0, len(lines), BATCH_POSTS):
        yield lines[at : at + BATCH_POSTS]


def _number_of_collection(external_id: str) -> int:
    """The number of the collection that was made of this before, else the next."""
    there = Collection.objects.filter(external_id=external_id).first()
    return there.number if there else Collection.objects.all().next_number()


def _named(comments: Sequence[Comment]) -> str:
    """The addresses of comments, as many as a line can hold."""
    named = ", ".join(whole(row.get_absolute_url()) for row in comments[:NAMED])
    left = len(comments) - NAMED
    return f"{named} and {left:,} more" if left > 0 else named


def _summary(number: str, title: str, proposed: Proposed) -> str:
    count = len(proposed.articles)
    what = f"{count} gotchas, of its numbered sections" if proposed.collection else "one gotcha"
    talk = proposed.talk.records
    waiting = sum(record.state == "waiting" for record in talk)
    said = f", {len(talk):,} comments" if talk else ""
    return f"post {number} {title!r}: {what}{said}" + (f", {waiting:,} of them wait" if waiting else "")

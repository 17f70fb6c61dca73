"""Write the items of a saved blog post as a collection of gotchas. What is there already is never changed.

An item counts as there by its external id, which is made of the numbers and titles of all items: a later copy
of the same page, with more comments below it, is the same collection.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.db import transaction
from django.utils.text import slugify

from gotchas.models import CodeFamily, Collection, Gotcha, GotchaCode, MessageCode, Platform, Source
from gotchas.transfer.thread_records import SeenCode, ThreadFile, ThreadItem

AUTHOR = "Import"
NOTE = "An exact copy of the original. Which comment answers which was proposed by a program."
HTML = ["problem_html", "cause_html", "solution_html", "expected_html", "renderer"]
NEW_CODE_LIMIT = 2_000
CODE_LENGTH = 120
BATCH = 400
Progress = Callable[[int], object]
CodeKey = tuple[str, str]


class ThreadNotStored(RuntimeError):
    """The database cannot take this thread; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a thread goes and what the operator knows of it.

    `number` None is the collection that was made of it before, else the next number. `note` is for the
    first revisions.
    """

    title: str
    note: str
    source: str = ""
    published_on: date | None = None
    time_zone: str = "UTC"
    number: int | None = None


@dataclass(slots=True)
class StoredThread:
    """The collection as it now is, and what was made for it.

    Gotchas are by source number, codes by (family slug, code).
    """

    collection: Collection
    gotchas: dict[str, Gotcha] = field(default_factory=dict)
    codes: dict[CodeKey, MessageCode] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    new_platforms: list[str] = field(default_factory=list)


def thread_key(thread: ThreadFile) -> str:
    """What tells this post from others: a digest of its items' numbers and titles."""
    whole = "\n".join(f"{item.source_number} {item.title}" for item in thread.items)
    return "thread-" + hashlib.sha256(whole.encode()).hexdigest()[:16]


def find_collection(thread: ThreadFile, number: int | None) -> Collection | None:
    """The collection a thread goes to, if it is there: that of the number, or the one made of it before."""
    if number is not None:
        return Collection.objects.filter(number=number).first()
    first = f"{thread_key(thread)}-{thread.items[0].source_number}"
    return Collection.objects.filter(gotchas__external_id=first).order_by("number").first()


@transaction.atomic
def store_items(thread: ThreadFile, where: Destination, progress: Progress) -> StoredThread:
    """Add the collection, its codes and gotchas where they are missing; `progress` is called for each item.

    Raises ThreadNotStored for a number that cannot be given, for source numbers that others have in the
    collection, and for a file that names more than `NEW_CODE_LIMIT` codes that are not stored.
    """
    writer = _Writer(thread, where)
    writer.refuse_conflicts()
    writer.add_codes()
    writer.add_gotchas(progress)
    return writer.stored


class _Writer:
    """One run over one thread."""

    def __init__(self, thread: ThreadFile, where: Destination) -> None:
        self.thread = thread
        self.where = where
        self.key = thread_key(thread)
        there = find_collection(thread, where.number)
        self.stored = StoredThread(there or self._new_collection())
        self.stored.made["collections"] = int(there is None)
        self.platforms = _platforms_by_word()

    def _new_collection(self) -> Collection:
        following = Collection.objects.all().next_number()
        if self.where.number is not None and self.where.number < following:
            raise ThreadNotStored(
                f"the number {self.where.number} is not given again; the next one is {following}"
            )
        return Collection.objects.create(
            number=self.where.number or following,
            title=self.where.title,
            introduction=self.thread.introduction,
            source=_source(self.where.source, self.where.title),
            published_on=self.where.published_on,
            time_zone=self.where.time_zone,
            note=NOTE,
            external_id="" if Collection.objects.filter(external_id=self.key).exists() else self.key,
        )

    def _external_id(self, item: ThreadItem) -> str:
        return f"{self.key}-{item.source_number}"

    def refuse_conflicts(self) -> None:
        ours = {item.source_number: self._external_id(item) for item in self.thread.items}
        rows = self.stored.collection.gotchas.exclude(source_number="")
        for number, external_id in rows.values_list("source_number", "external_id"):
            if number in ours and external_id != ours[number]:
                where = self.stored.collection.number
                raise ThreadNotStored(f"collection {where} has a gotcha {number} that is not from this file")

    def add_codes(self) -> None:
        """Store the codes that the file names and the catalogue does not have; their meaning is not known."""
        hits = _codes_of(self.thread)
        codes = self.stored.codes
        for batch in _batches(hits.values()):
            codes |= MessageCode.objects.found(batch)
        missing = [key for key in hits if key not in codes]
        if len(missing) > NEW_CODE_LIMIT:
            raise ThreadNotStored(
                f"the file names {len(missing):,} codes that are not stored, over {NEW_CODE_LIMIT:,}"
            )
        families = CodeFamily.objects.in_bulk({family for family, _ in missing}, field_name="slug")
        for key in missing:
            codes[key] = MessageCode.objects.create(
                family=families[key[0]], code=key[1], severities=hits[key].severity
            )
        self.stored.made["codes"] = len(missing)

    def add_gotchas(self, progress: Progress) -> None:
        """All items; the new ones are rendered when all are there, since they name one another."""
        collection = self.stored.collection
        there = {row.external_id: row for row in collection.gotchas.select_related("collection")}
        new: list[Gotcha] = []
        for item in self.thread.items:
            gotcha = there.get(self._external_id(item))
            if gotcha is None:
                gotcha = self._new_gotcha(item)
                new.append(gotcha)
            self.stored.gotchas[item.source_number] = gotcha
        for gotcha in new:
            gotcha.render()
            gotcha.save(update_fields=HTML)
            gotcha.record(author_name=AUTHOR, note=self.where.note)
            progress(1)
        self.stored.made["gotchas"] = len(new)
        if self.stored.made["collections"]:
            collection.refresh_from_db()
            collection.save()  # its introduction names gotchas too

    def _new_gotcha(self, item: ThreadItem) -> Gotcha:
        gotcha = Gotcha.objects.create(
            collection=self.stored.collection,
            title=item.title,
            kind=item.kind,
            state=Gotcha.State.PUBLISHED,
            problem=item.problem,
            cause=item.cause,
            solution="\n\n".join(text for text in (item.solution, item.tip) if text),
            source_number=item.source_number,
            external_id=self._external_id(item),
        )
        gotcha.platforms.set(self._platform(word) for word in item.platform_words)
        rows: dict[int, str] = {}
        for code in item.codes:
            if row := self.stored.codes.get((code.family, code.code)):
                rows.setdefault(row.pk, code.severity)
        GotchaCode.objects.bulk_create(
            GotchaCode(gotcha=gotcha, code_id=code, severity=severity, order=order)
            for order, (code, severity) in enumerate(rows.items())
        )
        return gotcha

    def _platform(self, word: str) -> Platform:
        name = word[:80]
        if name.lower() not in self.platforms:
            slug = _free_slug(slugify(name)[:36] or "platform")
            self.platforms[name.lower()] = Platform.objects.create(slug=slug, name=name)
            self.stored.new_platforms.append(name)
        return self.platforms[name.lower()]


def _platforms_by_word() -> dict[str, Platform]:
    """Platforms by every word they are known as, their own names before others'."""
    rows = list(Platform.objects.all())
    words = {word.strip().lower(): row for row in rows for word in row.known_as.split(",") if word.strip()}
    return words | {row.slug.lower(): row for row in rows} | {row.name.lower(): row for row in rows}


def _free_slug(slug: str) -> str:
    taken = set(Platform.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(
        name for n in range(len(taken) + 1) if (name := f"{slug}-{n + 1}" if n else slug) not in taken
    )


def _source(given: str, title: str) -> Source | None:
    if not given:
        return None
    is_address = "." in given and " " not in given
    row, _ = Source.objects.get_or_create(
        title=(title if is_address else given)[:300], address=given if is_address else ""
    )
    return row


def _codes_of(thread: ThreadFile) -> dict[CodeKey, SeenCode]:
    """The codes of the whole file that a row can hold, each as it was last seen."""
    seen = [code for item in thread.items for code in item.codes]
    seen += [code for comment in thread.comments for code in comment.codes]
    return {(code.family, code.code): code for code in seen if len(code.code) <= CODE_LENGTH}


def _batches(rows: Iterable[SeenCode]) -> Iterable[list[SeenCode]]:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch

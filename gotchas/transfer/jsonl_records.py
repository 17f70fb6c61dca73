"""What a line of an exchange file says, as typed values. Nothing here knows the database or JSON.

`None` stands for what a line does not say: a field that is not given leaves a stored one as it is.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """A code of an article, with all that is known of it. `family` is a slug, `family_name` its name."""

    code: str
    family: str
    family_name: str
    severity: str = ""
    slug: str = ""
    severities: str = ""
    severity_note: str = ""
    meaning: str = ""
    meaning_state: str = "unknown"
    note: str = ""
    state: str = "current"
    wrapper: bool = False
    aliases: tuple[tuple[str, str], ...] = ()
    """Kind and alias."""
    platforms: tuple[tuple[str, str], ...] = ()
    """Slug and name."""
    sources: "tuple[SourceRecord, ...]" = ()


@dataclass(frozen=True, slots=True)
class SourceRecord:
    title: str
    address: str = ""
    read_on: datetime.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """`base` is the number of another revision of the same article, 0 for none. `content` is JSON."""

    number: int
    created_at: datetime.datetime
    content: Mapping[str, object]
    base: int = 0
    author: str = ""
    note: str = ""
    suppressed: tuple[str, ...] = ()
    suppressed_reason: str = ""
    suppressed_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """`number` is what its source calls it; one that begins with # counts within its list only.

    `parent` and `answers` are such numbers. `gotchas` (numbers as "1.15") and `codes` (slug of the family,
    code) are what it speaks of; where one of the three is None, what the text names counts.
    """

    author: str
    text: str
    number: str = ""
    parent: str = ""
    date: datetime.datetime | None = None
    format: str = "plain"
    kind: str = "other"
    state: str = "published"
    email: str = ""
    person: str = ""
    staff: bool = False
    edited_at: datetime.datetime | None = None
    removed_reason: str = ""
    source_number: str = ""
    source_url: str = ""
    retold: bool = False
    parent_confidence: float | None = None
    parent_confirmed_at: datetime.datetime | None = None
    answers: tuple[str, ...] | None = None
    gotchas: tuple[str, ...] | None = None
    codes: tuple[tuple[str, str], ...] | None = None
    worked_version: str = ""
    worked_platform: str = ""
    answer_marked_at: datetime.datetime | None = None
    answer_marked_by: str = ""
    confirmed_at: datetime.datetime | None = None
    confirmed_by: str = ""
    earlier_texts: tuple[tuple[datetime.datetime, str], ...] = ()
    """When each was replaced, and its text."""


@dataclass(frozen=True, slots=True)
class LooseComment:
    """A comment on a line of its own; `article` is the number of the article that it hangs on."""

    article: str
    comment: CommentRecord


@dataclass(frozen=True, slots=True)
class SpelledCodes:
    """The codes of an article as the product writes them: the first is the code, others name it too.

    `severity` and `said_kind` ("warning", "rule") are those of the message, `meaning` is its first line.
    """

    spellings: tuple[str, ...]
    family: str
    severity: str = ""
    said_kind: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article. `number` is its identifier where it came from; `texts` are the plain fields that are given.

    `texts` has the names that `Gotcha.content()` gives. `codes`, `position`, `external_id` and what follows
    them are given by this site's own export only; others give `spelled`.
    """

    number: str
    texts: Mapping[str, str | None]
    spelled: SpelledCodes | None = None
    codes: tuple[CodeRecord, ...] | None = None
    platforms: tuple[tuple[str, str], ...] | None = None
    """Slug, empty where only the name is known, and name."""
    sources: tuple[SourceRecord, ...] | None = None
    family: tuple[str, str] | None = None
    """Slug and name, as of `platforms`, of the product where no code says so."""
    comments: tuple[CommentRecord, ...] = ()
    shortened: tuple[str, ...] = ()
    """What of the line is not kept as it was given, as a report counts it."""
    collection: int | None = None
    position: int | None = None
    external_id: str | None = None
    source_number: str = ""
    related: tuple[str, ...] | None = None
    successor: str = ""
    created_at: datetime.datetime | None = None
    published_at: datetime.datetime | None = None
    edited_at: datetime.datetime | None = None
    corrected_at: datetime.datetime | None = None
    revisions: tuple[RevisionRecord, ...] = ()
    thread_closed_at: datetime.datetime | None = None
    thread_closed_reason: str = ""

    @property
    def is_whole(self) -> bool:
        """It was exported by a site like this, revisions included."""
        return self.external_id is not None


@dataclass(frozen=True, slots=True)
class AskedRecord:
    """How often a code that is not stored was looked for."""

    count: int = 0
    first_seen: datetime.datetime | None = None
    last_seen: datetime.datetime | None = None
    dismissed_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class CodeTalkRecord:
    """The comments on a code: a line of its own, since a code belongs to no collection.

    `asked` is given for a code that is not stored: its comments wait until the first one is published.
    """

    code: CodeRecord
    asked: AskedRecord | None = None
    comments: tuple[CommentRecord, ...] = ()
    thread_closed_at: datetime.datetime | None = None
    thread_closed_reason: str = ""


@dataclass(frozen=True, slots=True)
class CollectionRecord:
    """A collection: the line that stands before its articles."""

    number: int
    title: str
    introduction: str = ""
    authors: str = ""
    source: SourceRecord | None = None
    published_on: datetime.date | None = None
    time_zone: str = "UTC"
    note: str = ""
    external_id: str = ""
    last_position: int = 0
    created_at: datetime.datetime | None = None
    comments: tuple[CommentRecord, ...] = ()
    thread_closed_at: datetime.datetime | None = None
    thread_closed_reason: str = ""


Record = ArticleRecord | CollectionRecord | CodeTalkRecord | LooseComment


class LineRefused(ValueError):
    """A line is not taken; the message says why in a few words, without its text."""

"""What a line of an exchange file says, as typed values. Nothing here knows the database or JSON.

`None` stands for what a line does not say: a field that is not given leaves a stored one as it is.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """A code of an article, with all that is known of it. `family` is a slug, `family_name` its name.

    Both are empty where a code was looked for in which no family was seen.
    """

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
    printed: "tuple[PrintedRecord, ...] | None" = None
    """What the product prints for it; without it a new code gets what the starter's list has."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    title: str
    address: str = ""
    read_on: datetime.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrintedRecord:
    text: str
    source: SourceRecord | None = None


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """`base` is the number of another revision of the same article, 0 for none. `content` is JSON."""

    number: int
    created_at: datetime.datetime
    content: Mapping[str, object]
    base: int = 0
    author: str = ""
    note: str = ""
    correction: str = ""
    """Number of the correction that caused it, for who reads the file; its own line is what is imported."""
    suppressed: tuple[str, ...] = ()
    suppressed_reason: str = ""
    suppressed_at: datetime.datetime | None = None
    suppressed_by: str = ""


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
    erased_at: datetime.datetime | None = None
    removed_reason: str = ""
    source_number: str = ""
    source_url: str = ""
    retold: bool = False
    parent_confidence: float | None = None
    parent_confirmed_at: datetime.datetime | None = None
    parent_confirmed_by: str = ""
    answers: tuple[str, ...] | None = None
    gotchas: tuple[str, ...] | None = None
    codes: tuple[tuple[str, str], ...] | None = None
    worked_version: str = ""
    worked_platform: str = ""
    answer_marked_at: datetime.datetime | None = None
    answer_marked_by: str = ""
    confirmed_at: datetime.datetime | None = None
    confirmed_by: str = ""
    marked_answer: str = ""
    """Of a question: the number of the comment that was marked as its answer."""
    became: str = ""
    """Number of the correction that was made of it."""
    earlier_texts: tuple[tuple[datetime.datetime | str, ...], ...] = ()
    """When each was replaced, and its text; then, where they were kept, its kind, version and platform."""
    hidden_texts: tuple[tuple[datetime.datetime | str, ...], ...] = ()
    """Those that are not shown: when it was replaced, its text, when it was hidden, by whose account; then
    kind, version and platform."""


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
    days_of_several: int = 0


@dataclass(frozen=True, slots=True)
class CodeTalkRecord:
    """A code and the comments on it: a line of its own, since a code belongs to no collection.

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


@dataclass(frozen=True, slots=True)
class CodeLinkRecord:
    """What is said of two codes: of each code, family and name of that are given and no more."""

    first: CodeRecord
    second: CodeRecord
    relation: str
    basis: str
    basis_note: str = ""
    sources: tuple[SourceRecord, ...] = ()
    confirmed_at: datetime.datetime | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionRecord:
    """What a reader proposed. `gotcha` is a number as "1.15", "" for a gotcha that was proposed itself.

    `number` names it in the file, and is kept as its external identifier. A revision is named by its number
    and moment: elsewhere another one may have that number.
    """

    number: str
    collection: int
    created_at: datetime.datetime
    gotcha: str = ""
    base: tuple[int, datetime.datetime] | None = None
    part: str = ""
    quoted: str = ""
    proposed: str = ""
    proposal: Mapping[str, object] | None = None
    """Fields of a new gotcha, as JSON."""
    reason: str = ""
    seen_on: str = ""
    proposer: str = ""
    email: str = ""
    wants_mail: bool = False
    status_token: str = ""
    state: str = "reported"
    visibility: str = "public"
    duplicate_of: str = ""
    decided_at: datetime.datetime | None = None
    decided_by: str = ""
    decision_reason: str = ""
    taken_back_in: int | None = None
    """Number of the revision that put an older text in its place."""
    revisions: tuple[tuple[str, int, datetime.datetime], ...] = ()
    """Those that it caused: number of the gotcha, number and moment of the revision."""
    erased_at: datetime.datetime | None = None
    is_text_erased: bool = False
    standing: tuple[tuple[int, int], ...] = ()
    """First and last of each row of revisions that hold its text."""


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """An editor's word at a passage of the gotcha with this number."""

    gotcha: str
    text: str
    created_at: datetime.datetime
    level: str = "danger"
    part: str = ""
    anchor: str = ""
    correction: str = ""
    quoted: str = ""
    author: str = ""
    ended_at: datetime.datetime | None = None
    ended_by: str = ""
    ended_reason: str = ""


Record = (
    ArticleRecord
    | CollectionRecord
    | CodeTalkRecord
    | CodeLinkRecord
    | CorrectionRecord
    | NoticeRecord
    | LooseComment
)


class LineRefused(ValueError):
    """A line is not taken; the message says why in a few words, without its text."""

"""The starter content as typed values; `starter.read_starter` makes them from the data files."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlatformRow:
    slug: str
    name: str
    order: int
    is_all: bool
    known_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """`read_on` is a day, or a month alone, `2026-11`, where the day was not kept. `address` may be empty."""

    key: str
    title: str
    address: str
    read_on: str


@dataclass(frozen=True, slots=True)
class CodeRef:
    """A code as it was seen: `severity` is the letter that stood with it, or empty."""

    family: str
    code: str
    severity: str = ""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code of the catalogue. `aliases` are (kind, alias), kinds as in `CodeAlias.Kind`."""

    family: str
    code: str
    severities: str
    severity_note: str
    meaning: str
    meaning_state: str
    platforms: tuple[str, ...]
    wrapper: bool
    aliases: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """What is said of two codes, from the first to the second. None is confirmed by an editor of a site."""

    origin: CodeRef
    target: CodeRef
    relation: str
    basis: str
    basis_note: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction that a comment of the thread proposed; `passage` is in the text of `part` as it stands."""

    state: str
    comment: int
    seconded_by: tuple[int, ...]
    settled_by: int | None
    reported_on: datetime.date
    decided_on: datetime.date | None
    credit: tuple[str, ...]
    part: str
    passage: str
    proposed: str
    reason: str


@dataclass(frozen=True, slots=True)
class GotchaRow:
    """An article; the four texts are Markdown and may be empty, `related` are positions."""

    file: str
    position: int
    external_id: str
    title: str
    also_said: str
    kind: str
    state: str
    platforms: tuple[str, ...]
    codes: tuple[CodeRef, ...]
    risk: str
    confidence: str
    applies_from: str
    applies_to: str
    verified_release: str
    related: tuple[int, ...]
    sources: tuple[str, ...]
    corrections: tuple[CorrectionRow, ...]
    problem: str
    cause: str
    solution: str
    expected: str


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment retold. `answers` begins with its parent; `posted_at` is the local time of the collection."""

    number: int
    author: str
    person: str
    posted_at: datetime.datetime
    kind: str
    answers: tuple[int, ...]
    accepted_by: int | None
    duplicate_of: int | None
    sure: float
    gotchas: tuple[int, ...]
    codes: tuple[CodeRef, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class CollectionRow:
    number: int
    title: str
    external_id: str
    authors: str
    source: str
    published_on: datetime.date
    time_zone: str
    note: str
    introduction: str


@dataclass(frozen=True, slots=True)
class Starter:
    collection: CollectionRow
    platforms: tuple[PlatformRow, ...]
    sources: tuple[SourceRow, ...]
    codes: tuple[CodeRow, ...]
    links: tuple[LinkRow, ...]
    gotchas: tuple[GotchaRow, ...]
    people: tuple[PersonRow, ...]
    comments: tuple[CommentRow, ...]
    thread_source: str

    def counterparts(self) -> list[CodeRef]:
        """Codes that a link names and the catalogue has no row for: their meaning is not known yet."""
        own = {(row.family, row.code) for row in self.codes}
        named = {(end.family, end.code) for link in self.links for end in (link.origin, link.target)}
        return [CodeRef(*key) for key in sorted(named - own)]

"""How the records of an exchange file are written as JSON: keys, limits, and what they may say.

The limits are those of the columns and of what is rendered; the names of choices those of the models.
"""

from gotchas.transfer.jsonl_records import (
    AskedRecord,
    CodeRecord,
    CodeTalkRecord,
    CollectionRecord,
    CommentRecord,
    LineRefused,
    RevisionRecord,
    SourceRecord,
)
from gotchas.transfer.jsonl_values import (
    DAY,
    FLAG,
    MOMENT,
    SHARE,
    Kind,
    Shape,
    choice,
    code_name,
    kept,
    line,
    many,
    row,
    short_name,
    text,
    whole,
)

TEXT_LIMIT = 65_536
"""Bytes of UTF-8 of one part of an article, and of a comment that is no Markdown."""
MARKDOWN_COMMENT_LIMIT = 10_000
CODES, PLATFORMS, SOURCES, COMMENTS, REVISIONS, OTHERS = 200, 200, 200, 100_000, 10_000, 1_000
NUMBER = line(200)

GOTCHA_KINDS = ("problem", "tip")
GOTCHA_STATES = ("draft", "published", "historic", "withdrawn", "merged")
RISKS = ("", "display", "configuration", "restart", "interruption")
CONFIDENCES = ("", "verified", "likely", "unverified")
MEANINGS = ("unknown", "sourced", "name", "twin", "unverified")
ALIAS_KINDS = ("hex", "decimal", "name", "old_id", "printed")
COMMENT_FORMATS = ("plain", "markdown", "html")
COMMENT_KINDS = ("question", "answer", "worked", "correction", "acknowledgement", "other")
COMMENT_STATES = ("published", "waiting", "spam", "removed")

FAMILY_SLUG = short_name(60)
PLATFORM_SLUG = short_name(40, empty=True)
NAMED_FAMILY = row(FAMILY_SLUG, line(120, empty=False))
NAMED_PLATFORM = row(PLATFORM_SLUG, line(80, empty=False))
"""A slug and a name."""

SOURCE = Shape(SourceRecord, {"title": line(300), "address": line(500), "read_on": DAY, "note": line(300)})

CODE = Shape(
    CodeRecord,
    {
        "code": line(120, empty=False),
        "family": FAMILY_SLUG,
        "family_name": line(120, empty=False),
        "severity": line(4),
        "slug": code_name(120),
        "severities": line(20),
        "severity_note": line(100),
        "meaning": line(500),
        "meaning_state": choice(MEANINGS),
        "note": text(TEXT_LIMIT),
        "state": choice(("current", "historic")),
        "wrapper": FLAG,
        "aliases": many(row(choice(ALIAS_KINDS), line(120, empty=False)), CODES),
        "platforms": many(NAMED_PLATFORM, PLATFORMS),
        "sources": many(SOURCE.kind(), SOURCES),
    },
)


def _content(value: object) -> dict[str, object]:
    """The content of a revision: texts, and lists of texts, by name."""
    if not isinstance(value, dict):
        raise LineRefused("is not an object")
    for one in value.values():
        for part in one if isinstance(one, list) else [one]:
            if part is not None:
                kept(part, TEXT_LIMIT)
    return dict(sorted(value.items()))


REVISION = Shape(
    RevisionRecord,
    {
        "number": whole(1),
        "created_at": MOMENT,
        "base": whole(1),
        "author": line(150),
        "note": line(300),
        "suppressed": many(line(40), 40),
        "suppressed_reason": line(300),
        "suppressed_at": MOMENT,
        "content": Kind(_content, lambda content: dict(sorted(content.items()))),
    },
)

COMMENT = Shape(
    CommentRecord,
    {
        "author": line(80),
        "body": text(TEXT_LIMIT),
        "date": MOMENT,
        "number": NUMBER,
        "parent": NUMBER,
        "format": choice(COMMENT_FORMATS),
        "kind": choice(COMMENT_KINDS),
        "state": choice(COMMENT_STATES),
        "email": line(254),
        "person": line(100),
        "staff": FLAG,
        "edited_at": MOMENT,
        "removed_reason": line(200),
        "source_number": line(40),
        "source_url": line(500),
        "retold": FLAG,
        "parent_confidence": SHARE,
        "parent_confirmed_at": MOMENT,
        "answers": many(NUMBER, OTHERS),
        "gotchas": many(NUMBER, OTHERS),
        "codes": many(row(FAMILY_SLUG, line(120, empty=False)), OTHERS),
        "worked_version": line(60),
        "worked_platform": line(60),
        "answer_marked_at": MOMENT,
        "answer_marked_by": line(150),
        "confirmed_at": MOMENT,
        "confirmed_by": line(150),
        "earlier_texts": many(row(MOMENT, text(TEXT_LIMIT)), OTHERS),
    },
    {"body": "text"},
)

COLLECTION = Shape(
    CollectionRecord,
    {
        "number": whole(1),
        "title": line(200, empty=False),
        "introduction": text(TEXT_LIMIT),
        "authors": line(300),
        "source": SOURCE.kind(),
        "published_on": DAY,
        "time_zone": line(60, empty=False),
        "note": line(500),
        "external_id": line(200),
        "last_position": whole(),
        "created_at": MOMENT,
        "thread_closed_at": MOMENT,
        "thread_closed_reason": line(200),
        "comments": many(COMMENT.kind(), COMMENTS),
    },
)

ASKED = Shape(
    AskedRecord, {"count": whole(), "first_seen": MOMENT, "last_seen": MOMENT, "dismissed_at": MOMENT}
)

CODE_TALK = Shape(
    CodeTalkRecord,
    {
        "code": CODE.kind(),
        "asked": ASKED.kind(),
        "thread_closed_at": MOMENT,
        "thread_closed_reason": line(200),
        "comments": many(COMMENT.kind(), COMMENTS),
    },
)

"""How the records of an exchange file are written as JSON: keys, limits, and what they may say.

The limits are those of the columns and of what is rendered; the names of choices those of the models.
"""

import json

from gotchas.transfer.jsonl_records import (
    AskedRecord,
    CodeLinkRecord,
    CodeRecord,
    CodeTalkRecord,
    CollectionRecord,
    CommentRecord,
    CorrectionRecord,
    LineRefused,
    NoticeRecord,
    PrintedRecord,
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
ALSO_SAID_LIMIT = 8_192
"""Bytes of UTF-8 of one part of an article, and of a comment that is no Markdown."""
MARKDOWN_COMMENT_LIMIT = 10_000
CODES, PLATFORMS, SOURCES, COMMENTS, REVISIONS, OTHERS = 200, 200, 200, 100_000, 10_000, 1_000
JSON_LIMIT = 1_000_000
"""Bytes of what is kept as JSON."""
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
RELATIONS = ("same_fault", "other_end", "wrapper_of", "renamed_to")
BASES = ("source", "text", "meaning", "rule")
CORRECTION_STATES = ("reported", "disputed", "held", "applied", "rejected", "duplicate")
VISIBILITIES = ("public", "waiting", "spam")
LEVELS = ("danger", "corrected", "disputed")
PARTS = ("", "title", "problem", "cause", "solution", "expected")

FAMILY_SLUG = short_name(60)
PLATFORM_SLUG = short_name(40, empty=True)
NAMED_FAMILY = row(FAMILY_SLUG, line(120, empty=False))
NAMED_PLATFORM = row(PLATFORM_SLUG, line(80, empty=False))
"""A slug and a name."""

SOURCE = Shape(SourceRecord, {"title": line(300), "address": line(500), "read_on": DAY, "note": line(300)})

PRINTED = Shape(PrintedRecord, {"text": line(200, empty=False), "source": SOURCE.kind()})

CODE = Shape(
    CodeRecord,
    {
        "code": line(120, empty=False),
        "family": short_name(60, empty=True),
        "family_name": line(120),
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
        "printed": many(PRINTED.kind(), OTHERS),
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


def _proposal(value: object) -> dict[str, object]:
    """The fields of a proposed gotcha: texts, and lists of texts."""
    fields = _content(value)
    if len(json.dumps(fields)) > JSON_LIMIT:
        raise LineRefused(f"has more than {JSON_LIMIT:,} bytes")
    return fields


REVISION = Shape(
    RevisionRecord,
    {
        "number": whole(1),
        "created_at": MOMENT,
        "base": whole(1),
        "author": line(150),
        "note": line(300),
        "correction": NUMBER,
        "suppressed": many(line(40), 40),
        "suppressed_reason": line(300),
        "suppressed_at": MOMENT,
        "suppressed_by": line(150),
        "content": Kind(_content, lambda content: dict(sorted(content.items()))),
    },
)

FACTS = (choice(COMMENT_KINDS), line(60), line(60))
"""Kind, version and platform of an earlier text."""

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
        "erased_at": MOMENT,
        "removed_reason": line(200),
        "source_number": line(40),
        "source_url": line(500),
        "retold": FLAG,
        "parent_confidence": SHARE,
        "parent_confirmed_at": MOMENT,
        "parent_confirmed_by": line(150),
        "answers": many(NUMBER, OTHERS),
        "gotchas": many(NUMBER, OTHERS),
        "codes": many(row(FAMILY_SLUG, line(120, empty=False)), OTHERS),
        "worked_version": line(60),
        "worked_platform": line(60),
        "answer_marked_at": MOMENT,
        "answer_marked_by": line(150),
        "confirmed_at": MOMENT,
        "confirmed_by": line(150),
        "marked_answer": NUMBER,
        "became": NUMBER,
        "earlier_texts": many(row(MOMENT, text(TEXT_LIMIT), more=FACTS), OTHERS),
        "hidden_texts": many(row(MOMENT, text(TEXT_LIMIT), MOMENT, line(150), more=FACTS), OTHERS),
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
    AskedRecord,
    {
        "count": whole(),
        "first_seen": MOMENT,
        "last_seen": MOMENT,
        "dismissed_at": MOMENT,
        "days_of_several": whole(),
    },
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

CODE_LINK = Shape(
    CodeLinkRecord,
    {
        "from": CODE.kind(),
        "to": CODE.kind(),
        "relation": choice(RELATIONS),
        "basis": choice(BASES),
        "basis_note": line(300),
        "sources": many(SOURCE.kind(), SOURCES),
        "confirmed_at": MOMENT,
        "confirmed_by": line(150),
    },
    {"from": "first", "to": "second"},
)

CORRECTION = Shape(
    CorrectionRecord,
    {
        "number": line(200, empty=False),
        "collection": whole(1),
        "gotcha": NUMBER,
        "created_at": MOMENT,
        "base": row(whole(1), MOMENT),
        "part": choice(PARTS),
        "quoted": text(TEXT_LIMIT),
        "proposed": text(TEXT_LIMIT),
        "proposal": Kind(_proposal, lambda fields: dict(sorted(fields.items()))),
        "reason": text(TEXT_LIMIT),
        "seen_on": line(60),
        "proposer": line(80),
        "email": line(254),
        "wants_mail": FLAG,
        "status_token": line(64),
        "state": choice(CORRECTION_STATES),
        "visibility": choice(VISIBILITIES),
        "duplicate_of": NUMBER,
        "decided_at": MOMENT,
        "decided_by": line(150),
        "decision_reason": text(TEXT_LIMIT),
        "taken_back_in": whole(1),
        "erased_at": MOMENT,
        "is_text_erased": FLAG,
        "revisions": many(row(NUMBER, whole(1), MOMENT), OTHERS),
        "standing": many(row(whole(1), whole(1)), OTHERS),
    },
)

NOTICE = Shape(
    NoticeRecord,
    {
        "gotcha": line(200, empty=False),
        "level": choice(LEVELS),
        "text": line(300, empty=False),
        "part": line(20),
        "anchor": line(80),
        "quoted": text(TEXT_LIMIT),
        "correction": NUMBER,
        "created_at": MOMENT,
        "author": line(150),
        "ended_at": MOMENT,
        "ended_by": line(150),
        "ended_reason": line(300),
    },
)

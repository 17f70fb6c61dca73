"""A line of an exchange file to a record, and a record to a line.

The form: one JSON object a line, an article with `number`, `title`, `codes`, `family`, `kind`, `severity`,
`platforms`, `message`, `problem`, `solution`, `comments`, `source`; a comment alone has `number` of its
article, `author` and `body`. What this site writes itself has more keys, so that nothing is lost, and lines
of other kinds: with `collection` as an object the collection that its articles belong to, with `code` a code
and the comments on it, with `code_link`, `correction` or `notice` what these words say.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from gotchas.transfer import jsonl_shapes as shapes
from gotchas.transfer import jsonl_values
from gotchas.transfer.jsonl_message import message_of, short_title, with_message
from gotchas.transfer.jsonl_records import (
    ArticleRecord,
    CodeLinkRecord,
    CodeRecord,
    CodeTalkRecord,
    CollectionRecord,
    CommentRecord,
    CorrectionRecord,
    LineRefused,
    LooseComment,
    NoticeRecord,
    Record,
    SourceRecord,
    SpelledCodes,
)
from gotchas.transfer.jsonl_values import (
    DAY,
    MOMENT,
    Kind,
    Shape,
    choice,
    line,
    many,
    text,
    value_at,
    whole,
)

T = TypeVar("T", bound=jsonl_values.Record)

LINE_LIMIT = 64 * 1024 * 1024
"""Bytes of one line: a thread of many thousand comments stands in one."""
MESSAGE_LIMIT = 16_384
_PART = text(shapes.TEXT_LIMIT)
_TEXTS: Mapping[str, Kind] = {
    "cause": _PART,
    "solution": _PART,
    "expected": _PART,
    "state": choice(shapes.GOTCHA_STATES),
    "risk": choice(shapes.RISKS),
    "confidence": choice(shapes.CONFIDENCES),
    "applies_from": line(40),
    "applies_to": line(40),
    "verified_release": line(60),
    "verified_by": line(100),
    "withdrawn_reason": line(500),
    "also_said": text(shapes.ALSO_SAID_LIMIT),
}
_REST = Shape(
    ArticleRecord,
    {
        "collection": whole(1),
        "position": whole(1),
        "external_id": shapes.NUMBER,
        "source_number": line(40),
        "related": many(shapes.NUMBER, shapes.OTHERS),
        "successor": shapes.NUMBER,
        "created_at": MOMENT,
        "published_at": MOMENT,
        "edited_at": MOMENT,
        "corrected_at": MOMENT,
        "family_row": shapes.NAMED_FAMILY,
        "code_rows": many(shapes.CODE.kind(), shapes.CODES),
        "source_rows": many(shapes.SOURCE.kind(), shapes.SOURCES),
        "revisions": many(shapes.REVISION.kind(), shapes.REVISIONS),
        "comments": many(shapes.COMMENT.kind(), shapes.COMMENTS),
        "thread_closed_at": MOMENT,
        "thread_closed_reason": line(200),
    },
    {"code_rows": "codes", "source_rows": "sources", "family_row": "family"},
)


def read_line(data: bytes) -> Record:
    """The record of one line. Raises LineRefused."""
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise LineRefused(f"is not UTF-8 at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise LineRefused(f"is no JSON: {error.msg} at character {error.pos + 1}") from None
    except LineRefused:
        raise
    except (RecursionError, ValueError):  # lists in lists, or a number of thousands of digits
        raise LineRefused("is no JSON that can be read") from None
    if not isinstance(value, dict):
        raise LineRefused("is JSON, but no object")
    for name, read in _OTHER_KINDS.items():
        if isinstance(value.get(name), dict):
            return read(value)
    if "title" not in value and "body" in value:
        return _loose_comment(value)
    return _article(value)


def _no_number(name: str) -> float:
    raise LineRefused(f"holds {name}, which is no number")


def _one(value: Mapping[str, Any], key: str, kind: Kind, default: Any = "") -> Any:
    """The value of one key, `default` where it is not given."""
    return default if value.get(key) is None else value_at(key, kind, value[key])


def _article(value: dict[str, Any]) -> ArticleRecord:
    if value.get("title") is None:
        raise LineRefused("title is missing")
    title = _one(value, "title", line(1_000, empty=False)).strip()
    message = _one(value, "message", text(MESSAGE_LIMIT))
    said_kind = _one(value, "kind", line(80)) or "problem"
    given = _REST.given(value)
    record = ArticleRecord(
        number=_one(value, "number", shapes.NUMBER),
        texts=_texts(value, title, message, said_kind),
        spelled=None if "codes" in given else _spelled(value, said_kind, message or title),
        platforms=_platforms(value),
        shortened=_shortened(value, title),
        **({"sources": _source(value), "family": _family(value)} | given),
    )
    _check_article(record)
    return record


def _shortened(value: Mapping[str, Any], title: str) -> tuple[str, ...]:
    """What no column holds: the title is kept whole in the problem."""
    return ("titles shortened",) if short_title(title) != title else ()


def _family(value: Mapping[str, Any]) -> tuple[str, str] | None:
    """What it is about where no code says so. None where the line has no word of it."""
    name = _one(value, "family", line(120)).strip()
    if name and not value.get("codes") and not value.get("code_rows"):
        return "", name
    return None


def _texts(value: Mapping[str, Any], title: str, message: str, said_kind: str) -> dict[str, str | None]:
    texts: dict[str, str | None] = {"title": short_title(title)}
    if "problem" in value or message or texts["title"] != title:
        texts["problem"] = with_message(title, message, _one(value, "problem", _PART))
    texts |= {key: _one(value, key, kind) for key, kind in _TEXTS.items() if value.get(key) is not None}
    texts["kind"] = said_kind if said_kind in shapes.GOTCHA_KINDS else "problem"
    if "verified_at" in value:
        day = _one(value, "verified_at", DAY, None)
        texts["verified_at"] = day.isoformat() if day else None
    return texts


def _spelled(value: Mapping[str, Any], said_kind: str, meaning: str) -> SpelledCodes | None:
    """None where the line has no word of codes; what is there is left as it is then."""
    if value.get("codes") is None:
        return None
    spellings = _one(value, "codes", many(line(120, empty=False), shapes.CODES), ())
    family = _one(value, "family", line(120)).strip()
    if spellings and not family:
        raise LineRefused("family is missing: codes belong to one")
    return SpelledCodes(
        spellings=tuple(dict.fromkeys(spelling.strip() for spelling in spellings)),
        family=family,
        severity=_one(value, "severity", line(4)),
        said_kind="" if said_kind in shapes.GOTCHA_KINDS else said_kind,
        meaning=" ".join(meaning.split("\n", 1)[0].split())[:500].rstrip(),
    )


def _platforms(value: Mapping[str, Any]) -> tuple[tuple[str, str], ...] | None:
    if value.get("platforms") is None:
        return None
    names = _one(value, "platforms", many(line(80, empty=False), shapes.PLATFORMS), ())
    slugs = _one(value, "platform_slugs", many(shapes.PLATFORM_SLUG, shapes.PLATFORMS), ("",) * len(names))
    if len(slugs) != len(names):
        raise LineRefused("platform_slugs are not as many as platforms")
    return tuple(zip(slugs, names, strict=True))


def _source(value: Mapping[str, Any]) -> tuple[SourceRecord, ...] | None:
    """The source as other people's files name it: an address, or words."""
    given = _one(value, "source", line(300))
    if not given:
        return None
    is_address = "." in given and " " not in given
    return (SourceRecord(title=given, address=given if is_address else ""),)


def _check_article(record: ArticleRecord) -> None:
    """What the database would refuse, or the renderer."""
    texts = record.texts
    if len((texts.get("problem") or "").encode()) > shapes.TEXT_LIMIT:
        raise LineRefused(f"message and problem have more than {shapes.TEXT_LIMIT:,} bytes together")
    if texts.get("state") == "withdrawn" and not texts.get("withdrawn_reason"):
        raise LineRefused("withdrawn_reason is missing")
    if (texts.get("state") == "merged") != bool(record.successor):
        raise LineRefused("a merged article has a successor, and no other has one")
    _check_thread(record)
    for code in record.codes or ():
        _check_code(code)
    numbers = {revision.number for revision in record.revisions}
    if len(numbers) < len(record.revisions):
        raise LineRefused("revisions has a number twice")
    for revision in record.revisions:
        if revision.base and (revision.base not in numbers or revision.base >= revision.number):
            raise LineRefused(f"revision {revision.number} has a base that is no earlier one")
        if revision.suppressed_at and not revision.suppressed_reason:
            raise LineRefused(f"revision {revision.number} does not say why it was suppressed")


def _check_code(code: CodeRecord, *, asked: bool = False) -> None:
    if not asked and not (code.family and code.family_name):
        raise LineRefused(f"code_rows: {code.code} is of no family")
    if (code.meaning_state == "unknown") != (not code.meaning):
        raise LineRefused(f"code_rows: {code.code} has a meaning without its state, or a state without it")


def _check_thread(record: ArticleRecord | CollectionRecord | CodeTalkRecord) -> None:
    if record.thread_closed_at and not record.thread_closed_reason:
        raise LineRefused("thread_closed_reason is missing")
    seen: set[str] = set()
    for place, comment in enumerate(record.comments):
        try:
            _check_comment(comment)
            if comment.number and comment.number in seen:
                raise LineRefused("has a number that stands there twice")
        except LineRefused as refused:
            raise LineRefused(f"comments[{place}] {refused}") from None
        seen.add(comment.number)
    _check_parents(record.comments)


def _check_parents(comments: Sequence[CommentRecord]) -> None:
    """What a comment hangs on stands in the same list, and does not hang on it in turn."""
    parents = {comment.number: comment.parent for comment in comments if comment.number}
    for place, comment in enumerate(comments):
        for other in (comment.parent, *(comment.answers or ())):
            if other and other not in parents:
                raise LineRefused(f"comments[{place}] hangs on a comment that is not in the list")
    sound: set[str] = set()
    for number in parents:
        branch: dict[str, None] = {}
        while number in parents and number not in sound:
            if number in branch:
                raise LineRefused(f"comment {number} hangs on itself")
            branch[number] = None
            number = parents[number]
        sound |= branch.keys()


def _check_comment(comment: CommentRecord) -> None:
    limit = shapes.MARKDOWN_COMMENT_LIMIT if comment.format == "markdown" else shapes.TEXT_LIMIT
    if len(comment.text.encode()) > limit:
        raise LineRefused(f"has more than {limit:,} bytes of {comment.format} text")
    if not comment.text.strip() and comment.state != "removed":
        raise LineRefused("has no text")


def _loose_comment(value: dict[str, Any]) -> LooseComment:
    article = _one(value, "number", shapes.NUMBER)
    if not article:
        raise LineRefused("number is missing: a comment hangs on an article")
    comment = shapes.COMMENT.read({**value, "number": None})
    _check_comment(comment)
    if comment.parent or comment.answers:
        raise LineRefused("hangs on another comment, which has no number here")
    return LooseComment(article, comment)


def _collection(value: Mapping[str, Any]) -> CollectionRecord:
    record = _within("collection", shapes.COLLECTION, value)
    try:
        _check_thread(record)
    except LineRefused as refused:
        raise LineRefused(f"collection.{refused}") from None
    return record


def _within(name: str, shape: Shape[T], value: Mapping[str, Any]) -> T:
    """The record that a line holds under the name of its kind."""
    return cast(T, value_at(name, shape.kind(), value[name]))


def _correction(value: Mapping[str, Any]) -> CorrectionRecord:
    record = _within("correction", shapes.CORRECTION, value)
    if record.gotcha and not record.part:
        raise LineRefused("correction.part is missing")
    if not record.gotcha and not record.proposal and not record.is_text_erased:
        raise LineRefused("correction.gotcha is missing, and so is a proposal of a new one")
    if (record.state == "duplicate") != bool(record.duplicate_of) or record.duplicate_of == record.number:
        raise LineRefused("correction.duplicate_of: a duplicate names another one, and nothing else does")
    if record.state != "reported" and not (record.decided_at and record.decision_reason):
        raise LineRefused("correction: a decision has decided_at and decision_reason")
    if record.is_text_erased and not record.erased_at:
        raise LineRefused("correction.erased_at is missing")
    if record.taken_back_in and record.state != "applied":
        raise LineRefused("correction.taken_back_in: only what was applied can be taken back")
    return record


def _code_link(value: Mapping[str, Any]) -> CodeLinkRecord:
    record = _within("code_link", shapes.CODE_LINK, value)
    for code in (record.first, record.second):
        _check_code(code)
    if (record.first.family, record.first.code) == (record.second.family, record.second.code):
        raise LineRefused("code_link is between two codes")
    return record


def _notice(value: Mapping[str, Any]) -> NoticeRecord:
    return _within("notice", shapes.NOTICE, value)


def _code_talk(value: Mapping[str, Any]) -> CodeTalkRecord:
    record = shapes.CODE_TALK.read(value)
    _check_code(record.code, asked=bool(record.asked))
    _check_thread(record)
    if record.comments and not record.code.family:
        raise LineRefused("comments are on a code without a family")
    if record.asked and any(comment.state == "published" for comment in record.comments):
        raise LineRefused("a comment is published on a code that is not stored")
    return record


_OTHER_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Record]] = {
    "collection": _collection,
    "code": _code_talk,
    "code_link": _code_link,
    "correction": _correction,
    "notice": _notice,
}


def write_line(record: Record) -> bytes:
    """The line of a record, with its line feed."""
    match record:
        case ArticleRecord():
            written = _written(record)
        case CodeTalkRecord():
            written = shapes.CODE_TALK.write(record)
        case CollectionRecord():
            written = {"collection": shapes.COLLECTION.write(record)}
        case CodeLinkRecord():
            written = {"code_link": shapes.CODE_LINK.write(record)}
        case CorrectionRecord():
            written = {"correction": shapes.CORRECTION.write(record)}
        case NoticeRecord():
            written = {"notice": shapes.NOTICE.write(record)}
        case LooseComment():
            written = {"number": record.article} | shapes.COMMENT.write(record.comment)
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _written(record: ArticleRecord) -> dict[str, Any]:
    texts, codes = record.texts, record.codes or ()
    message, problem = message_of(texts["title"] or "", texts.get("problem") or "")
    rest = _REST.write(record)
    platforms = record.platforms or ()
    article = {
        "number": record.number,
        "title": texts["title"],
        "codes": [one for code in codes for one in (code.code, *(alias for _, alias in code.aliases))],
        "family": codes[0].family_name if codes else record.family[1] if record.family else "",
        "kind": texts["kind"],
        "severity": codes[0].severity if codes else "",
        "platforms": [name for _, name in platforms],
        "message": message,
        "problem": problem,
        "solution": texts["solution"],
        "comments": rest.pop("comments", []),
        "source": record.sources[0].title if record.sources else "",
    }
    plain = {key: texts[key] for key in (*_TEXTS, "verified_at") if texts.get(key) and key != "solution"}
    exact = {"platform_slugs": [slug for slug, _ in platforms], "code_rows": [], "source_rows": []}
    return article | plain | exact | rest

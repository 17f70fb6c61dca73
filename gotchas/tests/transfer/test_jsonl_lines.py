"""Lines of an exchange file: what they say, what is refused and why, and that nothing is lost in writing."""

import contextlib
import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.transfer.jsonl_lines import read_line, write_line
from gotchas.transfer.jsonl_records import (
    ArticleRecord,
    CodeRecord,
    CollectionRecord,
    CommentRecord,
    LineRefused,
    LooseComment,
    RevisionRecord,
    SourceRecord,
)

PLAIN = {
    "number": "KB-1",
    "title": "E1: It broke",
    "codes": ["E1", "it-broke"],
    "family": "Made up",
    "kind": "warning",
    "severity": "W",
    "platforms": ["z/OS"],
    "message": "It broke at {0}",
    "problem": "You see it.",
    "solution": "Mend it.",
    "comments": [{"author": "Ann", "body": "Same here."}],
    "source": "a package",
}


def line(**changes: Any) -> bytes:
    return json.dumps(PLAIN | changes).encode()


def article(**changes: Any) -> ArticleRecord:
    record = read_line(line(**changes))
    assert isinstance(record, ArticleRecord)
    return record


def reason(data: bytes) -> str:
    with pytest.raises(LineRefused) as refused:
        read_line(data)
    return str(refused.value)


def test_an_article_says_what_its_keys_say() -> None:
    record = article()
    assert record.number == "KB-1"
    assert record.texts["problem"] == "```text\nIt broke at {0}\n```\n\nYou see it."
    assert (record.texts["solution"], record.texts["kind"]) == ("Mend it.", "problem")
    assert record.platforms == (("", "z/OS"),)
    assert record.sources == (SourceRecord("a package"),)
    assert record.comments == (CommentRecord("Ann", "Same here."),)
    assert record.spelled
    assert record.spelled.spellings == ("E1", "it-broke")
    assert (record.spelled.severity, record.spelled.said_kind) == ("W", "warning")
    assert record.spelled.meaning == "It broke at {0}"


def test_only_the_title_must_be_there_and_what_is_not_said_is_left_open() -> None:
    record = read_line(b'{"title": "It broke"}')
    assert isinstance(record, ArticleRecord)
    assert "solution" not in record.texts
    assert (record.spelled, record.platforms, record.sources) == (None, None, None)


def test_a_source_that_is_an_address_is_kept_as_one() -> None:
    assert article(source="example.org/a").sources == (SourceRecord("example.org/a", "example.org/a"),)


def test_date_number_and_parent_of_a_comment_are_kept() -> None:
    given = [
        {"author": "Ann", "body": "a", "number": "7", "date": "2026-06-30T12:00:00+02:00"},
        {"author": "Ben", "body": "b", "parent": "7"},
    ]
    first, second = article(comments=given).comments
    assert (first.number, first.date) == ("7", datetime.datetime(2026, 6, 30, 10, tzinfo=datetime.UTC))
    assert second.parent == "7"


def test_a_comment_alone_names_its_article() -> None:
    record = read_line(b'{"number": "KB-1", "author": "Ann", "body": "Same here."}')
    assert record == LooseComment("KB-1", CommentRecord("Ann", "Same here."))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "is no JSON"),
        (b'{"title": "a"', "is no JSON"),
        (b"[1]", "no object"),
        (b'"text"', "no object"),
        (b'{"title": "\xff"}', "not UTF-8 at byte 12"),
        (b'{"title": NaN}', "NaN"),
        (b"[" * 100_000, "no JSON"),
        (b'{"title": ' + b"9" * 10_000 + b"}", ""),
        (line(title=None), "title is missing"),
        (line(title=" "), "title is empty"),
        (line(title=7), "title is a number, not a text"),
        (line(title="a\x00b"), "title holds a NUL"),
        (line(title="a\ud800b"), "lone surrogate"),
        (line(title="a\x1bb"), "control character"),
        (line(title="a" * 1_001), "1,001 characters"),
        (line(number=7), "number is a number"),
        (line(number="n" * 201), "number has 201 characters"),
        (line(codes="E1"), "codes is a text, not a list"),
        (line(codes=["E1", 2]), "codes[1] is a number"),
        (line(codes=["E" * 121]), "codes[0] has 121 characters"),
        (line(family=""), "family is missing"),
        (line(problem="x" * 65_537), "problem has 65,537 bytes"),
        (line(problem="x" * 65_530), "more than 65,536 bytes together"),
        (line(state="lost"), "state is none of"),
        (line(state="withdrawn"), "withdrawn_reason is missing"),
        (line(state="merged"), "successor"),
        (line(verified_at="yesterday"), "verified_at is no day"),
        (line(comments=[{"author": "Ann"}]), "comments[0].body is missing"),
        (line(comments=[{"body": "x"}]), "comments[0].author is missing"),
        (line(comments=[{"author": "Ann", "body": " "}]), "comments[0] has no text"),
        (line(comments=[{"author": "Ann", "body": "x", "parent": "9"}]), "not in the list"),
        (line(comments=[{"author": "A", "body": "x", "date": "soon"}]), "comments[0].date is no time"),
        (line(comments=[{"author": "A", "body": "x", "number": "1"}] * 2), "stands there twice"),
        (line(comments=[{"author": "A", "body": "x", "number": "1", "parent": "1"}]), "hangs on itself"),
        (line(comments={"author": "Ann"}), "comments is an object, not a list"),
        (b'{"number": "", "author": "Ann", "body": "x"}', "number is missing"),
        (b'{"collection": {"number": 1}}', "collection.title is missing"),
        (b'{"collection": {"number": 0, "title": "x"}}', "number is no whole number from 1"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(data: bytes, said: str) -> None:
    assert said in reason(data)


def test_a_circle_of_parents_is_refused() -> None:
    circle = [{"author": "A", "body": "x", "number": a, "parent": b} for a, b in ("12", "23", "31")]
    assert "hangs on itself" in reason(line(comments=circle))


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(LineRefused):
        read_line(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = [*PLAIN, "code_rows", "revisions", "related", "position", "collection", "created_at", "platform_slugs"]


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6))
def test_any_values_are_read_or_refused(value: dict[str, Any]) -> None:
    data = json.dumps({"title": "It broke"} | value).encode()
    with contextlib.suppress(LineRefused):
        read_line(data)


# Written and read again

WORD = st.text(alphabet="aB1 é_`*{\u202e", min_size=1, max_size=8).filter(str.strip)
SLUG = st.text(alphabet="aB1-_", min_size=1, max_size=8)
TEXT = st.text(alphabet="ab `\n{}é\u2028", max_size=20)
TIME = st.datetimes(min_value=datetime.datetime(1970, 1, 1), timezones=st.just(datetime.UTC))
CODES = st.builds(
    CodeRecord,
    code=WORD,
    family=SLUG,
    family_name=WORD,
    severity=st.sampled_from(["", "E"]),
    wrapper=st.booleans(),
    aliases=st.lists(st.tuples(st.sampled_from(["hex", "name"]), WORD), max_size=2).map(tuple),
    sources=st.lists(st.builds(SourceRecord, WORD, WORD, st.none() | st.dates()), max_size=2).map(tuple),
)
KIND = st.sampled_from(["question", "worked"])
COMMENTS = st.builds(
    CommentRecord,
    author=WORD,
    text=WORD,
    date=st.none() | TIME,
    format=st.sampled_from(["plain", "markdown", "html"]),
    parent_confidence=st.none() | st.floats(0, 1),
    earlier_texts=st.lists(st.tuples(TIME, TEXT) | st.tuples(TIME, TEXT, KIND, WORD, WORD), max_size=2).map(
        tuple
    ),
)
ARTICLES = st.builds(
    ArticleRecord,
    number=WORD,
    texts=st.fixed_dictionaries(
        {
            "title": WORD.map(str.strip), "kind": st.sampled_from(["problem", "tip"]),
            "state": st.just("published"),
            "problem": TEXT, "cause": TEXT, "solution": TEXT, "expected": TEXT, "risk": st.just("restart"),
            "confidence": st.just(""), "applies_from": WORD, "applies_to": st.just(""),
            "verified_release": WORD, "verified_at": st.none() | st.dates().map(datetime.date.isoformat),
            "verified_by": WORD, "withdrawn_reason": st.just(""), "also_said": TEXT,
        }
    ),
    codes=st.lists(CODES, max_size=2).map(tuple),
    platforms=st.lists(st.tuples(SLUG, WORD), max_size=2).map(tuple),
    sources=st.lists(st.builds(SourceRecord, WORD, WORD), max_size=2).map(tuple),
    comments=st.lists(COMMENTS, max_size=2).map(tuple),
    collection=st.integers(1, 9),
    position=st.integers(1, 9),
    external_id=WORD,
    related=st.lists(WORD, max_size=2).map(tuple),
    created_at=TIME,
    revisions=st.builds(
        RevisionRecord, number=st.just(1), created_at=TIME, content=st.just({"b": [], "a": "x"}), note=WORD
    ).map(lambda one: (one,)),
)  # fmt: skip


@given(ARTICLES)
def test_what_was_written_is_read_as_it_was(record: ArticleRecord) -> None:
    again = read_line(write_line(record))
    assert isinstance(again, ArticleRecord)
    given_texts = {key: text for key, text in record.texts.items() if text}
    assert {key: text for key, text in again.texts.items() if text} == given_texts
    for name in ArticleRecord.__slots__:
        if name != "texts":
            assert getattr(again, name) == getattr(record, name), name
    assert write_line(again) == write_line(record)


def test_a_line_is_one_line_whatever_is_in_it() -> None:
    written = write_line(CollectionRecord(1, "A \u2028 b\u0085c", introduction="one\ntwo"))
    assert written.count(b"\n") == 1
    assert written.endswith(b"\n")

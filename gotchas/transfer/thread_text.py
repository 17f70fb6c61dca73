"""Read a saved text copy of a blog post with numbered items and the comments below it.

The shape: an introduction; items "1.5 Title" with a line "Platform: ..." and sections "Problem
description", "Solution" or "Tip"; a line "22 comments"; comments that begin with a date line and a
name. Everything is kept exactly as printed; what was not taken, and why, stands in the report.
All steps are linear in the size of the file.
"""

from collections.abc import Sequence

from gotchas.transfer.thread_bytes import THREAD_LIMIT, lines_of
from gotchas.transfer.thread_headers import CommentsStart, Header, comments_start, headers, is_feed_line
from gotchas.transfer.thread_items import first_item, items, section_text
from gotchas.transfer.thread_records import (
    CodeFinder,
    Note,
    SeenCode,
    ThreadComment,
    ThreadFile,
    ThreadItem,
    ThreadRefused,
    no_codes,
)

__all__ = [
    "COMMENT_LIMIT",
    "COMMENT_TEXT_LIMIT",
    "THREAD_LIMIT",
    "CodeFinder",
    "Note",
    "SeenCode",
    "ThreadComment",
    "ThreadFile",
    "ThreadItem",
    "ThreadRefused",
    "no_codes",
    "read_thread",
]

COMMENT_LIMIT = 50_000
# Bytes of UTF-8: as much as is shown of an imported text. A pasted trace has some ten thousand.
COMMENT_TEXT_LIMIT = 65_536


def read_thread(data: bytes, find_codes: CodeFinder = no_codes) -> ThreadFile:
    """Read the bytes of a saved post. Raises ThreadRefused with one line that says what is wrong.

    `find_codes` names the message codes in a text; it is called once an item and once a comment.
    """
    lines, notes = lines_of(data)
    first = first_item(lines)
    start = comments_start(lines, first)
    introduction = section_text(lines[:first], "the introduction", 1)
    taken_items, item_notes = items(lines, first, start.end_of_post, find_codes)
    found, header_notes = headers(lines, start)
    if len(found) > COMMENT_LIMIT:
        raise ThreadRefused(f"more than {COMMENT_LIMIT:,} comments", found[COMMENT_LIMIT].index + 1)
    comments, comment_notes = _comments(lines, found, find_codes)
    before = _before_first_comment(lines, start, found)
    report = sorted(notes + item_notes + header_notes + comment_notes + before, key=lambda note: note.line)
    return ThreadFile(
        introduction=introduction,
        items=tuple(taken_items),
        comments=tuple(comments),
        declared=start.declared,
        found=len(found),
        report=tuple(report),
    )


def _before_first_comment(lines: Sequence[str], start: CommentsStart, found: Sequence[Header]) -> list[Note]:
    end = found[0].index if found else len(lines)
    lost = [
        index
        for index in range(start.first_line, end)
        if lines[index].strip() and not is_feed_line(lines[index])
    ]
    if not lost:
        return []
    return [
        Note(
            lost[0] + 1, "refused", f"{_lines(len(lost))} between the count and the first comment: not taken"
        )
    ]


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number} lines"


def _comments(
    lines: Sequence[str], found: Sequence[Header], find_codes: CodeFinder
) -> tuple[list[ThreadComment], list[Note]]:
    comments: list[ThreadComment] = []
    notes: list[Note] = []
    ends = [*(header.index for header in found[1:]), len(lines)]
    for number, (header, end) in enumerate(zip(found, ends, strict=False), 1):
        text, last = _text_between(lines, header.index + 2, end)
        refusal = _why_no_comment(text)
        if refusal:
            notes.append(
                Note(header.index + 1, "refused", f"comment {number} of {header.author!r} {refusal}")
            )
            continue
        codes = tuple(find_codes(text))
        comments.append(
            ThreadComment(header.index + 1, last, number, header.author, header.posted, text, codes)
        )
    return comments, notes


def _text_between(lines: Sequence[str], start: int, end: int) -> tuple[str, int]:
    """The text without blank lines before and after it, and the number of its last line."""
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(lines[start:end]), end


def _why_no_comment(text: str) -> str:
    if not text:
        return "has no text"
    size = len(text.encode())
    if size > COMMENT_TEXT_LIMIT:
        return f"has {size:,} bytes of text, more than {COMMENT_TEXT_LIMIT:,}"
    return ""

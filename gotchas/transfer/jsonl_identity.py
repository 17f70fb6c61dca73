"""By what an article or a comment of a file is known again."""

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from gotchas.transfer.jsonl_records import ArticleRecord, CommentRecord

_OWN_NUMBER = re.compile(r"([1-9][0-9]{0,17})-[0-9]{8}T[0-9]{12}", re.ASCII)


class Correction(Protocol):
    """What a correction's number is made of."""

    pk: int
    external_id: str
    created_at: datetime.datetime


def external_id(article: ArticleRecord) -> str:
    """What the article is called where it came from; "" for one that was written on a site like this.

    One that its file gives no number is known by its title and codes.
    """
    if article.external_id is not None:
        return article.external_id
    if article.number:
        return article.number
    codes = article.spelled.spellings if article.spelled else ()
    return f"line-{_digest(chr(10).join([article.texts['title'] or '', *codes]))}"


def comment_ids(comments: Sequence[CommentRecord]) -> list[str]:
    """The external id of each of one article's comments.

    That is its number; "" for a number that counts within the file only, a digest where there is none. Equal
    comments without a number are told apart by how many stand before.
    """
    times: Counter[str] = Counter()
    ids = []
    for comment in comments:
        name = kept_number(comment.number)
        if not comment.number:
            name = f"line-{_digest(comment_key(comment))}"
            times[name] += 1
            name += f"-{times[name]}" if times[name] > 1 else ""
        ids.append(name)
    return ids


def kept_number(number: str) -> str:
    """What is kept of a comment's number: nothing of "#7", and "#7" of "##7"."""
    return number.removeprefix("#") if number.startswith("##") or not number.startswith("#") else ""


def file_number(kept: str, place: int) -> str:
    """The number of a comment in a file, by what is kept of it: the reverse of `kept_number`."""
    if not kept:
        return f"#{place}"
    return f"#{kept}" if kept.startswith("#") else kept


def correction_number(row: Correction) -> str:
    """By what a correction is known in every file: where it came from, else by its id here and its moment."""
    return row.external_id or f"{row.pk}-{row.created_at.astimezone(datetime.UTC):%Y%m%dT%H%M%S%f}"


def own_id(number: str) -> int:
    """The id of the correction here that may have this number in a file; 0 for a number of another form."""
    found = _OWN_NUMBER.fullmatch(number)
    return int(found[1]) if found else 0


def comment_key(comment: CommentRecord) -> str:
    """What tells a comment without a number from others of its thread."""
    date = comment.date.isoformat() if comment.date else ""
    return f"{date}\n{comment.author}\n{comment.text}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]

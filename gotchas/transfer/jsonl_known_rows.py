"""What is known of articles that were imported before: whether their lines say anything new.

An editor's work is never undone by a line that has not changed: a gotcha keeps a digest of what its line said
when it was last taken. One that was never imported, or before there were digests, is known by its revisions.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gotchas.models import Revision
from gotchas.transfer.jsonl_content_rows import AUTHOR, EMPTY, Article
from gotchas.transfer.jsonl_records import RevisionRecord

UNRELATED = "~"
"""Stands before a digest until what the line says of other articles is written as well."""


@dataclass(frozen=True, slots=True)
class Known:
    """Of stored gotchas, by id."""

    imports: dict[int, dict[str, Any]]
    """The content of the newest revision that an import wrote."""
    written: dict[tuple[int, int], datetime.datetime]
    """When a revision was made, by gotcha and number."""

    @classmethod
    def of(cls, articles: Sequence[Article]) -> "Known":
        there = [one.row.pk for one in articles if not one.new]
        newest = {last.number for one in articles if (last := newest_of(one)) and not one.new}
        rows = Revision.objects.filter(gotcha__in=there)
        imports = rows.filter(author_name=AUTHOR).order_by("number")
        written = rows.filter(number__in=newest).values_list("gotcha_id", "number", "created_at")
        return cls(
            dict(imports.values_list("gotcha_id", "content")),
            {(pk, number): at for pk, number, at in written},
        )

    def is_news(self, one: Article, now: dict[str, Any]) -> bool:
        """Whether the line of a stored article says something that it did not say before."""
        if self._has(one) and _agrees(one.said, newest_of(one).content):
            return False
        if one.row.imported_digest:
            return one.row.imported_digest.removeprefix(UNRELATED) != digest(one.said)
        last = self.imports.get(one.row.pk, now)
        return last | one.said != last

    def _has(self, one: Article) -> bool:
        """Whether the newest revision of the line is one of the stored article."""
        last = newest_of(one)
        return bool(last) and self.written.get((one.row.pk, last.number)) == last.created_at


def newest_of(one: Article) -> RevisionRecord | None:
    """The last of the revisions that a line brings."""
    return max(one.record.revisions, key=lambda given: given.number, default=None)


def _agrees(said: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """A file that readers may have names fewer related ones than the revision: not those they cannot read."""
    content = EMPTY | dict(content)
    related = set(said.get("related", ())) <= set(content["related"])
    return related and all(said[key] == content[key] for key in said if key != "related")


def digest(said: Mapping[str, Any]) -> str:
    """The same as long as a line says the same; what is empty does not count, so that fields can be added."""
    given = {key: value for key, value in said.items() if value}
    text = json.dumps(given, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]

"""Articles and comments into the tables: the import's own writers, without rendering what no search reads."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.utils.html import escape
from tqdm import tqdm

from benchmarks.search.material import Article
from gotchas.search import index
from gotchas.transfer import jsonl_indexing
from gotchas.transfer.jsonl_batches import batches
from gotchas.transfer.jsonl_render import Job
from kbsite.gotchas_import import Import


class Lines:
    """Lines as a file that can be read only by lines: at most `limit` of them."""

    def __init__(self, lines: Iterator[bytes], limit: int | None = None) -> None:
        self.lines, self.left = lines, limit

    def readline(self, size: int = -1) -> bytes:
        if self.left == 0:
            return b""
        if self.left is not None:
            self.left -= 1
        return next(self.lines, b"")


def lines_of(articles: Iterable[Article]) -> Iterator[bytes]:
    return (json.dumps(article).encode() + b"\n" for article in articles)


def lines_in(files: Iterable[Path]) -> Iterator[bytes]:
    for path in files:
        with path.open("rb") as file:
            yield from file


def fill(lines: Lines, words: str, collection: int = 1, total: int | None = None) -> int:
    """Import the lines and index everything; how many lines were refused."""
    refused = 0

    def refuse(line: int, reason: str) -> None:
        nonlocal refused
        refused += 1

    run = Import(_barely, refuse, "Filled for a benchmark.", collection, "Benchmark")
    with tqdm(desc=words, total=total, unit=" lines", mininterval=1, leave=False) as bar, _unindexed():
        for batch in batches(lines, refuse, lambda _: None):
            run.store(batch)
            bar.update(len(batch.records))
        run.finish()
    with tqdm(desc="index", unit=" documents", mininterval=1, leave=False) as bar:
        index.rebuild(bar.update)
    return refused


@contextmanager
def _unindexed() -> Iterator[None]:
    """Rebuilding does it once for all at the end, and counts the words."""
    receivers = jsonl_indexing.receivers[:]
    jsonl_indexing.receivers.clear()
    yield
    jsonl_indexing.receivers[:] = receivers


def _barely(jobs: Sequence[Job]) -> list[str]:
    return [f"<p>{escape(job.text)}</p>" for job in jobs]

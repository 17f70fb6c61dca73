"""Texts of a batch to HTML, in this process or in several: pure functions of a text and what it names.

Rendering is the dear part of an import. Nothing here asks the database, so that other processes can do it.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from gotchas import markup
from gotchas.text.recogniser import Family, Recogniser
from gotchas.text.references import references

How = Literal["article", "markdown", "plain", "html"]
CHUNK = 32
"""Texts that another process is given at once."""


@dataclass(frozen=True, slots=True)
class Names:
    """What one text may link to: the address and title of a code by (family, code), addresses by number."""

    codes: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    gotchas: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """A text to render; `prefix` is the part of an article. `names` is None where it names nothing stored."""

    text: str
    how: How
    prefix: str = ""
    names: Names | None = None


Render = Callable[[Sequence[Job]], list[str]]


def render(job: Job, recogniser: Recogniser) -> str:
    links = markup.no_links if job.names is None else _Linker(job.names, recogniser)
    if job.how == "article":
        return str(markup.article(job.text, links, prefix=job.prefix))
    make = {"markdown": markup.comment, "plain": markup.plain, "html": markup.imported_html}[job.how]
    return str(make(job.text, links))


class _Linker:
    def __init__(self, names: Names, recogniser: Recogniser) -> None:
        self.names = names
        self.recogniser = recogniser

    def __call__(self, text: str) -> list[markup.Link]:
        links = []
        for hit in self.recogniser.scan(text) if self.names.codes else ():
            if found := self.names.codes.get((hit.family, hit.code)):
                links.append(markup.Link(hit.start, hit.end, *found))
        for reference in references(text):
            known = self.names.gotchas if reference.kind == "gotcha" else self.names.comments
            if url := known.get(reference.number):
                links.append(markup.Link(reference.start, reference.end, url))
        return links


@contextmanager
def renderer(families: Sequence[Family], processes: int) -> Iterator[Render]:
    """A function that renders jobs, in the order given, in this process or in as many others."""
    if processes < 2:
        recogniser = Recogniser(families)
        yield lambda jobs: [render(job, recogniser) for job in jobs]
        return
    # A new process, not a copy of this one: a copy would hold its connection to the database.
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, _start, (tuple(families),)) as pool:
        yield lambda jobs: pool.map(_work, jobs, CHUNK)


_recognisers: list[Recogniser] = []


def _start(families: Sequence[Family]) -> None:
    _recognisers[:] = [Recogniser(families)]


def _work(job: Job) -> str:
    return render(job, _recognisers[0])

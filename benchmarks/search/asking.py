"""Asking questions as the pages do, and what the answers are worth."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from benchmarks.search.material import Question
from gotchas.answers.found import answer
from gotchas.answers.log_reading import read
from gotchas.answers.suggested import suggestions
from gotchas.search.query import LONGEST
from gotchas.text.log_text import LogText, tidy

FIRST = 10


@dataclass(frozen=True, slots=True)
class Got:
    """Numbers of the articles shown, best first; those that a log is said to hold; whether nothing fits."""

    numbers: Sequence[str]
    found: Sequence[str]
    none: bool
    seconds: float = 0.0
    processor: float = 0.0
    """Seconds on the clock, and of this process's processor time, which other programs do not lengthen."""


Ask = Callable[[Question], Got]


def ask(question: Question) -> Got:
    """The site's own answer, without HTTP and templates."""
    begin, processor = time.perf_counter(), time.process_time()
    if question.kind == "p":
        got = _beginning(question)
    elif "\n" in question.text or len(question.text) > LONGEST:
        got = _log(question)
    else:
        got = _words(question)
    seconds, processor = time.perf_counter() - begin, time.process_time() - processor
    return replace(got, seconds=seconds, processor=processor)


def _words(question: Question) -> Got:
    made = answer(question.text, {})
    numbers = [row.gotcha.external_id or row.gotcha.number for row in made.rows if row.gotcha]
    return Got(numbers, numbers, not made.sure)


def _beginning(question: Question) -> Got:
    numbers = [one.number for one in suggestions(question.text)]
    return Got(numbers, numbers, not numbers)


def _log(question: Question) -> Got:
    known = read(LogText(tidy(question.text))).known
    return Got([k.external_id for k in known], [k.external_id for k in known], not known)


@dataclass
class Figures:
    """Of one kind of question; relevance is known only where `asked` is not 0."""

    asked: int = 0
    first: float = 0.0
    reciprocal: float = 0.0
    within: float = 0.0
    right: list[float] = field(default_factory=list)
    complete: list[float] = field(default_factory=list)
    none: float = 0.0
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, question: Question, got: Got) -> None:
        self.asked += 1
        self.seconds.append(got.seconds)
        self.processor.append(got.processor)
        self.none += got.none
        places = [at for at, n in enumerate(got.numbers[:FIRST], 1) if n in question.numbers]
        self.first += places[:1] == [1]
        self.within += bool(places)
        self.reciprocal += 1 / places[0] if places else 0
        if question.kind == "d":
            found = [n for n in got.found if n in question.numbers or n not in question.optional]
            hits = set(found) & question.numbers
            self.right.append(len(hits) / len(found) if found else 0.0)
            self.complete.append(len(hits) / len(question.numbers))

    def share(self, count: float) -> float:
        return count / self.asked


def figures(questions: Iterable[Question], asked: Ask = ask) -> dict[str, Figures]:
    """By kind, in the order of the letters."""
    found: dict[str, Figures] = {}
    for question in questions:
        found.setdefault(question.kind, Figures()).add(question, asked(question))
    return dict(sorted(found.items()))


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0

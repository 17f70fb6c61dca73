"""One run: fill, ask, write, print; for each size that was asked for."""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction

from benchmarks.search import bare
from benchmarks.search.asking import Figures, Got, ask, figures, mean
from benchmarks.search.filling import Lines, fill, lines_in, lines_of
from benchmarks.search.material import Question, made_articles, read_questions
from benchmarks.search.questions import made_questions
from comments.models import Comment
from comments.searchable import index_comments
from gotchas.answers.found import answer
from gotchas.models import Gotcha
from gotchas.models.searchable import index_gotchas

WRITES = 100
LISTS = 20
WARM = 10
MADE_EACH = 150
RELEVANCE = "kind            n  first    MRR    ten precision recall   none |"
TIMES = "  p50 ms  p99 ms    own ms |  bare ms  ratio  first"
NAMES = {
    "a": "a code",
    "b": "b message",
    "c": "c damaged",
    "d": "d log",
    "e": "e own words",
    "f": "f no answer",
    "g": "g comment",
    "p": "p beginning",
}


def run(options: argparse.Namespace) -> None:
    if options.articles:
        lines = lines_in(options.articles)
        questions = [*chain.from_iterable(map(read_questions, options.questions))]
    else:
        articles = made_articles()
        lines = lines_of(articles)
        questions = made_questions(articles, MADE_EACH)
    there = 0
    for size in options.sizes or [None]:
        begin = time.monotonic()
        fill(Lines(lines, size and size - there), "articles", total=size and size - there)
        new = Gotcha.objects.count() - there
        there += new
        spent = time.monotonic() - begin
        print(f"\n{there:,} articles; {new:,} filled in {spent:.0f} s, {60 * new / spent:,.0f} a minute")
        measure(questions, options.misses)
    if options.comments:
        begin = time.monotonic()
        fill(Lines(lines_in([options.comments])), "comments")
        count, spent = Comment.objects.count(), time.monotonic() - begin
        print(f"\n{there:,} articles and {count:,} comments; comments filled in {spent:.0f} s")
        measure(questions, options.misses)


def measure(questions: Sequence[Question], misses: Path | None) -> None:
    """Print figures for each kind, and what writing costs."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    bare.prepare()
    asked = [question for question in questions if not question.numbers or _is_there(question)]
    for question in asked[:: max(1, len(asked) // WARM)]:
        ask(question)
        bare.ask(question)
    wrong: list[dict[str, object]] = []
    ours = figures(asked, lambda question: _noted(question, ask(question), wrong))
    whole = (question for question in asked if question.kind != "p" and "\n" not in question.text)
    engines = figures(whole, bare.ask)
    print(RELEVANCE + TIMES)
    for kind, own in ours.items():
        print(_line(kind, own, engines.get(kind)))
    for what, seconds in {**_lists(), **_writes()}.items():
        print(f"{what}: p50 {_ms(seconds, 0.5):.1f} ms, p99 {_ms(seconds, 0.99):.1f} ms")
    if misses:
        with misses.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(one) + "\n" for one in wrong)


def _is_there(question: Question) -> bool:
    return Gotcha.objects.filter(external_id__in=question.numbers).exists()


def _noted(question: Question, got: Got, wrong: list[dict[str, object]]) -> Got:
    first = set(got.numbers[:1])
    held = set(got.found) - question.optional
    right = {"f": got.none, "d": held >= question.numbers and held <= question.numbers | question.optional}
    if not right.get(question.kind, bool(first & question.numbers)):
        wrong.append(
            {
                "kind": question.kind,
                "query": question.text[:400],
                "numbers": sorted(question.numbers),
                "got": list(got.numbers[:5]),
                "none": got.none,
            }
        )
    return got


def _line(kind: str, own: Figures, engine: Figures | None) -> str:
    first, ten = own.share(own.first), own.share(own.within)
    relevance = f"{first:6.3f} {own.share(own.reciprocal):6.3f} {ten:6.3f}" if kind != "f" else " " * 20
    held = f"{mean(own.right):7.3f} {mean(own.complete):7.3f}" if own.right else " " * 15
    line = f"{NAMES.get(kind, kind):12} {own.asked:4} {relevance} {held} {own.share(own.none):6.3f} |"
    line += f"{_ms(own.seconds, 0.5):8.1f}{_ms(own.seconds, 0.99):8.1f}{_ms(own.processor, 0.5):10.1f} |"
    if engine:
        median = _ms(engine.seconds, 0.5)
        ratio = _ms(own.seconds, 0.5) / (median or 1)
        line += f"{median:9.1f} {ratio:6.1f} {engine.share(engine.first):6.3f}"
    return line


def _ms(seconds: Sequence[float], quantile: float) -> float:
    ordered = sorted(seconds)
    return 1_000 * ordered[min(len(ordered) - 1, int(len(ordered) * quantile))] if ordered else 0.0


def _lists() -> dict[str, list[float]]:
    """Seconds for a list without words, its first page and one in its middle; counts are counted anew."""
    middle = Gotcha.objects.published().order_by("published_at", "pk")
    gotcha = middle[middle.count() // 2].pk
    pages: dict[str, dict[str, int]] = {
        "a list, counted anew": {},
        "a list, its first page": {},
        "a list, in its middle": {"before": gotcha, "page": 2},
    }
    spent: dict[str, list[float]] = {}
    for what, place in pages.items():
        for _ in range(LISTS):
            if what.endswith("anew"):
                cache.clear()
            begin = time.perf_counter()
            answer("kind:problem", {}, **place)
            spent.setdefault(what, []).append(time.perf_counter() - begin)
    return spent


def _writes() -> dict[str, list[float]]:
    """Seconds that search adds to an edit and to a comment, commits included."""
    gotchas = list(Gotcha.objects.order_by("pk")[:WRITES])
    spent: dict[str, list[float]] = {"one edit indexed": [], "one comment indexed": []}
    for at, gotcha in enumerate(gotchas):
        Gotcha.objects.filter(pk=gotcha.pk).update(cause=f"changed for measuring, the {at}th time")
        spent["one edit indexed"].append(_timed(index_gotchas, Gotcha.objects.filter(pk=gotcha.pk)))
    for gotcha in gotchas:
        Gotcha.objects.filter(pk=gotcha.pk).update(cause="")
        index_gotchas(Gotcha.objects.filter(pk=gotcha.pk))
    for comment in Comment.objects.order_by("pk")[:WRITES]:
        Comment.objects.filter(pk=comment.pk).update(text=f"{comment.text} measured")
        spent["one comment indexed"].append(_timed(index_comments, Comment.objects.filter(pk=comment.pk)))
    return spent


def _timed(write: Callable[[Any], None], rows: Any) -> float:
    begin = time.perf_counter()
    with transaction.atomic():
        write(rows)
    return time.perf_counter() - begin

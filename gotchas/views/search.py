"""A simple search: a code in any spelling first, also inside a pasted line; then words."""

import re

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotchas import markup
from gotchas.models import Gotcha, MessageCode
from gotchas.text.words import fold_words
from gotchas.views.lists import HTML
from gotchas.views.spelled import built_like, near

LONGEST = 1000
MOST_RESULTS = 20
MOST_CODES = 10
MOST_WORDS = 12
SNIPPET = 200
NUMBER = re.compile(r"([1-9][0-9]{0,8})\.([1-9][0-9]{0,8})")
TOO_LONG = "The box takes 1,000 characters. Leave only the line with the error, or its code."


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    if len(q) > LONGEST:
        return render(request, "gotchas/search.html", {"q": q, "error": TOO_LONG}, status=422)
    codes = MessageCode.objects.spelled(q)[:MOST_CODES] if q else []
    words = fold_words(q)[:MOST_WORDS]
    rows = Gotcha.objects.published().for_rows().defer(*HTML)
    found = _gotchas(q, codes, words, rows)
    most = [] if found else list(rows.saying_most(_telling(words))[: MOST_RESULTS + 1])
    results = found or most
    for gotcha in results:
        gotcha.has_fix = bool(gotcha.solution)
        gotcha.snippet = markup.highlight(markup.summary(gotcha.problem or gotcha.solution, SNIPPET), words)
    context = {
        "q": q,
        "codes": codes,
        "results": results[:MOST_RESULTS],
        "most": bool(most),
        "more": len(results) > MOST_RESULTS,
    }
    if q and not codes and not results:
        context |= {"near": near(q), "built_like": built_like(q)}
    return render(request, "gotchas/search.html", context)


def _gotchas(q: str, codes: list[MessageCode], words: list[str], rows: QuerySet[Gotcha]) -> list[Gotcha]:
    """The gotcha whose number was asked for, those with one of the codes, those that hold every word."""
    number = NUMBER.fullmatch(q)
    numbered = list(rows.numbered(int(number[1]), int(number[2]))) if number else []
    with_code = list(rows.filter(codes__in=codes).distinct()[: MOST_RESULTS + 1]) if codes else []
    saying = list(rows.saying(words)[: MOST_RESULTS + 1]) if words else []
    return list({gotcha.pk: gotcha for gotcha in [*numbered, *with_code, *saying]}.values())


def _telling(words: list[str]) -> list[str]:
    """Words that say something: not "is", "the", "on"."""
    return [word for word in words if len(word) > 3 or any(c.isdigit() for c in word)]

"""One box for everything: codes in any spelling, messages, words, phrases and filters."""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gotchas.answers.facets import NAMES
from gotchas.answers.found import Answer, answer
from gotchas.answers.listed import NEWEST
from gotchas.models import UnansweredCode
from gotchas.models.finding import GOTCHAS, families
from gotchas.search.query import LONGEST, LONGEST_IN_BYTES, VALUES

PAGES = 1_000_000
"""More than any search or list has; a larger number asked for is taken as this one."""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    if len(q) > LONGEST or len(quote(q)) > LONGEST_IN_BYTES:
        return render(request, "gotchas/search_long.html", {"q": q, "limit": f"{LONGEST:,}"}, status=422)
    newest = request.GET.get("sort") == "newest"
    found = answer(
        q,
        {name: request.GET.getlist(name) for name in NAMES},
        page=number(request.GET.get("page", ""), 1, PAGES),
        newest=newest,
        before=number(request.GET.get("before", ""), NEWEST, NEWEST),
        after=number(request.GET.get("after", ""), 0, NEWEST),
    )
    context = {
        "q": found.query.typed,
        "answer": found,
        "newest": newest,
        "links": Links(found, newest),
        "most_values": VALUES,
        "most_gotchas": GOTCHAS,
    }
    if found.query.text and not found.sure and not found.codes:
        context |= _looked_for(found)
    return render(request, "gotchas/search.html", context)


def _looked_for(found: Answer) -> dict[str, Any]:
    """The code that a query without an answer speaks of, where nobody has stored it, or those it may be.

    The whole query is looked at first: of `SQLCODE -805` the word in front tells whose code the number is.
    A word that is only built like a code, and of no family, counts where there is nothing else to show.
    """
    asked = UnansweredCode.objects
    row = asked.looked_for(found.query.text)
    if row and row.family:
        return {} if row.stored() else {"looked_for": row}
    if not found.unknown:
        return {} if found.rows else {"looked_for": row}
    row = asked.looked_for(found.unknown)
    if row and row.family:
        return {"looked_for": row}
    named = families().slugs_named(found.query.text)
    may_be = asked.may_be(found.unknown, named)
    if named and len(may_be) == 1:
        return {"looked_for": may_be[0]}  # rust E0382
    return {"looked_for": row, "may_be": may_be}


class Links:
    """Addresses of the same search with one thing changed; each names all that was asked."""

    def __init__(self, found: Answer, newest: bool) -> None:
        self.q, self.newest = found.query.typed, newest
        self.labels = {(choice.name, choice.value): choice.label for choice in found.filters.chosen}
        self.chosen = list(self.labels)
        self.page, self.pages = found.page, found.pages
        self.has_words, self.before, self.after = bool(found.query.text), found.before, found.after
        self.left_out = found.without

    def without(self) -> list[tuple[str, str, str]]:
        """For each chosen value its facet and itself in words, and the address of the search without it."""
        return [(NAMES[one[0]], self.labels[one], self._less(one)) for one in self.chosen]

    def fewer(self) -> list[tuple[str, int, str]]:
        """Where nothing fits: label of a chosen value, results there are without it, address of that."""
        return [(fewer.label, fewer.count, self._less_of(fewer.name)) for fewer in self.left_out]

    def other_order(self) -> str:
        return self._address(self.chosen, newest=not self.newest)

    def previous(self) -> str:
        if self.page <= 2:
            return self._address(self.chosen) if self.page == 2 else ""
        more = {} if self.after is None else {"after": self.after}
        return self._address(self.chosen, **more, page=self.page - 1)

    def next(self) -> str:
        if self.before is not None:
            return self._address(self.chosen, before=self.before, page=self.page + 1)
        has_more = self.has_words and self.page < self.pages
        return self._address(self.chosen, page=self.page + 1) if has_more else ""

    def _less(self, one: tuple[str, str]) -> str:
        return self._address([other for other in self.chosen if other != one])

    def _less_of(self, name: str) -> str:
        return self._address([other for other in self.chosen if other[0] != name])

    def _address(self, chosen: list[tuple[str, str]], newest: bool | None = None, **more: int) -> str:
        given: list[tuple[str, Any]] = [("q", self.q), *chosen]
        if self.newest if newest is None else newest:
            given.append(("sort", "newest"))
        return f"{reverse('search')}?{urlencode([*given, *more.items()])}"


def number(given: str, otherwise: int, most: int) -> int:
    """A number from an address: from 1 to `most`; `otherwise` for what is none."""
    if not (given.isascii() and given.isdecimal() and len(given) < 20):
        return otherwise
    return max(1, min(int(given), most))

"""What a search answers, as plain values; see `data` for what they keep to."""

from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from gotchas import markup
from gotchas.addresses import whole
from gotchas.answers import log_rows
from gotchas.answers.data import Values, code_told, comments_on, row_of, solution
from gotchas.answers.found import Answer
from gotchas.answers.rows import Row
from gotchas.models import CodeLink, MessageCode
from gotchas.search.query import VALUES

SNIPPET: Final = 1_000
"""Characters of a snippet."""


def search(answer: Answer, newest: bool) -> Values:
    """`newest` says in which order the rows stand; one query more than `answer` itself took."""
    return {
        "q": answer.query.typed,
        "total": answer.total,
        "more_than": answer.more_than,
        "no_answer": not answer.sure,
        "page": answer.page,
        "pages": answer.pages,
        "at_most": answer.at_most,
        "next": _next(answer, newest),
        "previous": _previous(answer, newest),
        "recognised": _recognised(answer),
        "results": [result(row) for row in answer.rows],
        "unknown": answer.unknown or None,
        "ask": _page_of(answer) if answer.unknown else None,
        "also_unknown": list(answer.strangers),
        "phrases_not_held": list(answer.unheld),
        "advice": answer.advice or None,
        "near": [code_told(code) for code in answer.near],
        "spelled": dict(answer.spelled),
        "unknown_filters": [{"name": one.name, "value": one.value} for one in answer.filters.unknown],
        "cut_filters": [{"name": name, "most": VALUES} for name in answer.filters.cut],
        "without": [
            {
                "name": fewer.name,
                "value": fewer.values[0],
                "values": list(fewer.values),
                "label": fewer.label,
                "total": fewer.count,
            }
            for fewer in answer.without
        ],
        "facets_counted_among": answer.counted_among or None,
        "facets": [
            {
                "name": facet.name,
                "label": facet.label,
                "choices": [
                    {"value": one.value, "label": one.label, "count": one.count, "chosen": one.chosen}
                    for one in facet.choices
                ],
            }
            for facet in answer.facets
        ],
    }


def _page_of(answer: Answer) -> str:
    """Where a browser shows this search, with what can be done where nothing is known."""
    return whole(f"{reverse('search')}?{urlencode({'q': answer.query.typed})}")


def _recognised(answer: Answer) -> list[Values]:
    """The codes that were asked for: the first gotcha of each, what the other end logs, and its thread."""
    gotchas = log_rows.gotchas([code.pk for code in answer.codes]) if answer.codes else {}
    found = []
    for code in answer.codes:
        first = next(iter(gotchas.get(code.pk, ())), None)
        number = (first.external_id or first.number) if first else None
        more = code.pk in answer.crowded
        found.append(
            {
                **code_told(code),
                "number": number,
                "more_gotchas": more,
                "other_end": [_linked(link.to_code, link) for link in links_of(code, "other_ends")],
                "other_end_of": [_linked(link.from_code, link) for link in links_of(code, "ends_of")],
                "comments": comments_on(code),
            }
        )
    return found


def _linked(other: MessageCode, link: CodeLink) -> Values:
    return {**code_told(other), "confirmed": link.confirmed_at is not None}


def links_of(code: MessageCode, name: str) -> list[CodeLink]:
    """What `answer` fetched with the codes that were asked for."""
    fetched: list[CodeLink] = getattr(code, name, [])
    return fetched


def result(row: Row) -> Values:
    """A gotcha, a code or a comment, told by its `kind`."""
    said = row.said
    told: Values = {
        "snippet": markup.words(row.snippet, SNIPPET),
        "found_in": row.where or None,
        "comment": {"author": said.author, "address": whole(said.address)} if said else None,
    }
    if row.gotcha:
        return {"kind": "gotcha", **row_of(row.gotcha), "solution": solution(row.gotcha), **told}
    if row.code:
        code = row.code
        named = {"number": None, "title": f"{code.code} - {code.family.name}", **code_told(code)}
        return {"kind": "code", **named, **told}
    assert row.remark, "a row leads to one of the three"
    remark = row.remark
    comment = {"author": remark.author, "address": whole(remark.address)}
    title = f"A comment by {remark.author}, {remark.on[:1].lower()}{remark.on[1:]}"
    return {"kind": "comment", "number": None, "title": title, "address": comment["address"], **told}


def _next(answer: Answer, newest: bool) -> str | None:
    """The address of the next page; in JSON, other forms put their own name in."""
    if answer.before is not None:
        return _address(answer, newest, before=answer.before, page=answer.page + 1)
    if answer.query.text and answer.page < answer.pages:
        return _address(answer, newest, page=answer.page + 1)
    return None


def _previous(answer: Answer, newest: bool) -> str | None:
    if answer.after is not None and answer.page > 2:
        return _address(answer, newest, after=answer.after, page=answer.page - 1)
    if answer.page > 2:
        return _address(answer, newest, page=answer.page - 1)
    return _address(answer, newest) if answer.page > 1 else None


def _address(answer: Answer, newest: bool, **more: int) -> str:
    asked: list[tuple[str, Any]] = [("q", answer.query.typed)]
    asked += [(one.name, one.value) for one in answer.filters.chosen]
    if newest:
        asked.append(("sort", "newest"))
    return whole(f"/search.json?{urlencode([*asked, *more.items()])}")

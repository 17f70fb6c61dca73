"""The rows of a search: what each result shows, and the passage that it was found for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.safestring import SafeString

from gotchas import markup
from gotchas.answers.notices import flagged
from gotchas.answers.remarks import Remark, read
from gotchas.models import Gotcha, MessageCode
from gotchas.models.gotcha import GotchaQuerySet
from gotchas.models.ways import ways_in
from gotchas.search.find import Result
from gotchas.search.snippets import best_passage

SHOWN_TEXT: Final = 20_000
"""Characters of a text that a passage is cut out of."""

PARTS: Final = {
    "problem": "Problem",
    "cause": "Cause",
    "solution": "Solution",
    "expected": "What you should see",
}
WAYS: Final = "Also said as"
PRINTED: Final = "What is printed"
NOT_VERIFIED: Final = f"{PRINTED} (not verified)"


@dataclass(frozen=True, slots=True)
class Row:
    """One result. Exactly one of `gotcha`, `code` and `remark` is what it leads to."""

    snippet: SafeString
    where: str = ""
    """The part that the snippet is from."""

    gotcha: Gotcha | None = None
    code: MessageCode | None = None
    remark: Remark | None = None
    said: Remark | None = None
    """The comment for which a gotcha was found."""

    by_code: bool = False


@cache
def _gotchas() -> GotchaQuerySet:
    """The columns that a row shows and a passage is cut out of, put together once.

    Django takes as long for that as for reading them, and half as long again for those that nothing shows.
    """
    return (
        flagged(Gotcha.objects.published())
        .for_rows()
        .only(
            "collection__number", "position", "title", "state", "family__slug", "family__name", "also_said",
            *(f"{part}_html" for part in PARTS),
            "risk", "external_id", "comment_count", "corrected_at",
        )
        .order_by()
    )  # fmt: skip


@cache
def named_codes() -> QuerySet[MessageCode]:
    """What is shown of a code beside its row; put together once."""
    codes = MessageCode.objects.select_related("family").order_by()
    return codes.only(
        "code", "slug", "meaning", "meaning_state", "comment_count", "family__slug", "family__name"
    )


def rows_of(results: Sequence[Result], weights: Mapping[str, float]) -> list[Row]:
    """The rows that show these results; what may not be read meanwhile is left out."""
    gotchas = _gotchas().in_bulk([r.object_id for r in results if r.kind == "g"])
    codes = named_codes().prefetch_related("printed").in_bulk([r.object_id for r in results if r.kind == "c"])
    remarks = read({r.by.document.object_id for r in results if r.by and r.by.document.kind == "m"})
    found_by_code = {r.object_id for r in results if r.kind == "g" and r.code is not None}
    by_words = [g for pk, g in gotchas.items() if pk not in found_by_code or not g.problem_html]
    prefetch_related_objects(by_words, "gotcha_codes__code__printed")
    rows = []
    for result in results:
        of_remark = result.by and result.by.document.kind == "m"
        remark = remarks.get(result.by.document.object_id) if result.by and of_remark else None
        if result.kind == "m" and remark:
            rows.append(_remark_row(remark, weights))
        elif result.kind == "g" and result.object_id in gotchas:
            rows.append(_gotcha_row(gotchas[result.object_id], weights, remark, result.code is not None))
        elif result.kind == "c" and result.object_id in codes:
            rows.append(_code_row(codes[result.object_id], weights, remark))
    return rows


def _gotcha_row(gotcha: Gotcha, weights: Mapping[str, float], said: Remark | None, by_code: bool) -> Row:
    gotcha.has_fix = bool(gotcha.solution_html)
    if said:
        passage = best_passage(said.text, weights)
        return Row(markup.highlight(passage.text, list(weights)), gotcha=gotcha, said=said, by_code=by_code)
    problem = markup.words(gotcha.problem_html, SHOWN_TEXT)
    # whoever brings a code looks whether the problem is what was met
    texts = [("", problem)] if by_code and problem else _texts(gotcha)
    where, snippet = _passage(texts, weights)
    return Row(snippet, where, gotcha=gotcha, by_code=by_code)


def _texts(gotcha: Gotcha) -> list[tuple[str, str]]:
    """All that a passage may be from, and what each is called; the problem needs no name."""
    texts = [
        ("" if part == "problem" else where, markup.words(getattr(gotcha, f"{part}_html"), SHOWN_TEXT))
        for part, where in PARTS.items()
    ]
    texts += [(WAYS, way) for way in ways_in(gotcha.also_said)]
    return texts + [text for row in gotcha.gotcha_codes.all() for text in _printed(row.code)]


def _printed(code: MessageCode) -> list[tuple[str, str]]:
    return [(PRINTED if one.source_id else NOT_VERIFIED, one.text) for one in code.printed.all()]


def _passage(texts: Sequence[tuple[str, str]], weights: Mapping[str, float]) -> tuple[str, SafeString]:
    """The passage that says most, the first where none says more, with marks; and where it stands."""
    passages = [(where, best_passage(text, weights)) for where, text in texts if text]
    if not passages:
        return "", SafeString("")
    where, best = max(passages, key=lambda one: one[1].score)
    return where, markup.highlight(best.text, list(weights))


def _code_row(code: MessageCode, weights: Mapping[str, float], said: Remark | None) -> Row:
    where, snippet = _passage([("", code.meaning), *_printed(code)], weights)
    return Row(snippet, where, code=code, said=said)


def _remark_row(remark: Remark, weights: Mapping[str, float]) -> Row:
    return Row(markup.highlight(best_passage(remark.text, weights).text, list(weights)), remark=remark)

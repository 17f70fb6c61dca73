"""From what somebody typed to the code that is meant, to a choice of codes, or to the nearest ones."""

import re
from difflib import get_close_matches

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gotchas.answers import log_rows
from gotchas.models import CodeFamily, CodeKey, MessageCode, UnansweredCode
from gotchas.models.unanswered import recognised
from gotchas.text import spellings

NEAR = 6
_LIKE_ENOUGH = 0.75
_NEIGHBOURS = 12
_KEY_LENGTH = 130
_NUMBER = re.compile(r"[0-9]{3,6}")


@require_safe
def short_code(request: HttpRequest, code: str) -> HttpResponse:
    return to_code(request, code)


def to_code(request: HttpRequest, asked: str, family: str = "") -> HttpResponse:
    """Go to the code that `asked` spells; list them when it spells several; say so when none is known.

    `family` is the slug of the only family to look in, or of one whose codes are another's.
    """
    codes = MessageCode.objects.spelled(asked)
    if family:
        same = CodeFamily.objects.filter(slug=family).values_list("slug", "same_codes_as__slug").first()
        codes = [code for code in codes if same and code.family.slug in same]
    if len(codes) == 1:
        return redirect(codes[0])
    if codes:
        return render(request, "gotchas/code_choice.html", {"asked": asked, "codes": codes})
    return _unknown(request, asked)


def _unknown(request: HttpRequest, asked: str) -> HttpResponse:
    context = {"asked": asked, "row": UnansweredCode.objects.looked_for(asked), "near": near(asked)}
    return render(request, "gotchas/code_unknown.html", context, status=404)


def near(asked: str) -> list[MessageCode]:
    """The stored codes written most like the code in `asked`, best first.

    Those one slip of the finger away come before its neighbours in the order of the spellings that differ by
    more. Three look-ups by index however many codes there are. For a bare number: those that end in it.
    """
    if _NUMBER.fullmatch(asked):
        return _numbered(asked)
    hit = recognised(asked)
    code = hit.code if hit else asked
    one_slip = log_rows.near([("", code)]).get(("", code), [])
    alike = {row.pk: row for row in (*one_slip, *_neighbours(code))}
    return list(alike.values())[:NEAR]


def _numbered(number: str) -> list[MessageCode]:
    """The stored codes that are a family's own beginning and `number`: AMQ9637 for 9637."""
    forms = CodeFamily.objects.enabled().values_list("normal_form", flat=True)
    beginnings = (form.partition("{")[0] for form in forms)
    keys = {spellings.fold(f"{beginning}{number}") for beginning in beginnings if beginning}
    rows = CodeKey.objects.filter(key__in=keys, tier__lte=1).select_related("code__family")
    found = {row.code_id: row.code for row in rows.order_by("tier", "code__sort_key")}
    return list(found.values())[:NEAR]


def _neighbours(asked: str) -> list[MessageCode]:
    key = spellings.fold(asked)[:_KEY_LENGTH]
    rows = CodeKey.objects.select_related("code__family")
    around = [
        *rows.filter(key__gte=key).order_by("key")[:_NEIGHBOURS],
        *rows.filter(key__lt=key).order_by("-key")[:_NEIGHBOURS],
    ]
    by_key = {row.key: row.code for row in around}
    alike = get_close_matches(key, by_key, n=_NEIGHBOURS, cutoff=_LIKE_ENOUGH)
    return [by_key[key] for key in alike]

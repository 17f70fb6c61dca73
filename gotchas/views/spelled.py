"""From what somebody typed to the code that is meant, to a choice of codes, or to the nearest ones."""

from difflib import get_close_matches

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gotchas.models import CodeFamily, CodeKey, MessageCode
from gotchas.text import spellings

NEAR = 6
_LIKE_ENOUGH = 0.6
_NEIGHBOURS = 12
_KEY_LENGTH = 130


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
    context = {"asked": asked, "built_like": built_like(asked), "near": near(asked)}
    return render(request, "gotchas/code_unknown.html", context, status=404)


def built_like(asked: str) -> CodeFamily | None:
    """The family whose patterns recognise a code in `asked`, though the code itself is not stored."""
    recogniser = CodeFamily.objects.recogniser()
    hits = recogniser.scan(asked) or recogniser.scan(asked.upper())
    return CodeFamily.objects.filter(slug=hits[0].family).first() if hits else None


def near(asked: str) -> list[MessageCode]:
    """The codes written most like `asked`, best first, among its neighbours in the order of the spellings.

    Finds a wrong, lost or added character towards the end; two index look-ups however many codes there are.
    """
    key = spellings.fold(asked)[:_KEY_LENGTH]
    rows = CodeKey.objects.select_related("code__family")
    around = [
        *rows.filter(key__gte=key).order_by("key")[:_NEIGHBOURS],
        *rows.filter(key__lt=key).order_by("-key")[:_NEIGHBOURS],
    ]
    by_key = {row.key: row.code for row in around}
    alike = get_close_matches(key, by_key, n=_NEIGHBOURS, cutoff=_LIKE_ENOUGH)
    return list({by_key[key].pk: by_key[key] for key in alike}.values())[:NEAR]

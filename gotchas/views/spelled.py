"""From what somebody typed to the code that is meant, to a choice of codes, or to the nearest ones."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gotchas.answers.near import near
from gotchas.models import CodeFamily, MessageCode, UnansweredCode


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
    return _unknown(request, asked, family)


def _unknown(request: HttpRequest, asked: str, family: str) -> HttpResponse:
    row = UnansweredCode.objects.spelled(asked, family)
    may_be = [] if row and row.family else UnansweredCode.objects.may_be(asked)
    context = {"asked": asked, "row": row, "may_be": may_be, "near": near(asked)}
    return render(request, "gotchas/code_unknown.html", context, status=404)

"""For programs: a gotcha, a code and a search as text, Markdown and JSON, told by the end of the address."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from gotchas import access
from gotchas.addresses import whole
from gotchas.answers import data, data_search, markdown, text
from gotchas.answers.facets import NAMES
from gotchas.answers.found import answer
from gotchas.answers.listed import NEWEST
from gotchas.answers.near import near
from gotchas.models import CodeFamily, Gotcha, MessageCode, UnansweredCode
from gotchas.search.query import LONGEST, LONGEST_IN_BYTES
from gotchas.views.answering import FORMS, READING, Problem, answers, written
from gotchas.views.search import PAGES

LONGEST_NUMBER = 19
"""Digits of a number in an address."""


@answers(*READING)
def gotcha(request: HttpRequest, collection: int, position: int, form: str) -> HttpResponse:
    found = gotcha_or_problem(collection, position)
    if found.successor:
        return redirect(_in(form, found.successor), permanent=True)
    return written(data.gotcha(found), form, {"txt": text.gotcha, "md": markdown.gotcha})


def gotcha_or_problem(collection: int, position: int) -> Gotcha:
    """One that everybody may read, or one that was merged and has a successor."""
    found = data.stored(collection, position)
    if found is None:
        raise Http404(f"There is no gotcha {collection}.{position}.")
    if found.state == Gotcha.State.WITHDRAWN:
        reason = f"The reason: {found.withdrawn_reason}"
        raise Problem(410, f"Gotcha {found.number} was withdrawn.", reason, reason=found.withdrawn_reason)
    return found


@answers(*READING)
def code(request: HttpRequest, family: str, code: str, form: str) -> HttpResponse:
    """A code may hold dots: where one is stored that ends so, its page is meant."""
    try:
        return redirect(access.code_or_404(family, f"{code}.{form}"))
    except Http404:
        pass
    try:
        found = access.code_or_404(family, code)
    except Http404:
        return _spelled(code, form, family)
    return written(data.code(found), form, {"txt": text.code, "md": markdown.code})


@answers(*READING)
def spelled(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """A code in any spelling, of whatever family; a family of that name wins, as it does without a form."""
    if CodeFamily.objects.filter(slug=f"{code}.{form}").exists():
        return redirect("family", f"{code}.{form}")
    return _spelled(code, form)


@answers(*READING)
def search(request: HttpRequest, form: str) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    if len(q) > LONGEST or len(quote(q)) > LONGEST_IN_BYTES:
        raise Problem(
            422, f"q is longer than {LONGEST:,} characters.", "Send a whole log to /log.json instead."
        )
    chosen = {name: request.GET.getlist(name) for name in NAMES}
    if not q and not any(chosen.values()):
        what = "Put a code, a message or words into q, or choose a platform, family, kind or state."
        raise Problem(422, "Nothing is asked for.", what)
    newest = _one_of(request, "sort", ("relevance", "newest")) == "newest"
    page = _number(request, "page", 1, PAGES)
    before, after = _number(request, "before", NEWEST, NEWEST), _number(request, "after", 0, NEWEST)
    found = answer(q, chosen, page=page, newest=newest, before=before, after=after)
    if found.is_lost:
        what = (
            "Take the address of a page from next or previous, or begin again without page, before and after."
        )
        raise Problem(404, "There is no such place in this list.", what)
    if page > found.pages:
        raise Problem(404, f"There is no page {page}.", f"The last page is {found.pages}.")
    return written(data_search.search(found, newest), form, {"txt": text.search, "md": markdown.search})


def _spelled(asked: str, form: str, family: str = "") -> HttpResponse:
    """Go to the only code that is spelled so; name them where there are several or none."""
    codes = MessageCode.objects.spelled(asked)
    if family:
        same = CodeFamily.objects.filter(slug=family).values_list("slug", "same_codes_as__slug").first()
        codes = [code for code in codes if same and code.family.slug in same]
    if len(codes) == 1:
        return _led(_in(form, codes[0]), form)
    if codes:
        told = [data.code_told(code) for code in codes]
        raise Problem(404, f"{asked} is a code of several families.", "Choose one of them.", near=told)
    told = [data.code_told(code) for code in near(asked)]
    what = "Look at the nearest codes, or send the message to /search.json?q=."
    if row := UnansweredCode.objects.spelled(asked, family):
        what = f"{what} Ask about it, or tell the editors: {whole(row.get_absolute_url())}"
    raise Problem(404, f"There is no code {asked} here.", what, near=told)


def _led(address: str, form: str) -> HttpResponse:
    """To an address; who reads text and does not follow (curl without -L) is shown where it is."""
    response = redirect(address)
    if form == "txt":
        response.content = f"It is at {whole(address)}\n".encode()
        response.headers["Content-Type"] = FORMS["txt"]
    return response


def _in(form: str, target: Gotcha | MessageCode) -> str:
    """The address of the same page in a form."""
    return f"{target.get_absolute_url().removesuffix('/')}.{form}"


def _one_of(request: HttpRequest, name: str, values: tuple[str, ...]) -> str:
    given = request.GET.get(name, values[0])
    if given not in values:
        raise Problem(
            422, f"{name} is none of {', '.join(values)}.", f"Leave {name} out, or name one of them."
        )
    return given


def _number(request: HttpRequest, name: str, otherwise: int, most: int) -> int:
    given = request.GET.get(name)
    if given is None:
        return otherwise
    if not (
        given.isascii() and given.isdecimal() and len(given) <= LONGEST_NUMBER and 1 <= int(given) <= most
    ):
        raise Problem(422, f"{name} is no whole number from 1 to {most}.", f"Leave {name} out, or mend it.")
    return int(given)

"""A reader asks for new comments on a collection, a gotcha or a code by mail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comments import access, subscriptions
from comments.forms.subscribe import SubscribeForm
from comments.models import Thread
from comments.places import Place, feed_address, subscribe_address
from gotchas.intake import limits, mail
from gotchas.intake.csrf import shows_typed_text, typed
from gotchas.models import Collection, UnansweredCode

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@shows_typed_text
@form_methods
def to_collection(request: HttpRequest, number: int) -> HttpResponse:
    return _subscribe(request, access.place_on_collection(number))


@shows_typed_text
@form_methods
def to_gotcha(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    return _subscribe(request, access.place_on_gotcha(request, collection, position))


@shows_typed_text
@form_methods
def to_code(request: HttpRequest, family: str, code: str) -> HttpResponse:
    place = access.place_on_code(family, code)
    if isinstance(place.target, UnansweredCode):
        raise Http404(f"Nothing was written about {code} yet.")
    return _subscribe(request, place)


def _subscribe(request: HttpRequest, place: Place) -> HttpResponse:
    """GET shows the form, POST asks the receiver; `?asked` says that it was done, whosever address it was."""
    if not mail.is_configured() or access.why_closed(place):
        return _page(request, place, None, status=403 if request.method == "POST" else 200)
    if request.method != "POST":
        return _blank(request, place)
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form, status=422)
    if passed := limits.exceeded(subscriptions.ASKED_FROM, request):
        form.refuse(f"{passed.sentence} Send it again then.", "too_many")
        response = _page(request, place, form, status=429)
        response.headers["Retry-After"] = str(passed.retry_after)
        return response
    subscriptions.ask(Thread.objects.get_or_open(place.target), form.cleaned_data["email"])
    return redirect(f"{subscribe_address(place.target)}?asked")


def _blank(request: HttpRequest, place: Place) -> HttpResponse:
    given = typed(request)
    form = SubscribeForm(given)
    if given is not None:
        form.refuse("The sign that this form came from this site had run out. Send it once more.", "csrf")
    return _page(request, place, form, status=403 if form.is_bound else 200)


def _page(
    request: HttpRequest, place: Place, form: SubscribeForm | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        "address": subscribe_address(place.target),
        "feed": feed_address(place.target),
        "asked": "asked" in request.GET and not (form and form.is_bound),
        "with_gotchas": isinstance(place.target, Collection),
        "closed": access.why_closed(place),
        "limits": subscriptions.ASKED_FROM,
    }
    response = render(request, "comments/subscribe.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response

"""The preview of an article's Markdown in admin: for those who may edit, and by the site's own renderer.

django-markdownx brings a view of its own; it is not used, because anybody may post anything to it. Its script
shows whatever this answers, also an error, so every answer is a short piece of HTML.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from gotchas import markup
from gotchas.admin.fields import ArticleWidget, within_article_limit
from gotchas.models import Collection, Gotcha
from gotchas.models.linking import ArticleLinker


@never_cache
@require_POST
@csrf_protect
def preview(request: HttpRequest) -> HttpResponse:
    """HTML of the field `content`, its codes and references linked as in the collection `?collection=1`."""
    user = request.user
    if not (user.is_staff and user.has_perm("gotchas.change_gotcha")):
        return said("There is no preview: you are not signed in as an editor.", 403)
    text = request.POST.get("content", "")
    try:
        within_article_limit(text)
    except ValidationError as error:
        return said(error.messages[0], 413)
    return HttpResponse(rendered(text, request.GET.get("collection", "")))


def editor(collection: int | None) -> ArticleWidget:
    """The box for a Markdown part of the collection with this number, with its preview."""
    address = reverse("admin:gotchas_gotcha_preview")
    number = "" if collection is None else str(collection)

    def shown(text: str) -> str:
        try:
            within_article_limit(text)
        except ValidationError:
            return ""
        return rendered(text, number)

    return ArticleWidget(f"{address}?{urlencode({'collection': number})}" if number else address, shown)


def rendered(text: str, collection: str) -> str:
    """HTML of a Markdown text, linked as in the collection of this number, if there is one."""
    return markup.article(text, ArticleLinker([text], collection_named(collection), Gotcha.objects.all()))


def collection_named(number: str) -> Collection | None:
    is_one = number.isdecimal() and len(number) < 10
    return Collection.objects.filter(number=int(number)).first() if is_one else None


def said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(format_html("<p>{}</p>", sentence), status=status)

"""Suggestions while somebody types, in the form of OpenSearch: for the box on every page and for browsers."""

import json
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe

from gotchas.addresses import whole
from gotchas.answers.suggested import suggestions

TYPE: Final = "application/x-suggestions+json"
KEPT: Final = 60
"""Seconds that a suggestion may be old."""


@csrf_exempt  # it writes nothing: a post is told that it is the wrong method, not that a token is missing
@require_safe
@cache_control(public=True, max_age=KEPT)
@conditional_page
def suggest(request: HttpRequest) -> HttpResponse:
    """`[q, [texts], [descriptions], [addresses], [numbers]]`, four lists of one length, at most eight long.

    The first four are OpenSearch's. The fifth, which readers of that form pass over, says which gotcha each
    leads to (a code's first one): its identifier where it came from, else its number, "" for none.
    """
    q = request.GET.get("q", "")
    found = suggestions(q)
    lists = [
        [one.text for one in found],
        [one.description for one in found],
        [whole(one.address) for one in found],
        [one.number for one in found],
    ]
    return HttpResponse(json.dumps([q, *lists], ensure_ascii=False), content_type=TYPE)

"""Errors in the form that whoever asked can read: JSON or plain text for programs, a page for people.

Whatever refused a request - a view, a limit, Django, other middleware - its answer comes by here. Answers
that are in the right form already stay as they are.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

HTML, JSON, PLAIN = "text/html", "application/json", "text/plain"
ENDS: Final = {".json": JSON, ".txt": PLAIN, ".md": PLAIN}
ADDRESSES: Final = {"/log": PLAIN, "/suggest/": JSON}
"""Addresses of programs that do not say their form at their end."""

AGAIN: Final = "Wait as long as Retry-After says, then send it again."
SAID: Final = {
    400: ("The request cannot be read.", "Send valid UTF-8 without control characters."),
    403: ("This is not allowed.", "Use the site's own form for it."),
    404: ("There is nothing at this address.", "/search.json?q= takes any words."),
    410: ("This was withdrawn.", "/search.json?q= takes any words."),
    413: ("That is more than this address takes.", "Send less of it."),
    422: ("What was sent does not fit.", "Mend it, and send it again."),
    429: ("Too many requests came from this address.", AGAIN),
    500: ("The site failed at this request.", "Send it again later."),
    503: ("The site cannot answer just now.", AGAIN),
}
SENTENCE: Final = 300
"""Bytes of a plain text that is an error's own sentence."""


class ErrorsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or response.streaming:
            return response
        form = _form_of_address(request.path_info)
        if form is None:
            form = request.get_preferred_type([HTML, JSON, PLAIN]) or HTML
            patch_vary_headers(response, ["Accept"])
        if form == HTML and response.status_code == 405 and not response.content:
            _fill(
                response, HTML, render_to_string("405.html", {"methods": response.get("Allow", "")}, request)
            )
        elif form != HTML and not _is_in(form, response):
            _fill(response, form, _written(form, *_said(response)))
        return response


def _form_of_address(path: str) -> str | None:
    if path.startswith("/api/"):
        return JSON
    ends = (form for end, form in ENDS.items() if path.endswith(end))
    return ADDRESSES.get(path) or next(ends, None)


def _is_in(form: str, response: HttpResponse) -> bool:
    """Whether it is in that form, in words: Markdown is as good as plain text."""
    given = response.get("Content-Type", "").partition(";")[0]
    same = given.endswith("json") if form == JSON else given in (PLAIN, "text/markdown")
    return same and bool(response.content)


def _said(response: HttpResponse) -> tuple[str, str]:
    """What is wrong, in the answer's own sentence where it has one, and what to do."""
    status = response.status_code
    if status == 405:
        methods = response.get("Allow", "")
        error, what = f"This address answers {methods} alone.", f"Send the request with {methods}."
    else:
        phrase = HTTPStatus(status).phrase if status in iter(HTTPStatus) else "Refused"
        error, what = SAID.get(status, (f"{phrase}.", "Look at the address and at what was sent."))
    plain = response.get("Content-Type", "").startswith(PLAIN)
    if plain and 0 < len(response.content) <= SENTENCE:
        error = response.content.decode("utf-8", "replace").strip()
    return error, what


def _written(form: str, error: str, what_to_do: str) -> str:
    if form == PLAIN:
        return f"{error}\n{what_to_do}\n"
    return json.dumps({"error": error, "what_to_do": what_to_do}, ensure_ascii=False, indent=2) + "\n"


def _fill(response: HttpResponse, form: str, text: str) -> None:
    """Give it another content; status, cookies and all that says when to come again stay."""
    for name in ("Content-Length", "Content-Encoding", "ETag"):
        del response.headers[name]
    response.content = text
    response.headers["Content-Type"] = form if form == JSON else f"{form}; charset=utf-8"

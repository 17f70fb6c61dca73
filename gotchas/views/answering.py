"""How every answer to a program is given: in its form, its errors too, open to pages of other sites."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from gotchas.answers import markdown, text
from gotchas.answers.data import Values

FORMS: Final = {
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}
READING: Final = ("GET", "HEAD")

View = Callable[..., HttpResponse]
Writer = Callable[[Values], str]


class Problem(Exception):
    """No answer: the status, what is wrong, what to do, and what else its JSON holds.

    `retry_after` is told in the header of that name; 0 for what does not pass by waiting.
    """

    def __init__(
        self, status: int, error: str, what_to_do: str, *, retry_after: int = 0, **more: Any
    ) -> None:
        super().__init__(error)
        self.status, self.retry_after = status, retry_after
        self.values = {"error": error, "what_to_do": what_to_do, **more}


class FormConverter:
    """The form of an answer, as the end of its address names it."""

    regex = "|".join(FORMS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def as_json(values: Values) -> str:
    """Laid out to be read by people as well; compressed on its way, that costs next to nothing."""
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


WRITERS: Final[dict[str, Writer]] = {"txt": text.problem, "md": markdown.problem, "json": as_json}
"""How a problem is written in each form."""


def written(values: Values, form: str, writers: dict[str, Writer], status: int = 200) -> HttpResponse:
    writer = as_json if form == "json" else writers[form]
    return HttpResponse(writer(values), content_type=FORMS[form], status=status)


def answers(*methods: str) -> Callable[[View], View]:
    """For views that answer programs and take `form`: their problems are told in that form.

    No token is asked for and no cookie is read, so whoever sends a request from another site gains nothing
    by the browser it is sent with; pages of other sites may therefore read what is got here.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def told(request: HttpRequest, *args: Any, form: str, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise _not_so(methods)
                return view(request, *args, form=form, **kwargs)
            except Http404 as missing:
                problem = Problem(404, str(missing), f"/search.{form}?q= takes any words.")
            except Problem as raised:
                problem = raised
            response = written(problem.values, form, WRITERS, problem.status)
            if problem.status == 405:
                response.headers["Allow"] = ", ".join(methods)
            if problem.retry_after:
                response.headers["Retry-After"] = str(problem.retry_after)
            return response

        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = conditional_page(told)(request, *args, **kwargs)
            if "GET" in methods:
                open_to_all(response)
            return response

        return csrf_exempt(opened)

    return decorate


def open_to_all(response: HttpResponse) -> None:
    """Let scripts of every site read the answer; browsers send no cookies with what asks for `*`."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def _not_so(methods: tuple[str, ...]) -> Problem:
    names = " or ".join(method for method in methods if method != "HEAD")
    return Problem(405, f"This address answers {names} alone.", f"Send the request with {names}.")

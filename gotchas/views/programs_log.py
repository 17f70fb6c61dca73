"""For programs: a log sent as it is, answered as text, Markdown and JSON. Nothing of it is kept."""

import json

from django.http import HttpRequest, HttpResponse

from gotchas.answers import data_log, markdown
from gotchas.answers import log as as_text
from gotchas.answers.log_reading import LogAnswer
from gotchas.text.log_text import LogText, tidy
from gotchas.views import log
from gotchas.views.answering import FORMS, Problem, answers, written

WHAT_TO_SEND = "Send the log as it is: curl --data-binary @FILE, 1 MB at most."
WAIT = "Wait as long as Retry-After says, then send it again."
WHAT_JSON = 'Send {"text": "..."} as application/json, or the log itself as text/plain.'


@answers("POST")
def raw(request: HttpRequest, form: str) -> HttpResponse:
    """The body is the log, whatever its type says."""
    try:
        return _told(log.answer_to(request, log.from_body(request)), form)
    except log.Refused as refused:
        raise _problem(refused, WHAT_TO_SEND) from None


@answers("POST")
def api(request: HttpRequest, form: str) -> HttpResponse:
    """As `raw`; a body that says it is JSON holds the log as `text`."""
    is_json = request.content_type == "application/json"
    try:
        text = _from_json(request) if is_json else log.from_body(request)
        return _told(log.answer_to(request, text), form)
    except log.Refused as refused:
        raise _problem(refused, WHAT_JSON if is_json else WHAT_TO_SEND) from None


def _problem(refused: log.Refused, what_to_send: str) -> Problem:
    what = WAIT if refused.retry_after else what_to_send
    return Problem(refused.status, refused.sentence, what, retry_after=refused.retry_after)


def _told(answer: LogAnswer, form: str) -> HttpResponse:
    if form == "txt":
        response = HttpResponse(as_text.write(answer), content_type=FORMS["txt"])
    else:
        response = written(data_log.log(answer), form, {"md": markdown.log})
    return log.kept_nowhere(response)


def _from_json(request: HttpRequest) -> LogText:
    body = log.body_of(request, log.LONGEST_FORM)
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise log.Refused(400, "The body is no JSON.") from None
    if not (isinstance(given, dict) and set(given) == {"text"} and isinstance(given["text"], str)):
        raise log.Refused(422, "The body is no object with the log as its text.")
    text = tidy(given["text"])
    if len(text.encode()) > log.LONGEST_LOG:
        raise log.Refused(413, log.TOO_LONG)
    return LogText(text)

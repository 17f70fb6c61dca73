"""Paste your log: a text is read once and answered, on a page for people and as plain text for programs.

Nothing of the text is kept: no upload handler here writes a file, no message of an error carries it, and no
address holds it. What is written is one counter for each code that nobody has explained yet.
"""

import logging
from io import BytesIO

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gotchas.addresses import whole
from gotchas.answers import log as as_text
from gotchas.answers.log_reading import LogAnswer, Unknown, read
from gotchas.answers.log_words import by_words
from gotchas.intake import limits, unanswered
from gotchas.models.unanswered import DAYS_OF_SEVERAL
from gotchas.text.log_text import LogText, is_compressed, read_log, tidy

LONGEST_LOG = 1_048_576
"""Bytes of a log: 1 MB. The page and its script (log.js) tell it before anything is sent."""
LONGEST_FORM = 3 * LONGEST_LOG + 65_536
"""Bytes of a form with such a log: a character may be sent as %XX, and fields have names."""
ENVELOPE = 65_536
"""Bytes that a form may add to the file in it."""

TOO_LONG = "The log is longer than 1 MB. Send the part around the error, or only its codes."
COMPRESSED = (
    "It is compressed. Unpack it first; for a program: gzip -dc FILE | curl --data-binary @- ADDRESS."
)
EMPTY = "There is no text in it. Paste the log or choose its file; a program sends the bytes to /log."
BROKEN = "The form did not arrive whole. Send it again; a program sends the bytes of the log to /log."

UNMEASURED = "The length of the log was not announced. curl --data-binary @FILE announces it."
PLAIN = "text/plain; charset=utf-8"

_log = logging.getLogger(__name__)


class Refused(Exception):
    """The log is not read: the status to answer with, what to do about it, and the text to give back.

    `retry_after` says after how many seconds it is worth sending it again, where it is.
    """

    def __init__(self, status: int, sentence: str, text: str = "", retry_after: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.text, self.retry_after = status, sentence, text, retry_after

    def on(self, response: HttpResponse) -> HttpResponse:
        if self.retry_after:
            response.headers["Retry-After"] = str(self.retry_after)
        return response


class NotLookedUp(Exception):
    """The database failed. Its own words may quote what it was asked for, which stood in the log."""


class Away(NotLookedUp, OperationalError):
    """The database is away or busy: worth sending the log again, as `kbsite.errors` answers it."""


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory and stops where it is too long, so that nothing of it reaches a disk."""

    seen = 0

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.seen += len(raw_data)
        if self.seen > LONGEST_LOG:
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)


# No token is asked for: nothing happens here in the name of whoever sends it, so nobody gains by making
# somebody else's browser send it; all it can change is a count of codes, which is limited by address. A token
# would set a cookie, and would keep curl out.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """The box, and the answer to what was sent by it: the field `text`, or a file."""
    context = {"longest": LONGEST_LOG, "address": whole(reverse("log_raw")), "days": DAYS_OF_SEVERAL}
    if request.method != "POST":
        return render(request, "gotchas/log.html", context)
    try:
        context |= {"answer": answer_to(request, _from_form(request))}
        response = render(request, "gotchas/log_answer.html", context)
    except Refused as refused:
        context |= {"error": refused.sentence, "text": refused.text}
        response = refused.on(render(request, "gotchas/log.html", context, status=refused.status))
    return kept_nowhere(response)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def raw(request: HttpRequest) -> HttpResponse:
    """`curl --data-binary @FILE URL/log`: the body is the log, whatever its type says; the answer is text.

    `curl -F file=@FILE URL/log` sends a form: the log is the file in it.
    """
    if request.method != "POST":
        return redirect("log")
    try:
        response = HttpResponse(as_text.write(answer_to(request, from_body(request))), content_type=PLAIN)
    except Refused as refused:
        said = HttpResponse(f"{refused.sentence}\n", content_type=PLAIN, status=refused.status)
        response = refused.on(said)
    return kept_nowhere(response)


def kept_nowhere(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response


def _from_form(request: HttpRequest) -> LogText:
    check_length(request, LONGEST_FORM)
    handler = InMemory(request)
    request.upload_handlers = [handler]
    try:
        text, files = request.POST.get("text", ""), list(request.FILES.values())
    except RequestDataTooBig:
        raise Refused(413, TOO_LONG) from None
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        raise Refused(400, BROKEN) from None
    if handler.seen > LONGEST_LOG:
        raise Refused(413, TOO_LONG, text)
    if files:
        return _read(files[0].read())
    if len(text.encode("utf-8", "replace")) > LONGEST_LOG:
        raise Refused(413, TOO_LONG, text)
    return LogText(tidy(text))


def from_body(request: HttpRequest) -> LogText:
    boundary = request.content_params.get("boundary", "").encode()
    if request.content_type != "multipart/form-data" or not boundary:
        return _read(body_of(request, LONGEST_LOG))
    body = body_of(request, LONGEST_LOG + ENVELOPE)
    data = _enclosed(request, body) if body.startswith(b"--" + boundary) else body
    if len(data) > LONGEST_LOG:
        raise Refused(413, TOO_LONG)
    return _read(data)


def _enclosed(request: HttpRequest, body: bytes) -> bytes:
    """The file in a form, or its first field: without the lines around it, the log's own are counted."""
    handler = InMemory(request)
    meta = {**request.META, "CONTENT_LENGTH": str(len(body))}
    try:
        fields, files = MultiPartParser(meta, BytesIO(body), [handler], "utf-8").parse()
    except (BadRequest, MultiPartParserError, SuspiciousOperation):
        raise Refused(400, BROKEN) from None
    if handler.seen > LONGEST_LOG:
        raise Refused(413, TOO_LONG)
    file = next(iter(files.values()), None)
    return file.read() if file else next(iter(fields.values()), "").encode()


def _read(data: bytes) -> LogText:
    if is_compressed(data):
        raise Refused(422, COMPRESSED)
    return read_log(data)


def body_of(request: HttpRequest, longest: int) -> bytes:
    """At most `longest` bytes. Django reads nothing of a body without a length, so that is read here."""
    check_length(request, longest)
    try:
        if "HTTP_TRANSFER_ENCODING" not in request.META:
            return request.body
        if not request.META.get("wsgi.input_terminated"):
            raise Refused(411, UNMEASURED)
        body: bytes = request.META["wsgi.input"].read(longest + 1)
    except RequestDataTooBig:
        raise Refused(413, TOO_LONG) from None
    except OSError:  # UnreadablePostError is one
        raise Refused(400, BROKEN) from None
    if len(body) > longest:
        raise Refused(413, TOO_LONG)
    return body


def check_length(request: HttpRequest, longest: int) -> None:
    """Refuse by the length that was announced, before a byte is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and int(announced) > longest:
        raise Refused(413, TOO_LONG)


def answer_to(request: HttpRequest, log: LogText) -> LogAnswer:
    if not log.text.strip():
        raise Refused(422, EMPTY)
    if passed := limits.exceeded(limits.LOGS, request):
        raise Refused(429, passed.sentence, log.text, passed.retry_after)
    try:
        answer = read(log)
        answer.rows = by_words(answer, log.text)
    except (OperationalError, InterfaceError) as error:
        raise Away(type(error).__name__) from None
    except DatabaseError as error:
        raise NotLookedUp(type(error).__name__) from None
    answer.counted = _count(answer.unknown, request.META.get("REMOTE_ADDR", ""))
    return answer


def _count(unknown: list[Unknown], address: str) -> int:
    """How many are counted, today or by this."""
    try:
        done = unanswered.count([(each.family, each.code) for each in unknown], address)
        return 0 if done is None else min(len(unknown), unanswered.MOST_AT_ONCE)
    except DatabaseError as error:
        # The reader gets the answer all the same.
        _log.warning("Codes without an answer could not be counted: %s", type(error).__name__)
        return 0

"""Bytes that no page can do anything with are refused first, in one place, in plain words.

Everything behind this middleware may rely on it: the path, the query and the fields of a form are UTF-8
without NUL characters. Control characters and lone spellings are left to the forms, which clean them and say
so.
"""

import codecs
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError

METHODS = ("GET", "HEAD", "POST")
ADDRESS_LIMIT = 7000
"""Bytes of path and query as sent. Gunicorn and nginx allow more, so that this answer is the one seen.
The search box takes 1,000 characters, which can be 6,000 bytes and a little more in an address."""

TOO_LONG = (
    f"The address is longer than {ADDRESS_LIMIT} bytes. Search for a code or one line of a log; "
    "a whole log is read by the page /log/ of this site."
)

_FILE = re.compile(rb"(?im)^content-disposition:[^\r\n]*;[ \t]*filename\*?[ \t]*=")
RAW_PATHS = frozenset({"/log", "/log/", "/log.txt", "/log.md", "/log.json", "/api/log"})
"""Pasted logs come in any encoding: their view decodes them itself and says how."""

BROKEN_BYTE = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class Refused(Exception):
    """A request that is not let in: the status to answer, and a sentence for whoever sent it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class BytesMiddleware:
    """Answers 400, 405, 413 or 414 as plain text before anything else reads the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            check_method(request)
            check_address(request)
            if request.path_info in RAW_PATHS:
                # Whatever charset the log names, Django must not read the query or the form by it.
                request.encoding = "utf-8"
            else:
                check_charset(request)
                check_body(request)
        except Refused as refused:
            response = HttpResponse(
                refused.sentence + "\n", content_type="text/plain; charset=utf-8", status=refused.status
            )
            if refused.status == 405:
                response.headers["Allow"] = ", ".join(METHODS)
            return response
        return self.get_response(request)


def check_method(request: HttpRequest) -> None:
    if request.META["REQUEST_METHOD"] not in METHODS:
        raise Refused(405, f"This site answers {', '.join(METHODS)} and no other method.")


def check_address(request: HttpRequest) -> None:
    """Django has decoded the path already and put bytes that are no UTF-8 back as %XX; the query is as sent.

    A path in which somebody wrote such a byte as %25XX looks the same and is refused too; no
    address of the site holds one.
    """
    path = request.path_info
    query = _bytes(request.META.get("QUERY_STRING", ""))
    if len(path.encode()) + len(query) > ADDRESS_LIMIT:
        raise Refused(414, TOO_LONG)
    if BROKEN_BYTE.search(path):
        raise Refused(400, "The address is not valid UTF-8.")
    check_text(path.encode(), "address")
    check_text(unquote_to_bytes(query), "address")


def _bytes(text: str) -> bytes:
    # WSGI writes each byte as a Latin-1 character; only a test client may hand over others.
    return text.encode("latin-1", "replace")


def check_charset(request: HttpRequest) -> None:
    """Django reads even the query in the charset the body claims; a foreign one ends in a 500."""
    charset = (request.content_params or {}).get("charset")
    if charset is None:
        return
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        name = ""
    if name not in ("utf-8", "ascii"):
        raise Refused(400, "Send text as UTF-8; no other charset is read here.")
    request.encoding = "utf-8"


def check_body(request: HttpRequest) -> None:
    """The fields of a form, but not files in it; other content types are left to their views."""
    if request.method != "POST" or request.content_type not in (FORM, MULTIPART):
        return
    try:
        body = request.body
    except RequestDataTooBig:
        raise Refused(413, "That is more text than one form of this site takes.") from None
    except UnreadablePostError:
        raise Refused(400, "The request ended before all of it had arrived.") from None
    if request.content_type == FORM:
        check_text(unquote_to_bytes(body), "form")
        return
    boundary = (request.content_params or {}).get("boundary", "")
    if not re.fullmatch(r"[ -~]{1,200}", boundary):
        raise Refused(400, "The form was sent as multipart/form-data without a usable boundary.")
    for part in body.split(b"--" + boundary.encode("ascii")):
        check_part(part)


def check_part(part: bytes) -> None:
    head, _, _content = part.partition(b"\r\n\r\n")
    check_text(head, "form")
    if b"content-transfer-encoding" in head.lower():
        raise Refused(400, "Send the fields of the form as they are, without a transfer encoding.")
    if not _FILE.search(head):
        check_text(part, "form")


def check_text(text: bytes, where: str) -> None:
    if b"\0" in text:
        raise Refused(400, f"The {where} holds a NUL character, which no text needs.")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, f"The {where} is not valid UTF-8.") from None

"""Every kind of page in each of its states: the way there, and the name of its address."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path, reverse
from playwright.sync_api import Page, Response

from kbsite.urls import handler500
from kbsite.urls import urlpatterns as site_patterns
from tests.echo_urls import database_away, fail
from tests.page_kinds_corrections import CORRECTIONS
from tests.page_kinds_mail import MAIL
from tests.page_kinds_review import REVIEW, VERDICTS
from tests.page_ways import (
    Kind,
    after,
    at,
    code_of,
    comment_of,
    number_of,
    of,
    press,
    read,
    sign_in_as_nobody,
    signed_in,
    tell,
    without_cookies,
)

__all__ = ["KINDS", "NOT_PAGES", "ONLY_LEAD_ON", "ONLY_POSTED", "Kind", "handler500"]

READING = [
    at("home", "home"),
    at("for programs", "programs"),
    at("collections", "collections"),
    at("a collection with a thread", "collection", number_of("collection")),
    at("a collection without anything", "collection", number_of("empty")),
    at("a collection in rows", "collection", number_of("long")),
    at("a collection's second page of rows", "collection", number_of("long"), query="?page=2"),
    at("a timeline", "timeline", number_of("collection")),
    at("a timeline of nothing", "timeline", number_of("empty")),
    at("a gotcha with everything", "gotcha", *of("gotcha")),
    at("a gotcha with little", "gotcha", *of("plain")),
    at("a historic tip whose thread is closed", "gotcha", *of("historic")),
    at("a withdrawn gotcha", "gotcha", *of("withdrawn"), status=410),
    at("a merged gotcha, which leads to another", "gotcha", *of("merged")),
    at("the thread of a merged gotcha", "gotcha_comments", *of("merged")),
    at("a thread from a permalink", "comment", comment_of("verdict"), seen_as="gotcha"),
    at("open questions", "questions"),
    at("open questions of a collection", "questions", query="?collection=1&order=oldest"),
    at("no open question", "questions", query="?collection=2"),
    at("platforms", "platforms"),
    at("a platform", "platform", lambda site: site.platform.slug),
    at("a platform without gotchas", "platform", "windows"),
    at("about", "about"),
    at("privacy", "privacy"),
    at("licence", "licence"),
]

CODES = [
    at("families", "families"),
    at("a family with a grammar", "family", lambda site: site.family.slug),
    at("a family without one", "family", lambda site: site.plain_family.slug),
    at("a code with everything", "code", *code_of("code")),
    at("a code without a meaning", "code", *code_of("bare_code")),
    at("an unknown code in a family", "code", "ibm-mq-amq", "AMQ9638", status=404),
    at("an unknown code", "short_code", "AMQ9638", status=404),
    at("a code of no family", "short_code", "QQQ1", status=404),
    at("a choice of codes", "short_code", "SAME1234"),
    at("unanswered codes", "unanswered"),
    at("unanswered codes of a family", "unanswered", query="?family=ibm-mq-amq"),
    after(
        at("an unknown code", "short_code", "AMQ9638", status=404),
        tell,
        "an unknown code that the editors were told of",
        "unanswered_told",
    ),
    at("search without a question", "search"),
    at("search that finds", "search", query="?q=certificate"),
    at("search narrowed down", "search", query="?q=certificate&kind=problem&platform=no-such"),
    at("search that finds a code", "search", query="?q=AMQ9637%3A+Channel+is+lacking"),
    at("search that finds nothing", "search", query="?q=nothing-of-that-kind"),
    at("search that finds nothing like a code", "search", query="?q=AMQ9638"),
    at("search for too much", "search", query=f"?q={'x' * 1001}", status=422),
]

HISTORY = [
    at("a history", "gotcha_history", *of("gotcha")),
    at("a history of nothing", "gotcha_history", *of("plain")),
    at("a revision", "gotcha_revision", *of("gotcha"), 1),
    at("an erased revision", "gotcha_revision", *of("erased"), 1),
    at("a difference", "gotcha_diff", *of("gotcha"), 1, 2),
    at("no difference", "gotcha_diff", *of("gotcha"), 1, 1),
    at("a difference side by side", "gotcha_diff", *of("gotcha"), 1, 2, query="?view=side"),
]

LOG = at("a log to paste", "log")
LOGS = [
    LOG,
    after(LOG, read("It stops.\nAMQ9637E AMQ9999E\nAMQ1234E QQQ1\n"), "a log with codes known and unknown"),
    after(LOG, read("All is well."), "a log without a code"),
    after(LOG, read(" "), "a log without a text", status=422),
]

ON_COLLECTION = at("a form on a collection", "collection_comment", number_of("collection"))
ON_GOTCHA = at("a form on a gotcha", "gotcha_comment", *of("gotcha"))
ON_CODE = at("a form on a code", "code_comment", *code_of("code"))
REPLY = at("a form for a reply", "comment_reply", comment_of("comment"))


def unworked(act: Callable[[Page], Response]) -> Callable[[Page], Response]:
    """The browser does not begin with a proof of work, which would be over before the page is looked at."""

    def acted(page: Page) -> Response:
        script = {"content_type": "text/javascript", "body": "export const prove = () => {};"}
        page.route("**/proof.js", lambda route: route.fulfill(**script))
        return act(page)

    return acted


def elsewhere(act: Callable[[Page], Response]) -> Callable[[Page], Response]:
    """Sent to where no comment is, as when it was taken away while the form was open."""

    def acted(page: Page) -> Response:
        page.locator("form.form").evaluate("(form) => { form.action = '/comments/999999/reply/'; }")
        return act(page)

    return acted


LOG_LINES = "It stops:\n10:00:00 up\n10:00:01 down"
SECRET = "On mq.prod.corp, 10.1.2.3, with -pw s3cr3t."
PREVIEW = press("Preview", "I do **not** know.")
FORMS = [
    ON_COLLECTION,
    ON_GOTCHA,
    ON_CODE,
    REPLY,
    after(ON_GOTCHA, press("Publish"), "a form with mistakes", status=422),
    after(REPLY, press("Publish"), "a reply with mistakes", status=422),
    after(ON_GOTCHA, press("Publish", "Text", stamp="expired"), "a form that was open too long", status=422),
    after(ON_GOTCHA, without_cookies(press("Publish", "Text")), "a form without its cookie", status=403),
    after(ON_COLLECTION, PREVIEW, "a preview on a collection", "collection_comment_preview"),
    after(REPLY, elsewhere(press("Publish", "Text")), "a reply to what is gone", status=404),
    after(ON_GOTCHA, PREVIEW, "a preview on a gotcha", "gotcha_comment_preview"),
    after(ON_CODE, PREVIEW, "a preview on a code", "code_comment_preview"),
    after(REPLY, PREVIEW, "a preview of a reply", "comment_reply_preview"),
    after(ON_GOTCHA, press("Publish", "casino"), "a thread with one's own waiting comment", "gotcha"),
    after(ON_GOTCHA, press("Publish", SECRET), "a form with what should not be published", "gotcha_comment"),
    after(ON_GOTCHA, unworked(press("Publish", "sweepstake")), "a form with work to do", "gotcha_comment"),
    after(ON_GOTCHA, press("Publish", LOG_LINES), "a form with a log", "gotcha_comment"),
    after(ON_GOTCHA, press("Preview", LOG_LINES), "a preview with a log", "gotcha_comment_preview"),
    after(
        after(ON_GOTCHA, press("Publish", SECRET), ""),
        press("Mask these"),
        "a preview with masks",
        "gotcha_comment_preview",
    ),
    at("a closed thread", "gotcha_comment", *of("historic"), status=403),
]


def own(view: str, *acts: Callable[[Page], Response]) -> Callable[[Page], Response]:
    """On one's own newest comment: its page `view`, and what is done there."""

    def act(page: Page) -> Response:
        press("Publish", "My own.")(page)
        number = page.url.rpartition("-")[2]
        answer = page.goto(reverse(view, args=[number]))
        for further in acts:
            answer = further(page)
        assert answer
        return answer

    return act


def click(button: str, text: str = "") -> Callable[[Page], Response]:
    """Press a button, with `text` as the comment if there is one."""

    def act(page: Page) -> Response:
        if text:
            page.get_by_label("Comment", exact=True).fill(text)
        with page.expect_navigation() as answer:
            page.get_by_role("button", name=button, exact=True).click()
        return answer.value

    return act


def again_in_an_old_tab(page: Page) -> Response:
    page.locator("[name=base]").evaluate("(field) => { field.value = 'another'; }")
    return click("Publish the change", "From an old tab.")(page)


def earlier(page: Page) -> Response:
    with page.expect_navigation() as answer:
        page.get_by_role("link", name="Edited on").first.click()
    return answer.value


CHANGE = click("Publish the change", "My own, *changed*.")
HIDE = click("Hide what it said before")
OWN = [
    after(ON_GOTCHA, own("comment_edit"), "an edit", "comment_edit"),
    after(
        ON_GOTCHA,
        own("comment_edit_preview", click("Preview")),
        "a preview of an edit",
        "comment_edit_preview",
    ),
    after(ON_GOTCHA, own("comment_edit", again_in_an_old_tab), "an edit in an old tab", "comment_edit", 409),
    after(ON_GOTCHA, own("comment_edit", CHANGE, earlier), "earlier texts", "comment_earlier"),
    after(ON_GOTCHA, own("comment_edit", CHANGE, earlier, HIDE), "a hidden earlier text", "comment_earlier"),
    after(ON_GOTCHA, own("comment_delete"), "a deletion", "comment_delete"),
    after(ON_GOTCHA, own("comment_delete", click("Delete")), "a deletion that is done", "comment_delete"),
]


def report(what: str) -> Callable[[Page], Response]:
    def act(page: Page) -> Response:
        page.get_by_label("What is wrong with it").select_option(what)
        with page.expect_navigation() as answer:
            page.get_by_role("button", name="Report", exact=True).click()
        return answer.value

    return act


REPORT = at("a comment to report", "comment_report", comment_of("verdict"))
REPORTS = [
    REPORT,
    after(REPORT, report(""), "a report without a reason", status=422),
    after(REPORT, without_cookies(report("offensive")), "a report without its cookie", status=403),
    after(REPORT, report("offensive"), "a comment that was reported", "comment_reported"),
]


def choose(button: str, tick: int = 0) -> Callable[[Page], Response]:
    """Tick comments of the queue and press the button below the list."""

    def act(page: Page) -> Response:
        for box in page.get_by_role("checkbox").all()[:tick]:
            box.check()
        with page.expect_navigation() as answer:
            page.get_by_role("button", name=button, exact=True).last.click()
        return answer.value

    return act


def without_session(act: Callable[[Page], Response]) -> Callable[[Page], Response]:
    def acted(page: Page) -> Response:
        page.context.clear_cookies(name="session")
        return act(page)

    return acted


QUEUE = signed_in(at("comments to look at", "desk_comments"))
REMOVAL = after(QUEUE, choose("Remove", 2), "comments to remove", "desk_comments_remove")
DESK = [
    QUEUE,
    REMOVAL,
    after(REMOVAL, choose("Remove"), "a removal without a reason", status=422),
    after(QUEUE, without_session(choose("Remove", 1)), "a decision without a session", REMOVAL.view, 403),
    after(QUEUE, choose("Approve"), "a decision on nothing"),
    after(QUEUE, choose("Approve", 2), "nothing to look at, and an undo"),
    signed_in(at("a comment to decide on", "desk_comment", comment_of("verdict"))),
    signed_in(at("the log of decisions", "desk_comments_log")),
    signed_in(at("no spam", "desk_comments", query="?show=spam")),
    signed_in(at("questions open longest", "desk_questions")),
    signed_in(at("a thread as editors see it", "collection", number_of("collection"))),
    signed_in(at("an answer to mark", "comment_answer", comment_of("answer"))),
    signed_in(at("a marked answer", "comment_answer", comment_of("marked"))),
    signed_in(at("a comment to confirm", "comment_confirm", comment_of("answer"))),
    signed_in(at("a confirmed comment", "comment_confirm", comment_of("marked"))),
]


SIGN_IN = at("sign in", "admin:login", seen_as="kbsite.sign_in.sign_in")
ERRORS = [
    Kind("no such address", "", lambda page, site: page.goto("/no/such/page/"), 404),
    at("a request that cannot be read", "failing", 400, status=400),
    at("a thing that is not allowed", "failing", 403, status=403),
    at("a way of asking that is not taken", "failing", 405, status=405),
    at("a fault of the site", "failing", 500, status=500),
    at("a database that is away", "failing", 503, status=503),
    SIGN_IN,
    after(SIGN_IN, sign_in_as_nobody, "a sign-in that failed"),
    after(SIGN_IN, without_cookies(sign_in_as_nobody), "a sign-in without its cookie", status=403),
]

KINDS = {
    "reading": READING,
    "codes and search": CODES,
    "logs": LOGS,
    "history": HISTORY,
    "forms": FORMS,
    "one's own comments": OWN,
    "corrections": CORRECTIONS,
    "reports": REPORTS,
    "mail": MAIL,
    "desk": DESK,
    "corrections on the desk": REVIEW,
    "errors": ERRORS,
}

NOT_PAGES = {
    "gotchas_feed", "collection_gotchas_feed", "comments_feed", "collection_comments_feed",
    "questions_feed", "collection_questions_feed", "gotcha_comments_feed", "code_comments_feed",
    "corrections_feed", "collection_corrections_feed", "revisions_feed", "collection_revisions_feed",
    "gotcha_corrections_feed", "gotcha_revisions_feed",
    "sitemap", "sitemap_section", "robots", "healthz", "readyz",
    "gotcha_data", "code_data", "spelled_data", "short_code_data", "search_data", "api_search", "suggest",
    "log_data", "api_log", "openapi", "opensearch",
    "collection_comments_data", "gotcha_comments_data", "code_comments_data",
}  # fmt: skip
"""Addresses that answer something else than HTML."""

ONLY_LEAD_ON = {
    "api",
    "comment",
    "log_raw",
    "unanswered_tell",
    "desk_comments_approve",
    "desk_comments_spam",
    "desk_comments_undo",
    "gotcha_notice_restore",
    *VERDICTS,
}
"""Addresses that only redirect."""

ONLY_POSTED = {"comment_undelete", "comment_unanswer", "comment_unconfirm", "subscriptions_end_all"}
ONLY_POSTED |= {"comment_earlier_hide", "comment_earlier_show"}
"""Addresses that take a POST alone, and lead on after it."""


# Faults on purpose


def failing(request: HttpRequest, status: int) -> HttpResponse:
    """The page for `status` as its cause brings it."""
    if status == 400:
        raise SuspiciousOperation("odd on purpose")
    if status == 403:
        raise PermissionDenied("not allowed on purpose")
    if status == 405:
        return HttpResponseNotAllowed(["POST"])
    return fail(request) if status == 500 else database_away(request)


urlpatterns = [path("failing/<int:status>/", failing, name="failing"), *site_patterns]

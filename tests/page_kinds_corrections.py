"""The pages on which readers propose corrections and read them, as `tests/page_kinds.py` lists the others."""

from collections.abc import Callable

from playwright.sync_api import Page, Response

from tests.full_site import LONG_WORD
from tests.page_ways import after, at, comment_of, of, signed_in

SECRET = "On mq.prod.corp, 10.1.2.3, with -pw s3cr3t."


def push(button: str) -> Callable[[Page], Response]:
    def act(page: Page) -> Response:
        with page.expect_navigation() as answer:
            page.get_by_role("button", name=button, exact=True).click()
        return answer.value

    return act


def correct(button: str, text: str = "", **fields: str) -> Callable[[Page], Response]:
    """Write how the passage should read, and press a button."""

    def act(page: Page) -> Response:
        page.get_by_label("As it should read").fill(
            text or page.get_by_label("As it should read").input_value()
        )
        for label, value in fields.items():
            page.get_by_label(label.replace("_", " ")).fill(value)
        return push(button)(page)

    return act


CORRECT = at(
    "a passage to correct", "gotcha_correct", *of("gotcha"), query="?part=solution&step=solution-step-1"
)
NEW = at("a gotcha to propose", "new", query="?code=AMQ9638")


def propose(button: str, problem: str = "") -> Callable[[Page], Response]:
    def act(page: Page) -> Response:
        if problem:
            page.get_by_label("Title").fill(LONG_WORD)
            page.get_by_label("Problem").fill(problem)
            page.get_by_label("Solution").fill("1. Look.")
        return push(button)(page)

    return act


NOTICE = signed_in(at("a notice to set", "gotcha_notice", *of("gotcha"), query="?passage=solution-step-2"))
LIFT = signed_in(at("a notice to lift", "gotcha_notice_lift", *of("gotcha"), comment_of("danger")))


def warn(text: str) -> Callable[[Page], Response]:
    def act(page: Page) -> Response:
        page.get_by_label("What readers must know").fill(text)
        return push("Set the notice")(page)

    return act


def end(page: Page) -> Response:
    page.get_by_label("Why it is over").fill("Mended.")
    return push("Lift it")(page)


REVERT = signed_in(at("an article to put back", "gotcha_revert", *of("gotcha"), 1))
SAID = at(
    "a passage to correct as a comment says",
    "comment_correct_gotcha",
    comment_of("names_two"),
    *of("gotcha"),
    query="?part=solution&step=solution-step-1",
)
CORRECTIONS = [
    at("articles to correct as a comment says", "comment_correct", comment_of("names_two")),
    SAID,
    after(SAID, correct("Show changes", "1. See."), "changes as a comment says", "comment_correct_preview"),
    NEW,
    after(NEW, propose("Send"), "a proposal with mistakes", status=422),
    after(NEW, propose("Send", SECRET), "a proposal with what should not be published"),
    after(NEW, propose("Preview", "It stops."), "a preview of a proposal", "new_preview"),
    after(NEW, propose("Send", "It stops."), "a proposal that was sent", "correction_status"),
    at("the parts to correct", "gotcha_correct", *of("gotcha")),
    at("a part that says nothing", "gotcha_correct", *of("plain"), query="?part=cause"),
    CORRECT,
    after(CORRECT, correct("Send"), "a correction of nothing", status=422),
    after(CORRECT, correct("Show changes", "1. See."), "what would change", "gotcha_correct_preview"),
    after(CORRECT, correct("Send", SECRET), "a correction with what should not be published"),
    after(CORRECT, correct("Send", "1. See.", Why="So."), "a correction that was sent", "correction_status"),
    after(CORRECT, correct("Send", "1. casino."), "a correction that waits", "correction_status"),
    at("corrections", "corrections"),
    at("corrections of a state", "corrections", query="?state=disputed"),
    at("no corrections", "corrections", query="?state=held"),
    at("a rejected correction", "correction", lambda site: site.rejected.pk),
    at("a disputed correction", "correction", lambda site: site.disputed.pk),
    at("a gotcha and what changed since", "gotcha", *of("gotcha"), query="?since=1"),
    NOTICE,
    after(NOTICE, push("Set the notice"), "a notice with mistakes", status=422),
    after(NOTICE, warn(LONG_WORD), "a notice that was set"),
    LIFT,
    after(LIFT, push("Lift it"), "a notice lifted without a reason", status=422),
    after(LIFT, end, "a notice that was lifted", "gotcha_notice"),
    signed_in(at("a passage to correct, as an editor sees it", "gotcha_correct", *of("gotcha"))),
    signed_in(at("a revision to erase from", "gotcha_erase", *of("gotcha"), 1), "administrator"),
    REVERT,
    after(REVERT, push("Put it back"), "a revert without a reason", status=422),
]

"""The pages on which editors decide corrections, as `tests/page_kinds.py` lists the others."""

from collections.abc import Callable

from playwright.sync_api import Page, Response

from tests.page_ways import after, at, comment_of, signed_in

VERDICTS = {
    f"desk_correction_{verdict}"
    for verdict in ("apply", "draft", "dispute", "hold", "release", "spam", "take", "leave", "undo")
}
"""Addresses that take a POST alone; a stranger is led to the sign-in."""


def decide(verdict: str, reason: str = "") -> Callable[[Page], Response]:
    """Press a verdict on the page of a correction, or in the list."""

    def act(page: Page) -> Response:
        if reason:
            page.get_by_label("Public reason").fill(reason)
        with page.expect_navigation() as answer:
            page.locator("main").get_by_role("button", name=verdict).first.click()
        return answer.value

    return act


CORRECTIONS = signed_in(at("corrections to look at", "desk_corrections"))
CORRECTION = signed_in(at("a correction to decide", "desk_correction", comment_of("proposed")))
EDITS = signed_in(at("edits of a correction", "desk_correction_edit", comment_of("clash")))
REJECTED = signed_in(at("a decided correction", "desk_correction", comment_of("rejected")))
REVIEW = [
    signed_in(at("the editors' desk", "desk")),
    CORRECTIONS,
    CORRECTION,
    EDITS,
    signed_in(at("a correction in conflict", "desk_correction", comment_of("clash"))),
    signed_in(at("a new gotcha to decide", "desk_correction", comment_of("new_one"))),
    REJECTED,
    signed_in(at("no spam among corrections", "desk_corrections", query="?show=spam")),
    signed_in(at("the log of corrections", "desk_corrections_log")),
    after(REJECTED, decide("Open it again"), "opened without a reason", "desk_correction_reopen", 422),
    after(CORRECTIONS, decide("Reject"), "a reason asked for", "desk_correction_reject"),
    after(CORRECTION, decide("Reject"), "a verdict without a reason", "desk_correction_reject", 422),
    after(CORRECTION, decide("Duplicate of", "Same."), "a copy of none", "desk_correction_duplicate", 422),
    after(CORRECTION, decide("Take this one"), "a correction that one took"),
    after(CORRECTION, decide("Hold", "Asked Neil."), "a decision with its undo", "desk_corrections"),
    after(EDITS, decide("Show changes"), "edits with their changes", "desk_correction_edit_preview"),
    after(EDITS, decide("Apply"), "edits without a reason", status=422),
]

"""The pages by which comments come by mail, as `tests/page_kinds.py` lists the others."""

from collections.abc import Callable

from playwright.sync_api import Page, Response

from tests.page_ways import after, at, code_of, number_of, of, without_cookies


def push(button: str) -> Callable[[Page], Response]:
    def act(page: Page) -> Response:
        with page.expect_navigation() as answer:
            page.get_by_role("button", name=button).click()
        return answer.value

    return act


def ask(email: str) -> Callable[[Page], Response]:
    def act(page: Page) -> Response:
        page.get_by_label("Mail address").fill(email)
        with page.expect_navigation() as answer:
            page.get_by_role("button", name="Ask for mail").click()
        return answer.value

    return act


MAIL_OF_GOTCHA = at("a form to get comments by mail", "subscribe_to_gotcha", *of("gotcha"))
CONFIRM = at("a link to confirm mail", "subscription_confirm", lambda site: site.asked_for_mail.token)
END = at("a link to end mail", "subscription_end", lambda site: site.gets_mail.token)
MAIL = [
    MAIL_OF_GOTCHA,
    at("comments of a collection by mail", "subscribe_to_collection", number_of("collection")),
    at("comments of a code by mail", "subscribe_to_code", *code_of("code")),
    at("mail of a closed thread", "subscribe_to_gotcha", *of("historic")),
    after(MAIL_OF_GOTCHA, ask("ann"), "an odd mail address", status=422),
    after(MAIL_OF_GOTCHA, without_cookies(ask("ann@example.org")), "asked without its cookie", status=403),
    after(MAIL_OF_GOTCHA, ask("ann@example.org"), "asked for mail"),
    CONFIRM,
    at("all that an address gets mail about", "subscriptions_mine", lambda site: site.gets_mail.token),
    END,
    after(END, push("Stop them"), "mail that is ended"),
    at("an address that gets no mail", "subscriptions_mine", lambda site: site.asked_for_mail.token),
    after(CONFIRM, push("Confirm"), "mail that is confirmed", "subscriptions_mine"),
    at("a link to confirm what ended", "subscription_confirm", lambda site: site.gets_mail.token, status=410),
]

"""Ways to a page in one of its states: by its address, by pressing buttons, as an editor."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace as Site

from django.urls import reverse
from playwright.sync_api import Page, Response

from tests.full_site import PASSWORD


@dataclass(frozen=True)
class Kind:
    """A page in one state. `view` is the name of its address; `go` leads to it and gives its answer.

    `address` gives the address where that alone leads there.
    """

    state: str
    view: str
    go: Callable[[Page, Site], Response | None] = field(repr=False)
    status: int = 200
    address: Callable[[Site], str] | None = field(default=None, repr=False)


def at(
    state: str, view: str, *args: Callable[[Site], object] | object, status: int = 200, **more: str
) -> Kind:
    """A page that an address alone leads to; `query` goes behind it, `seen_as` names where it leads."""
    query, seen_as = more.get("query", ""), more.get("seen_as", view)

    def address(site: Site) -> str:
        given = [arg(site) if callable(arg) else arg for arg in args]
        return reverse(view, args=given) + query

    return Kind(state, seen_as, lambda page, site: page.goto(address(site)), status, address)


def of(name: str) -> tuple[Callable[[Site], object], Callable[[Site], object]]:
    """The two numbers of a gotcha of the site."""
    return (lambda site: getattr(site, name).collection.number, lambda site: getattr(site, name).position)


def number_of(name: str) -> Callable[[Site], object]:
    return lambda site: getattr(site, name).number


def code_of(name: str) -> tuple[Callable[[Site], object], Callable[[Site], object]]:
    return (lambda site: getattr(site, name).family.slug, lambda site: getattr(site, name).slug)


def comment_of(name: str) -> Callable[[Site], object]:
    return lambda site: getattr(site, name).pk


def press(button: str, text: str = "", stamp: str = "") -> Callable[[Page], Response]:
    """Fill the form for a comment and press a button."""

    def act(page: Page) -> Response:
        if text:
            page.get_by_label("Name", exact=True).fill("Ann")
            page.get_by_label("Comment", exact=True).fill(text)
        if stamp:
            page.locator("[name=stamp]").evaluate("(field, stamp) => { field.value = stamp; }", stamp)
        with page.expect_navigation() as answer:
            page.get_by_role("button", name=button).click()
        return answer.value

    return act


def after(kind: Kind, act: Callable[[Page], Response], state: str, view: str = "", status: int = 200) -> Kind:
    """What an act on the page of another kind leads to."""

    def go(page: Page, site: Site) -> Response:
        kind.go(page, site)
        return act(page)

    return Kind(state, view or kind.view, go, status)


def read(log: str) -> Callable[[Page], Response]:
    def act(page: Page) -> Response:
        page.locator("#text").fill(log)
        with page.expect_navigation() as answer:
            page.get_by_role("button", name="Find the codes").click()
        return answer.value

    return act


def tell(page: Page) -> Response:
    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Tell the editors").click()
    return answer.value


def without_cookies(act: Callable[[Page], Response]) -> Callable[[Page], Response]:
    """Done by a browser that lost its cookies, and with them the sign that a form came from here."""

    def wrapped(page: Page) -> Response:
        page.context.clear_cookies()
        return act(page)

    return wrapped


def signed_in(kind: Kind, role: str = "editor") -> Kind:
    def go(page: Page, site: Site) -> Response | None:
        if role != "editor":  # whoever may do more stays signed in for the kinds that follow
            page.context.clear_cookies()
        page.goto("/admin/login/")
        if page.locator("#id_username").count():
            page.fill("#id_username", getattr(site, role).username)
            page.fill("#id_password", PASSWORD)
            with page.expect_navigation():
                page.click("input[type=submit]")
        return kind.go(page, site)

    return replace(kind, go=go)


def sign_in_as_nobody(page: Page) -> Response:
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "wrong")
    with page.expect_navigation() as answer:
        page.click("input[type=submit]")
    return answer.value

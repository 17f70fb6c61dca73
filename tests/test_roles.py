"""Every role at every address with every method, as gotchas/roles.py has it."""

import logging
from collections.abc import Iterator
from http.cookies import SimpleCookie
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace as Site
from typing import Any, NamedTuple

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from comments.models import CommentText, EditorMail
from comments.tests.factories import make_comment
from gotchas.models import Gotcha, UnansweredCode
from gotchas.roles import (
    ADMINISTRATOR,
    ANONYMOUS,
    AUTHOR,
    EDITOR,
    LEVELS,
    MODERATOR,
    ON_DRAFTS,
    READER,
    ROLES,
    RULES,
    TABLES,
    Rule,
    includes,
)
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_gotcha, make_platform, make_source
from tests import addresses, roles_page
from tests.full_site import make_site
from tests.one_of_each import make_one_of_each

pytestmark = pytest.mark.django_db
PEOPLE = (*LEVELS, AUTHOR)
KNOWN = ("GET", "HEAD", "POST")
OTHERS = ("OPTIONS", "PUT", "PATCH", "DELETE")
"""Refused at every address before anybody looks at who asks; so one asks by them."""
METHODS = dict.fromkeys(PEOPLE, ("GET", "POST"))
METHODS |= {ANONYMOUS: KNOWN, ADMINISTRATOR: (*KNOWN, *OTHERS)}
ROOT = Path(__file__).resolve().parent.parent
LOGOUT = "/admin/logout/"
READING = {"SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"}
"""What the statements of a GET begin with."""
TOKEN = "a" * 32
DECIDED = {name: rule for rule in RULES for name in rule.names}
OF_THE_SITE = {name: rule for name, rule in DECIDED.items() if ":" not in name}
IN_ADMIN = {
    name: rule for label, table in TABLES.items() for rule in table.pages(label) for name in rule.names
}


class Cell(NamedTuple):
    person: str
    name: str
    method: str
    answered: Any


# The objects, one of each, and who asks


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """Made once for all tests of this file; what they change is rolled back after each request."""
    mail = "django.core.mail.backends.locmem.EmailBackend"
    changed = override_settings(LIMITS=False, EMAIL_BACKEND=mail)
    with django_db_blocker.unblock(), changed, transaction.atomic():
        yield whole_site()
        transaction.set_rollback(True)


def whole_site() -> Site:
    site = make_site()
    make_one_of_each()
    site.own = make_comment(on=site.plain, text="My own.")
    site.text = CommentText.objects.create(comment=site.own, text="Before.")
    site.draft = make_gotcha(state="draft")
    site.draft.solution = "Another."
    site.draft.save()
    site.draft.record(author_name="Editor", note="Again.")
    family = site.code.family
    UnansweredCode.objects.create(code="AMQ9638", family=family, count=2, last_seen=timezone.now())
    make_platform()  # what nothing names can be deleted
    make_source()
    site.rows = {
        f"{model._meta.app_label}_{model._meta.model_name}": model._base_manager.order_by("pk").last()
        for model in admin.site._registry
    }
    site.told = {}
    site.people = {person: client_of(site, person) for person in PEOPLE}
    site.known = addresses.known(site)
    return site


def client_of(site: Site, person: str) -> Client:
    client = Client(enforce_csrf_checks=True)
    if person == AUTHOR:
        session = client.session
        session["comments"] = [site.own.pk, site.comment.pk]
        session.save()
        client.cookies["session"] = session.session_key
    elif person == READER:
        site.rows["auth_user"] = User.objects.create_user("rita")
        client.force_login(site.rows["auth_user"])
    elif person != ANONYMOUS:
        account = make_staff(person, username=person, email=f"{person}@example.org")
        site.told[person] = EditorMail.objects.create(account=account)
        client.force_login(account)
    client.kept = {"csrf": TOKEN, **{name: morsel.value for name, morsel in client.cookies.items()}}
    return client


@pytest.fixture(autouse=True)
def unwritten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No HTML is written and nothing logged: here only the status is asked, thousands of times."""
    logging.disable(logging.CRITICAL)
    monkeypatch.setattr(Template, "render", lambda *args, **kwargs: "")
    monkeypatch.setattr(admin.site, "get_app_list", lambda *args, **kwargs: [{"name": "Gotchas"}])
    yield
    logging.disable(logging.NOTSET)


def ask(site: Site, person: str, method: str, address: str, sent: Any = None, *, token: bool = True) -> Any:
    """The answer; what it changed is as before after it, cookies too."""
    client = site.people[person]
    client.cookies = SimpleCookie(client.kept)
    more: dict[str, Any] = {"headers": {"X-CSRFToken": TOKEN}} if token else {}
    if method == "POST":
        more["data"] = sent or {}
    way = getattr(client, method.lower())
    if method != "POST":
        with connection.execute_wrapper(only_reads):
            return way(address, **more)
    with transaction.atomic():
        response = way(address, **more)
        transaction.set_rollback(True)
    return response


def only_reads(execute: Any, sql: str, *more: Any) -> Any:
    """No GET changes anything."""
    assert sql.split(maxsplit=1)[0] in READING, sql
    return execute(sql, *more)


# What the table expects, and what was answered


def expected(rule: Rule, person: str, method: str) -> Any:
    role = ANONYMOUS if person == AUTHOR else person
    if method not in KNOWN:
        return 405
    if rule.allows(role, method, is_author=person == AUTHOR):
        return "done"
    if rule.below == "admin" and not includes(role, MODERATOR):
        return "sign in"
    if rule.below == "desk" and not includes(role, rule.reads or rule.writes):
        return "sign in" if role == ANONYMOUS else 404
    if method not in rule.methods:
        return 405
    if rule.below == "sign in" and role == ANONYMOUS:
        return "sign in"
    return 404 if rule.below == "missing" else 403


def answered(response: Any) -> Any:
    status = response.status_code
    if status == 302 and response.url.startswith("/admin/login/"):
        return "sign in"
    if status == 302 and response.url == "/admin/" and response.request["PATH_INFO"] == LOGOUT:
        return "sign in"  # by way of the admin
    if status == 405:
        return 405 if response["Allow"] else "405 without Allow"
    return "done" if status < 400 or status in (409, 422) else status


def wrong(site: Site, person: str, rules: dict[str, Rule], address_of: Any) -> list[Cell]:
    found = []
    for name, rule in rules.items():
        address, sent = address_of(site, name, person)
        for method in METHODS[person] if name in DECIDED else ("GET", "POST"):
            if rule.below == "admin" and is_allowed_below(rule, person, method):
                continue
            answer = answered(ask(site, person, method, address, sent))
            if not fits(answer, expected(rule, person, method), method):
                found.append(Cell(person, name, method, answer))
    return found


def fits(answer: Any, expected: Any, method: str) -> bool:
    """What a form brought after its session had ended is shown again with the way to sign in: a 403."""
    return answer == expected or (method == "POST" and (answer, expected) == (403, "sign in"))


def is_allowed_below(rule: Rule, person: str, method: str) -> bool:
    """Whether the role below may already: a page of the admin costs a lot, and who is above has the same
    permissions and more."""
    return person != ANONYMOUS and rule.allows(LEVELS[LEVELS.index(person) - 1], method)


def public(site: Site, name: str, person: str) -> tuple[str, Any]:
    sent = {"text": site.text.pk} if name.startswith("comment_earlier_") else {}
    return site.known[name], sent


def of_admin(site: Site, name: str, person: str) -> tuple[str, Any]:
    """Who gets mail of what waits chooses so alone; administrators choose for all."""
    rows = site.rows | {"comments_editormail": site.told.get(person, site.rows["comments_editormail"])}
    return addresses.in_admin(name, rows), {}


# The table is whole


def test_every_address_has_a_decision_and_every_decision_an_address() -> None:
    known = addresses.names()
    assert known - DECIDED.keys() - IN_ADMIN.keys() == set(), "without a decision"
    assert DECIDED.keys() - known == set(), "decided, and not there"
    assert len(DECIDED) == sum(len(rule.names) for rule in RULES), "decided twice"
    assert all(ROLES[low] <= ROLES[high] for low, high in pairwise(LEVELS[1:]))
    tables = {model._meta.label_lower for model in admin.site._registry}
    assert tables == TABLES.keys()


def test_the_document_of_roles_says_what_the_table_says() -> None:
    stored = (ROOT / "docs/roles.md").read_text(encoding="utf-8")
    for table in (roles_page.of_addresses(addresses.routes()), roles_page.of_admin()):
        assert table in stored, f"Put this table into docs/roles.md:\n{table}"


@pytest.mark.parametrize("person", PEOPLE)
def test_a_role_may_do_at_each_address_what_the_table_says(site: Site, person: str) -> None:
    assert wrong(site, person, OF_THE_SITE, public) == []


@pytest.mark.parametrize("person", LEVELS)
def test_a_role_may_do_in_admin_what_the_table_says(site: Site, person: str) -> None:
    known = addresses.names()
    rules = {name: rule for name, rule in (DECIDED | IN_ADMIN).items() if ":" in name and name in known}
    assert wrong(site, person, rules, of_admin) == []
    assert len(rules) > 200


@pytest.mark.parametrize("person", (ANONYMOUS, ADMINISTRATOR, AUTHOR))
def test_a_form_without_its_token_does_nothing(site: Site, person: str) -> None:
    exempt, wrong = set(), []
    for name, rule in DECIDED.items():
        address, sent = (of_admin if ":" in name else public)(site, name, person)
        answer = answered(ask(site, person, "POST", address, sent, token=False))
        if rule.token:
            unseen = rule.below == "missing" and not rule.allows(ANONYMOUS, "GET") and person != AUTHOR
            wrong += [(name, answer)] if answer not in ((403, 404) if unseen else (403,)) else []
        elif answer == 403:
            wrong.append((name, answer))
        else:
            exempt.add(name)
    assert wrong == []
    assert exempt == {name for name, rule in DECIDED.items() if not rule.token}


@pytest.mark.parametrize("person", (ANONYMOUS, MODERATOR, EDITOR))
def test_a_draft_is_found_by_those_alone_who_edit_it(site: Site, person: str) -> None:
    """At every address that names an article."""
    found = set()
    for name, address in of_article(site, site.draft):
        method = "GET" if DECIDED[name].reads else "POST"
        response = ask(site, person, method, address)
        assert response.status_code in (200, 302, 404), (name, response.status_code)
        found |= {name} if response.status_code == 200 else set()
    assert found == (set(ON_DRAFTS) if person == EDITOR else set())


def of_article(site: Site, gotcha: Gotcha) -> Iterator[tuple[str, str]]:
    place = {"collection": gotcha.collection.number, "position": gotcha.position}
    for name in OF_THE_SITE:
        asked = addresses.asked_by(name)
        if "position" in asked and not name.startswith("comment_"):
            more = {"number": 1, "old": 1, "new": 2, "form": "json"}
            yield name, reverse(name, kwargs={key: (place | more)[key] for key in asked})


def test_nobody_guesses_a_private_address(site: Site) -> None:
    names = [name for name in OF_THE_SITE if "token" in addresses.asked_by(name)]
    assert len(names) == 5
    for name in names:
        for person in PEOPLE:
            for method in ("GET", "POST"):
                response = ask(site, person, method, reverse(name, args=["0" * 22]))
                assert response.status_code in (404, 405), (name, person, method)

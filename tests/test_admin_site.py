"""All pages of admin at once: that the policy lets all of them through, and what they cost."""

import datetime
import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from post_office.models import Email

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.admin.base import SiteAdmin
from gotchas.models import (
    CodeLink,
    Gotcha,
)
from gotchas.tests.admin_pages import form_of, make_staff, signed_in
from gotchas.tests.factories import make_code, make_gotcha, make_platform
from tests.one_of_each import make_one_of_each

pytestmark = pytest.mark.django_db
OURS = [
    model
    for app in ("gotchas", "comments")
    for model in apps.get_app_config(app).get_models()
    # Those hold words to be searched, made from what stands in the other tables: nothing for people to read.
    if model.__module__ != "gotchas.search.tables"
]
OURS.append(Email)
ALL = [*OURS, *apps.get_app_config("auth").get_models()]


@pytest.fixture
def unwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are put together, their rows fetched, and no HTML is written: where only the status is asked."""

    def fetch_only(page: SimpleTemplateResponse) -> SimpleTemplateResponse:
        if shown := (page.context_data or {}).get("cl"):
            list(shown.result_list)
        page.content = ""
        return page

    monkeypatch.setattr(SimpleTemplateResponse, "render", fetch_only)


def address(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


# What every page is made of

OUTSIDE = re.compile(r"^\s*(data|javascript|blob):", re.IGNORECASE)


def refused_by_the_policy(response: Any) -> list[str]:
    """What of a page a policy without 'unsafe-inline', and with data: for pictures alone, would keep out."""
    reader = Refused()
    reader.feed(response.content.decode())
    return reader.found


class Refused(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}> inline")
        self.found += [f"{name} on <{tag}>" for name in given if name == "style" or name[:2] == "on"]
        is_icon = tag == "link" and given.get("rel") == "icon"
        self.found += [
            f"{name}={value[:30]}"
            for name in ("src", "href", "action", "formaction", "srcdoc", "poster")
            if OUTSIDE.match(value := given.get(name) or "")
            and not (is_icon and value.startswith("data:image/"))
        ]


# A history and a question before deleting have the same template everywhere but here.
WITH_HISTORY = {Gotcha, Comment, CodeLink, *apps.get_app_config("auth").get_models()}


def pages_of(model: Any) -> Iterator[str]:
    model_admin = admin.site._registry[model]
    request = RequestFactory().get("/")
    request.user = make_staff()
    yield address(model, "changelist")
    if model_admin.has_add_permission(request):
        yield address(model, "add")
    row = model._default_manager.first()
    assert row is not None, f"no row of {model.__name__} to look at"
    yield address(model, "change", row.pk)
    if model not in WITH_HISTORY:
        return
    yield address(model, "history", row.pk)
    if model_admin.has_delete_permission(request, row):
        yield address(model, "delete", row.pk)


def test_no_page_carries_anything_that_the_policy_refuses_or_takes_the_focus() -> None:
    make_one_of_each()
    client = signed_in(make_staff())
    pages = [
        reverse("admin:index"),
        reverse("admin:password_change"),
        reverse("admin:app_list", args=["gotchas"]),
    ]
    pages += [page for model in ALL if model in admin.site._registry for page in pages_of(model)]
    pages += [reverse("admin:auth_user_password_change", args=[make_staff("editor").pk])]
    refused, taken = {}, []
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert "default-src 'none'" in response["Content-Security-Policy"]
        if found := refused_by_the_policy(response):
            refused[page] = found
        if b" autofocus" in response.content:
            taken.append(page)  # and the way past all that stands above would not be the first stop
    assert (refused, taken) == ({}, [])
    assert len(pages) > 65


def test_the_page_to_sign_in_and_those_after_errors_carry_nothing_either() -> None:
    make_one_of_each()
    anybody, root = Client(), signed_in(make_staff())
    login = reverse("admin:login")
    pages = [
        anybody.get(login),
        anybody.post(login, {"username": "ada", "password": "wrong"}),
        root.post(reverse("admin:gotchas_gotcha_add"), {}),
        root.post(reverse("admin:password_change"), {}),
        root.get(reverse("admin:gotchas_gotcha_changelist"), {"_facets": "True", "q": "x"}),
        root.get(reverse("admin:gotchas_source_add"), {"_popup": 1}),
        root.get("/admin/no/such/page/"),
    ]
    root.get(reverse("admin:logout"))
    assert [refused_by_the_policy(page) for page in pages] == [[]] * len(pages)


def test_the_words_of_its_scripts_are_given_to_everybody_and_kept() -> None:
    answer = Client().get(reverse("admin:jsi18n"))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert not answer.cookies
    assert "gettext" in answer.content.decode()
    assert Client().post(reverse("admin:jsi18n")).status_code == 405


def test_a_refusal_would_be_seen() -> None:
    class Page:
        content = b'<p style="color:red"><a onclick="x()" href="javascript:x()">a</a><script>x()</script>'

    assert len(refused_by_the_policy(Page)) == 4


def test_each_form_sent_as_it_was_opened_would_change_nothing() -> None:
    make_one_of_each()
    client, wrong = signed_in(make_staff()), {}
    changed_by_hand = [model for model in OURS if isinstance(admin.site._registry[model], SiteAdmin)]
    for model in changed_by_hand:
        row = model._default_manager.last()
        opened = client.get(address(model, "change", row.pk))
        shown = client.post(address(model, "changes", row.pk), form_of(opened))
        said = shown.content.decode()
        if "Nothing would change." not in said or refused_by_the_policy(shown):
            wrong[str(row)] = said.partition('id="would-change"')[2][:500] or said[:500]
    assert wrong == {}
    assert len(changed_by_hand) > 15


# Who may do what


def test_times_are_told_by_24_hours_as_on_the_pages() -> None:
    make_comment(posted_at=datetime.datetime(2026, 5, 4, 15, 7, tzinfo=datetime.UTC))
    page = signed_in(make_staff()).get(reverse("admin:comments_comment_changelist"))
    assert "4 May 2026, 15:07" in page.content.decode()


def test_who_is_no_staff_gets_no_page_whatever_the_group() -> None:
    client = signed_in(make_staff("administrator", is_staff=False))
    assert client.get(reverse("admin:index")).status_code == 302
    assert client.get(reverse("admin:gotchas_gotcha_changelist")).status_code == 302


def test_every_table_has_its_place_in_admin() -> None:
    assert [model.__name__ for model in OURS if model not in admin.site._registry] == []


def test_an_administrator_cannot_make_a_superuser_nor_change_one() -> None:
    administrator, root = make_staff("administrator"), make_staff()
    client = signed_in(administrator)
    own = client.get(address(type(root), "change", administrator.pk))
    assert 'name="groups"' in own.content.decode()
    assert 'name="is_superuser"' not in own.content.decode()
    assert 'name="user_permissions"' not in own.content.decode()
    assert client.post(address(type(root), "change", root.pk), {}).status_code == 403
    assert client.post(f"/admin/auth/user/{root.pk}/password/", {}).status_code == 403
    assert client.post(address(type(root), "delete", root.pk), {"post": "yes"}).status_code == 403


def test_an_account_gets_its_role_by_a_box_and_single_permissions_can_only_be_taken_away() -> None:
    root, moderator = make_staff(), make_staff("moderator")
    client, page = signed_in(root), address(type(root), "change", moderator.pk)
    opened = client.get(page)
    assert opened.content.decode().count('<input type="checkbox" name="groups"') == Group.objects.count()
    assert 'name="user_permissions"' not in opened.content.decode()
    assert 'name="last_login_0"' not in opened.content.decode()
    editors = Group.objects.get(name="editor")
    assert client.post(page, {**form_of(opened), "groups": editors.pk}).status_code == 302
    assert list(moderator.groups.all()) == [editors]
    moderator.user_permissions.add(Permission.objects.get(codename="change_gotcha"))
    opened = client.get(page)
    assert 'name="user_permissions"' in opened.content.decode()
    assert client.post(page, {**form_of(opened), "user_permissions": []}).status_code == 302
    assert not moderator.user_permissions.exists()


# What it costs


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_every_list_asks_as_many_queries_for_seven_rows_as_for_two() -> None:
    client = signed_in(make_staff())
    make_rows(0, 2)
    client.get(reverse("admin:index"))
    for_two = {model.__name__: queries_of(client, address(model, "changelist")) for model in OURS}
    make_rows(2, 7)
    for_seven = {model.__name__: queries_of(client, address(model, "changelist")) for model in OURS}
    assert for_seven == for_two
    assert max(for_two.values()) <= 14


def make_rows(start: int, end: int) -> None:
    for n in range(start, end):
        make_one_of_each(n)


def test_choosing_a_row_by_typing_asks_as_many_queries_for_seven_as_for_two() -> None:
    client = signed_in(make_staff("editor"))
    fields = [("gotcha", name) for name in ("related", "platforms", "sources", "collection")]
    pages = [
        f"{reverse('admin:autocomplete')}?app_label=gotchas&model_name={model}&field_name={field}&term="
        for model, field in [*fields, ("gotchacode", "code")]
    ]
    make_rows(0, 2)
    for_two = {page: queries_of(client, page) for page in pages}
    make_rows(2, 7)
    assert {page: queries_of(client, page) for page in pages} == for_two


ODD = ("abc", "9" * 25, "-1", "1.15", "%", "'\"<b>", "\u202e", "a b c", "1" * 300)


def test_no_search_and_no_address_breaks_a_list(unwritten: None) -> None:
    """Every list, with the odd values in turn."""
    client, turn = signed_in(make_staff()), itertools.cycle(ODD)
    for model in OURS:
        for odd in itertools.islice(turn, 4):
            assert client.get(address(model, "changelist"), {"q": odd}).status_code == 200, (model, odd)
        for filters in ("platform", "verified"):
            status = client.get(address(model, "changelist"), {filters: (odd := next(turn))}).status_code
            assert status in (200, 302), (model, filters, odd)
        for page in ("change", "history", "delete"):
            status = client.get(address(model, page, odd := next(turn))).status_code
            assert status in (302, 403, 404), (model, page, odd)


def test_the_longest_list_is_written_out_for_every_search_and_filter() -> None:
    make_one_of_each()
    client = signed_in(make_staff())
    for odd in ODD:
        asked = {"q": odd, "platform": odd, "verified": odd}
        assert client.get(address(Gotcha, "changelist"), asked).status_code == 200, odd


# Filters


def test_platforms_that_nothing_names_can_be_listed() -> None:
    client = signed_in(make_staff("editor"))
    named, by_code, alone = (make_platform() for _ in range(3))
    make_gotcha(platforms=[named])
    make_code().platforms.add(by_code)
    page = reverse("admin:gotchas_platform_changelist")

    def listed(value: str) -> set[Any]:
        return set(client.get(page, {"named": value}).context["cl"].result_list) & {named, by_code, alone}

    assert listed("yes") == {named, by_code}
    assert listed("no") == {alone}
    assert listed("nonsense") == {named, by_code, alone}


def test_every_long_list_can_be_narrowed() -> None:
    """Short ones, and those that are only searched by a key, have nothing to be narrowed by."""
    without = {model.__name__ for model in OURS if not admin.site._registry[model].list_filter}
    assert without <= {"Policy", "SubmissionToken", "UnansweredSighting", "DailySalt"}

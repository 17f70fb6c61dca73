"""Admin pages asked for what no page of ours links to: every answer is one that says something."""

import copy
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment, Subscription
from gotchas.admin.sturdy import WORDS, first_words, keys
from gotchas.models import CodeLink, Gotcha, MessageCode, Notice
from gotchas.tests.admin_pages import form_of, make_staff, signed_in, text_of
from gotchas.tests.factories import make_code, make_gotcha
from gotchas.tests.once import made_once
from tests.test_admin_site import address, make_one_of_each, unwritten

__all__ = ["unwritten"]

pytestmark = pytest.mark.django_db
NONSENSE_KEYS = ("abc", "²", "9" * 23)
NOTHING_CHOSEN = "Items must be selected in order to perform actions on them. No items have been changed."
NO_KEYS = ("abc", "²", "9" * 23, "-1", "9223372036854775808", "1.5", "٣", "\ufffe")
# All stand on one ground; these have fields of every type.
SOME = (User, Gotcha, MessageCode, Comment)


def one_of_each_type(model: Any) -> list[Any]:
    """A field of each type that the table has; where it has several, those that are looked up otherwise."""
    fields = {(type(f), f.concrete, f.unique if f.concrete else None): f for f in model._meta.get_fields()}
    return list(fields.values())


REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture(scope="module")
def made_root(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    with made_once(django_db_blocker, make_root) as root:
        yield root


def make_root() -> User:
    make_one_of_each()
    return make_staff()


@pytest.fixture
def root(made_root: User) -> User:
    return copy.deepcopy(made_root)


@pytest.fixture
def client(root: User) -> Client:
    return signed_in(root)


def request_of(user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_an_action_on_what_is_no_row_says_that_nothing_was_chosen(client: Client, root: User) -> None:
    tried, turn = 0, itertools.cycle(NONSENSE_KEYS)
    for model in REGISTERED:
        page = address(model, "changelist")
        for action in admin.site._registry[model].get_actions(request_of(root)):
            sent = {"action": action, "_selected_action": next(turn), "index": "0"}
            answer = client.post(page, sent)
            # Nothing reads them between the posts, so each adds one.
            said = [str(message) for message in get_messages(answer.wsgi_request)]
            tried += 1
            assert (answer.status_code, said) == (302, [NOTHING_CHOSEN] * tried), (model, sent)
    assert tried > 10


def test_an_action_leaves_out_what_is_no_row_and_takes_the_rest(client: Client) -> None:
    row = Subscription.objects.get()
    sent = {"action": "end", "_selected_action": ["abc", str(row.pk), "9" * 23], "index": "0"}
    assert client.post(address(Subscription, "changelist"), sent).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None


def test_a_new_row_begins_with_nothing_where_the_address_says_nonsense(client: Client, root: User) -> None:
    turn = itertools.cycle(NONSENSE_KEYS)
    for model in REGISTERED:
        if not admin.site._registry[model].has_add_permission(request_of(root)):
            continue
        names = [field.name for field in model._meta.get_fields()]
        given = {name: next(turn) for name in names}
        assert client.get(address(model, "add"), given).status_code == 200, given


def test_a_new_row_begins_with_what_the_address_says(client: Client) -> None:
    gotcha = Gotcha.objects.get()
    form = form_of(client.get(address(Notice, "add"), {"gotcha": gotcha.pk, "text": "Wait."}))
    assert (form["gotcha"], form["text"]) == (str(gotcha.pk), "Wait.")


NONSENSE = (
    ("", "abc"),
    ("__in", f"1,{'9' * 23}"),
    ("__year", "99999"),
    ("__gte", "99999-99-99"),
    ("__nothing", "1"),
)


def test_the_filters_of_a_list_bear_any_value(client: Client, unwritten: None) -> None:
    turn = itertools.cycle(NONSENSE)
    for model in SOME:
        for field in one_of_each_type(model):
            for suffix, value in itertools.islice(turn, 2):
                status = client.get(address(model, "changelist"), {field.name + suffix: value}).status_code
                assert status in (200, 302, 400), (model, field.name, suffix)


def test_no_list_runs_a_pattern_that_an_address_brings(client: Client) -> None:
    for model in REGISTERED:
        for lookup in ("pk__regex", "id__iregex"):
            assert client.get(address(model, "changelist"), {lookup: "("}).status_code == 400, model


def test_a_field_to_point_by_is_one_of_the_table_or_refused(client: Client, unwritten: None) -> None:
    for model in SOME:
        change = address(model, "change", model._default_manager.first().pk)
        for field in one_of_each_type(model):
            for page in (address(model, "changelist"), change):
                status = client.get(page, {"_to_field": field.name}).status_code
                assert status in ((200, 302, 400) if field.concrete else (400,)), (field.name, page)
        assert client.get(change, {"_to_field": "no_such"}).status_code == 400


def test_an_address_that_names_no_row_leads_back(client: Client) -> None:
    turn = itertools.cycle(("²", "٣", "9" * 23, "²"))
    for model in REGISTERED:
        for page in ("change", "history", "delete"):
            key = next(turn)
            assert client.get(address(model, page, key)).status_code in (302, 403, 404), (model, page, key)
            answer = client.post(address(model, page, "9" * 23), {"post": "yes"})
            assert answer.status_code in (302, 403, 404), (model, page)


def test_an_account_that_is_not_there_has_no_password_to_change(client: Client) -> None:
    for key in NO_KEYS:
        page = reverse("admin:auth_user_password_change", args=[key])
        assert (client.get(page).status_code, client.post(page).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("model", "field", "key"),
    [(User, "groups", "abc"), (Group, "permissions", "9" * 23), (Gotcha, "related", "9" * 23)],
)
def test_what_is_no_row_cannot_be_chosen(model: Any, field: str, key: str, client: Client) -> None:
    page = address(model, "change", model._default_manager.first().pk)
    answer = client.post(page, form_of(client.get(page)) | {field: [key]})
    assert answer.status_code == 200
    assert "is not a valid value" in text_of(answer) or "Select a valid choice" in text_of(answer)


@pytest.mark.parametrize("key", ["abc", "9" * 23])
def test_a_form_is_shown_again_with_what_is_no_row_in_a_choice(key: str, client: Client) -> None:
    for model, field in ((CodeLink, "to_code"), (Comment, "thread"), (Comment, "gotchas")):
        answer = client.post(address(model, "add"), {field: key})
        assert answer.status_code == 200, (model, field)
    page = address(MessageCode, "change", MessageCode.objects.first().pk)
    sent = form_of(client.get(page)) | {"aliases-0-id": key, "links-0-to_code": key}
    assert client.post(page, sent).status_code in (200, 302, 409)


# From a row to its page


def test_the_way_to_a_page_of_the_site_knows_tables_and_rows_only(client: Client) -> None:
    gotcha = Gotcha.objects.get()
    kinds = [str(pk) for pk in ContentType.objects.values_list("pk", flat=True)]
    for kind in (*kinds, "999", "x", "9" * 23):
        for key in ("1", "999", "x", "1/2", "9" * 23):
            assert client.get(f"/admin/r/{kind}/{key}/").status_code in (302, 404), (kind, key)
    kind = ContentType.objects.get_for_model(Gotcha).pk
    answer = client.get(f"/admin/r/{kind}/{gotcha.pk}/")
    assert answer["Location"].endswith(gotcha.get_absolute_url())


def test_nobody_is_led_anywhere_before_signing_in() -> None:
    assert reverse("admin:login") in Client().get("/admin/r/1/1/")["Location"]
    assert reverse("admin:login") in Client().get(reverse("admin:autocomplete"))["Location"]


# Searching


def test_a_search_takes_some_words_and_says_which(client: Client) -> None:
    many = " ".join(f"word{n}" for n in range(600))
    answer = client.get(address(Gotcha, "changelist"), {"q": many})
    assert f"Searched for the first {WORDS} of 600 words only" in text_of(answer)
    assert f'value="{" ".join(many.split()[:WORDS])}"' in answer.content.decode()
    assert "Searched for the first" not in text_of(client.get(address(Gotcha, "changelist"), {"q": "a b"}))


def test_every_search_is_bounded(client: Client, unwritten: None) -> None:
    words = " ".join(f"word{n}" for n in range(600))
    with CaptureQueriesContext(connection) as asked:
        for model in REGISTERED:
            assert client.get(address(model, "changelist"), {"q": words}).status_code == 200
    assert any(f"word{WORDS - 1}%" in query["sql"] for query in asked)
    assert not any(f"word{WORDS}%" in query["sql"] for query in asked)


def test_a_search_of_few_words_stays_to_the_letter() -> None:
    assert first_words('  two "quoted  words" ') == ('  two "quoted  words" ', 2)
    assert first_words('"one of many words" ' * WORDS)[1] == WORDS


def test_choosing_by_typing_takes_as_many_words(client: Client) -> None:
    query = {"app_label": "gotchas", "model_name": "gotchacode", "field_name": "code"}
    words = " ".join(f"word{n}" for n in range(600))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("admin:autocomplete"), query | {"term": words}).status_code == 200
    assert not any(f"word{WORDS}%" in found["sql"] for found in asked)


def test_choosing_by_typing_is_for_fields_that_point_to_rows(client: Client) -> None:
    for model in SOME:
        for field in one_of_each_type(model):
            query = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field.name,
                "term": "²",
            }
            status = client.get(reverse("admin:autocomplete"), query).status_code
            assert status in ((200, 403, 404) if field.concrete else (403, 404)), (model, field.name)


def test_a_key_is_a_number_that_the_database_can_hold() -> None:
    assert keys([7, "8", *NO_KEYS, "", None], Gotcha) == ["7", "8"]


# Choosing a code


def test_a_code_to_choose_shows_its_family_beside_it(client: Client) -> None:
    code = make_code("QQQ1234")
    query = {"app_label": "gotchas", "model_name": "gotchacode", "field_name": "code", "term": "QQQ1234"}
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert found == [{"id": str(code.pk), "text": f"QQQ1234 ({code.family.name})"}]
    gotcha = make_gotcha(codes=[code])
    assert f"QQQ1234 ({code.family.name})" in text_of(client.get(address(Gotcha, "change", gotcha.pk)))

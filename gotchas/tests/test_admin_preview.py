from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gotchas import markup
from gotchas.tests.admin_pages import make_staff, signed_in, tree
from gotchas.tests.factories import make_code, make_collection, make_gotcha

pytestmark = pytest.mark.django_db
PREVIEW = reverse("admin:gotchas_gotcha_preview")


@pytest.fixture
def editor() -> Client:
    return signed_in(make_staff("editor"))


def shown(client: Client, text: str, **query: Any) -> str:
    return client.post(PREVIEW, {"content": text}, query_params=query).content.decode()


def test_it_shows_what_the_site_will_show(editor: Client) -> None:
    text = "## Fix\n\n1. **Stop** it.\n2. Start it.\n\n```mqsc On the queue manager\nREFRESH SECURITY\n```\n"
    assert shown(editor, text) == markup.article(text)


def test_codes_are_linked_and_numbers_mean_what_they_mean_in_the_collection(editor: Client) -> None:
    make_code("AMQ9637", family=known_family())
    other = make_collection(number=7)
    here = make_gotcha(collection=other, position=3, source_number="1.15")
    html = shown(editor, "AMQ9637E is told in 1.15.", collection=7)
    assert "/codes/ibm-mq-amq/AMQ9637/" in html
    assert f'href="{here.get_absolute_url()}"' in html
    assert here.get_absolute_url() not in shown(editor, "It is told in 1.15.")


def known_family() -> Any:
    from gotchas.models import CodeFamily

    return CodeFamily.objects.get(slug="ibm-mq-amq")


@pytest.mark.parametrize("collection", ["", "x", "0", "9" * 3000, "-1", "١"])
def test_a_collection_that_is_none_is_no_error(editor: Client, collection: str) -> None:
    assert "Hello" in shown(editor, "Hello 1.15", collection=collection)


def test_a_script_does_not_come_through(editor: Client) -> None:
    html = shown(editor, "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1))")
    page = tree(editor.post(PREVIEW, {"content": html}))
    assert not list(page.iter("script"))
    assert not [e for e in page.iter() if any(name.startswith("on") for name in e.attrib)]
    assert 'href="javascript' not in html


def test_a_text_over_the_limit_is_refused_with_the_limit(editor: Client) -> None:
    answer = editor.post(PREVIEW, {"content": "x" * (markup.ARTICLE_LIMIT + 1)})
    assert answer.status_code == 413
    assert "the limit is 65,536" in answer.content.decode()


def test_only_who_may_edit_articles_has_a_preview() -> None:
    def status(client: Client) -> int:
        return client.post(PREVIEW, {"content": "Hello"}).status_code

    assert status(Client()) == 403
    assert status(signed_in(make_staff("moderator"))) == 403
    assert status(signed_in(make_staff("editor", is_staff=False))) == 403
    assert status(signed_in(make_staff("editor", is_active=False))) == 403
    assert status(signed_in(make_staff("editor"))) == 200
    assert status(signed_in(make_staff("administrator"))) == 200


def test_a_form_of_another_site_gets_nothing() -> None:
    user = make_staff("editor")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert strict.post(PREVIEW, {"content": "Hello"}).status_code == 403


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_it_is_only_posted_to(editor: Client, method: str) -> None:
    assert getattr(editor, method)(PREVIEW).status_code == 405


@pytest.mark.parametrize("address", ["/markdownx/upload/", "/markdownx/markdownify/"])
def test_the_addresses_of_the_editors_own_package_do_not_exist(editor: Client, address: str) -> None:
    assert editor.post(address, {"content": "Hello"}).status_code == 404


def test_the_form_names_the_preview_and_no_upload(editor: Client) -> None:
    gotcha = make_gotcha(collection=make_collection(number=7))
    page = tree(editor.get(reverse("admin:gotchas_gotcha_change", args=[gotcha.pk])))
    editors = [e for e in page.iter("textarea") if "markdownx-editor" in (e.get("class") or "")]
    assert len(editors) == 4
    assert {e.get("data-markdownx-urls-path") for e in editors} == {f"{PREVIEW}?collection=7"}
    assert not [e for e in editors if "data-markdownx-upload-urls-path" in e.attrib]

"""What was typed is given back where it is about nothing any more, or the session or a form's token ended."""

from typing import Any

import html5lib
import pytest
from django.test import Client

from gotchas.models import Collection, Correction, Gotcha, Notice
from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.corrections import filled, make_correction, send
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.page_checks import text_of

pytestmark = pytest.mark.django_db

MINE = 'Set "SSLTASKS" to <8> & start again.'


@pytest.fixture(autouse=True)
def no_waiting(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(collection=make_collection(number=1), solution="1. Look.\n2. Delete it.")


def boxes_of(answer: Any) -> list[str]:
    """The texts that stand in boxes of a page, as a browser shows them."""
    page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    return [(box.text or "").removeprefix("\n") for box in page.iter("textarea")]


def values_of(answer: Any) -> list[str]:
    page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    return [box.get("value", "") for box in page.iter("input")]


@pytest.mark.parametrize("preview", ["", "preview/"])
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_a_correction_of_what_nobody_can_read_any_more_is_given_back(
    client: Client, gotcha: Gotcha, state: str, preview: str
) -> None:
    Gotcha.objects.filter(pk=gotcha.pk).update(state=state, withdrawn_reason="Wrong.")
    answer = send(client, f"/1.1/correct/{preview}?part=solution", text=MINE, reason="Seen.")
    assert answer.status_code == 404
    assert boxes_of(answer) == [MINE, "Seen."]
    assert not Correction.objects.exists()


def test_what_was_merged_meanwhile_leads_to_what_it_was_merged_into(client: Client, gotcha: Gotcha) -> None:
    other = make_gotcha(collection=gotcha.collection, title="The other")
    Gotcha.objects.filter(pk=gotcha.pk).update(state="merged", successor=other)
    answer = send(client, "/1.1/correct/?part=solution", text=MINE)
    assert (answer.status_code, boxes_of(answer)) == (404, [MINE])
    assert f'href="{other.get_absolute_url()}correct/"' in answer.content.decode()
    Gotcha.objects.filter(pk=other.pk).update(state="draft")
    answer = send(client, "/1.1/correct/?part=solution", text=MINE)
    assert "The other" not in text_of(answer)


def test_where_nothing_was_typed_nothing_is_given_back(client: Client) -> None:
    for answer in (client.get("/1.1/correct/"), client.post("/1.1/correct/?part=solution", {})):
        assert answer.status_code == 404
        assert "What you typed" not in text_of(answer)


def test_all_of_a_proposal_is_given_back_where_the_site_has_no_collection_left(client: Client) -> None:
    assert not Collection.objects.exists()
    fields = {"title": "It broke", "codes": "XYZ1", "problem": "P", "cause": "C", "expected": "E"}
    for address in ("/new/", "/new/preview/"):
        answer = client.post(address, filled(**fields))
        assert answer.status_code == 403
        assert boxes_of(answer) == ["It broke", "XYZ1", "P", "C", "E", "1. Say 1.15."]


@pytest.mark.parametrize("address", ["/1.1/correct/?part=solution", "/new/"])
def test_a_name_that_tells_a_host_is_asked_about_and_masked(
    client: Client, gotcha: Gotcha, address: str
) -> None:
    fields = {
        "title": "It broke",
        "problem": "P",
        "solution": "S",
        "collection": "1",
        "author_name": "ann of mq01.corp.local",
    }
    asked = send(client, address, **fields)
    assert "Name, host name: ann of mq01.corp.local" in text_of(asked)
    assert not Correction.objects.exists()
    path, _, query = address.partition("?")
    masked = send(client, f"{path}preview/?mask&{query}", **fields)
    assert "mq01" not in masked.content.decode()


def test_a_title_that_tells_a_host_is_asked_about(client: Client) -> None:
    make_collection(number=1)
    asked = send(client, "/new/", title="mq01.corp.local is down", problem="P", solution="S", collection="1")
    assert "Title, host name: mq01.corp.local is down" in text_of(asked)


WRITTEN = {
    "/1.1/notice/": {"level": "danger", "passage": "", "text": MINE},
    "/1.1/notice/{notice}/lift/": {"reason": MINE},
    "/1.1/revisions/1/erase/": {"fields_to_erase": "solution", "reason": MINE},
    "/1.1/revisions/1/revert/": {"note": MINE, "on": "2"},
}


@pytest.fixture
def addresses(gotcha: Gotcha) -> dict[str, dict[str, str]]:
    gotcha.title = "Another"
    gotcha.save()
    gotcha.record()
    notice = Notice.objects.create(gotcha=gotcha, text="Do not.")
    return {address.format(notice=notice.pk): fields for address, fields in WRITTEN.items()}


@pytest.mark.parametrize("n", range(len(WRITTEN)))
@pytest.mark.parametrize("state", ["published", "draft"])
def test_who_was_signed_out_while_writing_gets_all_back(
    gotcha: Gotcha, addresses: dict[str, dict[str, str]], state: str, n: int
) -> None:
    Gotcha.objects.filter(pk=gotcha.pk).update(state=state)
    address, fields = list(addresses.items())[n]
    for browser in (Client(), Client(enforce_csrf_checks=True)):
        answer = browser.post(address, fields)
        assert answer.status_code == 403
        assert boxes_of(answer) == [MINE]
        assert set(fields.values()) <= set(values_of(answer))
    assert gotcha.revisions.filter(suppressed=[]).count() == 2
    assert Notice.objects.get().ended_at is None


@pytest.mark.parametrize("n", range(len(WRITTEN)))
def test_an_editors_form_whose_token_ran_out_comes_back_filled(
    gotcha: Gotcha, addresses: dict[str, dict[str, str]], n: int
) -> None:
    address, fields = list(addresses.items())[n]
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_staff("administrator"))
    answer = browser.post(address, fields)
    assert answer.status_code == 403
    assert "All is still here" in text_of(answer)
    assert MINE in values_of(answer)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_an_editor_who_wrote_on_what_was_withdrawn_meanwhile_gets_it_back(
    gotcha: Gotcha, addresses: dict[str, dict[str, str]], n: int
) -> None:
    Gotcha.objects.filter(pk=gotcha.pk).update(state="withdrawn", withdrawn_reason="Wrong.")
    address, fields = list(addresses.items())[n]
    answer = signed_in(make_staff("editor")).post(address, fields)
    assert (answer.status_code, boxes_of(answer)) == (404, [MINE])


def test_a_correction_from_a_comment_that_was_removed_is_given_back(client: Client, gotcha: Gotcha) -> None:
    make_correction(gotcha)
    answer = send(client, "/comments/999/correct/1.1/?part=solution", text=MINE)
    assert (answer.status_code, boxes_of(answer)) == (404, [MINE])

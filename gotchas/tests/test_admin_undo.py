"""List actions of code links and of unanswered codes, and undoing them."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gotchas.models import CodeLink, MessageCode, UnansweredCode
from gotchas.tests.admin_pages import make_staff, signed_in, text_of, tree
from gotchas.tests.factories import make_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(make_staff("editor", username="ada"))


def act(client: Client, action: str, *rows: Any) -> Any:
    page = reverse(f"admin:gotchas_{rows[0]._meta.model_name}_changelist")
    return client.post(page, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def undo(client: Client, response: Any) -> Any:
    form = next(e for e in tree(response).iter("form") if e.get("id") == "undo")
    sent = {e.get("name"): e.get("value") for e in form.iter("input") if e.get("name")}
    return client.post(form.get("action"), sent, follow=True)


def make_link(**fields: Any) -> CodeLink:
    ends = {"from_code": make_code(), "to_code": make_code()}
    return CodeLink.objects.create(**ends, relation="other_end", basis="text", **fields)


def signs(*links: CodeLink) -> list[tuple[Any, Any]]:
    rows = [CodeLink.objects.get(pk=link.pk) for link in links]
    return [(row.confirmed_at, row.confirmed_by) for row in rows]


def test_confirmed_links_are_unconfirmed_again_but_not_those_confirmed_before(client: Client) -> None:
    bo, at = make_staff(username="bo"), timezone.now()
    new, old = make_link(), make_link(confirmed_at=at, confirmed_by=bo)
    done = act(client, "confirm", new, old)
    assert "Confirmed in your name: 1." in text_of(done)
    assert "Put back as before: 1." in text_of(undo(client, done))
    assert signs(new, old) == [(None, None), (at, bo)]


def test_each_link_gets_back_its_own_confirmation(client: Client) -> None:
    bo, at = make_staff(username="bo"), timezone.now()
    earlier = at - datetime.timedelta(days=400, microseconds=7)
    links = [
        make_link(confirmed_at=at, confirmed_by=bo),
        make_link(confirmed_at=earlier, confirmed_by=None),
        make_link(),
    ]
    done = act(client, "take_back", *links)
    assert "Shown as unconfirmed again: 2." in text_of(done)
    version = MessageCode.objects.get(pk=links[0].to_code_id).version
    assert "Put back as before: 2." in text_of(undo(client, done))
    assert signs(*links) == [(at, bo), (earlier, None), (None, None)]
    assert MessageCode.objects.get(pk=links[0].to_code_id).version > version


def test_a_link_that_somebody_confirmed_meanwhile_is_left(client: Client) -> None:
    bo = make_staff(username="bo")
    links = [make_link(confirmed_at=timezone.now(), confirmed_by=bo) for _ in range(2)]
    done = act(client, "take_back", *links)
    CodeLink.objects.filter(pk=links[1].pk).confirm(bo)
    newer = signs(links[1])
    back = undo(client, done)
    assert "Put back as before: 1." in text_of(back)
    assert f"changed again meanwhile: {links[1]}" in text_of(back)
    assert signs(links[1]) == newer


def test_a_link_deleted_meanwhile_breaks_nothing(client: Client) -> None:
    links = [make_link(), make_link()]
    done = act(client, "confirm", *links)
    links[0].delete()
    assert "Put back as before: 1." in text_of(undo(client, done))


def test_codes_dismissed_and_listed_again_go_back(client: Client) -> None:
    at = timezone.now()
    rows = [
        UnansweredCode.objects.create(code=f"XYZ{n}", dismissed_at=dismissed)
        for n, dismissed in enumerate((None, at))
    ]
    done = act(client, "dismiss", *rows)
    assert "Dismissed: 1." in text_of(done)
    undo(client, done)
    undo(client, act(client, "open_again", *rows))
    assert [UnansweredCode.objects.get(pk=row.pk).dismissed_at for row in rows] == [None, at]


def test_each_action_says_in_the_list_what_happens(client: Client) -> None:
    page = client.get(reverse("admin:gotchas_codelink_changelist"))
    make_link()
    page = client.get(reverse("admin:gotchas_codelink_changelist"))
    labels = ["".join(e.itertext()) for e in tree(page).iter("option")]
    assert "Confirm these code links: no longer shown as unconfirmed" in labels
    assert "Take back the confirmation: these code links are shown as unconfirmed" in labels

"""Drafts published from the list in admin, and the undo."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gotchas.models import CodeFamily, Gotcha
from gotchas.tests.admin_pages import make_staff, signed_in, text_of
from gotchas.tests.factories import make_code, make_family, make_gotcha
from gotchas.tests.test_admin_undo import act, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return make_staff("editor", username="ada")


@pytest.fixture
def client(ada: User) -> Client:
    return signed_in(ada)


def test_drafts_are_published_each_with_a_revision_and_what_is_no_draft_stays(
    client: Client, ada: User
) -> None:
    drafts = [make_gotcha(state="draft", title="Frobnication") for _ in range(2)]
    other = make_gotcha(state="historic")
    done = act(client, "publish", *drafts, other)
    assert "Published: 2." in text_of(done)
    for draft in drafts:
        newest = draft.revisions.get(number=2)
        assert (newest.author, newest.note, newest.content["state"]) == (ada, "Published.", "published")
        draft.refresh_from_db()
        assert draft.published_at == draft.edited_at == newest.created_at
        assert Client().get(draft.get_absolute_url()).status_code == 200
    other.refresh_from_db()
    assert (other.state, other.last_revision) == ("historic", 1)
    found = Client().get("/search/?q=Frobnication").content.decode()
    assert all(draft.get_absolute_url() in found for draft in drafts)


def test_an_undo_makes_them_drafts_again_and_the_history_tells_both(client: Client, ada: User) -> None:
    draft = make_gotcha(state="draft", title="Frobnication")
    edited = draft.edited_at
    back = undo(client, act(client, "publish", draft))
    assert "Put back as before: 1." in text_of(back)
    draft.refresh_from_db()
    assert (draft.state, draft.published_at, draft.edited_at) == ("draft", None, edited)
    notes = list(draft.revisions.order_by("number").values_list("note", "author__username"))
    assert notes[1:] == [("Published.", "ada"), ("Publication undone.", "ada")]
    assert Client().get(draft.get_absolute_url()).status_code == 404
    assert draft.get_absolute_url() not in Client().get("/search/?q=Frobnication").content.decode()


def test_what_was_edited_since_stays_published(client: Client) -> None:
    drafts = [make_gotcha(state="draft") for _ in range(2)]
    done = act(client, "publish", *drafts)
    Gotcha.objects.get(pk=drafts[0].pk).record(note="The same.")
    changed = Gotcha.objects.get(pk=drafts[1].pk)
    changed.cause = "Another one."
    changed.save()
    changed.record(note="Found the cause.")
    back = undo(client, done)
    assert f"changed again meanwhile: {changed}" in text_of(back)
    assert [Gotcha.objects.get(pk=row.pk).state for row in drafts] == ["draft", "published"]


def test_more_than_one_undo_can_hold_are_not_published(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("gotchas.admin.gotcha.ROWS", 1)
    drafts = [make_gotcha(state="draft") for _ in range(2)]
    assert "Nothing was published" in text_of(act(client, "publish", *drafts))
    assert not Gotcha.objects.published().exists()


def test_who_may_not_change_gotchas_is_not_offered_it() -> None:
    draft = make_gotcha(state="draft")
    moderator = signed_in(make_staff("moderator"))
    act(moderator, "publish", draft)
    draft.refresh_from_db()
    assert draft.state == "draft"


def numbers_listed(client: Client, family: CodeFamily) -> list[str]:
    page = client.get(reverse("admin:gotchas_gotcha_changelist"), {"family": family.slug})
    return [row.number for row in page.context["cl"].result_list]


def test_the_list_of_a_family_holds_what_has_its_codes_and_what_is_about_its_product(client: Client) -> None:
    family, unused = make_family(name="Of this"), make_family(name="Of none")
    with_codes = make_gotcha(codes=[make_code(family=family), make_code(family=family)])
    about = make_gotcha(family=family)
    make_gotcha(codes=[make_code()])
    assert numbers_listed(client, family) == [with_codes.number, about.number]
    assert numbers_listed(client, unused) == []
    offered = text_of(client.get(reverse("admin:gotchas_gotcha_changelist")))
    assert "Of this" in offered
    assert "Of none" not in offered

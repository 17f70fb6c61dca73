"""An author changes a comment, and deletes it while nobody answered."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import authors
from comments.models import Comment
from comments.tests.factories import make_comment
from comments.tests.posting import filled, page_of, send
from comments.transfer_jsonl_export import _private as private_in_export
from gotchas.intake import limits
from gotchas.models import Decision, Gotcha, Rule
from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha()


@pytest.fixture
def own(client: Client, gotcha: Gotcha) -> Comment:
    """A comment that was posted from this browser."""
    form = reverse("gotcha_comment", args=[gotcha.collection.number, gotcha.position])
    send(client, form, text="It stops on z/OS.")
    return Comment.objects.get()


def edit(comment: Comment) -> str:
    return reverse("comment_edit", args=[comment.pk])


def changed(client: Client, comment: Comment, text: str, **more: str) -> Any:
    fields = filled(text=text, base=authors.base_of(comment)) | more
    return client.post(edit(comment), fields)


def older(comment: Comment, **age: int) -> None:
    Comment.objects.filter(pk=comment.pk).update(posted_at=timezone.now() - datetime.timedelta(**age))


def test_the_author_is_offered_to_edit_and_delete_and_nobody_else_is(
    client: Client, own: Comment, gotcha: Gotcha
) -> None:
    page = client.get(gotcha.get_absolute_url()).content.decode()
    assert f'href="{edit(own)}"' in page
    assert f'href="{reverse("comment_delete", args=[own.pk])}"' in page
    assert edit(own) not in Client().get(gotcha.get_absolute_url()).content.decode()
    for name in ("comment_edit", "comment_edit_preview", "comment_delete"):
        assert Client().get(reverse(name, args=[own.pk])).status_code == 404
        assert Client().post(reverse(name, args=[own.pk]), filled()).status_code == 404


def test_an_edit_shows_the_new_words_and_keeps_the_old_ones(
    client: Client, own: Comment, gotcha: Gotcha
) -> None:
    form = page_of(client.get(edit(own)))
    assert "It stops on z/OS.</textarea>" in form
    assert 'name="author_name"' not in form
    answer = changed(client, own, "It stops on **AIX**.", kind="question")
    assert answer.url == f"{gotcha.get_absolute_url()}#comment-{own.pk}"
    own.refresh_from_db()
    assert (own.text, own.kind) == ("It stops on **AIX**.", "question")
    page = page_of(Client().get(gotcha.get_absolute_url()))
    assert "<strong>AIX</strong>" in page
    assert "Edited on" in page
    earlier = page_of(Client().get(reverse("comment_earlier", args=[own.pk])))
    assert "<del" in earlier
    assert "z/OS" in earlier


def test_what_it_was_beside_the_text_is_kept_with_it_and_shown(client: Client, own: Comment) -> None:
    changed(client, own, own.text, kind="worked", worked_version="9.3", worked_platform="AIX")
    changed(
        client, Comment.objects.get(), own.text, kind="worked", worked_version="9.4", worked_platform="AIX"
    )
    facts = ("kind", "worked_version", "worked_platform")
    kept = own.earlier_texts.order_by("pk").values_list("text", *facts)
    assert list(kept) == [(own.text, "other", "", ""), (own.text, "worked", "9.3", "AIX")]
    earlier = earlier_page(Client(), own)
    assert "Edited on" in page_of(Client().get(own.thread.get_absolute_url()))
    newest, oldest = earlier.split("<section")[1:]
    for words in (
        "What it is:",
        "Its text stayed as it was.",
        "This worked, 9.<del",
        "3</del>",
        "4</ins>, AIX",
    ):
        assert words in newest
    for words in ("Other</del>", "This worked, 9.3, AIX</ins>"):
        assert words in oldest


def test_an_edit_that_changes_nothing_is_none(client: Client, own: Comment) -> None:
    assert changed(client, own, own.text).status_code == 302
    own.refresh_from_db()
    assert own.edited_at is None
    assert not own.earlier_texts.exists()


def test_what_an_edit_speaks_of_is_counted_anew(client: Client, own: Comment, gotcha: Gotcha) -> None:
    other = make_gotcha(collection=gotcha.collection)
    changed(client, own, f"As {other.number} says.")
    other.refresh_from_db()
    assert other.comment_count == 1
    assert list(own.gotchas.all()) == [other]


def test_a_double_click_changes_once_and_an_old_tab_is_shown_both_texts(client: Client, own: Comment) -> None:
    fields = filled(text="First tab.", base=authors.base_of(own))
    first, second = (client.post(edit(own), fields) for _ in range(2))
    assert first.url == second.url
    assert own.earlier_texts.count() == 1
    answer = client.post(edit(own), filled(text="Second tab.", base=fields["base"]))
    page = page_of(answer)
    assert answer.status_code == 409
    assert "First tab.</textarea>" in page
    assert "Second tab.</textarea>" in page
    own.refresh_from_db()
    assert own.text == "First tab."
    assert authors.base_of(own) in page
    assert changed(client, own, "Second tab.").status_code == 302


def test_an_edit_is_under_the_rules_and_limits_of_a_post(
    client: Client, own: Comment, gotcha: Gotcha, settings: Any
) -> None:
    assert changed(client, own, " ").status_code == 422
    assert "Say on which version" in page_of(changed(client, own, "Yes", kind="worked"))
    Rule.objects.create(kind="word", value="casino")
    changed(client, own, "Come to the casino.")
    own.refresh_from_db()
    assert own.state == "waiting"
    gotcha.refresh_from_db()
    assert gotcha.comment_count == 0
    assert "casino" not in Client().get(gotcha.get_absolute_url()).content.decode()
    assert Client().get(reverse("comment_earlier", args=[own.pk])).status_code == 404
    assert "casino" in Decision.objects.get(object_id=own.pk).reason
    assert "It waits for an editor" in page_of(changed(client, own, "Again."))


def test_edits_are_counted_with_posts(client: Client, own: Comment, settings: Any, monkeypatch: Any) -> None:
    settings.LIMITS = True
    monkeypatch.setattr("gotchas.intake.stamp.QUICKEST", datetime.timedelta())
    noon = datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC)
    monkeypatch.setattr("gotchas.intake.limits.Limit.window", lambda limit, now: noon)
    for n in range(5):
        own.refresh_from_db()
        assert changed(client, own, f"Text {n}.").status_code == 302
    own.refresh_from_db()
    answer = changed(client, own, "Too many.")
    assert answer.status_code == 429
    assert "Too many.</textarea>" in page_of(answer)


@pytest.mark.parametrize("mark", ["confirmed_at", "answer_marked_at"])
def test_what_an_editor_confirmed_keeps_its_words(client: Client, own: Comment, mark: str) -> None:
    Comment.objects.filter(pk=own.pk).update(**{mark: timezone.now()})
    answer = changed(client, own, "Other words.")
    assert answer.status_code == 403
    assert "Other words.</textarea>" in page_of(answer)
    assert client.post(reverse("comment_delete", args=[own.pk])).status_code == 403


def test_after_the_named_time_the_typed_text_is_given_back(client: Client, own: Comment) -> None:
    older(own, minutes=31)
    answer = changed(client, own, "Too late.")
    assert answer.status_code == 403
    assert "30 minutes" in page_of(answer)
    assert "Too late.</textarea>" in page_of(answer)
    assert client.get(edit(own)).status_code == 403


def test_what_an_editor_removed_meanwhile_is_not_changed_and_the_typed_text_is_given_back(
    client: Client, own: Comment
) -> None:
    own.remove(None, "advertising")
    for name in ("comment_edit", "comment_edit_preview"):
        answer = client.post(reverse(name, args=[own.pk]), filled(text="Kept.", base=authors.base_of(own)))
        assert answer.status_code == 403
        assert "An editor removed it: advertising." in page_of(answer)
        assert "Kept.</textarea>" in page_of(answer)


def test_a_preview_of_an_edit_writes_nothing(client: Client, own: Comment) -> None:
    address = reverse("comment_edit_preview", args=[own.pk])
    page = page_of(client.post(address, filled(text="It is *so*.", base=authors.base_of(own))))
    assert "<em>so</em>" in page
    own.refresh_from_db()
    assert own.text == "It stops on z/OS."
    assert client.get(address).status_code == 200


def test_an_edit_without_its_cookie_is_shown_again(own: Comment, client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post(edit(own), filled(text="Kept.", base=authors.base_of(own)))
    assert answer.status_code == 403
    assert "Kept.</textarea>" in page_of(answer)


class TestDelete:
    def test_it_is_asked_done_and_undone(self, client: Client, own: Comment, gotcha: Gotcha) -> None:
        address = reverse("comment_delete", args=[own.pk])
        assert "z/OS" in page_of(client.get(address))
        assert client.post(address).url == client.post(address).url == address
        gotcha.refresh_from_db()
        assert gotcha.comment_count == 0
        assert "z/OS" not in Client().get(gotcha.get_absolute_url()).content.decode()
        assert "Undo" in page_of(client.get(address))
        assert Client().post(reverse("comment_undelete", args=[own.pk])).status_code == 404
        answer = client.post(reverse("comment_undelete", args=[own.pk]))
        assert answer.url == f"{gotcha.get_absolute_url()}#comment-{own.pk}"
        own.refresh_from_db()
        assert own.state == "published"
        assert Decision.objects.filter(object_id=own.pk).count() == 2

    def test_not_once_it_was_answered(self, client: Client, own: Comment) -> None:
        make_comment(parent=own)
        assert client.post(reverse("comment_delete", args=[own.pk])).status_code == 403
        own.refresh_from_db()
        assert own.state == "published"

    def test_what_an_editor_removed_does_not_come_back(self, client: Client, own: Comment) -> None:
        own.remove(None, "advertising")
        for name in ("comment_undelete", "comment_delete"):
            answer = client.post(reverse(name, args=[own.pk]))
            assert answer.status_code == 403
        assert "An editor removed it: advertising." in page_of(answer)
        assert client.get(reverse("comment_delete", args=[own.pk])).status_code == 403
        own.refresh_from_db()
        assert (own.state, own.removed_reason) == ("removed", "advertising")

    def test_not_after_ten_minutes_when_the_page_offers_it_no_more_and_still_has_the_text(
        self, client: Client, own: Comment
    ) -> None:
        address = reverse("comment_delete", args=[own.pk])
        client.post(address)
        assert "It stops on z/OS.</textarea>" in page_of(client.get(address))
        Decision.objects.update(at=timezone.now() - datetime.timedelta(minutes=11))
        assert client.post(reverse("comment_undelete", args=[own.pk])).status_code == 403
        page = page_of(client.get(address))
        assert "Undo" not in page
        assert "It stops on z/OS.</textarea>" in page

    @pytest.mark.parametrize("prefer", ["", "return=minimal"])
    def test_back_and_publish_again_leads_to_the_undo(
        self, client: Client, gotcha: Gotcha, prefer: str
    ) -> None:
        form = reverse("gotcha_comment", args=[gotcha.collection.number, gotcha.position])
        fields = filled()
        client.post(form, fields)
        address = reverse("comment_delete", args=[Comment.objects.get().pk])
        client.post(address)
        answer = client.post(form, fields, headers={"Prefer": prefer})
        assert answer.headers["Location"] == address
        assert Comment.objects.get().state == "removed"

    def test_an_answer_that_came_meanwhile_stands_below_a_tombstone(
        self, client: Client, own: Comment, gotcha: Gotcha
    ) -> None:
        client.post(reverse("comment_delete", args=[own.pk]))
        make_comment(parent=own, text="I see it too.")
        page = page_of(Client().get(gotcha.get_absolute_url()))
        assert "Deleted by its author." in page
        assert "I see it too." in page
        assert "by an editor" not in page

    def test_to_and_fro_is_limited(
        self, client: Client, own: Comment, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.LIMITS = True
        monkeypatch.setattr(limits, "ACTIONS", (limits.Limit("action-day", 2, 86_400),))
        delete, undelete = (reverse(f"comment_{name}", args=[own.pk]) for name in ("delete", "undelete"))
        assert [client.post(each).status_code for each in (delete, undelete, delete)] == [302, 302, 429]
        answer = client.post(delete)
        assert "More than 2 a day came from this address." in page_of(answer)
        assert int(answer.headers["Retry-After"]) > 0
        own.refresh_from_db()
        assert own.state == "published"

    def test_reading_deletes_nothing(self, client: Client, own: Comment) -> None:
        client.get(reverse("comment_delete", args=[own.pk]))
        assert client.get(reverse("comment_undelete", args=[own.pk])).status_code == 405
        own.refresh_from_db()
        assert own.state == "published"


def hide(client: Client, comment: Comment, action: str = "hide", nth: int = 0) -> Any:
    text = comment.earlier_texts.order_by("-pk")[nth]
    return client.post(f"/comments/{comment.pk}/earlier/{action}/", {"text": text.pk})


def earlier_page(client: Client, comment: Comment) -> str:
    return page_of(client.get(reverse("comment_earlier", args=[comment.pk])))


def test_its_author_hides_an_earlier_text_and_shows_it_again(client: Client, own: Comment) -> None:
    for text in ("It is s3cr3t, then.", "It is PASSWORD, then."):
        changed(client, own, text)
        own.refresh_from_db()
    assert "s3cr3t" in earlier_page(Client(), own)
    assert hide(client, own).url == f"/comments/{own.pk}/earlier/"
    for visitor in (client, Client()):
        page = earlier_page(visitor, own)
        assert "s3cr3t" not in page
        assert "What it said before is hidden, by its author" in page
        assert "z/OS" in page, "the text before it is compared with what is shown"
    shown = private_in_export(own)["earlier_texts"]
    assert [text for _, text, *_ in shown] == ["It stops on z/OS."]
    assert "<form" not in earlier_page(Client(), own).partition("<main")[2]
    hide(client, own, "show")
    assert "s3cr3t" in earlier_page(Client(), own)


@pytest.mark.parametrize("state", ["withdrawn", "draft"])
def test_earlier_texts_go_with_the_page(client: Client, own: Comment, state: str) -> None:
    changed(client, own, "Another.")
    Gotcha.objects.update(state=state, withdrawn_reason="Untrue.")
    address = reverse("comment_earlier", args=[own.pk])
    for visitor in (client, Client(), signed_in(make_staff("moderator"))):
        answer = visitor.get(address)
        assert answer.status_code == 404
        assert "Another" not in page_of(answer)
        assert hide(visitor, own).status_code == 404
    assert own.earlier_texts.get().hidden_at is None


def test_hiding_and_showing_is_limited(
    client: Client, own: Comment, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(client, own, "Another.")
    settings.LIMITS = True
    monkeypatch.setattr(limits, "ACTIONS", (limits.Limit("action-day", 2, 86_400),))
    answers = [hide(client, own, action).status_code for action in ("hide", "show", "hide", "show")]
    assert answers == [302, 302, 429, 429]


def test_a_moderator_hides_at_any_time_and_the_author_cannot_show_that(client: Client, own: Comment) -> None:
    changed(client, own, "Another.")
    moderator = signed_in(make_staff("moderator", username="mia"))
    assert hide(moderator, own).status_code == 302
    assert own.earlier_texts.get().hidden_by == "mia"
    page = earlier_page(client, own)
    assert "hidden, by an editor" in page
    assert "Show it again" not in page
    assert hide(client, own, "show").status_code == 403
    assert hide(moderator, own, "show").status_code == 302
    older(own, minutes=31)
    assert hide(client, own).status_code == 403
    assert hide(moderator, own).status_code == 302


def test_strangers_and_readers_hide_nothing(client: Client, own: Comment) -> None:
    changed(client, own, "Another.")
    for visitor in (Client(), signed_in(make_staff("reader"))):
        assert hide(visitor, own).status_code == 403
    other = make_comment(on=own.thread.target)
    for text in (own.earlier_texts.get().pk, "x", "9" * 30, ""):
        assert client.post(f"/comments/{other.pk}/earlier/hide/", {"text": text}).status_code == 404
    assert client.get(f"/comments/{own.pk}/earlier/hide/").status_code == 405
    assert own.earlier_texts.get().hidden_at is None


@pytest.mark.parametrize("verdict", ["wait", "spam"])
def test_a_reply_to_a_comment_that_was_edited_and_waits_does_not_say_what_became_of_it(
    client: Client, own: Comment, gotcha: Gotcha, verdict: str
) -> None:
    make_comment(parent=own, text="The reply.")
    Rule.objects.create(kind="word", value="casino", verdict=verdict)
    changed(client, own, "casino")
    page = Client().get(gotcha.get_absolute_url()).content.decode()
    assert "in reply to a comment that is not shown" in page
    assert not any(word in page for word in ("waits", "spam", "a removed comment"))

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gotchas import markup
from gotchas.models import Gotcha, Notice, Platform, Revision
from gotchas.tests.admin_pages import form_of, make_staff, signed_in, text_of
from gotchas.tests.corrections import changed_meanwhile, fresh
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform, make_source

pytestmark = pytest.mark.django_db
LIST = reverse("admin:gotchas_gotcha_changelist")


def page_of(gotcha: Gotcha) -> str:
    return reverse("admin:gotchas_gotcha_change", args=[gotcha.pk])


@pytest.fixture
def editor() -> User:
    return make_staff("editor")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def save(client: Client, gotcha: Gotcha, **fields: Any) -> Any:
    form = form_of(client.get(page_of(gotcha)))
    return client.post(page_of(gotcha), form | fields)


def test_the_list_says_in_one_column_what_a_gotcha_is_met_with(client: Client) -> None:
    code = make_code("AMQ9637")
    make_gotcha(kind="tip", platforms=[make_platform(name="Plan 9")], codes=[code])
    assert "Tip · Plan 9 · AMQ9637" in text_of(client.get(LIST))


def test_a_saved_change_is_a_revision_with_its_author_and_note(client: Client, editor: User) -> None:
    gotcha = make_gotcha(solution="1. Old way.")
    answer = save(client, gotcha, solution="1. New way.", note="The old way is gone in 9.2.")
    assert answer.status_code == 302
    newest = gotcha.revisions.get(number=2)
    assert (newest.author, newest.note) == (editor, "The old way is gone in 9.2.")
    assert newest.content["solution"] == "1. New way."
    assert gotcha.revisions.get(number=1).content["solution"] == "1. Old way."
    gotcha.refresh_from_db()
    assert "New way." in gotcha.solution_html
    assert gotcha.last_revision == 2


def test_without_a_note_the_revision_names_what_changed(client: Client) -> None:
    gotcha = make_gotcha()
    save(client, gotcha, title="Another title", risk="restart")
    assert gotcha.revisions.get(number=2).note == "Changed: title, risk of the fix."


def test_saving_without_a_change_makes_no_revision_and_moves_no_date(client: Client) -> None:
    gotcha = make_gotcha(
        problem="Two lines,\nand more.\n\n    indented\n",
        platforms=[make_platform()],
        codes=[make_code()],
        verified_at="2026-01-31",
    )
    gotcha.sources.add(make_source())
    gotcha.record(note="With its source.")
    gotcha.refresh_from_db()
    before = (gotcha.last_revision, gotcha.edited_at, gotcha.version)
    assert save(client, gotcha, note="Nothing, really.").status_code == 302
    gotcha.refresh_from_db()
    assert (gotcha.last_revision, gotcha.edited_at, gotcha.version) == before


def test_a_text_keeps_its_newlines_as_they_were_not_as_a_browser_sends_them(client: Client) -> None:
    gotcha = make_gotcha(problem="One\nTwo")
    save(client, gotcha, problem="One\r\nTwo\r\nThree")
    gotcha.refresh_from_db()
    assert gotcha.problem == "One\nTwo\nThree"


def test_two_saves_in_a_row_by_one_editor_both_count(client: Client) -> None:
    gotcha = make_gotcha()
    assert save(client, gotcha, title="Second").status_code == 302
    assert save(client, gotcha, title="Third").status_code == 302
    assert [r.content["title"] for r in gotcha.revisions.order_by("-number")[:2]] == ["Third", "Second"]


def test_a_code_added_in_its_row_is_part_of_the_revision(client: Client) -> None:
    code, gotcha = make_code("AMQ9637"), make_gotcha()
    row = {"gotcha_codes-0-code": code.pk, "gotcha_codes-0-severity": "E", "gotcha_codes-0-order": 0}
    edited = gotcha.edited_at
    assert save(client, gotcha, **row, **{"gotcha_codes-TOTAL_FORMS": 1}).status_code == 302
    newest = gotcha.revisions.get(number=2)
    assert newest.content["codes"] == [f"{code.family.slug} AMQ9637 E"]
    assert newest.note == "Changed: gotcha codes."
    gotcha.refresh_from_db()
    assert gotcha.edited_at > edited


def test_relating_two_gotchas_is_a_revision_of_both(client: Client) -> None:
    one, other = make_gotcha(), make_gotcha()
    save(client, one, related=[other.pk])
    assert one.revisions.get(number=2).content["related"] == [other.number]
    assert other.revisions.get(number=2).content["related"] == [one.number]
    assert other.revisions.get(number=2).note == f"Related gotchas changed with {one.number}."


def test_a_neighbour_that_was_changed_meanwhile_keeps_its_new_text(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = make_gotcha(), make_gotcha(solution="1. Older.")
    one.related.add(other)
    one.record(), other.record()
    changed_meanwhile(monkeypatch, one, other)
    save(client, one, related=[])
    newest = other.revisions.order_by("-number")[0]
    assert newest.note == f"Related gotchas changed with {one.number}."
    assert newest.content["solution"] == fresh(other).solution == "1. Newer."


def test_a_notice_names_the_editor_and_changes_the_page_without_a_revision(
    client: Client, editor: User
) -> None:
    gotcha = make_gotcha()
    gotcha.refresh_from_db()
    row = {"notices-0-level": "danger", "notices-0-text": "Do not run step 2.", "notices-0-part": "solution"}
    assert save(client, gotcha, **row, **{"notices-TOTAL_FORMS": 1}).status_code == 302
    assert Notice.objects.get().author == editor
    before, revisions = gotcha.version, gotcha.last_revision
    gotcha.refresh_from_db()
    assert gotcha.version > before
    assert gotcha.last_revision == revisions


def test_a_new_gotcha_takes_the_next_number_and_has_a_first_revision(client: Client, editor: User) -> None:
    collection = make_collection()
    make_gotcha(collection=collection, position=7)
    address = reverse("admin:gotchas_gotcha_add")
    form = form_of(client.get(address))
    answer = client.post(address, form | {"collection": collection.pk, "title": "Fresh"})
    assert answer.status_code == 302
    gotcha = Gotcha.objects.get(title="Fresh")
    assert gotcha.position == 8
    assert gotcha.state == Gotcha.State.DRAFT
    assert (gotcha.revisions.get().author, gotcha.revisions.get().note) == (editor, "First text.")


def test_a_number_once_given_is_not_in_the_form(client: Client) -> None:
    gotcha = make_gotcha(source_number="1.15")
    form = form_of(client.get(page_of(gotcha)))
    assert not {"collection", "position", "source_number", "external_id"} & set(form)
    save(client, gotcha, position=99, source_number="9.9", title="Sent anyway")
    gotcha.refresh_from_db()
    assert (gotcha.position, gotcha.source_number, gotcha.title) == (1, "1.15", "Sent anyway")


@pytest.mark.parametrize("part", ["problem", "cause", "solution", "expected"])
def test_a_text_over_the_limit_is_refused_with_the_limit(client: Client, part: str) -> None:
    gotcha = make_gotcha()
    answer = save(client, gotcha, **{part: "ä" * (markup.ARTICLE_LIMIT // 2 + 1)})
    assert answer.status_code == 200
    assert "This text has 65,538 bytes; the limit is 65,536." in text_of(answer)
    assert gotcha.revisions.count() == 1
    assert save(client, gotcha, **{part: "ä" * (markup.ARTICLE_LIMIT // 2)}).status_code == 302


REFUSED = {
    "merged without a successor": ({"state": "merged"}, "A merged gotcha needs its successor"),
    "withdrawn without a reason": ({"state": "withdrawn"}, "Say why it is withdrawn"),
}


@pytest.mark.parametrize(("fields", "words"), REFUSED.values(), ids=REFUSED)
def test_a_state_that_lacks_something_is_refused_in_words(
    client: Client, fields: dict[str, Any], words: str
) -> None:
    gotcha = make_gotcha()
    answer = save(client, gotcha, **fields)
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert "Constraint" not in text_of(answer)
    gotcha.refresh_from_db()
    assert gotcha.state == Gotcha.State.PUBLISHED


def test_a_successor_is_another_gotcha_that_was_not_merged_itself(client: Client) -> None:
    end = make_gotcha()
    merged = make_gotcha(state="merged", successor=end)
    gotcha = make_gotcha()
    for successor, words in (
        (gotcha, "cannot be its own successor"),
        (merged, "That one was merged itself"),
    ):
        answer = save(client, gotcha, state="merged", successor=successor.pk)
        assert words in text_of(answer)
    assert "Only a merged gotcha has a successor" in text_of(save(client, gotcha, successor=end.pk))
    assert save(client, gotcha, state="merged", successor=end.pk).status_code == 302


def test_no_gotcha_and_no_revision_is_ever_deleted_not_even_by_a_superuser() -> None:
    gotcha, client = make_gotcha(), signed_in(make_staff())
    for name, row in (("gotcha", gotcha), ("revision", gotcha.revisions.get())):
        address = reverse(f"admin:gotchas_{name}_delete", args=[row.pk])
        assert client.post(address, {"post": "yes"}).status_code == 403
        assert (
            "delete_selected" not in client.get(reverse(f"admin:gotchas_{name}_changelist")).content.decode()
        )
    assert Gotcha.objects.count() == Revision.objects.count() == 1


def test_the_history_leads_to_what_each_revision_changed(client: Client) -> None:
    gotcha = make_gotcha(solution="Use option 12.")
    save(client, gotcha, solution="Use option 13.", note="Wrong digit.")
    history = client.get(reverse("admin:gotchas_gotcha_history", args=[gotcha.pk]))
    assert "Wrong digit." in text_of(history)
    revision = gotcha.revisions.get(number=2)
    address = reverse("admin:gotchas_revision_change", args=[revision.pk])
    assert address in history.content.decode()
    assert "removed: 12added: 13" in text_of(client.get(address)).replace(" added", "added")


def test_the_list_finds_by_number_by_words_and_by_any_spelling_of_a_code(client: Client) -> None:
    wanted = make_gotcha(title="The wanted one", codes=[make_code("AMQ9637")])
    make_gotcha(title="Some other")
    for term in (wanted.number, "wanted", "amq 9637e", "AMQ9637E:"):
        page = text_of(client.get(LIST, {"q": term}))
        assert "The wanted one" in page, term
        assert "Some other" not in page, term
    assert "0 gotchas" in text_of(client.get(LIST, {"q": "99.99"}))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"platform": "one"}, {"On one", "On all"}),
        ({"platform": "no-such"}, set()),
        ({"verified": "never"}, {"On one", "On all"}),
        ({"verified": "old"}, {"Long ago"}),
        ({"verified": "older"}, {"Long ago"}),
        ({"verified": "year"}, set()),
        ({"verified": "nonsense"}, {"On one", "On all", "Long ago"}),
    ],
)
def test_the_list_is_filtered(client: Client, query: dict[str, str], found: set[str]) -> None:
    make_gotcha(title="On one", platforms=[make_platform(slug="one", name="One")])
    make_gotcha(title="On all", platforms=[Platform.objects.get(is_all=True)])
    make_gotcha(title="Long ago", verified_at="2007-01-05")
    page = text_of(client.get(LIST, query))
    assert {title for title in ("On one", "On all", "Long ago") if title in page} == found

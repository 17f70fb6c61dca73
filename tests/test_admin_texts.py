"""What an editor pastes: cleaned in every form of admin, and nothing made of what nobody changed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.admin.fields import Line, Lines
from gotchas.models import CodeAlias, Gotcha, Platform
from gotchas.tests.admin_pages import form_of, make_staff, signed_in
from gotchas.tests.factories import make_code, make_family, make_gotcha, make_platform

pytestmark = pytest.mark.django_db
UNSEEN = "\x01\x1b\x7f\x9f\ufffe\uffff\U0001ffff\ufeff"


@pytest.fixture
def client() -> Client:
    return signed_in(make_staff())


def save(client: Client, row: Any, **fields: Any) -> Any:
    app, name = row._meta.app_label, row._meta.model_name
    page = reverse(f"admin:{app}_{name}_change", args=[row.pk])
    answer = client.post(page, form_of(client.get(page)) | fields)
    row.refresh_from_db()
    return answer


LINES = {
    "title": (make_gotcha, "title"),
    "applies from": (make_gotcha, "applies_from"),
    "verified release": (make_gotcha, "verified_release"),
    "family name": (make_family, "name"),
    "words for a family": (make_family, "known_as"),
    "platform": (make_platform, "name"),
    "note on severities": (make_code, "severity_note"),
    "first name of an account": (make_staff, "first_name"),
}


@pytest.mark.parametrize(("make", "field"), LINES.values(), ids=LINES)
def test_a_field_of_one_line_holds_one_line_of_what_can_be_seen(
    make: Any, field: str, client: Client
) -> None:
    row = make()
    assert save(client, row, **{field: f" one{UNSEEN} \ttwo\u2028three\r\nfour "}).status_code == 302
    assert getattr(row, field) == "one  two three four"


def test_a_new_row_is_cleaned_too(client: Client) -> None:
    page = reverse("admin:gotchas_platform_add")
    client.post(page, form_of(client.get(page)) | {"name": f"z/OS{UNSEEN}", "slug": f"z{UNSEEN}os"})
    assert Platform.objects.filter(name="z/OS", slug="zos").exists()


def test_a_text_keeps_its_lines_and_tabs_and_loses_what_cannot_be_seen(client: Client) -> None:
    gotcha = make_gotcha()
    save(client, gotcha, problem=f"one{UNSEEN}\r\n\ttwo\x0bthree\n\n  four\n")
    assert gotcha.problem == "one\n\ttwo\nthree\n\n  four\n"
    assert not any(sign in gotcha.problem_html for sign in UNSEEN)


def test_the_rows_in_another_rows_form_are_cleaned(client: Client) -> None:
    code = make_code()
    alias = CodeAlias.objects.create(code=code, alias="0x00000001", kind="hex")
    save(client, code, **{"aliases-0-alias": f"0x{UNSEEN}00000002"})
    alias.refresh_from_db()
    assert alias.alias == "0x00000002"


def test_a_note_in_the_history_is_one_line_of_what_can_be_seen(client: Client) -> None:
    gotcha = make_gotcha()
    save(client, gotcha, title="Better", note=f"a{UNSEEN}b\nc")
    assert gotcha.revisions.get(number=2).note == "ab c"


def test_a_reason_for_removing_a_comment_is_cleaned(client: Client) -> None:
    comment = make_comment()
    sent = {"action": "remove", "_selected_action": comment.pk, "apply": "1", "reason": f"ad{UNSEEN}\nvert"}
    client.post(reverse("admin:comments_comment_changelist"), sent)
    assert Comment.objects.get().removed_reason == "ad vert"


def test_what_a_language_needs_to_be_written_stays(client: Client) -> None:
    written = "می\u200cخواهم e\u0301 🏳\ufe0f\u200d🌈"
    gotcha = make_gotcha()
    save(client, gotcha, title=written, problem=written)
    assert (gotcha.title, gotcha.problem) == (written, written)


def test_a_field_of_nothing_but_unseen_characters_is_empty(client: Client) -> None:
    gotcha = make_gotcha(title="Stays")
    assert save(client, gotcha, title=UNSEEN).status_code == 200
    assert gotcha.title == "Stays"


def test_lone_surrogates_are_left_out() -> None:
    assert Line().clean("a\ud800b") == "ab"
    assert Lines().clean("a\udfffb\n") == "ab\n"


OLD = "two\x0blines\x01 \u2028 and\rmore "


def test_a_save_that_changes_nothing_makes_no_revision_of_texts_from_before(client: Client) -> None:
    gotcha = make_gotcha(title=f"old{UNSEEN}", problem=OLD, applies_from=" 9.1\t")
    gotcha.record(note="As it came.")
    gotcha.refresh_from_db()
    before = (gotcha.last_revision, gotcha.edited_at, gotcha.version)
    assert save(client, gotcha).status_code == 302
    assert (gotcha.last_revision, gotcha.edited_at, gotcha.version) == before
    assert (gotcha.title, gotcha.problem, gotcha.applies_from) == (f"old{UNSEEN}", OLD, " 9.1\t")


def test_a_revision_holds_the_part_that_changed_and_no_other(client: Client) -> None:
    gotcha = make_gotcha(problem=OLD)
    gotcha.record(note="As it came.")
    save(client, gotcha, solution="Another.")
    newest, before = gotcha.revisions.order_by("-number")[:2]
    changed = {name for name, value in newest.content.items() if before.content.get(name) != value}
    assert changed == {"solution"}
    assert newest.note == "Changed: solution."
    assert Gotcha.objects.get().problem == OLD


def test_saving_a_family_unchanged_leaves_its_texts_to_the_letter(client: Client) -> None:
    family = make_family(description="tab\there\x0b", rule=OLD)
    assert save(client, family).status_code == 302
    assert (family.description, family.rule) == ("tab\there\x0b", OLD)

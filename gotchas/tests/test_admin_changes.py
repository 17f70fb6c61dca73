"""What saving would change, shown before it is saved."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from comments.models import Thread
from comments.tests.factories import make_thread
from gotchas.admin.stale import shortened
from gotchas.models import CodeAlias, CodeLink, Gotcha
from gotchas.tests.admin_pages import form_of, make_staff, signed_in, text_of, tree
from gotchas.tests.factories import make_code, make_gotcha, make_platform, make_source
from gotchas.text.diffs import Piece

pytestmark = pytest.mark.django_db


def page_of(row: Any, page: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


@pytest.fixture
def client() -> Client:
    return signed_in(make_staff("editor", username="ada"))


def ask(client: Client, row: Any, **fields: Any) -> Any:
    return client.post(page_of(row, "changes"), form_of(client.get(page_of(row))) | fields)


def told(response: Any) -> str:
    """The words of the section, single-spaced; "" when the page has none."""
    found = [e for e in tree(response).iter("section") if e.get("id") == "would-change"]
    return " ".join(" ".join(found[0].itertext()).split()) if found else ""


def everything_kept(row: Any) -> list[Any]:
    kept: list[Any] = list(type(row).objects.order_by("pk").values())
    if isinstance(row, Gotcha):
        kept += [*row.revisions.values(), *row.gotcha_codes.values(), *row.platforms.values()]
    return [*kept, LogEntry.objects.count()]


def test_the_diff_is_shown_and_nothing_is_saved(client: Client) -> None:
    gotcha = make_gotcha(solution="Use option 12.", codes=[make_code()], platforms=[make_platform()])
    before = everything_kept(gotcha)
    answer = ask(client, gotcha, solution="Use option 13.", platforms=[], note="Wrong digit.")
    assert answer.status_code == 200
    assert everything_kept(gotcha) == before
    assert "Solution Use option removed: 12 added: 13 ." in told(answer)
    assert "Nothing is saved yet." in told(answer)
    assert "Please correct" not in text_of(answer)


def test_the_form_keeps_what_was_typed_and_saves_it_to_the_address_of_the_row(client: Client) -> None:
    gotcha = make_gotcha(solution="Use option 12.")
    answer = ask(client, gotcha, solution="Use option 13.", note="Wrong digit.")
    form = next(e for e in tree(answer).iter("form") if e.get("id") == "gotcha_form")
    assert form.get("action") == page_of(gotcha)
    sent = form_of(answer)
    assert (sent["solution"], sent["note"]) == ("Use option 13.", "Wrong digit.")
    assert client.post(form.get("action"), sent).status_code == 302
    gotcha.refresh_from_db()
    assert (gotcha.solution, gotcha.last_revision) == ("Use option 13.", 2)


def test_the_button_comes_after_those_that_save(client: Client) -> None:
    gotcha = make_gotcha()
    for answer in (client.get(page_of(gotcha)), ask(client, gotcha, title="Other")):
        last = [e for e in tree(answer).iter("div") if e.get("class") == "submit-row"][-1]
        assert [e.get("value") for e in last.iter("input")][-1] == "Show what will change"
        assert [e.get("formaction") for e in last.iter("input")][-1] == (
            f"{page_of(gotcha, 'changes')}#would-change"
        )


def test_filters_of_the_list_come_along(client: Client) -> None:
    gotcha = make_gotcha()
    query = "?_changelist_filters=state%3Dpublished"
    opened = client.get(page_of(gotcha) + query)
    assert f'{page_of(gotcha, "changes")}{query}#would-change"' in opened.content.decode()
    answer = client.post(page_of(gotcha, "changes") + query, form_of(opened) | {"title": "Other"})
    form = next(e for e in tree(answer).iter("form") if e.get("id") == "gotcha_form")
    assert form.get("action") == page_of(gotcha) + query


def test_a_form_that_changes_nothing_says_so(client: Client) -> None:
    for row in (make_gotcha(codes=[make_code()]), make_code(), make_thread()):
        assert "Nothing would change." in told(ask(client, row))
    assert "Nothing would change." in told(ask(client, make_gotcha(), note="Only a note"))


def test_what_the_site_leaves_out_of_a_text_is_no_change(client: Client) -> None:
    gotcha = make_gotcha(title="One line", problem="Two\nlines")
    assert "Nothing would change." in told(ask(client, gotcha, title="One\x07 line", problem="Two\r\nlines"))


def test_rows_added_changed_and_removed_are_named(client: Client) -> None:
    kept, gone, new = make_code("AMQ9637"), make_code("AMQ9631"), make_code("AMQ9999")
    gotcha = make_gotcha(codes=[kept, gone])
    form = form_of(client.get(page_of(gotcha)))
    n = 0 if form["gotcha_codes-0-code"] == str(kept.pk) else 1
    fields = {
        "gotcha_codes-TOTAL_FORMS": "3",
        f"gotcha_codes-{n}-severity": "W",
        f"gotcha_codes-{1 - n}-DELETE": "on",
        "gotcha_codes-2-code": new.pk,
        "gotcha_codes-2-severity": "",
        "gotcha_codes-2-order": "7",
        "notices-TOTAL_FORMS": "1",
        "notices-0-level": "danger",
        "notices-0-text": "Do not run <step 2>.",
    }
    before = everything_kept(gotcha)
    answer = ask(client, gotcha, **fields)
    words = told(answer)
    assert f"Message code changed: {gotcha.gotcha_codes.get(code=kept)}" in words
    assert f"Message code removed: {gotcha.gotcha_codes.get(code=gone)}" in words
    assert "Message code added Code added: AMQ9999" in words
    assert "Notice added" in words
    assert "added: Do not run <step 2>." in words
    assert everything_kept(gotcha) == before
    assert not gotcha.notices.exists()
    assert set(gotcha.codes.all()) == {kept, gone}


def test_links_and_aliases_of_a_code_are_named(client: Client) -> None:
    code, other = make_code("AMQ9637"), make_code("AMQ9631")
    CodeLink.objects.create(from_code=code, to_code=other, relation="other_end", basis="text")
    CodeAlias.objects.create(code=code, alias="0x9637", kind="hex")
    form = form_of(client.get(page_of(code)))
    prefix = next(k for k in form if k.endswith("-0-id") and not k.startswith("aliases")).removesuffix("0-id")
    words = told(ask(client, code, **{"aliases-0-alias": "0x9638", f"{prefix}0-DELETE": "on"}))
    assert "Code alias changed: 0x9637 Alias removed: 0x9637 added: 0x9638" in words
    assert "Code link removed: AMQ9637" in words
    assert CodeLink.objects.exists()


def test_a_choice_is_shown_by_its_name_and_rows_by_theirs(client: Client) -> None:
    gotcha = make_gotcha(risk="none")
    source = make_source()
    words = told(ask(client, gotcha, risk="restart", sources=[source.pk]))
    assert gotcha._meta.get_field("risk").verbose_name.capitalize() in words
    assert f"added: {source}" in words


def test_a_field_that_is_no_column_is_shown_too(client: Client) -> None:
    thread = make_thread()
    words = told(ask(client, thread, closed="on", closed_reason="It went in circles."))
    assert "Closed removed: no added: yes" in words
    assert Thread.objects.get(pk=thread.pk).closed_at is None


def test_errors_are_shown_instead(client: Client) -> None:
    gotcha = make_gotcha(title="Stands")
    saved = client.post(page_of(gotcha), form_of(client.get(page_of(gotcha))) | {"title": ""})
    asked = ask(client, gotcha, title="")
    assert told(asked) == ""
    assert asked.status_code == saved.status_code
    assert "Please correct the error below." in text_of(asked)
    in_a_row = ask(client, gotcha, **{"notices-TOTAL_FORMS": "1", "notices-0-level": "disputed"})
    assert told(in_a_row) == ""
    assert "This field is required." in text_of(in_a_row)


def test_a_form_older_than_the_row_shows_both_texts_instead(client: Client) -> None:
    gotcha = make_gotcha()
    opened = form_of(client.get(page_of(gotcha)))
    Gotcha.objects.filter(pk=gotcha.pk).update(title="Hers")
    answer = client.post(page_of(gotcha, "changes"), opened | {"title": "Mine"})
    assert answer.status_code == 409
    assert told(answer) == ""
    assert "Somebody saved this after you opened it" in text_of(answer)


def test_hostile_text_is_only_text(client: Client) -> None:
    gotcha = make_gotcha(title="<b>old</b>", problem="</section><script>old()</script>")
    answer = ask(
        client, gotcha, title='"><img src=x onerror=x()>', problem="</section><script>new()</script>"
    )
    section = next(e for e in tree(answer).iter("section") if e.get("id") == "would-change")
    assert {e.tag for e in section.iter() if isinstance(e.tag, str)} <= {
        "section", "h2", "h3", "p", "div", "ins", "del", "span", "input", "dl", "dt", "dd",
    }  # fmt: skip
    assert "onerror" in "".join(section.itertext())
    assert "new" in "".join(section.itertext())


def test_only_who_may_change_it_is_told() -> None:
    gotcha = make_gotcha(title="Stands")
    form = form_of(signed_in(make_staff("editor")).get(page_of(gotcha)))
    stranger = Client().post(page_of(gotcha, "changes"), form)
    assert stranger.status_code == 403
    assert "You are signed out" in text_of(stranger)
    moderator = signed_in(make_staff("moderator"))
    assert moderator.post(page_of(gotcha, "changes"), form).status_code == 403
    shown = moderator.get(page_of(gotcha))
    assert shown.status_code == 200
    assert "Show what will change" not in shown.content.decode()


def test_the_address_answers_nothing_but_a_form(client: Client) -> None:
    gotcha = make_gotcha()
    for method in (client.get, client.head):
        answer = method(page_of(gotcha, "changes"))
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert page_of(gotcha) in client.get(page_of(gotcha, "changes")).content.decode()


def test_rows_that_are_none_and_new_rows_have_no_changes(client: Client) -> None:
    gotcha = make_gotcha()
    for key in ("abc", "9" * 25, gotcha.pk + 1):
        assert client.post(f"/admin/gotchas/gotcha/{key}/changes/", {}).status_code == 302
    assert "Show what will change" not in client.get(reverse("admin:gotchas_gotcha_add")).content.decode()


def test_saving_as_new_is_no_way_to_save(client: Client) -> None:
    gotcha = make_gotcha()
    ask(client, gotcha, title="Other", _saveasnew="1", _save="Save")
    assert list(Gotcha.objects.values_list("title", flat=True)) == [gotcha.title]


def test_of_a_long_text_the_lines_near_a_change_are_shown() -> None:
    lines = "".join(f"line {n}\n" for n in range(20))
    said = list(shortened([Piece("same", lines), Piece("added", "new\n"), Piece("same", "a\nb\nc\nd\n")]))
    assert said[0].text == "[17 lines stay as they are]\nline 17\nline 18\nline 19\n"
    assert said[1:] == [Piece("added", "new\n"), Piece("same", "a\nb\nc\nd\n")]
    long = [Piece("added", lines), Piece("same", lines), Piece("removed", lines)]
    assert [piece.op for piece in shortened(long)] == ["added", "same", "removed"]
    assert list(shortened(long))[1].text.splitlines()[2:5] == [
        "line 2", "[14 lines stay as they are]", "line 17",
    ]  # fmt: skip
    assert list(shortened(long))[::2] == [long[0], long[2]]

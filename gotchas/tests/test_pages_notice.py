"""Editors set a notice at a passage, lift it, and see those that stood before."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from gotchas.models import Notice
from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.page_checks import text_of
from gotchas.tests.racing import at_once

pytestmark = pytest.mark.django_db

ADDRESS = "/1.1/notice/"
TEXT = "Do not run step 2 on AIX."


@pytest.fixture
def gotcha():
    return make_gotcha(collection=make_collection(number=1), solution="1. Look.\n2. Delete it.", cause="")


@pytest.fixture
def editor() -> Client:
    return signed_in(make_staff("editor", username="ada"))


def send(client: Client, **fields: str):
    return client.post(
        ADDRESS, {"level": "danger", "passage": "solution-step-2", "text": TEXT, **fields}, follow=True
    )


def test_a_step_whose_name_is_cut_after_a_sentence_does_not_end_with_four_dots(editor, gotcha):
    gotcha.solution = f"1. {'x' * 88}. And then.\n2. {'y' * 87}, and then."
    gotcha.save()
    options = re.findall(r">Solution: step ., (.)\1*(.*)</option>", editor.get(ADDRESS).content.decode())
    assert options == [("x", "…"), ("y", "…")]


def test_a_step_is_named_by_its_words_and_not_by_its_commands(editor, gotcha):
    gotcha.solution = "1. Look.\n\n   ```console\n   $ ls\n   ```\n\n2. ```\n   rm\n   ```"
    gotcha.save()
    page = editor.get(ADDRESS).content.decode()
    assert ">Solution: step 1, Look.</option>" in page
    assert ">Solution: step 2, rm</option>" in page


def test_a_notice_is_set_at_a_step_and_readers_see_it_at_once(editor, gotcha):
    version = gotcha.version
    page = editor.get(f"{ADDRESS}?passage=solution-step-2")
    assert '<option value="solution-step-2" selected>Solution: step 2, Delete it.</option>' in (
        page.content.decode()
    )
    assert "The notice is set" in text_of(send(editor))
    notice = Notice.objects.get()
    assert (notice.part, notice.anchor, notice.quoted) == ("solution", "solution-step-2", "2. Delete it.")
    assert notice.author.username == "ada"
    words = text_of(Client().get("/1.1/"))
    assert words.count(TEXT) == 2
    gotcha.refresh_from_db()
    assert gotcha.version > version


def test_a_passage_that_is_gone_is_told_in_words(editor, gotcha):
    send(editor)
    gotcha.solution = "Nothing to do."
    gotcha.save()
    page = text_of(editor.get(ADDRESS))
    assert "A passage of the solution that is not there any more" in page
    assert "solution-step" not in page


def test_a_part_or_the_whole_article_can_be_chosen_and_what_says_nothing_cannot(editor, gotcha):
    assert 'value="cause"' not in editor.get(ADDRESS).content.decode()
    send(editor, passage="problem")
    send(editor, passage="", text="Not at all.")
    found = Notice.objects.order_by("pk").values_list("part", "anchor")
    assert list(found) == [("problem", ""), ("", "")]


def test_a_mistake_is_named_and_what_was_typed_stays(editor, gotcha):
    page = send(editor, passage="solution-step-9")
    assert page.status_code == 422
    assert "That passage is not there any more." in text_of(page)
    assert TEXT in page.content.decode()
    assert "Write what readers must know." in text_of(send(editor, text=" "))
    assert "at most 300 fit" in text_of(send(editor, text="x" * 301))
    assert send(editor, level="?").status_code == 422
    assert not Notice.objects.exists()


def test_a_double_click_sets_one(editor, gotcha):
    send(editor)
    assert "stands already" in text_of(send(editor))
    assert Notice.objects.count() == 1


def test_it_moves_along_with_its_step(editor, gotcha):
    send(editor)
    gotcha.solution = "1. Stop.\n2. Look.\n3. Ask.\n\n   Twice.\n4. Delete it."
    gotcha.save()
    page = Client().get("/1.1/").content.decode()
    assert '<a href="#solution-step-3">Go to the passage' not in page
    gotcha.solution = "1. Stop.\n1. Look.\n2. Delete it."
    gotcha.save()
    page = Client().get("/1.1/").content.decode()
    assert '<a href="#solution-step-3">Go to the passage' in page
    assert page.split('id="solution-step-3">')[1].startswith('<p class="note err"')


def test_it_is_lifted_with_a_reason_and_stays_in_the_history(editor, gotcha):
    send(editor)
    address = f"{ADDRESS}{Notice.objects.get().pk}/lift/"
    assert TEXT in text_of(editor.get(address))
    refused = editor.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "Say why it is over" in text_of(refused)
    assert f"Lifted: {TEXT}" in text_of(editor.post(address, {"reason": "Mended."}, follow=True))
    assert "It was lifted already." in text_of(editor.post(address, {"reason": "Again."}, follow=True))
    notice = Notice.objects.get()
    assert (notice.ended_by.username, notice.ended_reason) == ("ada", "Mended.")
    assert TEXT not in text_of(Client().get("/1.1/"))
    assert f"Danger: {TEXT}" in (words := text_of(Client().get("/1.1/history/")))
    assert ": Mended." in words


def test_lifting_can_be_undone_for_ten_minutes(editor, gotcha):
    send(editor)
    notice = Notice.objects.get()
    notice.lift(notice.author, "Mended.")
    address = f"{ADDRESS}{notice.pk}/restore/"
    assert f'action="{address}"' in editor.get(ADDRESS).content.decode()
    assert "It stands again" in text_of(editor.post(address, follow=True))
    notice.refresh_from_db()
    assert (notice.ended_at, notice.ended_by, notice.ended_reason) == (None, None, "")
    assert "Nothing was undone" in text_of(editor.post(address, follow=True))
    Notice.objects.update(ended_at=timezone.now() - datetime.timedelta(minutes=11))
    assert "Nothing was undone" in text_of(editor.post(address, follow=True))
    assert f'action="{address}"' not in editor.get(ADDRESS).content.decode()


def test_others_are_kept_out(client, gotcha):
    notice = Notice.objects.create(gotcha=gotcha, text=TEXT)
    moderator = signed_in(make_staff("moderator"))
    restore = f"{ADDRESS}{notice.pk}/restore/"
    for address in (ADDRESS, f"{ADDRESS}{notice.pk}/lift/", restore):
        answer = client.post(address, {"text": "x", "reason": "x"})
        assert answer.status_code == (302 if address == restore else 403)
        assert moderator.post(address, {"text": "x", "reason": "x"}).status_code == 404
    assert Notice.objects.standing().count() == 1


def test_what_is_not_there_is_a_404_and_wrong_methods_are_refused(editor, gotcha):
    other = Notice.objects.create(gotcha=make_gotcha(), text=TEXT)
    for address in ("/1.9/notice/", f"{ADDRESS}{other.pk}/lift/", f"{ADDRESS}99/lift/"):
        assert editor.get(address).status_code == 404
    assert editor.put(ADDRESS).status_code == 405
    assert editor.get(f"{ADDRESS}{other.pk}/restore/").status_code == 405


def test_the_way_there_stands_where_an_editor_corrects_a_step(editor, client, gotcha):
    step = "/1.1/correct/?part=solution&step=solution-step-2"
    link = 'href="/1.1/notice/?passage=solution-step-2"'
    assert link in editor.get(step).content.decode()
    assert 'href="/1.1/notice/"' in editor.get("/1.1/correct/").content.decode()
    assert "notice" not in client.get(step).content.decode()
    assert "notice" not in client.get("/1.1/correct/").content.decode()


@pytest.mark.parametrize("count", [2, 40])
def test_the_page_takes_the_same_queries_however_many_there_were(
    editor, gotcha, django_assert_num_queries, count
):
    for n in range(count):
        Notice.objects.create(gotcha=gotcha, text=f"Mind {n}.")
    with django_assert_num_queries(6):
        editor.get(ADDRESS)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_set_the_same_at_once_one_does(editor, gotcha):
    user = make_staff("editor", username="bob")

    def set_it():
        return Notice(gotcha=gotcha, text=TEXT).set(user)

    assert sorted(at_once(4, set_it)) == [False, False, False, True]
    notice = Notice.objects.get()
    assert sorted(at_once(4, lambda: notice.lift(user, "Mended."))) == [False, False, False, True]

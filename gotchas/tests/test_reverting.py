"""An article put back to an older version, and what readers are told of the corrections in it."""

import importlib
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from gotchas.answers import marks
from gotchas.models import Correction, Gotcha, Revision
from gotchas.models.reverting import revert
from gotchas.tests.corrections import changed_meanwhile, correcting, fresh, refused
from gotchas.tests.factories import make_gotcha
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db

STEPS = "1. Stop the channel.\n2. Set SSLTASKS(5).\n3. Start the channel."


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(solution=STEPS)


def back_to(gotcha: Gotcha, number: int, by: User) -> Revision:
    gotcha.refresh_from_db()
    return revert(gotcha.revisions.get(number=number), by, "It was right.", on=gotcha.last_revision)


def standing(gotcha: Gotcha) -> list[Any]:
    return [revision.correction for revision in marks.from_readers(fresh(gotcha))[1]]


def test_a_correction_stands_in_all_versions_after_it_until_one_puts_an_older_text_back(
    gotcha: Gotcha, ada: User
) -> None:
    one, two = correcting(gotcha, "(5)", "(8)"), correcting(gotcha, "Stop", "Quiesce")
    one.apply(ada, "True.")
    two.apply(ada, "Gentler.")
    assert standing(gotcha) == [two, one]
    back_to(gotcha, 2, ada)
    assert standing(gotcha) == [one]
    assert (fresh(one).taken_back_in, fresh(two).taken_back_in) == (None, 4)
    assert fresh(gotcha).corrected_at == fresh(one).decided_at
    back_to(gotcha, 1, ada)
    assert standing(gotcha) == []
    assert fresh(gotcha).corrected_at is None
    back_to(gotcha, 4, ada)
    assert standing(gotcha) == [one]
    assert fresh(two).taken_back_in == 4
    back_to(gotcha, 3, ada)
    assert standing(gotcha) == [two, one]
    assert fresh(gotcha).corrected_at == fresh(two).decided_at


def test_a_version_between_an_undo_and_the_next_apply_does_not_hold_it(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.apply(ada, "True.")
    correction.undo(ada)
    correction.apply(ada, "True after all.")
    assert standing(gotcha) == [correction]  # once, though two versions name it
    back_to(gotcha, 3, ada)
    assert (standing(gotcha), fresh(correction).taken_back_in) == ([], 5)
    back_to(gotcha, 2, ada)
    assert standing(gotcha) == [correction]


def test_an_erased_part_stays_as_it_is_and_with_it_the_correction(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.apply(ada, "True.")
    gotcha.revisions.get(number=1).suppress(["solution"], "By order.")
    gotcha.refresh_from_db()
    gotcha.title = "Another"
    gotcha.save()
    gotcha.record()
    back_to(gotcha, 1, ada)
    assert standing(gotcha) == [correction]


def test_what_was_put_back_can_still_be_undone(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.apply(ada, "True.")
    back_to(gotcha, 1, ada)
    fresh(correction).undo(ada)
    assert (fresh(correction).state, fresh(correction).taken_back_in) == ("reported", None)
    assert fresh(gotcha).solution == STEPS


def test_one_that_is_open_again_is_not_taken_back_a_second_time(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.apply(ada, "True.")
    gotcha.refresh_from_db()
    gotcha.solution = STEPS
    gotcha.save()
    gotcha.record()
    correction.undo(ada)  # changes nothing in the text, so that it makes no version
    gotcha.refresh_from_db()
    gotcha.title = "Another"
    gotcha.save()
    gotcha.record()
    back_to(gotcha, 1, ada)
    assert (fresh(correction).state, fresh(correction).taken_back_in) == ("reported", None)


def test_after_an_undo_a_gotcha_that_a_reader_proposed_was_never_corrected(ada: User) -> None:
    gotcha = make_gotcha(solution=STEPS, recorded=False)
    proposal = Correction.objects.create(
        collection=gotcha.collection, state="applied", decided_at=gotcha.created_at, decision_reason="Good."
    )
    gotcha.record(correction=proposal)
    correction = correcting(gotcha, "(5)", "(8)")
    correction.apply(ada, "True.")
    correction.undo(ada)
    assert fresh(gotcha).corrected_at is None
    assert marks.from_readers(fresh(gotcha)) == (proposal, [])


def test_readers_are_told_what_was_taken_back_and_by_which_version(
    client: Client, gotcha: Gotcha, ada: User
) -> None:
    correction = correcting(gotcha, "(5)", "(8)", proposer_name="Neil")
    correction.apply(ada, "True.")
    article, page = gotcha.get_absolute_url(), f"/corrections/{correction.pk}/"
    assert "Thanks to Neil." in text_of(client.get(article))
    assert "Corrected by Neil." in text_of(client.get(f"{article}history/"))
    back_to(gotcha, 1, ada)
    words = text_of(client.get(article))
    assert "Neil" not in words
    assert "Corrected on" not in words
    history = text_of(client.get(f"{article}history/"))
    assert "Corrected by" not in history
    assert "True. (taken back by version 3)" in history
    for address in (page, f"/corrections/status/{correction.status_token}/"):
        answer = client.get(address)
        check_page(answer)
        assert "put back to an older version since" in text_of(answer)
        assert "by version 3: It was right." in text_of(answer)
        assert f'href="{article}revisions/3/"' in answer.content.decode()
    told = client.get(f"{article[:-1]}.json").json()
    assert told["corrections"][0]["taken_back_by"] == 3


def test_an_old_passage_that_an_editor_wrote_again_is_not_marked_as_corrected(
    client: Client, gotcha: Gotcha, ada: User
) -> None:
    correcting(gotcha, "(5)", "(8)").apply(ada, "True.")
    assert 'role="note">Corrected on' in client.get(gotcha.get_absolute_url()).content.decode()
    Gotcha.objects.filter(pk=gotcha.pk).update(solution=STEPS)
    assert 'role="note">Corrected on' not in client.get(gotcha.get_absolute_url()).content.decode()


def test_neighbours_get_a_version_when_an_article_is_no_longer_related_to_them(
    gotcha: Gotcha, ada: User
) -> None:
    other = make_gotcha()
    gotcha.related.add(other)
    gotcha.record()
    other.record()
    made = back_to(gotcha, 1, ada)
    newest = other.revisions.get(number=3)
    assert (newest.author, newest.note) == (ada, f"Related gotchas changed with {gotcha.number}.")
    assert (made.content["related"], newest.content["related"]) == ([], [])


def test_the_version_of_a_neighbour_that_was_changed_meanwhile_has_its_new_text(
    gotcha: Gotcha, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_gotcha(solution="1. Older.")
    gotcha.related.add(other)
    gotcha.record()
    changed_meanwhile(monkeypatch, gotcha, other)
    back_to(gotcha, 1, ada)
    newest = other.revisions.get(number=2)
    assert newest.note == f"Related gotchas changed with {gotcha.number}."
    assert newest.content["solution"] == fresh(other).solution == "1. Newer."


def test_a_refused_revert_tells_corrections_nothing(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.apply(ada, "True.")
    with refused("moved"):
        revert(gotcha.revisions.get(number=1), ada, "Back.", on=1)
    assert fresh(correction).taken_back_in is None


def test_what_was_applied_before_versions_knew_it_is_filled_in(gotcha: Gotcha, ada: User) -> None:
    one, two = correcting(gotcha, "(5)", "(8)"), correcting(gotcha, "Stop", "Quiesce")
    for each in (one, two):
        each.apply(ada, "True.")
    correcting(gotcha, "Start", "Run").reject(ada, "No.")
    wanted = list(Revision.objects.order_by("number").values_list("standing", flat=True))
    assert wanted == [[], [one.pk], [one.pk, two.pk]]
    Revision.objects.update(standing=[])
    fill = importlib.import_module("gotchas.migrations.0020_fill_standing_corrections").fill
    fill(apps, SimpleNamespace(connection=connection))
    assert list(Revision.objects.order_by("number").values_list("standing", flat=True)) == wanted

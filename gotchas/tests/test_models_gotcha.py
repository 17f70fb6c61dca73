"""Gotchas and collections: numbers, states, rendering, revisions."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from gotchas.models import Collection, Gotcha, Platform, Revision
from gotchas.models.revision import FrozenError
from gotchas.tests.factories import make_code, make_collection, make_family, make_gotcha, make_platform

pytestmark = pytest.mark.django_db


def refused(constraint: str):
    """The database refuses by the constraint of that name (SQLite names columns for unique ones)."""
    if connection.vendor == "sqlite" and constraint.endswith("_unique"):
        return pytest.raises(IntegrityError, match="UNIQUE")
    return pytest.raises(IntegrityError, match=constraint)


def test_a_new_gotcha_takes_the_next_number_of_its_collection() -> None:
    collection = make_collection()
    first, second = make_gotcha(collection=collection), make_gotcha(collection=collection)
    assert [first.number, second.number] == [f"{collection.number}.1", f"{collection.number}.2"]


def test_a_number_is_never_given_again_after_its_gotcha_is_gone() -> None:
    collection = make_collection()
    make_gotcha(collection=collection)
    gone = make_gotcha(collection=collection, recorded=False)
    gone.delete()
    assert make_gotcha(collection=collection).position == 3


def test_a_number_chosen_by_hand_is_not_given_again_either() -> None:
    collection = make_collection()
    make_gotcha(collection=collection, position=20)
    assert make_gotcha(collection=collection).position == 21


def test_two_gotchas_cannot_have_one_number() -> None:
    gotcha = make_gotcha()
    with refused("gotcha_number_unique"), transaction.atomic():
        make_gotcha(collection=gotcha.collection, position=gotcha.position)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "merged"}, "gotcha_merged_has_successor"),
        ({"state": "withdrawn"}, "gotcha_withdrawn_says_why"),
        ({"state": "lost"}, "gotcha_state_known"),
        ({"position": 0}, "gotcha_position_from_1"),
    ],
)
def test_the_database_refuses_a_state_that_must_not_be(fields: dict, constraint: str) -> None:
    with refused(constraint), transaction.atomic():
        make_gotcha(**fields)


def test_a_published_gotcha_cannot_have_a_successor() -> None:
    other = make_gotcha()
    with refused("gotcha_merged_has_successor"), transaction.atomic():
        make_gotcha(successor=other)


def test_strangers_read_published_and_historic_ones_only() -> None:
    shown = [make_gotcha(state="published"), make_gotcha(state="historic")]
    make_gotcha(state="draft")
    make_gotcha(state="withdrawn", withdrawn_reason="wrong")
    make_gotcha(state="merged", successor=shown[0])
    assert set(Gotcha.objects.published()) == set(shown)


def test_every_platform_filter_includes_what_applies_to_all() -> None:
    zos, unix, everything = make_platform(), make_platform(), Platform.objects.get(is_all=True)
    on_zos, on_all = make_gotcha(platforms=[zos]), make_gotcha(platforms=[everything, zos])
    make_gotcha(platforms=[unix])
    assert list(Gotcha.objects.on_platform(zos)) == [on_zos, on_all]


def test_only_one_platform_can_mean_all() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_platform(is_all=True)


def test_saving_renders_every_part_with_links_to_stored_codes_and_gotchas() -> None:
    code = make_code("ABC1234", family=make_family(patterns=r"\b(ABC\d{4})\b", normal_form="{1}"))
    target = make_gotcha()
    gotcha = make_gotcha(
        collection=target.collection, solution=f"See {target.number} for ABC1234, not ABC9999.\n"
    )
    assert f'href="{code.get_absolute_url()}"' in gotcha.solution_html
    assert f'href="{target.get_absolute_url()}"' in gotcha.solution_html
    assert "ABC9999</a>" not in gotcha.solution_html


def test_a_draft_is_not_linked() -> None:
    draft = make_gotcha(state="draft")
    gotcha = make_gotcha(collection=draft.collection, problem=f"See {draft.number}.")
    assert "<a" not in gotcha.problem_html


def test_in_an_imported_collection_a_number_means_what_it_meant_there() -> None:
    first = make_gotcha(collection=make_collection(number=1), position=15)
    imported = make_collection(number=2)
    mirror = make_gotcha(collection=imported, position=15, source_number="1.15")
    told = make_gotcha(collection=imported, problem="1.15 is wrong")
    assert mirror.get_absolute_url() in told.problem_html
    assert first.get_absolute_url() + '"' not in told.problem_html


def test_each_saved_change_is_a_revision_with_author_note_and_base() -> None:
    gotcha = make_gotcha(title="Old")
    gotcha.title = "New"
    gotcha.save()
    second = gotcha.record(author_name="Ian", note="Clearer title.")
    assert [r.content["title"] for r in gotcha.revisions.order_by("number")] == ["Old", "New"]
    assert (second.number, second.base.number, second.author_name, second.note) == (
        2,
        1,
        "Ian",
        "Clearer title.",
    )
    assert gotcha.last_revision == Gotcha.objects.get(pk=gotcha.pk).last_revision == 2


def test_a_save_that_changes_nothing_makes_no_revision() -> None:
    gotcha = make_gotcha()
    gotcha.save()
    gotcha.record(author_name="Ian", note="Nothing.")
    assert gotcha.revisions.count() == 1


def test_a_revision_keeps_platforms_codes_and_related_gotchas() -> None:
    code, zos = make_code(), make_platform()
    gotcha = make_gotcha(platforms=[zos], codes=[code], severity="W")
    other = make_gotcha(collection=gotcha.collection)
    gotcha.related.add(other)
    content = gotcha.record(author_name="Ian").content
    assert content["platforms"] == [zos.slug]
    assert content["codes"] == [f"{code.family.slug} {code.code} W"]
    assert content["related"] == [other.number]


def test_a_revision_is_never_changed_or_deleted() -> None:
    revision = make_gotcha().revisions.get()
    revision.note = "other"
    with pytest.raises(FrozenError):
        revision.save()
    with pytest.raises(FrozenError):
        revision.delete()
    assert Revision.objects.get(pk=revision.pk).note == "First text."


def test_an_erasure_takes_the_field_out_and_says_so() -> None:
    gotcha = make_gotcha(problem="secret", title="kept")
    revision = gotcha.revisions.get()
    revision.suppress(["problem"], "Held a password.")
    kept = Revision.objects.get(pk=revision.pk)
    assert "secret" not in str(kept.content)
    assert kept.content["title"] == "kept"
    assert (kept.suppressed, kept.suppressed_reason) == (["problem"], "Held a password.")
    assert kept.suppressed_at is not None


def test_the_next_collection_number_follows_the_highest() -> None:
    assert Collection.objects.next_number() == 1
    make_collection(number=7)
    assert Collection.objects.next_number() == 8


def test_an_article_with_a_text_over_the_limit_is_refused_not_cut() -> None:
    with pytest.raises(ValueError, match="65"):
        make_gotcha(problem="x" * 70_000)


def test_choices_are_checked_in_forms_too() -> None:
    gotcha = make_gotcha(recorded=False)
    gotcha.risk = "explodes"
    with pytest.raises(ValidationError):
        gotcha.full_clean()


# Since when it can be read


def test_a_draft_was_never_published_and_what_is_shown_was_published_when_it_was_made() -> None:
    assert make_gotcha(state="draft").published_at is None
    for state in Gotcha.READABLE:
        gotcha = make_gotcha(state=state)
        assert gotcha.published_at == gotcha.edited_at is not None


def test_the_moment_of_publication_is_noted_once_and_kept() -> None:
    gotcha = make_gotcha(state="draft")
    for fields in (
        {"state": "published"}, {"title": "Better"}, {"state": "historic"},
        {"state": "withdrawn", "withdrawn_reason": "Wrong."}, {"state": "published"},
    ):  # fmt: skip
        was = gotcha.published_at
        for name, value in fields.items():
            setattr(gotcha, name, value)
        gotcha.save()
        assert gotcha.published_at is not None
        assert was in (None, gotcha.published_at)
    assert Gotcha.objects.get().published_at == gotcha.published_at < gotcha.edited_at


def test_a_save_of_the_state_alone_notes_it_and_a_save_of_other_fields_does_not() -> None:
    gotcha = make_gotcha(state="draft")
    gotcha.state = Gotcha.State.PUBLISHED
    gotcha.save(update_fields=["title"])
    assert Gotcha.objects.get().published_at is None
    gotcha.save(update_fields=["state"])
    assert Gotcha.objects.get().published_at == gotcha.published_at is not None


def test_gotchas_that_are_made_many_at_once_are_noted_as_well() -> None:
    shown, draft = (
        Gotcha(collection=make_collection(), position=1, title="Row", state=state)
        for state in ("published", "draft")
    )
    Gotcha.objects.bulk_create([shown, draft])
    assert [gotcha.published_at is None for gotcha in Gotcha.objects.order_by("pk")] == [False, True]


def test_older_rows_count_as_published_when_they_were_made() -> None:
    old, known, draft = make_gotcha(), make_gotcha(), make_gotcha(state="draft")
    Gotcha.objects.filter(pk=old.pk).update(published_at=None)
    migration = importlib.import_module("gotchas.migrations.0006_fill_published_at")
    migration.fill(apps, SimpleNamespace(connection=connection))
    found = dict(Gotcha.objects.values_list("pk", "published_at"))
    assert found == {old.pk: old.created_at, known.pk: known.published_at, draft.pk: None}

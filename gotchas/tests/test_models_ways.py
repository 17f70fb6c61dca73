"""Other ways to say an error: kept with the article, bounded, told to programs."""

import pytest
from django.core.exceptions import ValidationError

from gotchas.models.ways import LENGTH, MOST, check_ways, ways_in
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db


def test_each_line_with_words_is_a_way():
    assert ways_in(" It fell over. \n\nBang.\n") == ["It fell over.", "Bang."]


@pytest.mark.parametrize(
    ("text", "code"), [("a\n" * (MOST + 1), "too_many"), ("a" * (LENGTH + 1), "too_long")]
)
def test_more_than_counts_is_refused(text, code):
    gotcha = make_gotcha(also_said="a\n" * MOST)
    gotcha.full_clean()
    gotcha.also_said = text
    with pytest.raises(ValidationError) as refused:
        gotcha.full_clean()
    assert [error.code for error in refused.value.error_dict["also_said"]] == [code]


def test_an_import_of_more_is_cut_to_what_counts():
    assert len(ways_in("a\n" * 50)) == MOST
    assert ways_in("a" * 500) == ["a" * LENGTH]
    check_ways("")


def test_it_is_told_in_json_and_kept_in_revisions(client):
    gotcha = make_gotcha(also_said="It fell over.\nBang.")
    values = client.get(f"{gotcha.get_absolute_url().removesuffix('/')}.json").json()
    assert values["also_said"] == ["It fell over.", "Bang."]
    gotcha.also_said = "Bang."
    gotcha.save()
    gotcha.record()
    page = client.get(f"{gotcha.get_absolute_url()}diff/1/2/").content.decode()
    assert "Also said as" in page


def test_a_revision_from_before_is_no_change(client):
    gotcha = make_gotcha()
    revision = gotcha.revisions.get()
    revision.content.pop("also_said")
    type(revision).objects.filter(pk=revision.pk).update(content=revision.content)
    assert gotcha.record().number == 1

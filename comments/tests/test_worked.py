"""Under a solution stand the facts on what it worked, and what was confirmed; never a score."""

import pytest
from django.test import Client
from django.utils import timezone

from comments.templatetags import worked as tag
from comments.tests.factories import make_comment
from gotchas.models import Gotcha
from gotchas.tests.factories import make_code, make_gotcha

pytestmark = pytest.mark.django_db


def worked(gotcha: Gotcha, version: str, platform: str, **more: object) -> None:
    make_comment(on=gotcha, kind="worked", worked_version=version, worked_platform=platform, **more)


def page_of(gotcha: Gotcha) -> str:
    """The page as a stranger sees it, without tags for direction."""
    page = Client().get(gotcha.get_absolute_url()).content.decode()
    return page.replace("<bdi>", "").replace("</bdi>", "")


def solution_of(gotcha: Gotcha) -> str:
    return page_of(gotcha).partition('id="solution"')[2].partition("</section>")[0]


def test_facts_are_counted_by_version_and_platform_most_often_told_first() -> None:
    gotcha = make_gotcha(solution="Restart it.")
    worked(gotcha, "9.4", "z/OS")
    worked(gotcha, "9.3", "AIX")
    worked(gotcha, "9.3", "AIX")
    worked(gotcha, "9.2", "AIX", state="waiting")
    worked(make_gotcha(), "9.1", "AIX")
    make_comment(on=gotcha, kind="worked")
    assert "Worked on 9.3 AIX, twice; 9.4 z/OS, once, as " in solution_of(gotcha)


def test_a_confirmed_comment_adds_a_line() -> None:
    gotcha = make_gotcha(solution="Restart it.")
    make_comment(on=gotcha, confirmed_at=timezone.now(), state="waiting")
    assert "Confirmed" not in solution_of(gotcha)
    comment = make_comment(on=gotcha, author_name="Neil", confirmed_at=timezone.now(), confirmed_by="ada")
    assert "Confirmed by ada on " in solution_of(gotcha)
    assert f'href="{comment.get_absolute_url()}">what Neil wrote' in solution_of(gotcha)


def test_what_readers_type_is_shown_as_text() -> None:
    gotcha = make_gotcha(solution="Restart it.")
    worked(gotcha, "<b>9", "AIX")
    assert "&lt;b&gt;9 AIX, once" in solution_of(gotcha)


def test_a_gotcha_without_a_solution_shows_them_too() -> None:
    gotcha = make_gotcha(solution="", problem="Restart it.")
    assert 'id="worked"' not in page_of(gotcha)
    worked(gotcha, "9.3", "AIX")
    make_comment(on=gotcha, author_name="Neil", confirmed_at=timezone.now())
    assert page_of(gotcha).count("Worked on 9.3 AIX, once") == 1
    assert page_of(gotcha).count("what Neil wrote") == 1
    assert 'id="worked"' in page_of(gotcha)


def test_a_confirmed_comment_elsewhere_that_speaks_of_it_adds_a_line() -> None:
    gotcha = make_gotcha(solution="Restart it.")
    comment = make_comment(on=gotcha.collection, text=f"{gotcha.number} helped.", author_name="Neil")
    assert "Confirmed" not in solution_of(gotcha)
    comment.confirm(None, "ada")
    assert solution_of(gotcha).count("what Neil wrote") == 1
    hidden = make_comment(on=make_gotcha(state="draft"), text=f"{gotcha.number} helped.", author_name="Brian")
    hidden.confirm(None, "ada")
    assert "Brian" not in solution_of(gotcha)


def test_spellings_of_one_version_and_platform_are_one_fact_in_the_one_most_told() -> None:
    gotcha = make_gotcha(solution="Restart it.")
    for version, platform in (
        ("9.3", "aix"),
        ("9.3", "AIX"),
        ("9.3", "AIX"),
        ("v9.3", "Aix "),
        ("9.4", "AIX"),
    ):
        worked(gotcha, version, platform)
    assert "Worked on 9.3 AIX, 4 times; 9.4 AIX, once, as " in solution_of(gotcha)
    other = make_gotcha(solution="Restart it.")
    for version, platform in (("9.3", "AIX"), ("v9.3", "aix")):
        worked(other, version, platform)
    assert "Worked on 9.3 AIX, twice" in solution_of(other)


def test_what_worked_counts_too_where_it_was_said_of_the_collection_or_a_code() -> None:
    gotcha = make_gotcha(solution="Restart it.")
    other = make_gotcha(collection=gotcha.collection, solution="Wait.")
    told = {"kind": "worked", "worked_version": "9.3", "worked_platform": "AIX"}
    make_comment(on=gotcha.collection, text=f"{gotcha.number} did it.", **told)
    assert "9.3 AIX, once" in solution_of(gotcha)
    make_comment(on=make_code()).gotchas.add(gotcha)
    make_comment(on=make_code(), **told).gotchas.add(gotcha)
    assert "9.3 AIX, twice" in solution_of(gotcha)
    # Of which of the two, or whether of this one, nobody can tell.
    make_comment(on=gotcha.collection, text=f"Not {other.number} but {gotcha.number} did it.", **told)
    make_comment(on=other, text=f"As {gotcha.number} says.", **told)
    assert "9.3 AIX, twice" in solution_of(gotcha)
    assert "9.3 AIX, once" in solution_of(other)


def test_what_was_merged_into_it_counts_as_well() -> None:
    gotcha = make_gotcha(solution="Restart it.")
    merged = make_gotcha(state="merged", successor=gotcha)
    for each in (gotcha, merged):
        worked(each, "9.3", "AIX")
    assert "9.3 AIX, twice" in solution_of(gotcha)


def test_platforms_are_folded_by_letters_and_digits_versions_by_more() -> None:
    assert tag.folded_platform("z/OS") == tag.folded_platform("Z OS") == tag.folded_platform("zos")
    assert tag.folded_version("9.13") != tag.folded_version("91.3")
    assert tag.folded_platform("/") == "/"


@pytest.mark.parametrize("count", [2, 30])
def test_they_take_two_queries_whatever_their_number(django_assert_num_queries, count: int) -> None:
    gotcha = make_gotcha()
    for n in range(count):
        worked(gotcha, f"9.{n}", "AIX", confirmed_at=timezone.now())
    gotcha = Gotcha.objects.telling_merges().select_related("collection").get(pk=gotcha.pk)
    with django_assert_num_queries(2):
        shown = tag.worked(gotcha)
        assert len(shown["facts"]) == len(shown["confirmed"]) == min(count, tag.SHOWN)

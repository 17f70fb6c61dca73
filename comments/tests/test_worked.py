"""Under a solution stand the facts on what it worked, and what was confirmed; never a score."""

import pytest
from django.test import Client
from django.utils import timezone

from comments.templatetags import worked as tag
from comments.tests.factories import make_comment
from gotchas.models import Gotcha
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db


def worked(gotcha: Gotcha, version: str, platform: str, **more: object) -> None:
    make_comment(on=gotcha, kind="worked", worked_version=version, worked_platform=platform, **more)


def solution_of(gotcha: Gotcha) -> str:
    """The solution as a stranger sees it, without tags for direction."""
    page = Client().get(gotcha.get_absolute_url()).content.decode()
    return (
        page.partition('id="solution"')[2]
        .partition("</section>")[0]
        .replace("<bdi>", "")
        .replace("</bdi>", "")
    )


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


def test_the_facts_take_two_queries_whatever_their_number(django_assert_num_queries) -> None:
    gotcha = make_gotcha()
    for n in range(30):
        worked(gotcha, f"9.{n}", "AIX", confirmed_at=timezone.now())
    with django_assert_num_queries(2):
        shown = tag.worked(gotcha)
        assert len(shown["facts"]) == len(shown["confirmed"]) == tag.SHOWN

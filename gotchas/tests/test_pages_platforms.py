"""The platforms, and the gotchas of one."""

import pytest

from gotchas.models import Gotcha, Platform
from gotchas.tests.factories import make_code, make_gotcha, make_gotchas, make_platform
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def everywhere():
    return Platform.objects.get(is_all=True)


def test_platforms_are_listed_with_their_own_counts(client, everywhere):
    platform = make_platform(name="Unheard", known_as="uh")
    make_gotcha(platforms=[platform])
    make_gotcha(platforms=[platform], state="draft")
    make_gotcha(platforms=[everywhere])
    response = client.get("/platforms/")
    check_page(response)
    assert "Unheard 1 gotcha of its own · also uh" in text_of(response)


def test_without_platforms_the_list_says_so(client):
    Platform.objects.all().delete()
    response = client.get("/platforms/")
    check_page(response)
    assert "No platform yet" in text_of(response)


def test_a_platform_lists_its_gotchas_and_those_that_hold_on_all(client, everywhere):
    here, there = make_platform(name="Here"), make_platform(name="There")
    make_gotcha(title="One of here", platforms=[here])
    make_gotcha(title="One of both", platforms=[here, everywhere])
    make_gotcha(title="One of all", platforms=[everywhere])
    make_gotcha(title="One of there", platforms=[there])
    make_gotcha(title="Not for strangers", platforms=[here], state="draft")
    response = client.get(here.get_absolute_url())
    check_page(response)
    words = text_of(response)
    assert "3 gotchas" in words
    assert words.count("One of both") == 1
    assert "One of all" in words
    assert "One of there" not in words
    assert "Not for strangers" not in words


def test_the_page_of_all_lists_only_what_holds_everywhere(client, everywhere):
    make_gotcha(title="One of here", platforms=[make_platform()])
    make_gotcha(title="One of all", platforms=[everywhere])
    words = text_of(client.get(everywhere.get_absolute_url()))
    assert "One of all" in words
    assert "One of here" not in words


def test_a_platform_without_gotchas_says_so(client):
    response = client.get(make_platform().get_absolute_url())
    check_page(response)
    assert "No gotcha for this platform yet. Propose one if you know a fix." in text_of(response)


def test_a_platform_that_is_not_there_is_a_404(client):
    assert client.get("/platforms/nowhere/").status_code == 404


def test_platforms_are_read_only(client):
    assert client.post("/platforms/").status_code == 405
    assert client.post(make_platform().get_absolute_url()).status_code == 405


@pytest.mark.parametrize("count", [2, 60])
def test_platforms_take_the_same_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        platform = make_platform()
    make_gotchas(count, platforms=[platform], codes=[make_code()], indexed=False)
    with django_assert_num_queries(1):
        client.get("/platforms/")
    with django_assert_num_queries(5):
        client.get(platform.get_absolute_url())
    assert Gotcha.objects.on_platform(platform).count() == count

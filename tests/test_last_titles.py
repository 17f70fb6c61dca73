"""Error pages show the newest titles and codes, which the worker keeps in a file, and need no database."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gotchas.tests.factories import make_code, make_gotcha
from gotchas.tests.page_checks import text_of
from kbsite import last_titles
from kbsite.chores import CHORES
from tests.echo_urls import handler500

__all__ = ["handler500"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.echo_urls")]
FAULTS = [("/fail/", 500), ("/database-away/", 503)]


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def failing(client: Client) -> Client:
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("address", "status"), FAULTS)
def test_titles_and_codes_are_shown_and_the_database_is_asked_nothing(
    failing: Client, var: Path, settings: Any, django_assert_num_queries: Any, address: str, status: int
) -> None:
    settings.ROOT_URLCONF = "kbsite.urls"
    gotcha = make_gotcha(title="<b>No certificate</b>", codes=[make_code("AMQ9637")])
    make_gotcha(title="Hidden", state="draft")
    assert [chore.do() for chore in CHORES if chore.do is last_titles.keep] == [0]
    settings.ROOT_URLCONF = "tests.echo_urls"
    with django_assert_num_queries(0):
        answer = failing.get(address)
    page = text_of(answer)
    assert answer.status_code == status
    assert f"{gotcha.number} <b>No certificate</b>" in page
    assert "AMQ9637E" in page
    assert f'href="/{gotcha.number}/"' in answer.content.decode()
    assert "Hidden" not in page


@pytest.mark.parametrize(("address", "status"), FAULTS)
@pytest.mark.parametrize("kept", [None, "", "{", "{}", "\x00"])
def test_a_file_that_is_not_there_or_broken_takes_nothing_from_the_page(
    failing: Client, var: Path, address: str, status: int, kept: str | None
) -> None:
    if kept is not None:
        (var / last_titles.NAME).write_text(kept)
    answer = failing.get(address)
    assert answer.status_code == status
    assert "<h1>" in answer.content.decode()
    assert "newest gotchas" not in text_of(answer)


def test_a_folder_that_cannot_be_written_is_no_failure(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "gone"
    make_gotcha()
    assert last_titles.keep() == 0
    assert last_titles.kept() == []


def test_of_many_the_newest_are_kept(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_titles, "TITLES", 2)
    made = [make_gotcha() for _ in range(3)]
    last_titles.keep()
    assert [each["title"] for each in last_titles.kept()] == [made[2].title, made[1].title]
    assert [path.name for path in var.iterdir()] == [last_titles.NAME]

"""Articles and comments from a file, as the command takes them: whole, again, in part, and broken."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, Thread
from gotchas.models import CodeFamily, Collection, Gotcha, MessageCode, Platform
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.transfer import jsonl_batches, jsonl_indexing
from kbsite.gotchas_import import Import

pytestmark = pytest.mark.django_db
Run = Callable[..., str]

ARTICLE = {
    "number": "KB-1",
    "title": "MADE1: It broke",
    "codes": ["MADE1", "0x1F4", "IT_BROKE"],
    "family": "Made up",
    "kind": "warning",
    "severity": "W",
    "platforms": ["z/os", "Toaster"],
    "message": "It broke at {0}",
    "problem": "You see it.",
    "solution": "1. Mend it.",
    "comments": [{"author": "Ann", "body": "Same here."}, {"author": "Ben", "body": "Mended."}],
    "source": "a package",
}


def article(**changes: Any) -> dict[str, Any]:
    return ARTICLE | changes


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Import lines (objects, or bytes as they are) into collection 7, and give what was said."""

    def import_lines(*lines: Any, comments: list[Any] | None = None, **options: Any) -> str:
        paths = []
        for name, rows in (("articles.jsonl", lines), ("comments.jsonl", comments)):
            if rows is not None:
                data = (row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
                (tmp_path / name).write_bytes(b"\n".join(data) + b"\n")
                paths.append(str(tmp_path / name))
        out = io.StringIO()
        given = {"collection": 7, "title": "Errors", "processes": 1, "stdout": out, "stderr": out}
        extra = {"comments": paths[1]} if len(paths) > 1 else {}
        try:
            call_command("import_gotchas", paths[0], **given | extra | options)
        except CommandError as error:
            out.write(f"error: {error}\n")
        return out.getvalue()

    return import_lines


def only() -> Gotcha:
    return Gotcha.objects.get()


def test_an_article_becomes_a_published_gotcha_of_a_new_collection(run: Run) -> None:
    said = run(article())
    gotcha = only()
    assert "articles: 1 added, 0 changed, 0 unchanged" in said
    assert "comments: 2 added, 0 already there" in said
    assert (gotcha.collection.number, gotcha.collection.title) == (7, "Errors")
    assert (gotcha.external_id, gotcha.position, gotcha.state) == ("KB-1", 1, "published")
    assert gotcha.problem == "```text\nIt broke at {0}\n```\n\nYou see it."
    assert "It broke at {0}" in gotcha.problem_html
    assert 'id="solution-step-1"' in gotcha.solution_html
    assert {row.slug for row in gotcha.platforms.all()} == {"zos", "toaster"}
    assert gotcha.published_at is not None
    assert Collection.objects.get(number=7).last_position == 1


def test_what_was_imported_has_a_revision_that_the_next_edit_finds_unchanged(run: Run) -> None:
    run(article())
    gotcha = only()
    revision = gotcha.revisions.get()
    assert (revision.note, gotcha.last_revision) == ("Imported from articles.jsonl", 1)
    assert revision.content == gotcha.content()
    assert gotcha.record(author_name="Editor") == revision


def test_a_code_is_found_by_every_spelling_of_the_line(run: Run) -> None:
    run(article())
    code = only().codes.get()
    assert code.family.name == "Made up"
    assert not code.family.patterns
    assert (code.severities, code.severity_note) == ("W", "warning")
    assert (code.meaning, code.meaning_state) == ("It broke at {0}", "sourced")
    for spelling in ("MADE1", "made 1", "500", "0x1f4", "it_broke"):
        assert code in MessageCode.objects.spelled(spelling), spelling


def test_a_family_with_patterns_gives_its_normal_form_and_the_letter_seen(run: Run) -> None:
    run(article(codes=["amq9637E", "AMQ9637E"], family="IBM-MQ-AMQ"))
    seen = only().gotcha_codes.get()
    assert (seen.code.family.slug, seen.code.code, seen.severity) == ("ibm-mq-amq", "amq9637E", "")
    run(article(number="KB-2", codes=["AMQ9638E"], family="ibm mq on distributed platforms"))
    seen = Gotcha.objects.get(external_id="KB-2").gotcha_codes.get()
    assert (seen.code.code, seen.severity, seen.written) == ("AMQ9638", "E", "AMQ9638E")


def test_a_name_that_two_codes_have_leads_to_both_articles(run: Run) -> None:
    run(article(codes=["1000", "ER_X"]), article(number="KB-2", codes=["2000", "ER_X"]))
    found = {gotcha for code in MessageCode.objects.spelled("ER_X") for gotcha in code.gotchas.all()}
    assert found == set(Gotcha.objects.all())


def test_two_articles_of_one_code_share_it(run: Run) -> None:
    run(article(), article(number="KB-2", codes=["MADE1", "OTHER_NAME"]))
    code = MessageCode.objects.get(family__name="Made up")
    assert code.gotchas.count() == 2
    assert code in MessageCode.objects.spelled("other_name")


def test_codes_whose_addresses_would_be_equal_have_two(run: Run) -> None:
    run(article(codes=["A/1"]), article(number="KB-2", codes=["A-1"]), article(number="KB-3", codes=["A:1"]))
    assert {code.slug for code in MessageCode.objects.filter(family__name="Made up")} == {
        "A-1",
        "A-1-2",
        "A-1-3",
    }


def test_the_same_file_again_changes_nothing(run: Run) -> None:
    lines = [article(), article(number="KB-2", codes=["MADE2"], comments=[])]
    run(*lines)
    tables = (Collection, Gotcha, MessageCode, Comment, Thread, Platform, CodeFamily)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    said = run(*lines)
    assert "articles: 0 added, 0 changed, 2 unchanged" in said
    assert "comments: 0 added, 2 already there" in said
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert only_revisions() == [1, 1]


def only_revisions() -> list[int]:
    return [gotcha.revisions.count() for gotcha in Gotcha.objects.order_by("pk")]


def test_a_line_that_changed_changes_its_article_and_keeps_the_old_text(run: Run) -> None:
    run(article())
    said = run(article(solution="2. Mend it well.", platforms=["windows"], codes=["MADE9"]))
    gotcha = only()
    assert "articles: 0 added, 1 changed, 0 unchanged" in said
    assert "Mend it well." in gotcha.solution_html
    assert [row.slug for row in gotcha.platforms.all()] == ["windows"]
    assert [row.code for row in gotcha.codes.all()] == ["MADE9"]
    assert [row.content["solution"] for row in gotcha.revisions.order_by("number")] == [
        "1. Mend it.",
        "2. Mend it well.",
    ]
    assert gotcha.last_revision == 2
    assert gotcha.revisions.get(number=2).content == gotcha.content()


def test_what_an_editor_changed_stays_while_the_line_stays(run: Run) -> None:
    run(article())
    gotcha = only()
    gotcha.solution = "The editor's."
    gotcha.save()
    gotcha.record(author_name="Editor")
    assert "0 changed, 1 unchanged" in run(article())
    assert only().solution == "The editor's."
    assert "1 changed" in run(article(solution="The file's."))
    assert only().solution == "The file's."
    assert only().revisions.count() == 3


def test_what_a_line_does_not_say_stays(run: Run) -> None:
    run(article(cause="A worm."))
    run({"number": "KB-1", "title": "MADE1: It broke again"})
    gotcha = only()
    assert (gotcha.title, gotcha.cause) == ("MADE1: It broke again", "A worm.")
    assert gotcha.codes.count() == 1
    assert gotcha.platforms.count() == 2


def test_comments_stand_in_order_and_are_counted(run: Run) -> None:
    run(article())
    gotcha = only()
    thread = gotcha.thread
    assert [row.author_name for row in thread.comments.in_order()] == ["Ann", "Ben"]
    assert (thread.comment_count, gotcha.comment_count) == (2, 2)
    assert all(row.html for row in thread.comments.all())


def test_replies_hang_on_their_parents_wherever_these_stand(run: Run) -> None:
    given = [
        {"author": "C", "body": "c", "number": "3", "parent": "2"},
        {"author": "B", "body": "b", "number": "2", "parent": "1"},
        {"author": "A", "body": "a", "number": "1"},
    ]
    run(article(comments=given))
    rows = list(only().thread.comments.in_order())
    assert [(row.external_id, row.depth, row.reply_count) for row in rows] == [
        ("1", 1, 1),
        ("2", 2, 1),
        ("3", 3, 0),
    ]


def test_equal_comments_of_a_list_are_two_and_stay_two(run: Run) -> None:
    same = [{"author": "Ann", "body": "+1"}] * 2
    run(article(comments=same))
    run(article(comments=[*same, {"author": "Ben", "body": "+1"}]))
    assert Comment.objects.count() == 3


def test_comments_of_another_file_find_their_articles(run: Run) -> None:
    one = {"number": "KB-1", "author": "Eve", "body": "See MADE2 too."}
    lines = [article(comments=[]), article(number="KB-2", codes=["MADE2"], comments=[])]
    said = run(*lines, comments=[one, one, {**one, "number": "KB-9"}])
    assert "comments: 1 added" in said
    assert "comments.jsonl, line 3: there is no article 'KB-9' in collection 7" in said
    assert "comments: 0 added, 1 already there" in run(*lines, comments=[one])


def test_a_comment_that_names_an_article_is_counted_there(run: Run) -> None:
    make_gotcha(collection=make_collection(number=3))
    run(article(comments=[{"author": "Ann", "body": "As 3.1 says, comment 2 helps.", "source_number": "2"}]))
    named = Gotcha.objects.get(collection__number=3)
    assert named.comment_count == 1
    assert 'href="/3.1/"' in Comment.objects.get().html


def test_one_article_twice_in_a_file_is_added_and_then_changed(run: Run) -> None:
    said = run(article(), article(solution="Better."))
    assert "articles: 1 added, 1 changed" in said
    assert only().solution == "Better."


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_gotchas", str(tmp_path / "none"), collection=7, processes=1)


def test_an_import_that_was_broken_off_ends_the_same_when_it_is_run_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [article(number=f"KB-{n}", codes=[f"MADE{n}"]) for n in range(1, 8)]
    monkeypatch.setattr(jsonl_batches, "BATCH_ROWS", 2)
    store = Import.store
    done = []

    def broken(self: Import, batch: Any) -> None:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(batch)
        store(self, batch)

    monkeypatch.setattr(Import, "store", broken)
    with pytest.raises(KeyboardInterrupt):
        run(*lines)
    assert Gotcha.objects.count() == 4
    monkeypatch.setattr(Import, "store", store)
    run(*lines)
    assert [row.position for row in Gotcha.objects.order_by("position")] == list(range(1, 8))
    assert Comment.objects.count() == 14
    assert {thread.comment_count for thread in Thread.objects.all()} == {2}


def test_a_batch_takes_as_many_queries_for_two_articles_as_for_forty(run: Run) -> None:
    def queries(first: int, count: int) -> int:
        rows = range(first, first + count)
        lines = [article(number=f"KB-{n}", codes=[f"MADE{n}", f"N_{n}"]) for n in rows]
        with CaptureQueriesContext(connection) as captured:
            run(*lines)
        return len([q for q in captured if not q["sql"].startswith("INSERT")])

    run(article())
    assert queries(100, 2) >= queries(200, 40)


def test_texts_are_rendered_alike_by_one_process_and_by_two(run: Run) -> None:
    lines = [article(number=f"KB-{n}", codes=[f"MADE{n}"], solution="See AMQ9637E, MADE1.") for n in range(3)]
    run(*lines)
    alone = list(Gotcha.objects.order_by("position").values_list("solution_html", "problem_html"))
    run(*lines, collection=8, processes=2)
    rows = Gotcha.objects.filter(collection__number=8).order_by("position")
    assert list(rows.values_list("solution_html", "problem_html")) == alone


def test_what_no_column_holds_is_said(run: Run) -> None:
    said = run(article(title="long " * 60, number="KB-1"))
    assert "titles shortened: 1, each stands whole in the problem" in said
    assert ("long " * 60).strip() in Gotcha.objects.get(external_id="KB-1").problem
    assert "shortened" not in run(article())


def test_an_article_without_codes_keeps_its_family_and_is_found_by_it(run: Run, client: Client) -> None:
    line = article(number="KB-2", codes=[], family="perldiag", title="Useless use of a constant")
    run(line, article(number="KB-3"))
    row = Gotcha.objects.get(external_id="KB-2")
    assert (row.family.slug, row.family.name) == ("perldiag", "perldiag")
    assert Gotcha.objects.get(external_id="KB-3").family is None
    found = client.get("/search.json?q=family:perldiag").json()
    assert [one["number"] for one in found["results"]] == ["KB-2"]
    assert found["results"][0]["family"]["name"] == "perldiag"
    [family] = [facet for facet in found["facets"] if facet["name"] == "family"]
    assert [(one["value"], one["count"]) for one in family["choices"] if one["chosen"]] == [("perldiag", 1)]
    for form in ("txt", "md"):
        told = client.get(f"{row.get_absolute_url().removesuffix('/')}.{form}").content.decode()
        assert re.search(r"Product: +perldiag", told)
    for address in (row.get_absolute_url(), "/search/?q=useless"):
        assert '<a href="/codes/perldiag/">perldiag</a>' in client.get(address).content.decode()
    run(line)
    assert row.revisions.count() == 1
    run(line | {"family": "perlfunc"})
    assert row.revisions.order_by("-number").first().content["family"] == "perlfunc"


def test_receivers_are_told_of_what_was_written_and_of_nothing_else(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(
        jsonl_indexing, "receivers", [lambda gotchas, comments: told.append((len(gotchas), len(comments)))]
    )
    run(article())
    run(article())
    assert told == [(1, 2), (0, 0)]

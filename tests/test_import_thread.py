"""The command import_thread: what the made-up thread becomes, again and again, and what is refused."""

import io
import os
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from comments.models import Comment, Thread
from gotchas.models import Collection, Gotcha, MessageCode, Platform, Revision, Source
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.transfer.threads import MADE_UP
from gotchas.transfer.thread_text import read_thread

pytestmark = pytest.mark.django_db

REAL = [Path(os.environ["GOTCHAS_THREAD"])] if os.environ.get("GOTCHAS_THREAD") else []
PARENTS = {3: 1, 5: 4, 6: 1, 7: 4, 9: 8, 10: 9, 11: 10, 12: 1, 13: 8, 14: 8}


def run(file: Path = MADE_UP, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_thread", str(file), stdout=out, **options)
    return out.getvalue()


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = MADE_UP.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "thread.txt"
    file.write_text(text)
    return file


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count()
        for model in (Collection, Gotcha, MessageCode, Platform, Revision, Source, Thread, Comment)
    )


def comment(number: int) -> Comment:
    return Comment.objects.get(source_number=str(number))


class Shown(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data


class TestImportedOnce(TestCase):
    """What the made-up thread becomes; imported once for all of these."""

    said: str
    said_dry: str
    before: tuple[int, ...]
    after_dry: tuple[int, ...]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.before = counts()
        cls.said_dry = run(dry_run=True)
        cls.after_dry = counts()
        cls.said = run()

    def folder(self) -> Path:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name)

    def test_a_dry_run_reports_the_same_and_changes_nothing(self) -> None:
        assert self.after_dry == self.before
        assert self.said_dry.removesuffix("Dry run: nothing was changed.\n") == self.said

    def test_the_first_thread_becomes_collection_1(self) -> None:
        collection = Collection.objects.get()
        assert collection.number == 1
        assert (collection.last_position, collection.comment_count) == (8, 14)

    def test_a_title_is_made_of_the_file_s_name(self) -> None:
        assert Collection.objects.get().title == "made up thread"

    def test_texts_stand_as_printed_with_code_and_headings(self) -> None:
        users = Gotcha.objects.get(source_number="3.3")
        assert "### 3.3.1 One user for one name" in users.solution
        assert "<pre><code>ALTER USER scott_*ext* IDENTIFIED EXTERNALLY AS ’CN=scott" in users.solution_html
        tip = Gotcha.objects.get(source_number="3.4")
        assert tip.problem == ""
        assert tip.solution.startswith("After a change of the wallet")

    def test_platforms_are_found_by_any_of_their_words_or_added(self) -> None:
        out = self.said
        assert {p.slug for p in Gotcha.objects.get(source_number="3.2").platforms.all()} == {"unix"}
        assert {p.slug for p in Gotcha.objects.get(source_number="3.5").platforms.all()} == {"clients"}
        assert "was not known" not in out

    def test_codes_that_are_not_stored_become_codes_of_unknown_meaning(self) -> None:
        code = MessageCode.objects.get(code="ORA-29024")
        assert code.meaning_state == MessageCode.MeaningState.UNKNOWN
        assert [g.source_number for g in code.gotchas.all()] == ["3.2"]
        assert {c.code for c in MessageCode.objects.all()} == {
            "ORA-28759", "ORA-29024", "ORA-28860", "TNS-01154",
        }  # fmt: skip

    def test_replies_are_proposed_for_an_editor_to_confirm(self) -> None:
        rows = Comment.objects.select_related("parent")
        assert {int(r.source_number): int(r.parent.source_number) for r in rows if r.parent} == PARENTS
        assert all(0 < row.parent_confidence <= 1 and row.parent_is_proposed for row in rows)
        assert [c.source_number for c in comment(6).answers.all()] == ["3"]
        assert comment(1).reply_count == 3
        order = [int(row.source_number) for row in rows.order_by("path")]
        assert order == [1, 3, 6, 12, 2, 4, 5, 7, 8, 9, 10, 11, 13, 14]

    def test_a_second_run_adds_nothing(self) -> None:
        before = counts(), list(Comment.objects.values()), list(Collection.objects.values())
        out = run(title="Another title")
        assert (counts(), list(Comment.objects.values()), list(Collection.objects.values())) == before
        assert "gotchas: 8 in the file, 0 added, 8 already there" in out
        assert "comments: 14 in the file, 0 added, 14 already there" in out

    def test_a_second_run_leaves_an_editor_s_work_alone(self) -> None:
        Gotcha.objects.filter(source_number="3.1").update(title="Better", solution="Edited")
        Comment.objects.filter(source_number="2").update(parent=comment(1))
        run()
        assert Gotcha.objects.get(source_number="3.1").solution == "Edited"
        assert comment(2).parent == comment(1)

    def test_the_report_says_what_was_taken_and_refused_with_lines(self) -> None:
        out = self.said
        assert (
            "line 10: 3.2 ORA-29024 Certificate validation failure -> 1.2 (problem; Linux + AIX; ORA-29024)"
            in out
        )
        assert (
            "comment 6 by plund, 2019-03-09 07:15: answers comment 1 and comment 3 (0.95, greets Tom, Piet)"
            in out
        )
        assert "line 138: refused: header of 'Tom Brandt': it repeats line 75: quoted" in out
        assert "the page declares 14 comments; 10 are proposed as replies" in out
        assert "Times are those of UTC." in out

    def test_a_later_copy_of_the_page_adds_only_its_new_comments(self) -> None:
        more = "March 23, 2019 at 8:00 am\nTom Brandt\nPetra,\nthanks, it works now.\n"
        later = changed(self.folder(), ("14 comments\n", "15 comments\n"))
        later.write_text(later.read_text() + more)
        out = run(later)
        assert "comments: 15 in the file, 1 added, 14 already there" in out
        assert Collection.objects.count() == 1
        assert Comment.objects.filter(author_name="Tom Brandt", text__contains="works now").count() == 1

    def test_equal_comments_of_one_minute_are_all_kept(self) -> None:
        twice = "March 23, 2019 at 8:00 am\nTom Brandt\nIt works.\n" * 2
        file = changed(self.folder(), ("14 comments\n", "16 comments\n"))
        file.write_text(file.read_text() + twice)
        run(file)
        run(file)
        assert Comment.objects.filter(text="It works.").count() == 2

    def test_a_page_cut_short_is_refused_unless_that_is_accepted(self) -> None:
        file = changed(self.folder(), ("14 comments\n", "20 comments\n"))
        before = counts()
        with pytest.raises(CommandError, match="declares 20 comments but holds 15"):
            run(file)
        assert counts() == before
        assert "comments: 15 in the file" in run(file, incomplete=True)


class TestImportedBesideAnother(TestCase):
    """Imported once, under its own title, where another collection has the first number."""

    @classmethod
    def setUpTestData(cls) -> None:
        make_collection()
        run(
            title="A year of TCPS",
            source="https://blog.example.test/tcps/",
            date=date(2019, 2, 28),
            timezone="Europe/Copenhagen",
        )

    def test_it_takes_the_next_number_and_what_was_said_of_it(self) -> None:
        collection = Collection.objects.get(external_id__startswith="thread-")
        assert (collection.number, collection.title) == (2, "A year of TCPS")
        assert collection.source is not None
        assert collection.source.address == "https://blog.example.test/tcps/"
        assert collection.published_on == date(2019, 2, 28)
        assert collection.introduction.startswith("Petra Lund and I moved forty databases")

    def test_gotchas_keep_their_numbers_as_source_numbers(self) -> None:
        rows = Gotcha.objects.filter(collection__number=2).order_by("position")
        assert [(row.number, row.source_number) for row in rows] == [
            (f"2.{n}", f"3.{n}") for n in range(1, 9)
        ]
        assert [row.kind for row in rows] == ["problem"] * 3 + ["tip"] + ["problem"] * 4
        assert {row.state for row in rows} == {Gotcha.State.PUBLISHED}
        assert all(row.revisions.count() == 1 for row in rows)

    def test_comments_hang_on_the_collection_s_thread_exactly_as_printed(self) -> None:
        thread = Thread.objects.get()
        assert thread.collection == Collection.objects.get(number=2)
        assert thread.comment_count == 14
        printed = {c.number: c for c in read_thread(MADE_UP.read_bytes()).comments}
        for row in thread.comments.all():
            assert row.format == Comment.Format.PLAIN
            assert row.text == printed[int(row.source_number)].text
            assert row.author_name == printed[int(row.source_number)].author
            assert Shown(row.html).text == row.text
        assert comment(1).posted_at == datetime(2019, 3, 4, 7, 5, tzinfo=UTC)
        assert comment(9).posted_at == datetime(2019, 3, 20, 15, 45, tzinfo=UTC)

    def test_comments_refer_to_the_gotchas_and_codes_they_speak_of(self) -> None:
        assert [g.number for g in comment(1).gotchas.all()] == ["2.4"]
        assert [g.number for g in comment(3).gotchas.all()] == ["2.4"]
        assert [g.number for g in comment(5).gotchas.all()] == ["2.7"]
        assert [c.code for c in comment(1).codes.all()] == ["TNS-01154"]
        assert 'href="/2.4/"' in comment(3).html
        assert Gotcha.objects.get(source_number="3.4").comment_count == 4
        assert MessageCode.objects.get(code="ORA-28759").comment_count == 2


class TestImportedWithOddities(TestCase):
    """Imported once, with a platform, a name and a time that are out of the ordinary."""

    said: str

    @classmethod
    def setUpTestData(cls) -> None:
        with TemporaryDirectory() as folder:
            odd = changed(
                Path(folder),
                ("Platform: z/OS", "Platform: OpenVMS"),
                ("Mia Sand", "Mia\u202eSand"),
                ("March 22, 2019 at 11:13 am", "March 31, 2019 at 2:30 am"),
            )
            cls.said = run(odd, timezone="Europe/Copenhagen")

    def test_an_unknown_platform_is_added_and_said(self) -> None:
        assert Platform.objects.get(name="OpenVMS").slug == "openvms"
        assert "platform 'OpenVMS' was not known: added" in self.said

    def test_what_a_terminal_would_obey_is_shown_as_an_escape(self) -> None:
        assert "Mia\\u202eSand" in self.said
        assert Comment.objects.get(source_number="9").author_name == "Mia\u202eSand"

    def test_times_that_the_clocks_skipped_or_showed_twice_are_decided_and_said(self) -> None:
        skipped = "comment 14: the clocks of Europe/Copenhagen skipped 02:30: taken as 03:30"
        assert skipped in self.said
        assert comment(14).posted_at == datetime(2019, 3, 31, 1, 30, tzinfo=UTC)


def test_a_collection_can_be_named() -> None:
    collection = make_collection(number=7)
    make_gotcha(collection=collection)
    run(collection=7)
    assert list(collection.gotchas.values_list("position", "source_number"))[:2] == [(1, ""), (2, "3.1")]
    before = counts()
    run()
    assert counts() == before


def test_a_number_that_is_still_to_come_makes_a_new_collection() -> None:
    run(collection=9)
    assert Collection.objects.get().number == 9


def test_a_number_is_never_given_again() -> None:
    make_collection(number=7)
    with pytest.raises(CommandError, match="the number 3 is not given again; the next one is 8"):
        run(collection=3)


def test_source_numbers_of_other_origin_are_never_taken_over() -> None:
    make_gotcha(source_number="3.2", collection=make_collection(number=7))
    before = counts()
    with pytest.raises(CommandError, match=r"collection 7 has a gotcha 3\.2 that is not from this file"):
        run(collection=7)
    assert counts() == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (b"<!DOCTYPE html><title>x</title>", "this is HTML; save it as text"),
        (b"Title\n\nwords\n", "no numbered item found"),
        (b"\x00\x01", "line 1: a NUL character"),
    ],
)
def test_a_broken_file_is_one_clear_line_and_changes_nothing(
    content: bytes, why: str, tmp_path: Path
) -> None:
    file = tmp_path / "broken.txt"
    file.write_bytes(content)
    before = counts()
    with pytest.raises(CommandError, match=why) as refused:
        run(file)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode == 1
    assert counts() == before


def test_a_failure_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("kbsite.management.commands.import_thread.add_comments", fail)
    before = counts()
    with pytest.raises(RuntimeError):
        run()
    assert counts() == before


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"timezone": "Mars/Olympus"}, "There is no time zone 'Mars/Olympus'"),
        ({"timezone": "../etc"}, "There is no time zone"),
        ({"title": "x" * 201}, "at most 200"),
        ({"collection": 0}, "a number from 1"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run(**options)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "none.txt")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        run(tmp_path)


@pytest.mark.parametrize("path", REAL)
def test_the_real_thread_is_taken_whole(path: Path) -> None:
    out = run(path, timezone="Europe/London")
    assert (Gotcha.objects.count(), Comment.objects.count(), MessageCode.objects.count()) == (20, 22, 12)
    assert "refused: 0" in out
    printed = {c.number: c for c in read_thread(path.read_bytes()).comments}
    for row in Comment.objects.all():
        assert (row.text, row.author_name) == (
            printed[int(row.source_number)].text,
            printed[int(row.source_number)].author,
        )
        assert Shown(row.html).text == row.text
    assert comment(1).posted_at == datetime(2007, 7, 4, 0, 38, tzinfo=UTC)
    assert {g.source_number for g in comment(7).gotchas.all()} == {"1.15"}

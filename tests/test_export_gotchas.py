"""Collections as files, and that the file of an import of a file is that file."""

import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comments.models import Comment, CommentText, Person, Thread
from comments.tests.factories import make_comment, make_thread
from gotchas import models
from gotchas.models import Collection, Gotcha, MessageCode, UnansweredCode
from gotchas.tests.factories import (
    make_code,
    make_collection,
    make_family,
    make_gotcha,
    make_platform,
    make_source,
)
from kbsite.gotchas_import import Import
from tests.exchange_files import START, make_said

pytestmark = pytest.mark.django_db
# In an order in which nothing hangs on what is emptied.
TABLES = (
    models.Notice, models.CodeLink.sources.through, models.CodeLink, CommentText, Comment.gotchas.through,
    Comment.codes.through, Comment.answers.through, Comment, Thread, models.Revision, models.Correction,
    models.GotchaCode, Gotcha.platforms.through, Gotcha.sources.through,
    Gotcha.related.through, Gotcha, UnansweredCode, models.CodeKey, models.CodeAlias,
    models.PrintedMessage,
    MessageCode.platforms.through, MessageCode.sources.through, MessageCode, Person,
)  # fmt: skip


def export(path: Path, **options: Any) -> bytes:
    call_command("export_gotchas", out=str(path), stdout=io.StringIO(), **options)
    return path.read_bytes()


def objects(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def import_again(path: Path, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_gotchas", str(path), processes=1, stdout=out, stderr=out, **options)
    return out.getvalue()


def empty() -> None:
    """As if nothing had ever been written: what migrations fill in is left."""
    for table in TABLES:
        rows = table._base_manager.all()
        rows._raw_delete(rows.db)
    Collection.objects.all().delete()
    models.Source.objects.all().delete()
    models.Platform.objects.filter(slug__startswith="platform-").delete()
    models.CodeFamily.objects.filter(slug__startswith="family-").delete()


def make_everything() -> Gotcha:
    """A collection in which every field that is exported holds something."""
    home = make_collection(
        number=4, title="Everything", introduction="See 4.1.", authors="Ann",
        source=make_source(note="A book"),
        published_on=datetime.date(2007, 6, 29), time_zone="Europe/London", note="Retold.",
        external_id="whole",
    )  # fmt: skip
    code = make_code("XYZ1", severities="EW", severity_note="30", note="A note.", wrapper=True)
    code.aliases.create(alias="0x1", kind="hex")
    code.platforms.add(make_platform())
    code.sources.add(make_source())
    code.printed.create(text="It broke %s", source=make_source(read_on=datetime.date(2026, 1, 1)))
    code.printed.create(text="It broke, not verified")
    gotcha = make_gotcha(
        collection=home, title="First", problem="```text\nIt broke {0}\n```\n\nYou see it.", cause="A worm.",
        expected="Quiet.", risk="restart", confidence="verified", applies_from="8.0", applies_to="9.4",
        verified_release="9.4", verified_at=datetime.date(2026, 1, 2), verified_by="Ann", source_number="1.7",
        external_id="seven", also_said="It fell over.\nBang.",
        codes=[code, make_code()], platforms=[make_platform(), make_platform()],
    )  # fmt: skip
    gotcha.sources.add(make_source(read_on=datetime.date(2026, 1, 1)))
    second = make_gotcha(collection=home, state="draft", family=make_family())
    gotcha.related.add(second)
    gotcha.record(author_name="Ben", note="Related.")
    gotcha.revisions.get(number=1).suppress(["cause"], "Asked for.")
    Gotcha.objects.filter(pk=gotcha.pk).update(corrected_at=START)
    merged = make_gotcha(collection=home, recorded=False)
    Gotcha.objects.filter(pk=merged.pk).update(state="merged", successor=gotcha)
    make_gotcha(collection=home, state="withdrawn", withdrawn_reason="Wrong.")
    make_talk_of_all_kinds(gotcha, home, code)
    make_said(gotcha)
    return gotcha


def make_talk_of_all_kinds(gotcha: Gotcha, home: Collection, code: MessageCode) -> None:
    question = make_comment(
        on=gotcha, text="Why, 4.2 and XYZ1?", format="plain", kind="question", author_email="ann@example.org",
        person=Person.objects.create(name="Ann Other"), source_number="1", external_id="#1", posted_at=START,
    )  # fmt: skip
    answer = make_comment(
        parent=question, staff=True, kind="answer", parent_confidence=0.25, parent_confirmed_at=START,
        answer_marked_at=START, answer_marked_by="Ann", confirmed_at=START, confirmed_by="Ben", retold=True,
        source_url="https://example.org/", worked_version="9.4", worked_platform="z/OS", posted_at=START,
    )  # fmt: skip
    answer.revise("Because.")
    make_comment(parent=answer, state="waiting")
    gone = make_comment(on=gotcha, text="Rude.", author_name="Mallory")
    make_comment(parent=gone).answers.add(question)
    gone.remove(None, "Rude")
    Thread.objects.filter(pk=make_thread(gotcha).pk).update(closed_at=START, closed_reason="Enough.")
    make_comment(on=home, text="On all of it.", format="html")
    make_comment(parent=make_comment(on=code, text="XYZ1 is no fault."), text="It is.", external_id="x")
    asked = UnansweredCode.objects.create(
        family=code.family, code="HIDDEN2", count=3, first_seen=START, last_seen=START, dismissed_at=START
    )
    talk = Thread.objects.get_or_open(asked, shown=False)
    make_comment(thread=talk, text="What is HIDDEN2?", state="waiting")


def test_a_whole_file_of_an_import_of_it_is_the_same_file(tmp_path: Path) -> None:
    make_everything()
    first = export(tmp_path / "a.jsonl", all=True)
    empty()
    said = import_again(tmp_path / "a.jsonl")
    assert "articles: 5 added" in said
    assert "nowhere" not in said
    assert objects(export(tmp_path / "b.jsonl", all=True)) == objects(first)
    assert export(tmp_path / "b.jsonl", all=True) == first
    gotcha = Gotcha.objects.get(external_id="seven")
    assert gotcha.comment_count == gotcha.thread.comment_count == 7
    assert gotcha.predecessors.get().state == "merged"
    code = MessageCode.objects.spelled("0x1")[0]
    assert (code.code, code.comment_count, code.thread.comment_count) == ("XYZ1", 2, 2)
    assert UnansweredCode.objects.get(code="HIDDEN2").thread.comments.get().state == "waiting"
    assert dict(UnansweredCode.objects.values_list("code", "count")) == {
        "HIDDEN2": 3, "LOOKED1": 2, "LOOKED2": 5, "BARE1": 3
    }  # fmt: skip


def test_a_public_file_of_an_import_of_it_is_the_same_file(tmp_path: Path) -> None:
    make_everything()
    first = export(tmp_path / "a.jsonl")
    empty()
    import_again(tmp_path / "a.jsonl")
    assert export(tmp_path / "b.jsonl") == first


@pytest.mark.parametrize("everything", [True, False])
def test_a_code_that_a_comment_names_before_its_line_comes_keeps_all_that_is_known_of_it(
    tmp_path: Path, everything: bool
) -> None:
    facts = {"severities": "E", "severity_note": "30", "note": "A note.", "meaning": ""}
    code = make_code("XYZ1", **facts, meaning_state="unknown", wrapper=True)
    code.platforms.add(make_platform())
    gotcha = make_gotcha(codes=[code])
    make_comment(on=gotcha.collection, text="XYZ1 it was.").codes.add(code)
    first = export(tmp_path / "a.jsonl", all=everything)
    assert b'"codes":[["' in first
    empty()
    import_again(tmp_path / "a.jsonl")
    assert objects(export(tmp_path / "b.jsonl", all=everything)) == objects(first)


def test_an_import_that_was_broken_off_before_its_end_gives_the_same_file_when_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_everything()
    first = export(tmp_path / "a.jsonl", all=True)
    empty()

    def killed(self: Import) -> list[str]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Import, "finish", killed)
        import_again(tmp_path / "a.jsonl")
    assert export(tmp_path / "b.jsonl", all=True) != first
    import_again(tmp_path / "a.jsonl")
    assert export(tmp_path / "b.jsonl", all=True) == first


def test_importing_a_whole_file_where_all_of_it_is_changes_nothing(tmp_path: Path) -> None:
    make_everything()
    first = export(tmp_path / "a.jsonl", all=True)
    said = import_again(tmp_path / "a.jsonl")
    assert "articles: 0 added, 0 changed, 5 unchanged" in said
    assert "comments: 0 added, 14 already there" in said
    assert "corrections: 0 added, 10 already there\nnotices: 0 added, 3 already there" in said
    assert "links between codes: 0 added, 3 already there" in said
    assert export(tmp_path / "b.jsonl", all=True) == first


def test_a_file_put_into_another_collection_keeps_what_its_articles_say_of_one_another(
    tmp_path: Path,
) -> None:
    gotcha = make_everything()
    export(tmp_path / "a.jsonl", all=True)
    make_gotcha(collection=make_collection(number=9))
    for _ in range(2):
        import_again(tmp_path / "a.jsonl", collection=9)
    there = Collection.objects.get(number=9)
    assert there.gotchas.count() == 6
    copy = there.gotchas.get(external_id="seven")
    assert copy.related.get().collection == there
    assert copy.predecessors.get().collection == there
    assert [row.text for row in copy.thread.comments.in_order()] == [
        row.text for row in gotcha.thread.comments.in_order()
    ]


def test_a_public_file_holds_nothing_that_readers_cannot_read(tmp_path: Path) -> None:
    make_everything()
    data = export(tmp_path / "a.jsonl")
    rows = objects(data)
    assert [row["title"] for row in rows if "title" in row] == ["First", "New"]
    talk = [row["comments"] for row in rows if "code" in row and "comments" in row]
    assert [comment["body"] for comment in talk[0]] == ["XYZ1 is no fault.", "It is."]
    comments = rows[1]["comments"]
    assert [row.get("state", "published") for row in comments[:4]] == [
        "published", "published", "removed", "published",
    ]  # fmt: skip
    assert (comments[2]["author"], comments[2]["body"]) == ("", "")
    assert len([row for row in rows if "correction" in row]) == 8
    assert [row["notice"]["text"] for row in rows if "notice" in row] == [
        "Do not run step 2.", "A reader says so.",
    ]  # fmt: skip
    assert all("author" not in row["notice"] for row in rows if "notice" in row)
    assert all("erased_at" not in comment for row in rows for comment in row.get("comments", ()))
    everything = export(tmp_path / "b.jsonl", all=True)
    for secret in (
        b"ann@example.org", b"neil@example.org", b"Mallory", b"earlier_texts", b"hidden_texts", b"rudely",
        b"waiting", b"spam", b"HIDDEN2", b"LOOKED", b"asked", b"Wrong.", b"status_token", b"wants_mail",
        b"It is over.", b"Ann Other", b'"confirmed_by":"editor', b"parent_confirmed_by",
        b"ended_by",
    ):  # fmt: skip
        assert secret not in data, secret
        assert secret in everything, secret


def test_an_exported_article_has_the_keys_that_other_programs_read(tmp_path: Path) -> None:
    make_everything()
    article = objects(export(tmp_path / "a.jsonl"))[1]
    assert list(article)[:12] == [
        "number", "title", "codes", "family", "kind", "severity", "platforms", "message", "problem",
        "solution", "comments", "source",
    ]  # fmt: skip
    assert (article["number"], article["message"], article["problem"]) == (
        "seven",
        "It broke {0}",
        "You see it.",
    )
    assert article["codes"][:2] == ["XYZ1", "0x1"]


def test_one_collection_of_two_is_exported(tmp_path: Path) -> None:
    make_everything()
    make_gotcha(collection=make_collection(number=5), title="Other")
    rows = objects(export(tmp_path / "a.jsonl", collection=5))
    assert [row.get("title") for row in rows] == [None, "Other"]
    with pytest.raises(CommandError, match="There is no collection 6"):
        export(tmp_path / "a.jsonl", collection=6)


def test_a_file_that_could_not_be_written_whole_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_everything()
    (tmp_path / "a.jsonl").write_text("old")

    def broken(record: Any) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kbsite.management.commands.export_gotchas.write_line", broken)
    with pytest.raises(CommandError, match="cannot be written: No space left"):
        export(tmp_path / "a.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
    assert (tmp_path / "a.jsonl").read_text() == "old"


# Made-up collections

TEXT = st.text(alphabet="ab \n`{}*é\u2028_1.", max_size=20)
WORD = st.text(alphabet="aB 1é", min_size=1, max_size=6).filter(str.strip)
MOMENT = st.integers(0, 3).map(lambda n: START + datetime.timedelta(seconds=n, microseconds=n))
TALK = st.lists(
    st.tuples(
        st.none() | st.integers(0, 9),  # which comment before it is a reply to
        MOMENT,
        WORD,
        st.sampled_from(["published", "published", "waiting", "spam", "removed"]),
        st.sampled_from(["plain", "markdown", "html"]),
        st.sampled_from(["", "", "a", "#b"]),
    ),
    max_size=7,
)
NOTHING = {"title": "a", "problem": "", "cause": "", "solution": ""}
ARTICLE = st.tuples(
    st.fixed_dictionaries({"title": WORD.map(str.strip), "problem": TEXT, "cause": TEXT, "solution": TEXT}),
    st.sampled_from(["published", "historic", "draft"]),
    st.booleans(),  # an external id
    st.integers(0, 2),  # codes
    st.sets(st.integers(0, 3)),  # related
    TALK,
)


def make_talk(gotcha: Gotcha, talk: list[Any]) -> None:
    rows: list[Comment] = []
    names = set()
    for place, (above, posted_at, text, state, form, name) in enumerate(talk):
        parent = rows[above % len(rows)] if rows and above is not None else None
        on: dict[str, Any] = {"parent": parent} if parent else {"on": gotcha}
        external_id = "" if name in names else name
        names.add(name)
        rows.append(
            make_comment(
                **on,
                text=text,
                state=state,
                format=form,
                posted_at=posted_at,
                external_id=external_id,
                author_name=f"Reader {place % 2}",
            )
        )


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles=st.lists(ARTICLE, max_size=4), everything=st.booleans())
@example(articles=[(NOTHING, "draft", False, 0, {0}, [])] * 2, everything=True)
def test_any_collection_comes_back_as_it_was(tmp_path: Path, articles: list[Any], everything: bool) -> None:
    with transaction.atomic():
        home = make_collection()
        rows = []
        for place, (texts, state, named, codes, _, talk) in enumerate(articles):
            gotcha = make_gotcha(
                collection=home, **texts, state=state, external_id=f"id {place}" if named else "",
                codes=[make_code() for _ in range(codes)],
            )  # fmt: skip
            make_talk(gotcha, talk)
            rows.append(gotcha)
        for gotcha, (*_, related, _) in zip(rows, articles, strict=True):
            gotcha.related.add(*(rows[n] for n in related if n < len(rows) and rows[n] != gotcha))
        first = export(tmp_path / "a.jsonl", all=everything)
        counts = sorted(Gotcha.objects.values_list("comment_count", flat=True))
        empty()
        import_again(tmp_path / "a.jsonl")
        assert export(tmp_path / "b.jsonl", all=everything) == first
        if everything:
            assert sorted(Gotcha.objects.values_list("comment_count", flat=True)) == counts
        transaction.set_rollback(True)


def test_what_an_editor_took_away_of_what_is_printed_does_not_come_with_the_file(tmp_path: Path) -> None:
    code = make_code("23505", family=make_family(slug="postgresql"))
    assert code.printed.exists()
    code.printed.all().delete()
    make_gotcha(codes=[code])
    first = export(tmp_path / "a.jsonl")
    empty()
    models.CodeFamily.objects.filter(slug="postgresql").delete()
    import_again(tmp_path / "a.jsonl")
    assert not MessageCode.objects.get(code="23505").printed.exists()
    assert export(tmp_path / "b.jsonl") == first

"""The command that loads the starter content, on a database that is new, loaded or edited."""

import datetime
from io import StringIO
from pathlib import Path
from shutil import copytree

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone

from comments.models import Comment, Person, Thread
from gotchas.models import (
    CodeAlias,
    CodeFamily,
    CodeLink,
    Collection,
    Correction,
    Gotcha,
    MessageCode,
    Platform,
    PrintedMessage,
    Revision,
    Source,
)
from gotchas.search.tables import SearchDoc
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.transfer.starter import STARTER

pytestmark = pytest.mark.django_db

TABLES = (
    Collection, Gotcha, MessageCode, CodeAlias, CodeLink, Source, Revision, Correction, Thread, Comment,
    Person, PrintedMessage,
)  # fmt: skip


def load(path: Path = STARTER) -> str:
    said = StringIO()
    call_command("load_starter", path=path, stdout=said, stderr=said)
    return said.getvalue()


def snapshot() -> dict[str, list[dict[str, object]]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def number(comment: Comment | None) -> str:
    return comment.source_number if comment else ""


def test_the_next_gotcha_takes_the_number_after_the_twenty():
    load()
    assert make_gotcha(collection=Collection.objects.get()).number == "1.21"


def test_a_broken_file_changes_nothing(tmp_path: Path):
    broken = Path(copytree(STARTER, tmp_path / "starter"))
    thread = broken / "thread.toml"
    thread.write_text(thread.read_text(encoding="utf-8").replace("answers = [1]", "answers = [99]"))
    with pytest.raises(CommandError, match=r"thread.toml:\d+: answers: no comment 99"):
        load(broken)
    assert not Collection.objects.exists()


def test_a_database_without_the_families_is_told_to_migrate():
    CodeFamily.objects.filter(slug="racf").delete()
    with pytest.raises(CommandError, match="run the command migrate first"):
        load()
    assert not MessageCode.objects.exists()


class TestLoadedOnce(TestCase):
    """What stands in the database afterwards; loaded once for all of these."""

    @classmethod
    def setUpTestData(cls):
        cls.said = load()

    def test_an_empty_database_gets_the_whole_content(self):
        said = self.said
        collection = Collection.objects.get(number=1)
        assert collection.gotchas.published().count() == 20
        assert MessageCode.objects.exclude(meaning_state="unknown").count() == 151
        assert MessageCode.objects.filter(meaning_state="unknown", meaning="").count() == 24
        assert CodeLink.objects.count() == 52
        assert collection.thread.comments.published().count() == collection.thread.comment_count == 22
        assert collection.comment_count == 22
        assert "gotchas: 20 added, 0 already there" in said
        assert "comments: 22 added, 0 already there" in said

    def test_a_second_run_changes_nothing(self):
        before = snapshot()
        said = load()
        assert snapshot() == before
        assert "gotchas: 0 added, 20 already there" in said
        assert "codes: 0 added, 151 already there" in said

    def test_what_an_editor_changed_stays(self):
        gotcha = Gotcha.objects.get(external_id="mq-ssl-15")
        gotcha.title = "Receive or add?"
        gotcha.save()
        MessageCode.objects.filter(code="AMQ9637").update(meaning="Ours.")
        Source.objects.filter(title__startswith="APAR PH63889").update(title="The APAR")
        Collection.objects.update(title="TLS gotchas")
        CodeLink.objects.filter(from_code__code="AMQ9503").delete()
        Comment.objects.filter(source_number="20").update(state="removed", removed_reason="The same as 21")
        before = snapshot()
        load()
        assert snapshot() == before

    def test_a_gotcha_that_is_missing_comes_back_under_its_number(self):
        gotcha = Gotcha.objects.get(external_id="mq-ssl-19")
        Revision.objects.filter(gotcha=gotcha).delete()
        gotcha.gotcha_codes.all().delete()
        gotcha.delete()
        assert "gotchas: 1 added, 19 already there" in load()
        assert Gotcha.objects.get(external_id="mq-ssl-19").number == "1.19"

    def test_an_article_links_the_codes_and_the_gotchas_that_it_names(self):
        gotcha = Gotcha.objects.get(collection__number=1, position=2)
        assert 'href="/codes/ibm-mq-amq/AMQ9637/"' in gotcha.problem_html
        assert 'href="/1.7/"' in gotcha.solution_html
        assert [row.written for row in gotcha.gotcha_codes.all()] == ["CSQX642E", "AMQ9642E", "AMQ9637E"]
        assert sorted(gotcha.related.values_list("position", flat=True)) == [3, 4, 5, 7, 10, 15]
        source = gotcha.sources.get(address__contains="IT15978")
        assert (source.read_on, source.note) == (None, "Read in November 2026")

    def test_any_spelling_of_a_loaded_code_leads_to_it(self):
        for text in ("amq 9637e", "AMQ9637"):
            assert [code.code for code in MessageCode.objects.spelled(text)] == ["AMQ9637"]
        for text in ("2393", "0x959", "MQRC_SSL_INITIALIZATION_ERROR", "MQRC2393"):
            assert "MQRC2393" in [code.code for code in MessageCode.objects.spelled(text)], text

    def test_links_of_codes_keep_basis_and_source_and_wait_for_an_editor(self):
        link = CodeLink.objects.get(from_code__code="AMQ9637", relation="other_end")
        assert (link.to_code.code, link.basis) == ("AMQ9642", "source")
        assert ["IT15978" in source.address for source in link.sources.all()] == [True]
        by_rule = CodeLink.objects.get(from_code__code="AMQ9637", relation="same_fault")
        assert (by_rule.to_code.code, by_rule.basis) == ("CSQX637", "rule")
        assert not by_rule.sources.exists()
        assert by_rule.to_code.meaning_state == "unknown"
        assert not CodeLink.objects.confirmed().exists()

    def test_the_old_erratum_is_shown_as_corrected_on_its_day(self):
        gotcha = Gotcha.objects.get(external_id="mq-ssl-15")
        (revision,) = gotcha.revisions.all()
        assert gotcha.corrected_at == datetime.datetime(2007, 9, 3, 10, 30, tzinfo=datetime.UTC)
        assert revision.created_at.date() == timezone.now().date()  # today's words are today's
        assert revision.correction and revision.correction.state == "applied"
        assert revision.correction.proposer_name == "Neil Casey and Brian Crabtree"
        assert revision.note == "Written anew from the original, which was corrected on 3 September 2007"
        by_comments = revision.correction.from_comments.order_by("posted_at")
        assert [comment.author_name for comment in by_comments] == ["Neil Casey", "Brian Crabtree"]

    def test_the_open_erratum_waits_against_its_revision_with_the_passage_it_quotes(self):
        (correction,) = Correction.objects.open()
        assert (correction.gotcha.position, correction.proposer_name, correction.state) == (
            14,
            "Josh",
            "reported",
        )
        assert correction.base == correction.gotcha.revisions.get()
        assert correction.quoted in correction.gotcha.problem

    def test_the_thread_has_its_tree_its_dates_and_its_marks(self):
        rows = {row.source_number: row for row in Comment.objects.select_related("parent", "person")}
        assert {n: number(rows[n].parent) for n in ("3", "7", "15", "21", "16")} == {
            "3": "1", "7": "1", "15": "14", "21": "19", "16": "",
        }  # fmt: skip
        assert [number(row) for row in rows["7"].answers.all()] == ["3"]
        assert rows["1"].posted_at == datetime.datetime(2007, 7, 4, 0, 38, tzinfo=datetime.UTC)  # summer time
        assert rows["22"].posted_at == datetime.datetime(2008, 2, 18, 15, 22, tzinfo=datetime.UTC)
        assert rows["17"].answer_marked_by == "John Manning"
        assert rows["14"].author_name == "Anonymous"
        assert rows["14"].person and rows["14"].person.name == "John Manning"
        assert rows["13"].parent_confidence == 0.7
        assert all(row.retold and row.source_url.startswith("https://hursleyonwmq") for row in rows.values())

    def test_gotchas_and_codes_know_who_spoke_of_them(self):
        assert Gotcha.objects.get(external_id="mq-ssl-15").comment_count == 3
        code = MessageCode.objects.get(code="AMQ9637")
        assert sorted(int(number(row)) for row in code.mentions.all()) == [14, 15, 17]
        assert code.comment_count == 3


class TestLoadedBesideOthers(TestCase):
    """What becomes of a database in which somebody worked before; loaded once for all of these."""

    @classmethod
    def setUpTestData(cls):
        family = CodeFamily.objects.get(slug="ibm-mq-amq")
        MessageCode.objects.create(family=family, code="AMQ9637")
        MessageCode.objects.create(family=family, code="AMQ9642", meaning="Ours.", meaning_state="unverified")
        family = CodeFamily.objects.get(slug="ibm-mq-reason")
        reason = MessageCode.objects.create(family=family, code="MQRC2393")
        cls.imported = make_gotcha(collection=make_collection(number=1), codes=[reason])
        Platform.objects.filter(slug="ibm-i").update(slug="as400")
        cls.said = load()

    def test_a_code_that_somebody_stored_without_a_meaning_gets_it(self):
        code = MessageCode.objects.get(code="AMQ9637")
        assert code.meaning == "The partner sent no certificate and one is demanded."
        assert [source.title for source in code.sources.all()]
        assert MessageCode.objects.get(code="AMQ9642").meaning == "Ours."

    def test_what_stands_under_a_code_is_found_by_its_new_names(self):
        doc = SearchDoc.objects.get(kind="g", object_id=self.imported.pk)
        assert "0x959" in doc.head.split()

    def test_the_next_number_is_taken_where_another_collection_has_the_first(self):
        gotcha = Gotcha.objects.get(external_id="mq-ssl-01")
        assert gotcha.number == "2.1"
        assert gotcha.source_number == "1.1"
        assert 'href="/2.7/"' in gotcha.solution_html  # it says "see 1.7", and means its own

    def test_a_platform_that_an_editor_renamed_is_left_out_and_said(self):
        assert "no platform 'ibm-i' is there any more" in self.said
        assert Gotcha.objects.get(external_id="mq-ssl-16").platforms.count() == 2

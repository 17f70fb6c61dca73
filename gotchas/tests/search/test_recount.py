"""Counts of words that are not those of the documents, put right while texts are saved."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from gotchas.search import index, recount
from gotchas.search.tables import SearchDoc, SearchTerm, SearchTermChange
from gotchas.tests.factories import make_gotcha


def counted() -> dict[str, tuple[int, int]]:
    """What is counted, folded or not."""
    docs, heads = Counter[str](), Counter[str]()
    for table in (SearchTerm, SearchTermChange):
        for term, in_docs, in_heads in table.objects.values_list("term", "docs", "heads"):
            docs[term] += in_docs
            heads[term] += in_heads
    return {term: (docs[term], heads[term]) for term in docs if docs[term] or heads[term]}


def true_counts() -> dict[str, tuple[int, int]]:
    docs, heads = Counter[str](), Counter[str]()
    for row in SearchDoc.objects.all():
        heads.update(set(row.head.split()))
        docs.update({"", *row.head.split(), *row.body.split()})
    return {term: (docs[term], heads[term]) for term in docs}


def spoil() -> None:
    while index.fold():
        pass
    SearchTerm.objects.filter(term__gte="g").update(docs=F("docs") + 70_000, heads=0)
    SearchTerm.objects.filter(term="frobnicator").delete()
    SearchTerm.objects.create(term="nowhere", docs=3, heads=1)
    SearchTermChange.objects.create(term="zebra", docs=-2, heads=1)


@pytest.mark.django_db
@pytest.mark.parametrize("documents", [250_000, 1], ids=["in one pass", "in several"])
def test_spoilt_counts_are_right_afterwards_and_those_that_are_right_stay(
    documents: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(recount, "DOCUMENTS", documents)
    make_gotcha(title="The frobnicator is gone", problem="See the zebra.")
    make_gotcha(title="Another frobnicator")
    spoil()
    assert counted() != true_counts()
    call_command("rebuild_search")
    assert counted() == true_counts()
    assert index.frequencies(["nowhere"]) == {}
    assert recount.recount() == 0
    call_command("rebuild_search")
    assert "the counts of 0 words were wrong" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_text_that_is_saved_while_words_are_counted_is_counted_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_gotcha(title="The frobnicator is gone")
    spoil()
    saved = []

    def save(done: int) -> None:
        def in_a_thread() -> None:
            make_gotcha(title="Zebra and frobnicator")
            index.fold()
            connection.close()

        if not saved:
            saved.append(done)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(in_a_thread).result()

    monkeypatch.setattr(recount, "READ", 1)
    recount.recount(save)
    assert saved
    assert counted() == true_counts()

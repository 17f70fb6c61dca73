"""What is saved is found from then on, in the same transaction; what readers may not see never is."""

import pytest
from django.db import transaction

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.answers.found import answer
from gotchas.models import CodeAlias, Gotcha, MessageCode
from gotchas.models.searchable import index_gotchas
from gotchas.search import index
from gotchas.search.tables import SearchDoc
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform
from gotchas.tests.search.tables import counted, frequencies, holding, rows

pytestmark = pytest.mark.django_db
WORD = "frobnicator"


def shown(typed, **chosen):
    """What a reader is led to."""
    rows = answer(typed, chosen).rows
    return [row.gotcha or row.code for row in rows]


def is_nowhere(word):
    return not holding(word) and not holding(word, in_head=True) and word not in index.frequencies([word])


def test_a_gotcha_is_found_by_its_title_each_of_its_parts_and_its_code():
    gotcha = make_gotcha(
        title="Titleword",
        problem="problemword",
        cause="causeword",
        solution="solutionword",
        expected="expectedword",
        codes=[make_code("QZX4711")],
    )
    for word in ("titleword", "problemword", "causeword", "solutionword", "expectedword", "qzx4711"):
        assert shown(word)[0] == gotcha, word


def test_what_was_changed_is_found_by_its_new_words_alone():
    gotcha = make_gotcha(title=f"A {WORD} breaks", problem=WORD)
    gotcha.title = gotcha.problem = "A widget breaks"
    gotcha.save()
    gotcha.record(author_name="Editor")
    assert shown("widget") == [gotcha]
    assert is_nowhere(WORD)


@pytest.mark.parametrize("state", [Gotcha.State.DRAFT])
def test_a_draft_stands_nowhere_in_search(state):
    code = make_code("QZX4711")
    gotcha = make_gotcha(title=WORD, state=state, codes=[code])
    assert is_nowhere(WORD)
    assert gotcha not in shown("QZX4711")
    assert not SearchDoc.objects.filter(kind="g", object_id=gotcha.pk).exists()


def test_a_draft_that_is_published_is_found_and_one_taken_back_is_not():
    gotcha = make_gotcha(title=WORD, state=Gotcha.State.DRAFT)
    gotcha.state = Gotcha.State.PUBLISHED
    gotcha.save()
    gotcha.record(author_name="Editor")
    assert shown(WORD) == [gotcha]
    gotcha.state = Gotcha.State.DRAFT
    gotcha.save()
    gotcha.record(author_name="Editor")
    assert is_nowhere(WORD)


def test_a_withdrawn_and_a_merged_gotcha_are_found_no_longer():
    code = make_code("QZX4711")
    successor = make_gotcha(title="What it became", codes=[code])
    withdrawn, merged = make_gotcha(title=WORD, codes=[code]), make_gotcha(title=WORD, codes=[code])
    withdrawn.state, withdrawn.withdrawn_reason = Gotcha.State.WITHDRAWN, "Wrong."
    merged.state, merged.successor = Gotcha.State.MERGED, successor
    for gotcha in (withdrawn, merged):
        gotcha.save()
        gotcha.record(author_name="Editor")
    assert is_nowhere(WORD)
    assert shown("QZX4711") == [successor]


def test_a_historic_gotcha_is_found_with_its_state():
    gotcha = make_gotcha(title=WORD, state=Gotcha.State.HISTORIC)
    make_gotcha(title=WORD)
    assert shown(WORD, state=["historic"]) == [gotcha]


def test_facets_follow_what_is_recorded():
    zos, unix = make_platform(slug="test-z"), make_platform(slug="test-u")
    gotcha = make_gotcha(title=WORD, platforms=[zos])
    gotcha.platforms.set([unix])
    gotcha.record(author_name="Editor")
    assert shown(WORD, platform=["test-u"]) == [gotcha]
    assert shown(WORD, platform=["test-z"]) == []


def test_a_code_is_found_by_its_meaning_once_it_has_one():
    code = make_code("QZX4711", meaning="", meaning_state=MessageCode.MeaningState.UNKNOWN)
    assert not holding("qzx4711")
    code.meaning, code.meaning_state = f"the {WORD} is gone", MessageCode.MeaningState.SOURCED
    code.save()
    assert holding(WORD) == {("c", code.pk)}
    code.meaning = "something else is gone"
    code.save()
    assert is_nowhere(WORD)


def test_another_name_of_a_code_leads_to_it_and_to_its_gotchas_until_it_is_deleted():
    code = make_code("QZX4711")
    gotcha = make_gotcha(title="Something broke", codes=[code])
    alias = CodeAlias.objects.create(code=code, alias="FROBNICATOR_GONE", kind=CodeAlias.Kind.NAME)
    assert holding(WORD, in_head=True) == {("c", code.pk), ("g", gotcha.pk)}
    assert gotcha in shown("frobnicator_gone")
    alias.delete()
    assert is_nowhere(WORD)
    assert gotcha not in shown("frobnicator_gone")


def test_a_save_that_is_taken_back_leaves_no_words():
    before = rows(), counted()
    with pytest.raises(RuntimeError), transaction.atomic():
        make_gotcha(title=WORD, codes=[make_code("QZX4711", meaning=WORD)])
        make_comment(text=WORD)
        raise RuntimeError
    assert is_nowhere(WORD)
    assert (rows(), counted()) == before


def test_rebuilding_gives_what_saving_gave():
    code = make_code("QZX4711", meaning="some meaning of it")
    CodeAlias.objects.create(code=code, alias="QZX_NAME", kind=CodeAlias.Kind.NAME)
    gotcha = make_gotcha(title=WORD, codes=[code], platforms=[make_platform()])
    make_gotcha(title="hidden", state=Gotcha.State.DRAFT)
    make_comment(on=gotcha, text="on the gotcha")
    make_comment(on=code, text=f"speaks of {gotcha.number}")
    make_comment(text="waits", state="waiting")
    stands, words = rows(), counted()
    assert {row[0] for row in stands} == {"g", "c", "m"}
    index.rebuild()
    assert (rows(), frequencies()) == (stands, words)
    SearchDoc.objects.update(head="broken", body="", facets="", gotchas="")
    index.rebuild()
    assert rows() == stands


def test_rebuilding_takes_out_what_is_left_over():
    gotcha = make_gotcha(title=WORD)
    Gotcha.objects.filter(pk=gotcha.pk).update(state=Gotcha.State.DRAFT)  # past every hook
    index.rebuild()
    assert is_nowhere(WORD)


@pytest.mark.parametrize("batch", [1, 2, 3, 500])
def test_rebuilding_in_portions_takes_out_what_is_left_over_anywhere(batch, monkeypatch):
    monkeypatch.setattr(index, "BATCH", batch)
    collection = make_collection()
    gotchas = [make_gotcha(collection=collection, title=f"{WORD} {n}") for n in range(8)]
    comments = [make_comment(on=collection, text=f"{WORD} {n}") for n in range(4)]
    gone = [gotchas[n].pk for n in (0, 3, 4, 7)]
    Gotcha.objects.filter(pk__in=gone).update(state=Gotcha.State.DRAFT)
    Comment.objects.filter(pk=comments[3].pk).update(state="waiting")
    # their order on the page is not that of their keys
    Gotcha.objects.filter(pk=gotchas[1].pk).update(position=99)
    assert index.rebuild() == SearchDoc.objects.count()
    left = {row.pk for n, row in enumerate(gotchas) if n not in (0, 3, 4, 7)}
    assert set(SearchDoc.objects.filter(kind="g").values_list("object_id", flat=True)) == left
    said = set(SearchDoc.objects.filter(kind="m").values_list("object_id", flat=True))
    assert said == {row.pk for row in comments[:3]}


def test_many_gotchas_are_indexed_in_as_many_queries_as_two(django_assert_max_num_queries):
    code = make_code("QZX4711")
    pks = [make_gotcha(title=f"{WORD} {n}", codes=[code], recorded=False).pk for n in range(20)]
    with django_assert_max_num_queries(16):
        index_gotchas(Gotcha.objects.filter(pk__in=pks))
    assert len(holding(WORD)) == 20

"""How well search finds: floors a little under what is reached, on texts that are at hand everywhere.

A site of ruff's rules, the error numbers of this machine and the starter content; questions made from the
first two by a seeded generator, and some put by hand to the third.
"""

import pytest
from django.core.management import call_command
from django.db import transaction

from benchmarks.search.asking import Figures, figures, mean
from benchmarks.search.filling import Lines, fill, lines_of
from benchmarks.search.material import made_articles
from benchmarks.search.questions import made_questions
from gotchas.answers.found import answer

pytestmark = pytest.mark.django_db  # so that there is a database when the fixture fills it

EACH = 45

OWN_WORDS = {
    "the cert ran out over night": 12,
    "java program cannot read kdb": 9,
    "permission denied reading keystore": 16,
    "cipher mismatch": 10,
    "peer presents no cert": 2,
    "new cert is not picked up": 7,
}
"""Words that an article itself may not have, by the position of the article that knows them all the same."""

ASKED_OF_THE_STARTER = {
    "CSQX642E": "CSQX642",
    "amq 9637e": "AMQ9637",
    "MQRC_SSL_INITIALIZATION_ERROR": "MQRC2393",
}


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker) -> tuple[dict[str, Figures], dict[str, list[str]], dict]:
    """The figures, the codes shown for `ASKED_OF_THE_STARTER`, and the first gotcha for `OWN_WORDS`.

    The site is gone when tests begin.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_starter", verbosity=0)
        articles = made_articles()
        fill(Lines(lines_of(articles)), "articles", collection=900)
        made = figures(made_questions(articles, EACH))
        codes = {asked: [code.code for code in answer(asked, {}).codes] for asked in ASKED_OF_THE_STARTER}
        by_words = {asked: answer(asked, {}).rows[:1] for asked in OWN_WORDS}
        first = {
            asked: [row.gotcha and row.gotcha.position for row in rows] for asked, rows in by_words.items()
        }
        transaction.set_rollback(True)
    return made, codes, first


@pytest.fixture
def found(answers) -> dict[str, Figures]:
    return answers[0]


def test_codes_of_the_starter_content_are_found_among_all_others(answers):
    assert {asked: codes[:1] for asked, codes in answers[1].items()} == {
        asked: [code] for asked, code in ASKED_OF_THE_STARTER.items()
    }


def test_an_article_is_found_by_words_that_only_its_readers_use(answers):
    assert answers[2] == {asked: [position] for asked, position in OWN_WORDS.items()}


def test_a_code_in_any_spelling_comes_first(found):
    assert found["a"].share(found["a"].first) >= 0.97


def test_a_message_with_its_inserts_comes_first(found):
    own = found["b"]
    assert own.share(own.first) >= 0.93
    assert own.share(own.reciprocal) >= 0.95
    assert own.share(own.none) <= 0.03


def test_a_damaged_message_comes_first(found):
    own = found["c"]
    assert own.share(own.first) >= 0.87
    assert own.share(own.within) >= 0.93
    assert own.share(own.none) <= 0.12


def test_a_log_gives_its_codes_and_no_others(found):
    assert mean(found["d"].right) >= 0.95
    assert mean(found["d"].complete) >= 0.98


def test_what_has_no_answer_is_not_answered(found):
    assert found["f"].share(found["f"].none) >= 0.9


def test_the_beginning_of_a_message_suggests_it(found):
    assert found["p"].share(found["p"].within) >= 0.6


def test_every_kind_of_question_was_asked(found):
    assert {kind: own.asked for kind, own in found.items()} == {
        "a": 45,
        "b": 45,
        "c": 45,
        "d": 15,
        "f": 15,
        "p": 15,
    }

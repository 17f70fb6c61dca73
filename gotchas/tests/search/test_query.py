"""What is typed into the box, read into words, phrases, excluded words and filters; nothing is an error."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gotchas.search.query import FILTERS, LONGEST, VALUES, parse
from gotchas.text.words import fold_words

ODD = st.text(
    st.one_of(st.sampled_from("\"“”-–:;.#*()\\'|&!<>%_ \n\t\x00\ud800abZ09שÅ"), st.characters()),
    max_size=120,
)


@given(ODD)
@example('"')
@example('"" "a')
@example("platform:")
@example('platform:"')
@example("family::::")
@example("- -- -a -ab -abc")
@example("\u202eabc\u202c \u200f-805")
@example("NEAR(a b) OR head : x* ^ AND NOT ' OR 1=1 --")
@example("\ud800\x00")
def test_whatever_is_typed_is_read_without_an_error(typed):
    query = parse(typed)
    assert all(len(phrase) > 1 for phrase in query.phrases)
    assert set(query.filters) <= set(FILTERS)
    words = {word for phrase in query.phrases for word in phrase} | {*query.excluded}
    assert all(fold_words(word) == [word] for word in words)  # safe in either engine's expressions


@given(ODD)
def test_reading_what_stays_in_the_box_again_reads_the_same(typed):
    query = parse(typed)
    again = parse(query.typed)
    if not again.filters:  # a filter may have been hidden inside another: family:fam kind:x
        assert (again.text, again.phrases, again.excluded) == (query.text, query.phrases, query.excluded)


@pytest.mark.parametrize(
    "typed",
    [
        "nothing special here",
        "SQLCODE -805",
        "-805",
        "error - bad certificate",
        "a 3.4.5 b",
    ],
)
def test_a_text_without_marks_is_searched_for_as_it_stands(typed):
    query = parse(typed)
    assert (query.text, query.excluded, query.phrases, dict(query.filters)) == (typed, (), (), {})


def test_a_word_after_a_minus_is_excluded_and_stays_in_the_box():
    query = parse("certificate missing -windows -Linux")
    assert query.excluded == ("windows", "linux")
    assert query.text.split() == ["certificate", "missing"]
    assert query.typed == "certificate missing -windows -Linux"


@pytest.mark.parametrize("typed", ["-windows", " -Windows ", "kind:tip -windows"])
def test_a_minus_before_all_that_is_typed_excludes_too(typed):
    query = parse(typed)
    assert (query.text, query.excluded) == ("", ("windows",))


def test_a_minus_before_the_first_word_excludes_unless_it_may_be_an_option():
    query = parse("-expired certificate -linux")
    assert (query.text.strip(), query.excluded) == ("certificate", ("expired", "linux"))
    assert parse("-Wformat string").excluded == ()


@pytest.mark.parametrize("dash", "-\u2010\u2011\u2212\u2013")
def test_any_dash_excludes(dash):
    assert parse(f"certificate {dash}windows").excluded == ("windows",)


@pytest.mark.parametrize(
    "typed",
    [
        "gcc -lssl --all main",
        "x-ray machine",
        "DSNT408I SQLCODE = -805, ERROR: -something happened",
        "word\n-word",
        "no answer here -aa -b",
        "a long message of more than eighty characters that has a word after a minus in it -here",
    ],
)
def test_a_minus_in_a_message_or_a_command_excludes_nothing(typed):
    query = parse(typed)
    assert query.excluded == ()
    assert query.text == typed


def test_words_in_quotes_are_a_phrase_and_still_words():
    query = parse('key store “not trusted” "one" "Two Words"')
    assert query.phrases == (("not", "trusted"), ("two", "words"))
    assert {"trusted", "one", "two"} <= set(fold_words(query.text))


@pytest.mark.parametrize(
    "typed",
    [
        "\u201eKey Store\u201c",
        "\u00abkey store\u00bb",
        "\u00ab\u00a0key store\u00a0\u00bb",
        "\u201dkey store\u201d",
    ],
)
def test_quotes_of_other_languages_hold_a_phrase(typed):
    assert parse(f"lost {typed}").phrases == (("key", "store"),)


@pytest.mark.parametrize("typed", ['"never closed', 'closed" once', 'over "two\nlines" here'])
def test_a_quote_that_is_never_closed_is_no_phrase(typed):
    assert parse(typed).phrases == ()


def test_filters_are_taken_out_of_the_words_each_value_once():
    query = parse('platform:zos certificate Family:"IBM MQ" platform:zos PLATFORM:aix state:historic')
    assert dict(query.filters) == {
        "platform": ("zos", "aix"),
        "family": ("IBM MQ",),
        "state": ("historic",),
    }
    assert query.text == query.typed == "certificate"


@pytest.mark.parametrize("typed", ["platform: zos", "myplatform:zos", "https://platform:80/", "colour:red"])
def test_what_only_looks_like_a_filter_is_words(typed):
    query = parse(typed)
    assert not query.filters
    assert query.text == typed


def test_a_thousand_values_are_cut():
    query = parse(" ".join(f"kind:k{i}" for i in range(1000)))
    assert len(query.filters["kind"]) == VALUES + 1  # one more says that there were more
    assert query.text == ""


@pytest.mark.parametrize(
    "typed",
    ["1.15", " #1.15 ", "1.15 platform:zos", "Gotcha 1.15", "gotcha #1.15", "item 1.15", "1.15.", "1.15?"],
)
def test_a_number_of_a_gotcha_is_known(typed):
    assert parse(typed).number == (1, 15)


@pytest.mark.parametrize("typed", ["1.0", "0.5", "1.15.2", "1.15 of it", "1,15", "v1.15", "9999999999.1"])
def test_a_version_or_a_longer_text_is_no_number_of_a_gotcha(typed):
    assert parse(typed).number is None


@pytest.mark.parametrize("unit", ['"', "-a ", "platform:", "kind:a ", '"a b" ', "- ", "x", "\u202e"])
def test_a_box_full_of_one_thing_is_read(unit):
    typed = (unit * LONGEST)[:LONGEST]
    assert len(parse(typed).typed) <= LONGEST


@pytest.mark.parametrize(
    "typed",
    [
        "\x1b[31;1mfile is missing\x1b[0m\x1b[K",
        "[31;1mfile is missing[0m",
        "\\u001b[31mfile is missing\\u001b[0m",
        "file &quot;is&quot;&nbsp;missing&#39;",
        '\\"file is missing\\n\\"',
    ],
)
def test_what_a_message_brings_along_is_not_searched_for(typed):
    assert fold_words(parse(typed).text) == ["file", "is", "missing"]
    assert parse(typed).typed == typed


@pytest.mark.parametrize("typed", ["C:\\new\\tools", "array[0] m[5]", "AT&T; R&D", "rate[5s]"])
def test_what_only_looks_like_it_stays(typed):
    assert parse(typed).text == typed

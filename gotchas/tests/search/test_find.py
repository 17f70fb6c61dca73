"""From a query to what answers it, on a small site."""

import copy

import pytest

from comments.tests.factories import make_comment
from gotchas.answers.found import answer
from gotchas.models import CodeFamily, Gotcha, finding
from gotchas.models.finding import claimed, families, lookup
from gotchas.search import find as searching
from gotchas.search import index
from gotchas.search.query import parse
from gotchas.tests.factories import (
    make_code,
    make_collection,
    make_family,
    make_gotcha,
    make_gotchas,
    make_platform,
)
from gotchas.tests.once import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made_site(django_db_setup, django_db_blocker):
    with made_once(django_db_blocker, make_site) as made:
        yield made


@pytest.fixture
def site(made_site):
    return copy.deepcopy(made_site)


def make_site():
    """A few gotchas that share words, and others that make those words rarer than they would be."""
    zos = make_platform(slug="test-zos", name="Test z")
    unix = make_platform(slug="test-unix", name="Test unix")
    made = {
        "label": make_gotcha(
            title="The certificate label is missing",
            problem="The key repository holds no personal certificate with this label.",
            codes=[make_code("QZX9637", meaning="channel is lacking a certificate")],
            platforms=[zos],
        ),
        "expired": make_gotcha(
            title="The certificate has expired",
            problem="Every handshake fails since midnight on the remote side.",
            platforms=[unix],
        ),
        "cipher": make_gotcha(
            title="No cipher suite in common",
            problem="Both ends offer other ciphers; the handshake ends with an alert.",
            kind=Gotcha.Kind.values[-1],
        ),
    }
    make_gotchas(12, title="Queue depth {n}", problem="Messages pile up.")
    return made


def find(typed, groups=()):
    query = parse(typed)
    return searching.find(query, lookup, families().named(query.text), groups, claimed)


def gotchas(found):
    return [result.object_id for result in found.results if result.kind == "g"]


def test_a_word_that_tells_the_error_outweighs_two_that_only_tell_the_story(site):
    make_gotcha(title="A listener stopped", problem="It ended while my own was up.")
    meant = make_gotcha(title="A listener stopped", problem="It had no memory left to begin with.")
    assert gotchas(find("listener stopped while my memory grew"))[0] == meant.pk


def test_of_two_gotchas_the_one_with_another_form_of_a_word_comes_first(site):
    make_gotcha(title="Messages vanish", problem="Their expiration was set to a minute.")
    make_gotcha(title="A listener stopped", problem="It was told to do so by somebody.")
    meant = make_gotcha(title="A listener stopped", problem="Its subscription had expired by then.")
    assert gotchas(find("listener stopped after expiration"))[0] == meant.pk


def test_words_find_the_gotcha_that_says_them(site):
    found = find("no cipher in common")
    assert gotchas(found)[0] == site["cipher"].pk
    assert found.sure


def test_a_gotcha_is_found_by_what_readers_say_instead(site):
    gotcha = make_gotcha(title="The label is lost", also_said="peer sent nothing\ndoor stays shut")
    found = find("the door stays shut")
    assert (gotchas(found)[0], found.sure) == (gotcha.pk, True)
    assert gotchas(find('"nothing door"')) == [gotcha.pk]
    assert find('"nothing door"').unheld
    (row,) = [row for row in answer("door stays shut", {}).rows if row.gotcha == gotcha]
    assert row.where == "Also said as"
    assert "<mark>door</mark>" in row.snippet


def test_what_readers_say_takes_nothing_from_the_title(site):
    plain = make_gotcha(title="A frobnicator jams at night")
    said = make_gotcha(
        title="A frobnicator jams at noon", also_said="\n".join(f"way {n} of it" for n in range(9))
    )
    scores = {r.object_id: r.score for r in find("A frobnicator jams at").results if r.kind == "g"}
    assert scores[plain.pk] == pytest.approx(scores[said.pk], rel=0.1)


def test_a_code_stands_above_better_words(site):
    found = find("qzx 9637e handshake fails, certificate has expired")
    assert gotchas(found)[0] == site["label"].pk
    assert [hit.known.key for hit in found.codes] == ["QZX9637"]
    assert site["expired"].pk in gotchas(found)


def test_a_code_without_a_gotcha_is_a_result_itself(site):
    code = make_code("QZX1111", meaning="nothing more is said")
    found = find("QZX1111")
    assert [(r.kind, r.object_id) for r in found.results] == [("c", code.pk)]
    assert found.sure


@pytest.mark.parametrize("word", ["certifcate", "certificaet", "cerrtificate", "xertificate"])
def test_one_slip_of_the_fingers_is_put_right_and_told(site, word):
    index.fold()
    found = find(f"{word} label")
    assert gotchas(found)[0] == site["label"].pk
    assert found.spelled == {word: "certificate"}


def test_a_word_that_is_known_is_not_put_right(site):
    index.fold()
    make_gotcha(title="A certifcate is spelled so here")
    assert find("certifcate").spelled == {}


def test_a_phrase_keeps_only_what_holds_it(site):
    assert gotchas(find('certificate "has expired"')) == [site["expired"].pk]


def test_a_phrase_that_stands_nowhere_does_not_hide_what_its_words_find(site):
    assert site["label"].pk in gotchas(find('certificate "label expired"'))


def test_an_excluded_word_takes_out_what_holds_it(site):
    found = gotchas(find("certificate -expired"))
    assert site["label"].pk in found
    assert site["expired"].pk not in found


def test_a_phrase_that_stands_nowhere_is_named_and_nothing_is_sure(site):
    found = find('certificate "label expired"')
    assert (found.unheld, found.sure) == (("label expired",), False)
    held = find('certificate "has expired"')
    assert (held.unheld, held.sure) == ((), True)


def test_a_phrase_keeps_those_gotchas_of_a_named_code_that_hold_it(site):
    code = make_code("QZX1111", meaning="said when a channel ends")
    meant = make_gotcha(title="Ended by the partner", problem="The partner closed early.", codes=[code])
    other = make_gotcha(title="Ended by the time", problem="It waited for long.", codes=[code])
    found = find('QZX1111 "closed early"')
    assert gotchas(found) == [meant.pk]
    assert found.sure
    assert {meant.pk, other.pk} <= set(gotchas(find("QZX1111 closed early")))


def test_a_phrase_that_nothing_holds_leaves_the_gotchas_of_a_named_code(site):
    code = make_code("QZX1111", meaning="said when a channel ends")
    gotcha = make_gotcha(title="Ended by the partner", codes=[code])
    found = find('QZX1111 "begun late"')
    assert gotcha.pk in gotchas(found)
    assert found.unheld == ("begun late",)


@pytest.mark.parametrize("typed", ["http 2393", "http2393", "HTTP error 2393", "http: 2393"])
def test_a_number_behind_the_name_of_another_product_is_not_the_code_of_this_one(site, typed):
    make_code("MQRC2393", family=CodeFamily.objects.get(slug="ibm-mq-reason"), meaning="SSL setup failed")
    assert find(typed).codes == []


@pytest.mark.parametrize(
    "typed",
    ["mq 2393", "mq2393", "rc2393", "2393", "rc 2393", "errno: 2393", "http and mq 2393", "rc=2393 http"],
)
def test_a_number_behind_the_name_of_its_own_product_or_of_none_is_the_code(site, typed):
    code = make_code("MQRC2393", family=CodeFamily.objects.get(slug="ibm-mq-reason"), meaning="SSL failed")
    assert [hit.known.code for hit in find(typed).codes] == [code.pk]


def test_a_phrase_that_only_a_gotcha_of_the_code_holds_is_held(site):
    assert find('QZX9637 "personal certificate"').unheld == ()


def test_an_excluded_word_takes_out_gotchas_of_the_code(site):
    code = site["label"].codes.get()
    other = make_gotcha(title="A windows service stops", codes=[code])
    assert other.pk in gotchas(find("QZX9637"))
    found = find("QZX9637 -windows")
    assert gotchas(found) == [site["label"].pk]


def test_an_excluded_word_of_a_gotcha_is_not_found_by_its_comments(site):
    make_comment(on=site["expired"], text="Our frobnicator had gone stale.")
    assert gotchas(find("frobnicator -lamp")) == [site["expired"].pk]
    assert gotchas(find("frobnicator -midnight")) == []


def test_a_number_that_a_family_claims_is_no_code_of_another(site):
    make_gotcha(title="Not authorized", codes=[make_code("MQRC2393")])
    assert find("2393").codes
    for typed in ("ORA 2393", "ora 2393", "qzx 2393"):
        found = find(typed)
        assert (found.codes, found.unknown, found.sure) == ([], typed, False), typed


def test_of_a_code_with_very_many_gotchas_the_newest_are_searched_and_it_says_so(site, monkeypatch):
    monkeypatch.setattr(finding, "GOTCHAS", 3)
    code, other = make_code("QZX5555"), make_code("QZX6666")
    made = [make_gotcha(title=f"It stops at step {n}", codes=[code]).pk for n in range(5)]
    last = make_gotcha(title="It goes on", codes=[other])
    for at_once in (2, 100):
        monkeypatch.setattr(finding, "AT_ONCE", at_once)
        found = {known.code: known for known in lookup(["QZX5555", "QZX6666"])}
        assert (found[code.pk].gotchas, found[code.pk].has_more) == (tuple(made[2:]), True)
        assert (found[other.pk].gotchas, found[other.pk].has_more) == ((last.pk,), False)
    told = answer("QZX5555", {})
    assert (told.crowded, told.more_than) == ({code.pk}, True)
    assert not answer("QZX6666", {}).more_than


def test_a_number_among_words_that_nobody_knows_is_no_answer(site):
    make_gotcha(title="Not authorized", codes=[make_code("MQRC2393")])
    found = find("zeppelin blimp 2393 airship")
    assert not found.sure
    assert find("rc 2393").sure


def test_what_is_cut_is_told_whatever_phrases_and_exclusions_leave(site, monkeypatch):
    monkeypatch.setattr(searching, "CANDIDATES", 10)
    collection = make_collection()
    for n in range(12):
        make_gotcha(collection=collection, title=f"Frobnication fails at step {n}")
    for typed in ("frobnication", 'frobnication "step 3"', "frobnication -0"):
        assert find(typed).is_cut, typed
    assert not find('cipher "in common"').is_cut


def test_facets_narrow_and_comments_go_with_their_gotchas(site):
    make_comment(on=site["expired"], text="Our frobnicator certificate had gone stale.")
    make_comment(on=site["label"], text="The frobnicator has no certificate.")
    both = {site["label"].pk, site["expired"].pk}
    assert set(gotchas(find("frobnicator"))) == both
    assert gotchas(find("frobnicator", [("plattestzos",)])) == [site["label"].pk]
    assert gotchas(find("QZX9637", [("plattestunix",)])) == []


def test_words_of_a_comment_lead_to_its_gotcha(site):
    comment = make_comment(on=site["cipher"], text="Turned out the load balancer cut frobnication early.")
    result = find("load balancer cut frobnication").results[0]
    assert (result.kind, result.object_id) == ("g", site["cipher"].pk)
    assert (result.by.document.kind, result.by.document.object_id) == ("m", comment.pk)


def test_a_comment_on_no_gotcha_is_a_result_itself(site):
    comment = make_comment(text="Turned out the load balancer cut frobnication off.")
    result = find("load balancer cut frobnication").results[0]
    assert (result.kind, result.object_id) == ("m", comment.pk)


@pytest.mark.parametrize("typed", ["recipe for apple pie with cinnamon", "zzzz qqqq", "", "\ud800\x00"])
def test_what_nothing_answers_is_not_sure(site, typed):
    found = find(typed)
    assert not found.sure
    assert not found.codes


def test_an_unknown_code_is_named_and_nothing_is_sure(site):
    found = find("QZX0000E")
    assert found.unknown == "QZX0000E"
    assert not found.sure


def test_an_unknown_code_among_words_that_fit_leaves_the_words(site):
    found = find("QZX0000E no cipher suite in common")
    assert not found.unknown
    assert found.sure
    assert gotchas(found)[0] == site["cipher"].pk


def test_a_family_that_is_named_prefers_its_own(site):
    family = make_family(name="Frobnix", slug="frobnix")
    code, other = make_code("A1", family=family), make_code("B1")
    strange = make_gotcha(title="Connection refused at night", codes=[other])
    own = make_gotcha(title="Connection refused at night", codes=[code])
    found = gotchas(find("frobnix connection refused at night"))
    assert found.index(own.pk) < found.index(strange.pk)


def test_on_an_empty_site_every_query_finds_nothing():
    for pk in Gotcha.objects.values_list("pk", flat=True):
        index.take("g", [pk])
    found = find('frobnication QZX1234 "a b" -windows')
    assert (found.results, found.sure) == ([], False)


# With what is shown


def test_the_gotcha_whose_number_is_asked_for_stands_first(site):
    made = answer(site["expired"].number, {})
    assert made.rows[0].gotcha == site["expired"]
    assert made.sure


def test_a_number_that_no_reader_may_see_is_not_answered():
    draft = make_gotcha(title="Not yet", state=Gotcha.State.DRAFT)
    assert all(row.gotcha != draft for row in answer(draft.number, {}).rows)


def test_facets_count_what_was_found_once_whatever_comments_say(site):
    for n in range(3):
        make_comment(on=site["label"], text=f"This certificate again, the {n}th time.")
    made = answer("certificate", {})
    (platforms,) = [facet for facet in made.facets if facet.name == "platform"]
    counts = {choice.value: choice.count for choice in platforms.choices}
    assert counts == {"test-zos": 1, "test-unix": 1}
    narrowed = answer("certificate", {"platform": ["test-zos"]})
    assert [row.gotcha for row in narrowed.rows if row.gotcha] == [site["label"]]


def test_where_filters_leave_nothing_it_says_what_there_is_without_them(site):
    made = answer("cipher suite in common", {"platform": ["test-unix"], "kind": []})
    assert not made.rows
    assert [(fewer.name, fewer.values) for fewer in made.without] == [("platform", ("test-unix",))]


def test_a_code_without_gotchas_on_this_page_may_have_some(site):
    code, other = make_code("QZX1111"), make_platform(slug="test-other")
    make_gotchas(22, title="It stops at step {n}", codes=[code])
    assert answer("QZX1111", {}, page=2).has_gotchas
    assert answer("QZX1111", {"platform": [other.slug]}).has_gotchas
    assert not answer(make_code("QZX2222").code, {}).has_gotchas


def test_of_a_facet_without_a_choice_the_counts_are_those_of_what_is_listed(site, monkeypatch):
    monkeypatch.setattr(searching, "CANDIDATES", 10)
    collection, rare = make_collection(), make_platform(slug="rare")
    make_gotchas(12, collection=collection, title="Frobnication {n}")
    make_gotchas(3, collection=collection, title="Frobnication at last {n}", platforms=[rare])
    made = answer("frobnication", {"platform": ["rare"]})
    (kinds,) = [facet for facet in made.facets if facet.name == "kind"] or [None]
    assert made.total == 3
    assert made.counted_among == 10
    assert not made.more_than
    assert kinds is None or [choice.count for choice in kinds.choices] == [3]


def test_pages_part_the_results_without_losing_or_doubling_any(site):
    made = {gotcha.pk for gotcha in make_gotchas(25, title="Frobnication of sort {n}")}
    pages = [answer("frobnication", {}, page=n) for n in (1, 2, 3)]
    shown = [row.gotcha.pk for page in pages for row in page.rows]
    assert pages[0].pages == 3
    assert len(shown) == len(set(shown)) == 25
    assert set(shown) == made


@pytest.mark.parametrize(
    "typed",
    [
        "'; DROP TABLE gotchas_searchdoc; --",
        'certificate" OR head:*',
        "NEAR(certificate label) AND NOT ^x*",
        "(a+)+$ [[:alpha:]] {77,99999}",
        "certificate & | ! <-> :* \\",
        "\u202e\u200f certificate \u0000",
        "label" * 200,
        "x " * 500,
    ],
)
def test_syntax_of_an_engine_in_the_box_is_words(site, typed):
    made = answer(typed, {"platform": ["' OR 1=1"], "kind": ["\x00"]})
    assert made.query.typed == typed.strip()
    assert {row.gotcha for row in made.rows if row.gotcha} <= set(site.values())

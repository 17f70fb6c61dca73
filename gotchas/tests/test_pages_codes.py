"""Code families, a family, a code, and every spelling that leads to one."""

import re

import pytest
from django.utils import timezone

from comments.tests.factories import make_comment
from gotchas.models import CodeAlias, CodeFamily, CodeLink, MessageCode, PrintedMessage, UnansweredCode
from gotchas.tests.factories import (
    make_code,
    make_collection,
    make_family,
    make_gotcha,
    make_gotchas,
    make_platform,
    make_source,
)
from gotchas.tests.page_checks import check_page, text_of
from gotchas.text import spellings
from gotchas.views import lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def amq():
    return CodeFamily.objects.get(slug="ibm-mq-amq")


def fill(family, count, start=9000):
    codes = [f"QQQ{start + n}" for n in range(count)]
    rows = [
        MessageCode(
            family=family,
            code=c,
            slug=c,
            sort_key=spellings.natural_key(c),
            meaning="m",
            meaning_state="sourced",
        )
        for c in codes
    ]
    return MessageCode.objects.bulk_create(rows)


def link(from_code, to_code, **fields):
    return CodeLink.objects.create(
        from_code=from_code, to_code=to_code, **{"relation": "other_end", "basis": "rule", **fields}
    )


def test_families_with_codes_stand_before_those_without(client, amq):
    make_code("AMQ9637", family=amq)
    response = client.get("/codes/")
    check_page(response)
    words = text_of(response)
    assert words.index(amq.name) < words.index("Recognised, no code described yet")
    assert "1 code " in words


def test_a_family_switched_off_and_without_codes_is_not_listed(client):
    make_family(name="Noisy family", enabled=False)
    assert "Noisy family" not in text_of(client.get("/codes/"))


def test_a_family_shows_its_grammar_and_its_codes_in_natural_order(client):
    family = make_family(
        description="QQQ and a number.",
        severity_letters="E error\nW warning",
        must_match="QQQ12E: no",
        rule="The letter.",
    )
    for code in ("QQQ1000", "QQQ999", "QQQ12"):
        make_code(code, family=family, meaning=f"of {code}")
    make_code("QQQ7", family=family, meaning="", meaning_state="unknown")
    response = client.get(family.get_absolute_url())
    check_page(response)
    words = text_of(response)
    for part in ("QQQ and a number.", "E error", "QQQ12E: no", "The letter.", "meaning not known yet"):
        assert part in words
    order = [words.index(f"of {code}") for code in ("QQQ12", "QQQ999", "QQQ1000")]
    assert order == sorted(order)


def test_a_family_takes_an_example_of_its_codes_apart(client):
    family = CodeFamily.objects.get(slug="ibm-mq-amq")
    response = client.get(family.get_absolute_url())
    check_page(response)
    words = text_of(response)
    assert "A line may say AMQ9637E: x. In it stand:" in words
    assert "AMQthe prefix 9637the number Ethe severity: error (20 or 30)" in words
    assert "It is kept here as AMQ9637, and found in any spelling." in words


def test_a_family_without_patterns_takes_nothing_apart(client):
    response = client.get(make_family(must_match="QQQ12E: no").get_absolute_url())
    assert "How a code is built" not in text_of(response)


def test_a_code_says_what_its_severity_letters_mean(client):
    family = make_family(severity_letters="E=error (20 or 30)\nW=warning\nS=severe")
    words = text_of(client.get(make_code(family=family, severities="EW").get_absolute_url()))
    assert "Severity seenE: error (20 or 30), W: warning" in words
    assert "severe" not in words


def test_a_family_without_codes_says_so(client):
    response = client.get(make_family().get_absolute_url())
    check_page(response)
    assert "No code of this family is described yet" in text_of(response)


def test_a_large_family_is_paged_and_its_jumps_lead_to_the_right_page(client):
    family = make_family()
    fill(family, 105, start=1000)
    fill(family, 5, start=4000)
    first = client.get(family.get_absolute_url())
    check_page(first)
    assert 'href="?page=2#code-QQQ4000"' in first.content.decode()
    assert 'href="#code-QQQ1000"' in first.content.decode()
    second = client.get(family.get_absolute_url(), {"page": 2})
    check_page(second)
    assert 'id="code-QQQ4000"' in second.content.decode()


def test_the_column_beside_a_family_and_a_code_leads_to_what_stands_there(client):
    family = make_family()
    fill(family, 20)
    page = client.get(family.get_absolute_url()).content.decode()
    beside = page.partition('aria-label="On this page"')[2]
    assert re.findall(r'href="(#[^"]+)"', beside)[:1] == ["#codes"]
    code = family.codes.first()
    page = client.get(code.get_absolute_url()).content.decode()
    beside = page.partition('aria-label="On this page"')[2]
    assert re.findall(r'href="(#[^"]+)"', beside) == ["#gotchas", "#comments"]
    link(code, make_code())
    assert 'href="#links"' in client.get(code.get_absolute_url()).content.decode()


def test_a_small_family_has_no_jumps(client):
    family = make_family()
    make_code("QQQ1", family=family)
    make_code("QQQ2", family=family)
    assert "Jump to a code" not in client.get(family.get_absolute_url()).content.decode()


def test_a_code_tells_every_fact_about_itself(client):
    platform = make_platform(name="z/OS of old")
    code = make_code(
        "QQQ9637",
        meaning="the partner sent nothing",
        severities="EW",
        severity_note="30",
        note="Seen on 9.2.",
        wrapper=True,
    )
    code.platforms.add(platform)
    code.sources.add(make_source(title="The manual"))
    CodeAlias.objects.create(code=code, alias="0x25A5", kind="hex")
    response = client.get(code.get_absolute_url())
    check_page(response)
    words = text_of(response)
    for part in (
        "The partner sent nothing", "Taken from the source named", "EW (30)", "Seen on 9.2.", "It wraps",
        "z/OS of old", "The manual", "0x25A5", "hexadecimal", "No gotcha speaks of this code yet",
    ):  # fmt: skip
        assert part in words
    assert '<a href="/new/?code=QQQ9637" rel="nofollow">Propose one</a>' in response.content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unverified", "Not verified: no source was found that says this."),
        ("name", "Taken from the code's name only"),
        ("twin", "Taken from its twin on another platform"),
    ],
)
def test_a_meaning_that_no_source_gives_says_so(client, state, words):
    code = make_code(meaning_state=state)
    assert words in text_of(client.get(code.get_absolute_url()))


def test_a_code_without_a_meaning_says_so(client):
    response = client.get(make_code(meaning="", meaning_state="unknown").get_absolute_url())
    check_page(response)
    assert "not known here yet" in text_of(response)


def test_a_historic_code_says_so(client):
    assert "Historic" in text_of(client.get(make_code(state="historic").get_absolute_url()))


def test_a_link_is_told_from_both_ends_with_its_basis(client):
    here, there = make_code("QQQ9637"), make_code("ZZZ9642")
    link(here, there, basis_note="APAR 1").sources.add(make_source(title="The letter"))
    out, back = client.get(here.get_absolute_url()), client.get(there.get_absolute_url())
    check_page(out)
    check_page(back)
    assert "The other end logs ZZZ9642" in text_of(out)
    assert "Logged when the other end logs QQQ9637" in text_of(back)
    for page in (out, back):
        assert "By rule only: APAR 1" in text_of(page)
        assert "The letter" in text_of(page)
        assert "not confirmed by an editor" in text_of(page)


def test_a_confirmed_link_says_since_when(client):
    here = make_code()
    link(here, make_code(), confirmed_at=timezone.now())
    words = text_of(client.get(here.get_absolute_url()))
    assert "not confirmed" not in words
    assert "confirmed by an editor on" in words


@pytest.mark.parametrize(
    ("relation", "out", "back"),
    [
        ("same_fault", "The same fault as", "The same fault as"),
        ("wrapper_of", "It wraps", "It is wrapped by"),
        ("renamed_to", "Its name is now", "Its name was"),
    ],
)
def test_each_relation_has_its_words_in_both_directions(client, relation, out, back):
    here, there = make_code("QQQ1"), make_code("ZZZ1")
    link(here, there, relation=relation)
    assert f"{out} ZZZ1" in text_of(client.get(here.get_absolute_url()))
    assert f"{back} QQQ1" in text_of(client.get(there.get_absolute_url()))


def test_a_code_lists_its_gotchas_and_its_thread(client):
    code = make_code("QQQ9637")
    make_gotcha(title="No certificate", codes=[code])
    make_gotcha(title="Not for strangers", codes=[code], state="draft")
    make_comment(on=code, text="Seen on 9.4.")
    elsewhere = make_comment(on=make_collection(), text="Look at that code.")
    elsewhere.codes.add(code)
    response = client.get(code.get_absolute_url())
    check_page(response)
    words = text_of(response)
    assert "No certificate" in words
    assert "Not for strangers" not in words
    assert "Seen on 9.4." in words
    assert "Look at that code." in words
    assert f'href="{code.get_absolute_url()}comment/"' in response.content.decode()


def test_neighbours_follow_the_natural_order(client):
    family = make_family()
    codes = {code: make_code(code, family=family) for code in ("QQQ1000", "QQQ999", "QQQ20")}
    page = client.get(codes["QQQ999"].get_absolute_url()).content.decode()
    assert f'<a href="{codes["QQQ20"].get_absolute_url()}" rel="prev">' in page
    assert f'<a href="{codes["QQQ1000"].get_absolute_url()}" rel="next">' in page


@pytest.mark.parametrize(
    "address",
    ["/codes/amq9637e/", "/codes/AMQ9637/", "/codes/AMQ%209637E/", "/AMQ9637", "/amq9637e", "/AMQ9637/",
     "/codes/ibm-mq-amq/amq9637e/", "/codes/ibm-mq-amq/AMQ-9637/"],
)  # fmt: skip
def test_any_spelling_leads_to_the_code(client, amq, address):
    code = make_code("AMQ9637", family=amq)
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, code.get_absolute_url())


def test_a_familys_name_wins_over_a_code_of_that_spelling(client):
    family = make_family(slug="qqq1")
    make_code("QQQ1")
    assert client.get("/codes/qqq1/").context["family"] == family


def test_a_code_of_several_families_is_asked_about(client):
    first, second = make_code("42501"), make_code("42501", meaning="another thing")
    response = client.get("/codes/42501/")
    assert response.status_code == 200
    check_page(response)
    assert first.family.name in text_of(response)
    assert second.family.name in text_of(response)
    assert "Another thing" in text_of(response)


def test_under_a_familys_name_only_its_codes_are_meant(client):
    first, _second = make_code("QQQ77"), make_code("QQQ77")
    response = client.get(f"/codes/{first.family.slug}/qqq77e/")
    assert response["Location"] == first.get_absolute_url()


def test_a_family_that_writes_anothers_codes_leads_to_them(client):
    code = make_code("SQL0805N")
    twin = make_family(same_codes_as=code.family)
    response = client.get(f"/codes/{twin.slug}/sql0805n/")
    assert response["Location"] == code.get_absolute_url()


def test_an_unknown_code_is_a_404_with_the_nearest_ones(client, amq):
    make_code("AMQ9637", family=amq)
    response = client.get("/codes/AMQ9639/")
    assert response.status_code == 404
    check_page(response)
    assert "No entry for AMQ9639 yet" in text_of(response)
    assert "AMQ9637" in text_of(response)
    assert amq.name in text_of(response)


@pytest.mark.parametrize(
    "address",
    [
        "/codes/nothing/",
        "/codes/ibm-mq-amq/AMQ0001/",
        "/codes/no-family/AMQ9637/",
        "/ZZZ0",
        "/codes/%3Cscript%3E1/",
    ],
)
def test_what_is_no_code_is_a_404_page(client, address):
    make_code("AMQ9637", family=CodeFamily.objects.get(slug="ibm-mq-amq"))
    response = client.get(address)
    assert response.status_code == 404
    check_page(response)


@pytest.mark.parametrize("address", ["/nothing", "/1234567890", "/a1.b", "/a1/b2/"])
def test_the_short_form_needs_a_letter_and_a_digit_and_no_dot(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "There is no page at this address" in text_of(response)


def test_a_very_long_spelling_is_a_404_and_stays_short_in_the_heading(client):
    response = client.get(f"/codes/{'A1' * 900}/")
    assert response.status_code == 404
    assert len(text_of(response)) < 1000


@pytest.mark.parametrize(
    "address", ["/codes/", "/codes/ibm-mq-amq/", "/codes/ibm-mq-amq/AMQ9637/", "/AMQ9637"]
)
def test_codes_are_read_only(client, amq, address):
    make_code("AMQ9637", family=amq)
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("count", [2, 60])
def test_families_take_one_query(client, django_assert_num_queries, count):
    for _ in range(count):
        make_family()
    with django_assert_num_queries(1):
        client.get("/codes/")


@pytest.mark.parametrize(("count", "queries"), [(2, 4), (25, 7), (200, 7)])
def test_a_family_takes_the_same_queries(client, django_assert_num_queries, count, queries):
    family = make_family()
    fill(family, count)
    with django_assert_num_queries(queries):
        client.get(family.get_absolute_url())


@pytest.mark.parametrize("count", [2, 60])
def test_a_code_takes_the_same_queries_whatever_hangs_on_it(client, django_assert_num_queries, count):
    code = make_code("QQQ5000")
    platform = make_platform()
    for other in fill(code.family, count):
        link(code, other).sources.add(make_source())
    for n in range(count):
        code.sources.add(make_source())
        CodeAlias(code=code, family=code.family, alias=f"0x{n}", kind="hex").save_base()
        PrintedMessage(code=code, text=f"It broke {n}", source=make_source()).save_base()
    make_gotchas(count, codes=[code], platforms=[platform], indexed=False)
    with django_assert_num_queries(16):
        assert client.get(code.get_absolute_url()).status_code == 200


def test_a_code_lists_all_its_gotchas_page_by_page(client, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 3)
    code = make_code("QQQ5000")
    made = [make_gotcha(codes=[code], recorded=False) for _ in range(5)]
    first = client.get(code.get_absolute_url())
    check_page(first)
    assert "1 to 3 of 5" in text_of(first)
    second = client.get(code.get_absolute_url(), {"page": 2}).content.decode()
    assert [g.title in second for g in made] == [False, False, False, True, True]
    assert client.get(code.get_absolute_url(), {"page": 3}).status_code == 404


def test_a_stored_code_without_a_meaning_can_be_told_to_the_editors(client):
    code = make_code("strangely named", meaning="", meaning_state="unknown")
    page = client.get(code.get_absolute_url())
    check_page(page)
    assert "Tell the editors" in text_of(page)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.content.decode()))
    assert fields == {"code": code.code, "family": code.family.slug}
    assert client.post("/unanswered/tell/", fields).status_code == 302
    assert UnansweredCode.objects.get().count == 1
    assert "1 reader asked for it already" in text_of(client.get(code.get_absolute_url()))
    known = make_code(meaning="known")
    assert "Tell the editors" not in text_of(client.get(known.get_absolute_url()))

"""The page of a code that is not stored, and the search that finds none: what is known, and what to do."""

import re

import pytest

from gotchas.models import CodeFamily, MessageCode, UnansweredCode
from gotchas.tests.factories import make_code, make_family, make_gotcha
from gotchas.tests.log_site import amq, make_amq
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db

ASK = 'href="/codes/ibm-mq-amq/AMQ9638/comment/"'
TELL = 'action="/unanswered/tell/"'
ADDRESSES = [
    "/AMQ9638",
    "/codes/AMQ9638/",
    "/codes/ibm-mq-amq/AMQ9638/",
    "/amq%209638e",
    "/search/?q=AMQ9638",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unknown_code_can_be_asked_about_and_the_editors_told(client, address):
    make_amq("AMQ9637")
    response = client.get(address)
    assert response.status_code == (200 if "search" in address else 404)
    check_page(response)
    html = response.content.decode()
    assert ASK in html
    assert TELL in html
    assert '<input type="hidden" name="code" value="AMQ9638">' in html
    assert "AMQ9637" in text_of(response)
    assert f'href="{amq().get_absolute_url()}"' in html
    assert not MessageCode.objects.filter(code="AMQ9638").exists()
    assert not UnansweredCode.objects.exists()


def test_the_page_says_what_the_grammar_tells(client):
    words = text_of(client.get("/AMQ9638E"))
    assert "remote connections (channels)" in words
    assert "error (20 or 30)" in words


def test_the_page_says_how_many_asked_before(client):
    assert "asked for it already" not in text_of(client.get("/AMQ9638"))
    UnansweredCode.objects.create(family=amq(), code="AMQ9638", count=7)
    assert "7 readers asked for it already" in text_of(client.get("/AMQ9638"))


@pytest.mark.parametrize("address", ["/ABC1234E", "/search/?q=ABC1234E"])
def test_a_code_of_no_family_can_only_be_told(client, address):
    response = client.get(address)
    check_page(response)
    assert "It is built like a code, but of no family known here." in text_of(response)
    assert TELL in response.content.decode()
    assert "Ask about this code" not in text_of(response)


@pytest.mark.parametrize("address", ["/no1such", "/SHA256", "/codes/%3Cscript%3E1/", f"/{'A1' * 300}"])
def test_what_is_not_built_like_a_code_is_neither_asked_about_nor_told(client, address):
    response = client.get(address)
    assert response.status_code == 404
    check_page(response)
    html = response.content.decode()
    assert TELL not in html
    assert "/comment/" not in html


AROUND = [
    ("fatal error LNK1104: cannot open file", "msvc", "LNK1104"),
    ("error[E0382]: borrow of moved value", "rust", "E0382"),
    ("FATAL:  28P01: password authentication failed", "sqlstate", "28P01"),
    ("SYSTEM COMPLETION CODE=878", "zos-abend", "S878"),
]


@pytest.mark.parametrize(("text", "family", "code"), AROUND)
def test_a_code_that_a_pattern_knows_only_with_words_around_it_can_be_asked_about(client, text, family, code):
    assert CodeFamily.objects.recogniser().scan(text)
    html = client.get("/search/", {"q": text}).content.decode()
    assert f'href="/codes/{family}/{code}/comment/"' in html
    response = client.get(f"/codes/{family}/{code}/")
    check_page(response)
    assert f"/codes/{family}/{code}/comment/" in response.content.decode()
    assert f"It is built like a code of {CodeFamily.objects.get(slug=family)}" in text_of(response)
    assert client.get(f"/codes/{family}/{code}/comment/").status_code == 200
    (told,) = re.findall(r'name="code" value="([^"]+)"', response.content.decode())
    assert client.post("/unanswered/tell/", {"code": told}).status_code == 302
    assert UnansweredCode.objects.get(family__slug=family, code=code).count == 1


@pytest.mark.parametrize(
    "address", ["rust/E038", "rust/X0382", "sqlstate/HELLO", "zos-abend/U4038 S878", "no/E0382"]
)
def test_what_stands_so_in_no_example_of_the_family_is_none_of_its_codes(client, address):
    response = client.get(f"/codes/{address}/")
    assert "It is built like a code of" not in text_of(response)
    assert client.get(f"/codes/{address}/comment/").status_code == 404


@pytest.mark.parametrize("address", ["/E0382", "/codes/e0382/", "/search/?q=e0382", "/search/?q=error+E0382"])
def test_a_code_that_only_words_around_it_tell_leads_to_the_families_it_may_be_of(client, address):
    make_gotcha(title="A security error")
    response = client.get(address)
    check_page(response)
    assert "It may be a code of Rust compiler or of SQLSTATE" in text_of(response)
    assert "A security error" not in text_of(response)
    assert '<a href="/codes/rust/E0382/">Rust compiler</a>' in response.content.decode()
    assert "/codes/rust/E0382/comment/" in client.get("/codes/rust/E0382/").content.decode()


def test_the_name_of_the_product_tells_whose_code_it_is(client):
    response = client.get("/search/?q=rust+E0382")
    assert 'href="/codes/rust/E0382/comment/"' in response.content.decode()
    assert "It may be" not in text_of(response)


def test_what_holds_the_unknown_code_is_shown(client):
    make_gotcha(title="A security error", problem="Then QZX1234 came")
    make_gotcha(title="Another error")
    words = text_of(client.get("/search/?q=error+QZX1234"))
    assert "A security error" in words
    assert "Another error" not in words
    assert "Another error" not in text_of(client.get("/search/?q=gsk+error+407"))


@pytest.mark.parametrize("word", ["QZX1234", "f401", "DFHSM0102", "ABC-123"])
def test_a_word_built_like_a_code_is_told_when_all_that_is_asked_is_that_word(client, word):
    response = client.get("/search/", {"q": word})
    assert TELL in response.content.decode()
    assert client.post("/unanswered/tell/", {"code": word}).status_code == 302
    assert UnansweredCode.objects.get(code=word.upper()).family is None


@pytest.mark.parametrize("text", ["ICH408I", "ICH408I USER(X ) GROUP(Y ) NAME(Z )"])
def test_a_code_that_a_pattern_knows_only_with_its_letter_can_be_asked_about(client, text):
    response = client.get("/search/", {"q": text})
    assert 'href="/codes/racf/ICH408/comment/"' in response.content.decode()
    assert client.get("/codes/racf/ICH408/comment/").status_code == 200


@pytest.mark.parametrize(
    "text", ["SQLCODE -805", "sqlcode = -805", "DSNT408I SQLCODE = -805, ERROR: PACKAGE"]
)
def test_a_number_is_the_code_of_the_family_that_the_word_before_it_names(client, text):
    response = client.get("/search/", {"q": text})
    assert 'href="/codes/db2/SQL0805N/comment/"' in response.content.decode()


def test_a_code_can_be_asked_about_although_something_shares_a_word_with_it(client):
    make_gotcha(title="Several peers are slow", problem="A peer waits.")
    response = client.get("/search/", {"q": "ECONNRESET by another peer today"})
    words = text_of(response)
    assert "The nearest there is" in words
    assert "ECONNRESET is built like a code of POSIX errno" in words


def test_a_name_in_a_message_is_no_code_where_something_is_near_to_the_message(client):
    make_gotcha(title="Channel to the shop", problem="The channel ends")
    response = client.get("/search/", {"q": "no route for DBPROD0123 over the slow channel of ours here"})
    words = text_of(response)
    assert "The nearest there is" in words
    assert "built like a code" not in words


def test_a_stored_code_is_not_told_as_one_that_nobody_described(client):
    make_amq("AMQ9637", meaning="the partner sent no certificate")
    assert "nobody has described" not in text_of(client.get("/search/", {"q": "AMQ\n9637"}))


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("MQ9637", "AMQ9637"),
        ("ÅMQ9637", "AMQ9637"),
        ("AMQ9639", "AMQ9637"),
        ("AMQ1605", "AMQ9605"),
        ("AMQ96377", "AMQ9637"),
        ("AMQ963", "AMQ9637"),
    ],
)
def test_a_code_one_slip_away_comes_first_among_many_alike(client, asked, stored):
    make_amq(stored)
    for n in (*range(1620, 1640), *range(9620, 9630)):
        make_amq(f"AMQ{n}")
    for n in range(12):
        make_code(f"LOG{n}")  # between the beginnings of families
    near = client.get(f"/codes/{asked}/").context["near"]
    assert stored in [code.code for code in near][:4]
    assert len(near) <= 6


@pytest.mark.parametrize(
    ("asked", "first"), [("AMQ", "AMQ9208"), ("amq96", "AMQ9637"), ("AMQ-963", "AMQ9637")]
)
def test_the_beginning_of_codes_leads_to_them_and_to_their_family(client, asked, first):
    make_amq("AMQ9208")
    make_amq("AMQ9637")
    make_code("BAMQ1")
    response = client.get("/search/", {"q": asked})
    check_page(response)
    assert response.context["answer"].near[0].code == first
    assert f'href="{amq().get_absolute_url()}"' in response.content.decode()
    assert client.get("/search.json", {"q": asked}).json()["near"][0]["code"] == first


def test_words_are_no_beginning_of_codes(client):
    make_amq("AMQ9208")
    assert not client.get("/search/", {"q": "amq unheard"}).context["answer"].near


def test_a_bare_number_leads_to_the_codes_that_are_a_familys_beginning_and_it(client):
    make_amq("AMQ9637")
    make_amq("AMQ9638")
    words = text_of(client.get("/search/?q=9637"))
    assert "Codes written nearly the same: AMQ9637" in words
    assert "AMQ9638" not in words
    told = client.get("/search.json?q=9637").json()
    assert [code["code"] for code in told["near"]] == ["AMQ9637"]
    for form in ("txt", "md"):
        words = client.get(f"/search.{form}?q=9637").content.decode()
        assert "nearly the same" in words.lower() and "AMQ9637" in words and "AMQ9638" not in words


def test_the_number_leads_there_beside_a_word_as_well(client):
    make_amq("AMQ9637")
    told = client.get("/search.json?q=9637+channel").json()
    assert [code["code"] for code in told["near"]] == ["AMQ9637"]
    assert client.get("/search.json?q=9637+channel+8080").json()["near"] == []


def test_the_code_in_a_message_is_what_the_nearest_are_sought_for(client):
    make_amq("AMQ9637")
    response = client.get("/search/", {"q": "AMQ9638E: The gasket of nobody knows what has stopped"})
    assert ASK in response.content.decode()
    assert [code.code for code in response.context["answer"].near] == ["AMQ9637"]


def test_a_family_that_writes_anothers_codes_asks_about_those(client):
    response = client.get("/codes/db2-sqlcode/SQL0805N/")
    assert response.status_code == 404
    assert 'href="/codes/db2/SQL0805N/comment/"' in response.content.decode()


def test_an_unknown_code_takes_the_same_queries_however_many_are_stored(client, django_assert_num_queries):
    CodeFamily.objects.recogniser()
    family = amq()
    make_code("AMQ9637", family=family)
    with django_assert_num_queries(9):
        client.get("/AMQ9638")
    for n in range(200):
        make_code(f"AMQ{4000 + n}", family=family)
    with django_assert_num_queries(9):
        client.get("/AMQ9638")


def test_no_session_is_looked_at_for_the_page(client):
    UnansweredCode.objects.create(family=amq(), code="AMQ9638", count=7)
    response = client.get("/AMQ9638")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_disabled_family_names_no_code_to_ask_about(client):
    make_family(slug="zq", patterns=r"\b(ZQ-\d+)\b", normal_form="{1}", enabled=False)
    assert "/comment/" not in client.get("/ZQ-17").content.decode()
    CodeFamily.objects.filter(slug="zq").update(enabled=True)
    CodeFamily.objects.get(slug="zq").save()
    assert "/codes/zq/ZQ-17/comment/" in client.get("/ZQ-17").content.decode()

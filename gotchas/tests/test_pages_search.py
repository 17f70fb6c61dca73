"""Search: codes in any spelling first, then words."""

import html
import re

import pytest

from gotchas.models import CodeFamily, finding
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_gotchas, make_platform
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def code():
    family = CodeFamily.objects.get(slug="ibm-mq-amq")
    return make_code("AMQ9637", family=family, meaning="the partner sent no certificate")


def search(client, q):
    response = client.get("/search/", {"q": q})
    check_page(response)
    return response


@pytest.mark.parametrize(
    "q",
    ["amq9637", "AMQ 9637E", "AMQ9637E:", "AMQ9637: Channel is lacking a certificate",
     "11/23/26 03:12:44 - Process(4711.5) AMQ9637E: Channel is lacking a certificate."],
)  # fmt: skip
def test_a_code_is_found_in_any_spelling_and_in_a_pasted_line(client, code, q):
    gotcha = make_gotcha(title="What lacks is the label", codes=[code])
    response = search(client, q)
    words = text_of(response)
    assert "The partner sent no certificate" in words
    assert words.index("AMQ9637") < words.index("What lacks is the label")
    assert f'href="{code.get_absolute_url()}"' in response.content.decode()
    assert f'data-number="{gotcha.number}"' in response.content.decode()


def test_from_a_code_the_solution_is_one_tap_away(client, code):
    gotcha = make_gotcha(codes=[code], risk="restart")
    make_gotcha(title="AMQ9637 is only asked about", solution="")
    page = search(client, "AMQ9637: Channel is lacking a certificate").content.decode()
    assert page.count("Go to the solution") == 1
    assert "Risk of the fix: <span" in page
    assert f'href="{gotcha.get_absolute_url()}#solution"' in page


def test_the_article_that_holds_most_of_the_words_stands_first(client):
    make_gotcha(title="The channel starts")
    most = make_gotcha(title="A channel without a certificate", problem="It is refused.")
    page = search(client, "channel lacks the certificate and is refused").content.decode()
    assert page.index(f'data-number="{most.number}"') == page.index("data-number=")


def test_words_that_say_little_are_no_answer(client):
    for n in range(20):
        make_gotcha(title=f"A channel without a certificate {n}")
    for q in ("channel flux capacitor zeppelin", "is it on the and"):
        assert "no-answer" in search(client, q).content.decode()


def test_a_code_without_gotchas_says_so_and_keeps_its_meaning(client, code):
    response = search(client, "AMQ9637")
    assert "The partner sent no certificate" in text_of(response)
    assert "No gotcha speaks of it yet" in text_of(response)


def test_words_are_found_in_title_problem_and_solution_and_marked(client):
    gotcha = make_gotcha(title="A lost label", problem="The handshake stops.", solution="Rename the keyring.")
    for q in ("label", "HANDSHAKE", "keyring handshake"):
        response = search(client, q)
        assert f'data-number="{gotcha.number}"' in response.content.decode()
    assert "<mark>handshake</mark>" in search(client, "handshake").content.decode()


def test_of_a_gotcha_with_the_code_the_problem_is_shown_and_else_the_part_that_says_most(client, code):
    texts = {"problem": "It stops at night.", "expected": "The channel is lacking nothing: a certificate."}
    make_gotcha(codes=[code], **texts)
    assert "It stops at night." in text_of(search(client, "AMQ9637: Channel is lacking a certificate"))
    assert "What you should see: The channel" in text_of(search(client, "channel lacking certificate"))


def test_words_that_say_little_are_marked_only_in_a_phrase_or_alone(client):
    make_gotcha(
        title="A channel is lacking",
        problem="What it is and is not is the channel of a partner.",
        solution="It is what is as it is.",
    )
    page = search(client, "what is the channel").content.decode()
    assert "What it is and is not is the <mark>channel</mark> of a partner." in page
    page = search(client, '"is the channel" partner').content.decode()
    assert "not <mark>is</mark> <mark>the</mark> <mark>channel</mark> of a <mark>partner</mark>" in page
    assert "<mark>is</mark>" in search(client, "what is it").content.decode()


def test_the_external_number_of_a_result_is_its_data_number(client):
    make_gotcha(title="Imported thing", external_id="KB-470886")
    assert 'data-number="KB-470886"' in search(client, "imported thing").content.decode()


def test_results_with_the_code_stand_before_those_with_the_words(client, code):
    make_gotcha(title="It speaks of AMQ9637 in words")
    make_gotcha(title="It has the code", codes=[code])
    words = text_of(search(client, "AMQ9637"))
    assert words.index("It has the code") < words.index("It speaks of AMQ9637 in words")


def test_the_number_of_a_gotcha_finds_it_first(client):
    collection = make_collection()
    make_gotcha(collection=collection, title=f"It speaks of {collection.number}.2")
    second = make_gotcha(collection=collection, title="The one that was meant")
    words = text_of(search(client, second.number))
    assert words.index("The one that was meant") < words.index("It speaks of")


def test_the_number_of_a_merged_gotcha_finds_its_successor(client):
    collection = make_collection()
    successor = make_gotcha(collection=collection, title="The one that stayed")
    merged = make_gotcha(collection=collection, title="Gone", state="merged", successor=successor)
    make_gotcha(collection=collection, title=f"It speaks of {merged.number}")
    page = search(client, merged.number).content.decode()
    assert page.index("data-number=") == page.index(f'data-number="{successor.number}"')
    assert "no-answer" not in page


def test_a_number_that_its_collection_has_not_is_told_instead_of_what_shares_digits(client):
    collection = make_collection()
    make_gotcha(collection=collection, title=f"Since {collection.number} of 99")
    draft = make_gotcha(collection=collection, title="Not yet", state="draft")
    for number in (f"{collection.number}.99", draft.number):
        response = search(client, number)
        assert 'class="no-answer"' in response.content.decode()
        assert f"There is no gotcha {number} here." in text_of(response)
        assert client.get("/search.json", {"q": number}).json()["no_answer"]


def test_a_number_of_no_collection_is_a_version(client):
    make_gotcha(title="Since version 77.5 the channel stops")
    page = search(client, "77.5").content.decode()
    assert "no-answer" not in page
    assert "There is no gotcha" not in page


def test_drafts_and_withdrawn_gotchas_are_not_found(client, code):
    make_gotcha(title="Secret handshake", codes=[code], state="draft")
    make_gotcha(title="Secret handshake", codes=[code], state="withdrawn", withdrawn_reason="No.")
    for q in ("handshake", "AMQ9637"):
        assert "Secret" not in text_of(search(client, q))


def test_nothing_fits_says_what_was_asked_and_what_to_do(client):
    make_gotcha()
    response = search(client, "flux capacitor")
    assert 'class="no-answer"' in response.content.decode()
    assert "Nothing fits “flux capacitor”" in text_of(response)


@pytest.mark.parametrize("q", ["channel", ""])
def test_where_filters_leave_nothing_each_that_is_in_the_way_is_a_link_without_it(client, q):
    here, elsewhere = make_platform(name="Plan 9"), make_platform(name="Ultrix")
    make_gotcha(title="A channel stops", platforms=[elsewhere])
    response = client.get("/search/", {"q": q, "platform": here.slug, "kind": "problem"})
    check_page(response)
    page, words = response.content.decode(), text_of(response)
    assert f'<a href="/search/?q={q}&amp;kind=problem">Without Plan 9</a>: 1 result.' in page
    assert "Without Problem" not in words
    assert "Remove Platform: Plan 9" in words
    assert "with these filters" in words or not q


def test_a_search_of_excluded_words_alone_finds_none_of_them_and_asks_for_more(client):
    make_gotcha(title="A certificate expired")
    response = search(client, "-certificate")
    assert "data-number=" not in response.content.decode()
    assert "Nothing fits “-certificate”" in text_of(response)
    assert "Say also what to look for" in text_of(response)
    assert 'value="-certificate"' in response.content.decode()
    assert "Say also what to look for" in client.get("/search.json?q=-certificate").json()["advice"]
    assert "Say also" in client.get("/search.txt?q=-certificate").content.decode()


def test_beside_a_filter_excluded_words_leave_out_what_holds_them(client):
    make_gotcha(title="A certificate expired")
    other = make_gotcha(title="A label is lost", solution="Rename the keyring.")
    response = search(client, "kind:problem -certificate -lamp")
    assert response.content.decode().count("data-number=") == 1
    assert f'data-number="{other.number}"' in response.content.decode()
    assert "data-number=" not in search(client, "kind:problem -certificate -keyring").content.decode()


@pytest.mark.parametrize("q", ["the", "how do I", "Error?", "what is this"])
def test_words_of_every_text_are_no_answer_and_more_is_asked_for(client, q):
    made = make_gotcha(title="What is this: the error, and how do I get rid of it")
    response = search(client, q)
    assert 'class="no-answer"' in response.content.decode()
    assert "Say what was printed" in text_of(response)
    assert f'data-number="{made.number}"' in response.content.decode()
    told = client.get("/search.json", {"q": q}).json()
    assert told["no_answer"]
    assert "Say what was printed" in told["advice"]
    assert "Say what was printed" in client.get("/search.txt", {"q": q}).content.decode()


@pytest.mark.parametrize("q", ["error kind:problem", '"get rid"', "the certificate"])
def test_a_filter_a_phrase_or_one_word_that_tells_are_enough_for_an_answer(client, q):
    make_gotcha(title="How to get rid of the certificate error")
    assert 'class="no-answer"' not in search(client, q).content.decode()


def test_a_code_that_begins_with_a_minus_is_found_alone(client):
    make_gotcha(title="A format string", codes=[make_code("-Wformat")])
    assert "A format string" in text_of(search(client, "-Wformat"))


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("error[E0382]: borrow of the moved value", "E0382"),
        ("FATAL:  28P01: the password check failed", "28P01"),
        ("SQL30081N  The check of the group gave no value", "SQL30081N"),
    ],
)
def test_a_message_whose_code_nobody_described_is_no_answer_by_a_few_of_its_words(client, q, code):
    make_gotcha(title="The value is wrong, the check of the group failed")
    response = search(client, q)
    assert 'class="no-answer"' in response.content.decode()
    assert f"{code} is built like a code of" in text_of(response)
    assert "No entry for" not in text_of(response)
    told = client.get("/search.json", {"q": q}).json()
    assert (told["also_unknown"], told["no_answer"]) == ([code], True)


def test_a_message_whose_code_nobody_described_is_answered_by_most_of_its_words(client):
    make_gotcha(title="Error: borrow of a moved value")
    response = search(client, "error[E0382]: borrow of moved value")
    assert 'class="no-answer"' not in response.content.decode()
    assert "No entry for E0382 yet" in text_of(response)


@pytest.mark.parametrize(
    ("q", "code"), [("S0C4", "S0C4"), ("ABEND=S000 U4038", "U4038"), ("SQLCODE -805", "SQL0805N")]
)
def test_a_code_alone_that_only_its_family_sees_is_told_to_programs(client, q, code):
    told = client.get("/search.json", {"q": q}).json()
    assert told["unknown"] == code
    assert told["ask"]


def test_an_unknown_code_beside_a_known_one_is_mentioned(client, code):
    response = search(client, "AMQ9637 ORA-00942")
    assert "No entry for ORA-00942 yet" in text_of(response)
    assert '<a href="/search/?q=ORA-00942">' in response.content.decode()
    assert client.get("/search.json?q=AMQ9637+ORA-00942").json()["also_unknown"] == ["ORA-00942"]


def test_a_code_with_more_gotchas_than_are_searched_leads_to_all_of_them(client, code, monkeypatch):
    monkeypatch.setattr(finding, "GOTCHAS", 2)
    for _ in range(3):
        make_gotcha(codes=[code])
    response = search(client, "AMQ9637")
    assert "gotchas: the 200 newest are searched" in text_of(response)
    assert "More than 3 results" in text_of(response)
    assert f'href="{code.get_absolute_url()}#gotchas"' in response.content.decode()
    assert "has more gotchas than are searched" in client.get("/search.txt?q=AMQ9637").content.decode()


def test_a_phrase_found_nowhere_is_told_above_what_is_nearest(client):
    make_gotcha(title="A certificate label", problem="It has expired.")
    words = text_of(search(client, 'certificate "label expired"'))
    assert "Nothing holds the words “label expired” side by side" in words
    assert (
        words.index("Nothing holds")
        < words.index("The nearest there is")
        < words.index("A certificate label")
    )
    told = client.get("/search.json", {"q": 'certificate "label expired"'}).json()
    assert (told["phrases_not_held"], told["no_answer"]) == (["label expired"], True)
    assert (
        'Nothing holds "label expired"'
        in client.get("/search.txt", {"q": 'certificate "label expired"'}).content.decode()
    )


def test_digits_of_another_product_are_an_unknown_code(client):
    make_gotcha(codes=[make_code("MQRC2393", family=CodeFamily.objects.get(slug="ibm-mq-reason"))])
    response = search(client, "ORA 2393")
    assert "MQRC2393" not in text_of(response)
    assert "It is built like a code of Oracle Database" in text_of(response)
    assert "The code" in text_of(search(client, "rc 2393"))


def test_an_unknown_code_offers_the_nearest(client, code):
    assert "AMQ9637" in text_of(search(client, "AMQ9639"))


@pytest.mark.parametrize("typed", ["9637", "error 9637", "message code: 9637"])
def test_a_number_alone_offers_the_codes_that_end_in_it(client, code, typed):
    response = search(client, typed)
    assert "no-answer" in response.content.decode()
    assert code.get_absolute_url() in response.content.decode()


def test_an_unknown_code_of_a_known_family_leads_to_the_family(client):
    response = search(client, "ORA-01017: invalid username/password")
    assert "ORA-01017 is built like a code of Oracle Database" in text_of(response)
    assert "no-answer" in response.content.decode()


def test_the_question_is_kept_in_the_box(client):
    assert 'value="flux &quot;capacitor&quot;"' in search(client, 'flux "capacitor"').content.decode()


def test_an_empty_search_explains_the_box(client):
    for q in ("", "   "):
        response = search(client, q)
        assert response.status_code == 200
        assert "no-answer" not in response.content.decode()
    check_page(client.get("/search/"))


def test_ten_results_are_shown_on_a_page(client):
    collection = make_collection()
    for _ in range(11):
        make_gotcha(collection=collection, title="Same handshake")
    response = search(client, "handshake")
    assert response.content.decode().count("data-number=") == 10
    assert "11 results" in text_of(response)
    second = client.get("/search/?q=handshake&page=2")
    assert second.content.decode().count("data-number=") == 1


def test_a_list_without_words_has_pages_in_both_directions(client):
    collection = make_collection()
    for _ in range(35):
        make_gotcha(collection=collection, kind="tip")
    page = client.get("/search/?kind=tip").content.decode()
    assert 'rel="prev"' not in page
    for number in (2, 3, 4):
        (address,) = re.findall(r'href="([^"]+)" rel="next"', page)
        response = client.get(html.unescape(address))
        check_page(response)
        page = response.content.decode()
        assert f"35 results, page {number} of 4" in text_of(response)
    assert 'rel="next"' not in page
    for number in (3, 2, 1):
        (address,) = re.findall(r'href="([^"]+)" rel="prev"', page)
        page = client.get(html.unescape(address)).content.decode()
        assert number == 1 or f"page {number} of 4" in page
    assert address == "/search/?q=&amp;kind=tip"
    assert 'rel="prev"' not in page


def test_a_text_over_the_limit_is_kept_and_told_how_to_be_shorter(client):
    text = "word " * 201
    response = search(client, text)
    assert response.status_code == 422
    page = response.content.decode()
    assert "<title>Error: Search" in page
    assert "There is a problem" in page
    assert "The box takes 1,000 characters" in page
    assert text.strip() in page[page.index("<textarea") :]


@pytest.mark.parametrize(
    "q",
    ["%", "_", "\\", "'", '"', "' OR 1=1 --", "<script>alert(1)</script>", "\u202e", "é" * 600, "1 " * 500,
     "-", "*", "a AND b", "NEAR(", "\U0001f600", "İ", "ﬁ", "x" * 1000],
)  # fmt: skip
def test_no_question_is_an_error(client, code, q):
    make_gotcha()
    assert search(client, q).status_code == 200


@pytest.mark.parametrize("query", ["q=a&q=b", "p=1", "q=%ff", "q=%00"])
def test_odd_query_strings_are_no_server_error(client, query):
    assert client.get(f"/search/?{query}").status_code in (200, 400)


def test_search_is_read_only(client):
    assert client.post("/search/", {"q": "a"}).status_code == 405


@pytest.mark.parametrize("count", [2, 200])
def test_search_takes_the_same_queries(client, django_assert_num_queries, code, count):
    make_gotchas(count, title="AMQ9637 stops", codes=[code], platforms=[make_platform()])
    client.get("/search/", {"q": "AMQ9637 stops"})  # a process reads its families once
    with django_assert_num_queries(12):
        client.get("/search/", {"q": "AMQ9637 stops"})

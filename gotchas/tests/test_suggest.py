"""Suggestions while somebody types: what they are, who may see what, and what they cost."""

import json

import pytest
from django.conf import settings

from gotchas.models import CodeAlias, Gotcha
from gotchas.tests.factories import make_code, make_collection, make_family, make_gotcha

pytestmark = pytest.mark.django_db


def suggest(client, q):
    """The suggestions as (text, description, path, number)."""
    response = client.get("/suggest/", {"q": q})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/x-suggestions+json"
    asked, *lists = json.loads(response.content)
    assert asked == q
    assert len(lists) == 4
    texts, descriptions, addresses, numbers = lists
    paths = [address.removeprefix(settings.SITE_URL) for address in addresses]
    return list(zip(texts, descriptions, paths, numbers, strict=True))


def texts(client, q):
    return [text for text, *_ in suggest(client, q)]


def test_a_code_comes_with_its_meaning_its_page_and_its_first_gotcha(client):
    code = make_code("AMQ9637", family=make_family(slug="mq", name="MQ"), meaning="no certificate came")
    gotcha = make_gotcha(codes=[code])
    make_gotcha(codes=[code])
    assert suggest(client, "amq 96") == [
        ("AMQ9637", "MQ: no certificate came", "/codes/mq/AMQ9637/", gotcha.number)
    ]


def test_a_code_without_gotchas_or_meaning_is_suggested_by_its_name(client):
    make_code("AMQ9999", family=make_family(slug="mq", name="MQ"), meaning="", meaning_state="unknown")
    assert suggest(client, "AMQ9") == [("AMQ9999", "MQ", "/codes/mq/AMQ9999/", "")]


def test_codes_come_in_the_order_of_their_keys_and_the_whole_one_first(client):
    family = make_family()
    for code in ("AMQ96", "AMQ9700", "AMQ9637", "AMQ96371", "AMQ96Z1", "AMQ9", "AMQ8999", "AMR9600"):
        make_code(code, family=family)
    assert texts(client, "amq96") == ["AMQ96", "AMQ9637", "AMQ96371", "AMQ96Z1"]
    assert texts(client, "amq9")[0] == "AMQ9"


@pytest.mark.parametrize("code", ["CHK0042", "AA0042", "ZZ0042", "IJ0042", "LJ0042", "DZ0042"])
def test_letters_that_some_languages_order_as_one_do_not_hide_a_code(client, code):
    make_code(code)
    assert texts(client, code[:3]) == [code]
    assert texts(client, code[:-2]) == [code]


def test_a_code_is_suggested_by_its_other_names(client):
    code = make_code("MQRC2393")
    CodeAlias.objects.create(code=code, alias="MQRC_SSL_INITIALIZATION_ERROR", kind="name")
    for q in ("mqrc_ssl", "2393", "0x959", "MQRC 239"):
        assert texts(client, q) == ["MQRC2393"]


def test_a_pasted_message_suggests_the_code_that_it_begins_with(client):
    code = make_code("AMQ9637")
    make_code("AMQ96")
    gotcha = make_gotcha(title="The certificate is not sent", codes=[code])
    assert texts(client, "AMQ9637E: Channel is lacking a certificate")[:2] == ["AMQ9637", gotcha.title]
    assert "AMQ9637" not in texts(client, "Channel AMQ9637E is lacking")
    assert texts(client, "2 channels") == []


def test_a_severity_letter_too_much_does_not_hide_the_code(client):
    make_code("AMQ9637")
    assert texts(client, "AMQ9637E") == ["AMQ9637"]


def test_titles_hold_all_words_and_one_that_begins_with_the_last(client):
    gotcha = make_gotcha(title="Only the default certificate is read")
    make_gotcha(title="Only the default channel is read")
    row = (gotcha.title, f"Gotcha {gotcha.number}", gotcha.get_absolute_url(), gotcha.number)
    for q in ("only the default cert", "certificate def", "certif"):
        assert suggest(client, q)[0] == row


def test_a_title_that_begins_so_comes_before_one_that_only_holds_the_words(client):
    for title in ("No certificate expired", "Expired, and no certificate", "Certificate expired"):
        make_gotcha(title=title)
    assert texts(client, "certificate exp") == [
        "Certificate expired", "No certificate expired", "Expired, and no certificate"
    ]  # fmt: skip


def test_a_word_that_stands_in_no_title_does_not_spoil_the_rest(client):
    gotcha = make_gotcha(title="The key repository is not readable")
    for q in ("the kye repository", "key repository TO.SHOP", "key repository qmgr17 is not rea"):
        assert texts(client, q) == [gotcha.title]


@pytest.mark.parametrize(
    "q",
    [
        "type 'svc_report' has n",
        'type "report" has',
        "type `cost report` has no prop",
        "type 'svc_rep",
        "type \u201creport\u201d has no",
    ],
)
def test_a_name_in_a_message_does_not_hide_its_title(client, q):
    make_gotcha(title="The report of the cost is late: svc")
    gotcha = make_gotcha(title="Type '{0}' has no properties in common")
    assert gotcha.title in texts(client, q)


def test_a_code_stands_before_titles_when_one_word_is_typed(client):
    make_code("CERTIFICATE_EXPIRED")
    make_gotcha(title="Certificate")
    assert texts(client, "certif") == ["CERTIFICATE_EXPIRED", "Certificate"]
    assert texts(client, "certificate expi") == ["Certificate"]


def test_the_number_of_a_gotcha_is_suggested(client):
    collection = make_collection(number=7)
    titles = [make_gotcha(collection=collection).title for _ in range(12)]
    assert texts(client, "7.1") == [titles[0], titles[9], titles[10], titles[11]]
    assert texts(client, "7.12") == [titles[11]]
    assert texts(client, "7.") == titles[:8]
    assert texts(client, "7.13") == []
    assert texts(client, "999999999.99999999") == []


def test_a_word_that_stands_in_other_titles_alone_does_not_spoil_the_rest(client):
    gotcha = make_gotcha(title="The key repository of {queue manager} is not readable")
    make_gotcha(title="Shop")
    make_gotcha(title="Till")
    for q in ("the key repository shop", "key repository of till is not rea"):
        assert texts(client, q)[0] == gotcha.title


@pytest.mark.parametrize("state", [Gotcha.State.DRAFT, Gotcha.State.WITHDRAWN])
def test_what_nobody_may_read_is_not_suggested(client, state):
    collection = make_collection(number=7)
    code = make_code("AMQ9637")
    reason = {"withdrawn_reason": "It was wrong."} if state == Gotcha.State.WITHDRAWN else {}
    gotcha = make_gotcha(collection=collection, title="Hidden certificate", codes=[code])
    Gotcha.objects.filter(pk=gotcha.pk).update(state=state, **reason)  # search still has its words
    assert texts(client, "hidden cert") == []
    assert texts(client, "7.1") == []
    assert [number for *_, number in suggest(client, "amq96")] == [""]


def test_a_historic_gotcha_is_suggested(client):
    make_gotcha(title="Historic certificate", state=Gotcha.State.HISTORIC)
    assert texts(client, "historic") == ["Historic certificate"]


def test_an_identifier_from_elsewhere_names_the_gotcha(client):
    make_gotcha(title="Certificate", external_id="KB-470886")
    assert [number for *_, number in suggest(client, "certificate")] == ["KB-470886"]


def test_there_are_eight_at_most(client):
    collection, family = make_collection(), make_family()
    for n in range(9):
        make_gotcha(collection=collection, title=f"Certificate {n}")
        make_code(f"CERT{n}", family=family)
    assert len(suggest(client, "certificate")) == 8
    assert texts(client, "cert") == [*(f"CERT{n}" for n in range(4)), *(f"Certificate {n}" for n in range(4))]
    assert texts(client, "cert ") == texts(client, "cert")


@pytest.mark.parametrize(
    "q",
    ["", " ", "a", "é", "x" * 101, "cert " * 21, "%", "_%", "\\", "'", '"', "' OR 1=1 --", "NEAR(", "a*", "(",
     ":*", "\u202e\u202e", "𝟙.𝟙", "İİ", "ﬁ", "ß1", "a\nb", "AND", "OR NOT", "<b>1</b>",
     "1." + "9" * 90, "{\\0}"],
)  # fmt: skip
def test_no_text_is_an_error(client, q):
    make_gotcha(title="Something else")
    make_code("ZZZ0001")
    assert suggest(client, q) == []


def test_broken_bytes_are_refused_and_no_question_is_an_empty_one(client):
    assert client.get("/suggest/?q=%00ab").status_code == 400
    assert client.get("/suggest/?q=%ff").status_code == 400
    assert json.loads(client.get("/suggest/").content) == ["", [], [], [], []]


def test_it_is_read_only(client):
    assert client.post("/suggest/", {"q": "amq"}).status_code == 405
    assert client.head("/suggest/?q=amq").status_code == 200


def test_it_may_be_kept_for_a_minute_and_is_not_sent_twice(client):
    make_code("AMQ9637")
    response = client.get("/suggest/?q=amq")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    again = client.get("/suggest/?q=amq", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


QUERIES = {"certificate rea": 4, "ABC00": 3, "certif": 4, "1.1": 2, "x": 0, "key nowhere cert": 4}


@pytest.mark.parametrize("rows", [9, 60])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, rows):
    collection, family = make_collection(number=1), make_family()
    for n in range(rows):
        code = make_code(f"ABC{n:05}", family=family)
        make_gotcha(collection=collection, title=f"A certificate {n} cannot be read: key", codes=[code])
    for q, queries in QUERIES.items():
        with django_assert_num_queries(queries):
            suggest(client, q)


def test_a_text_that_hardly_fits_takes_eight_queries(client, django_assert_num_queries):
    make_gotcha(title="One certificate cannot be read")
    with django_assert_num_queries(8):
        assert len(suggest(client, "certificate nowhere one 1x rea")) == 1


def test_a_message_with_a_name_in_it_takes_eleven_queries(client, django_assert_num_queries):
    make_gotcha(title="One certificate cannot be read")
    make_gotcha(title="My name is long, and so is it")
    with django_assert_num_queries(11):
        assert len(suggest(client, "one certificate 'my name' can")) == 1

"""A code as text, Markdown and JSON, by its address and in any spelling."""

import pytest

from gotchas.models import CodeLink
from gotchas.tests.factories import make_code, make_family, make_gotcha, make_platform, make_source
from gotchas.tests.log_site import amq, make_amq

pytestmark = pytest.mark.django_db
FORMS = ("txt", "md", "json")


@pytest.fixture
def code():
    code = make_amq(meaning="the partner sent no certificate", severities="E", note="Seen since 7.0.")
    code.aliases.create(alias="0x00002595", kind="hex")
    code.platforms.add(make_platform(name="Old Unix"))
    code.sources.add(make_source(title="The manual", address="example.org/manual"))
    code.printed.create(text="Channel %s is lacking a certificate.", source=make_source(title="The log"))
    code.printed.create(text="No certificate")
    twin = make_amq("AMQ9699", meaning="a twin of it")
    CodeLink.objects.create(from_code=code, to_code=twin, relation="other_end", basis="source")
    CodeLink.objects.create(from_code=make_amq("AMQ9999"), to_code=code, relation="wrapper_of", basis="rule")
    return code


def told(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_every_fact(client, settings, code, form):
    make_gotcha(title="What lacks is the label", codes=[code], risk="restart")
    make_gotcha(title="Secret handshake", codes=[code], state="draft")
    text = told(client, f"/codes/ibm-mq-amq/AMQ9637.{form}")
    for fact in (
        "AMQ9637", amq().name, "he partner sent no certificate", "Seen since 7.0.", "0x00002595",
        "Old Unix", "The manual", "https://example.org/manual", "AMQ9699", "The other end logs",
        "Channel %s is lacking a certificate.", "The log", "No certificate",
        "AMQ9999", "It is wrapped by", "What lacks is the label", "Restarts a component",
        settings.CONTENT_LICENCE.name, f"{settings.SITE_URL}/codes/ibm-mq-amq/AMQ9637/",
    ):  # fmt: skip
        assert fact in text, fact
    assert "Secret" not in text
    assert form == "json" or "not confirmed by an editor" in " ".join(text.split())
    assert form == "json" or "No certificate (not verified)" in " ".join(text.split())


def test_what_is_printed_has_its_source_or_none(client, code):
    printed = client.get("/codes/ibm-mq-amq/AMQ9637.json").json()["printed"]
    assert [(row["text"], row["source"] and row["source"]["title"]) for row in printed] == [
        ("Channel %s is lacking a certificate.", "The log"),
        ("Channel is lacking a certificate", None),  # known of every such code
        ("No certificate", None),
    ]  # fmt: skip


def test_json_tells_on_which_side_of_a_link_the_code_stands(client, code):
    def links(of):
        return {
            link["code"]: link["relation"]
            for link in client.get(f"/codes/ibm-mq-amq/{of}.json").json()["links"]
        }

    assert links("AMQ9637") == {"AMQ9699": "other_end", "AMQ9999": "wrapped_by"}
    assert links("AMQ9699") == {"AMQ9637": "other_end_of"}
    assert links("AMQ9999") == {"AMQ9637": "wraps"}


def test_a_meaning_that_nobody_knows_is_null_in_json_and_a_sentence_in_text(client):
    make_amq("AMQ1111", meaning="", meaning_state="unknown")
    assert client.get("/codes/ibm-mq-amq/AMQ1111.json").json()["meaning"] is None
    assert "not known here yet" in told(client, "/codes/ibm-mq-amq/AMQ1111.txt")


def test_a_code_that_ends_like_a_form_is_a_code_first(client):
    family = make_family(slug="node")
    make_code("ERR.json", family=family)
    response = client.get("/codes/node/ERR.json")
    assert (response.status_code, response["Location"]) == (302, "/codes/node/ERR.json/")
    assert client.get("/codes/node/ERR.json.json").json()["code"] == "ERR.json"
    assert "ERR.json" in told(client, "/codes/node/ERR.json.txt")


def test_where_the_shorter_code_is_stored_alone_the_end_is_a_form(client):
    make_code("E1.2", family=make_family(slug="node"))
    assert client.get("/codes/node/E1.2.json").json()["code"] == "E1.2"


@pytest.mark.parametrize(
    "path", ["/codes/ibm-mq-amq/amq9637e", "/codes/amq9637e", "/codes/AMQ 9637", "/amq-9637e"]
)
def test_any_spelling_leads_to_the_code_in_the_same_form(client, code, path):
    for form in FORMS:
        response = client.get(f"{path}.{form}")
        assert (response.status_code, response["Location"]) == (302, f"/codes/ibm-mq-amq/AMQ9637.{form}")


def test_under_codes_the_name_of_a_family_wins(client):
    make_family(slug="net.json")
    assert client.get("/codes/net.json")["Location"] == "/codes/net.json/"


@pytest.mark.parametrize("form", FORMS)
def test_an_unknown_code_names_the_nearest(client, code, form):
    for path in ("/codes/ibm-mq-amq/AMQ9638", "/codes/AMQ9638", "/codes/nothing/AMQ9638", "/AMQ9638"):
        response = client.get(f"{path}.{form}")
        assert response.status_code == 404
        text = response.content.decode()
        assert "There is no code AMQ9638 here." in text and "AMQ9637" in text


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/S0C4", "/codes/zos-abend/S0C4/"),
        ("/ABC1234E", "/codes/ABC1234E/"),
        ("/codes/rust/E0382", "/codes/rust/E0382/"),
        ("/codes/ibm-mq-amq/amq9638e", "/codes/ibm-mq-amq/AMQ9638/"),
    ],
)
def test_of_an_unknown_code_it_is_told_where_to_ask(client, settings, path, address):
    assert f"{settings.SITE_URL}{address}" in client.get(f"{path}.json").json()["what_to_do"]
    assert f"{settings.SITE_URL}{address}" in client.get(f"{path}.txt").content.decode()
    page = client.get(address)
    assert page.status_code == 404
    assert "Tell the editors" in page.content.decode()


def test_what_is_built_like_no_code_is_not_asked_about(client):
    assert "Ask about it" not in client.get("/no1such.json").json()["what_to_do"]


def test_a_spelling_of_several_families_names_them(client):
    for slug in ("ones", "others"):
        make_code("SAME1", family=make_family(slug=slug))
    response = client.get("/codes/same1.json")
    assert response.status_code == 404
    assert {code["family"] for code in response.json()["near"]} == {"ones", "others"}


@pytest.mark.parametrize(
    "asked", ["%20", "..", "a%0Ab", "%F0%9F%92%A9", "%E2%80%AE", "x" * 3_000, "%25", "*", "'\"<b>", "%1B[2J"]
)
def test_odd_codes_are_not_there(client, asked):
    for form in FORMS:
        for path in (f"/codes/{asked}.{form}", f"/codes/ibm-mq-amq/{asked}.{form}"):
            response = client.get(path)
            assert response.status_code == 404
            assert "\x1b" not in response.content.decode()


def test_the_number_of_queries_is_the_same_for_little_and_for_much(client, code, django_assert_num_queries):
    make_gotcha(codes=[code], platforms=[make_platform()])
    with django_assert_num_queries(11):
        told(client, "/codes/ibm-mq-amq/AMQ9637.json")
    for n in range(10):
        make_gotcha(codes=[code, make_code()], platforms=[make_platform()])
        code.aliases.create(alias=f"0x{n}", kind="hex")
        code.printed.create(text=f"It broke {n}", source=make_source())
        link = CodeLink.objects.create(
            from_code=code, to_code=make_code(), relation="same_fault", basis="rule"
        )
        link.sources.add(make_source())
    for form in FORMS:
        with django_assert_num_queries(11):
            told(client, f"/codes/ibm-mq-amq/AMQ9637.{form}")


def test_of_very_many_gotchas_the_first_are_told(client, code, monkeypatch):
    monkeypatch.setattr("gotchas.answers.data.MOST_GOTCHAS", 2)
    for _ in range(3):
        make_gotcha(codes=[code])
    values = client.get("/codes/ibm-mq-amq/AMQ9637.json").json()
    assert (len(values["gotchas"]), values["more_gotchas"], values["more_links"]) == (2, True, False)
    for form in ("txt", "md"):
        assert "More of them" in client.get(f"/codes/ibm-mq-amq/AMQ9637.{form}").content.decode()


def test_curl_that_does_not_follow_is_shown_where_the_text_is(client, settings, code):
    for address in ("/AMQ9637.txt", "/codes/amq-9637e.txt"):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response.content.decode() == f"It is at {settings.SITE_URL}/codes/ibm-mq-amq/AMQ9637.txt\n"

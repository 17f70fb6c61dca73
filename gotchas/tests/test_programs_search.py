"""A search as text, Markdown and JSON."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.tests.factories import make_comment
from gotchas.models import Gotcha, MessageCode
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_gotchas, make_platform
from gotchas.tests.log_site import make_amq, make_site

pytestmark = pytest.mark.django_db
FORMS = ("txt", "md", "json")


@pytest.fixture
def gotcha():
    code = make_amq(meaning="the partner sent no certificate")
    return make_gotcha(
        title="What lacks is the label",
        problem="The handshake stops.",
        codes=[code],
        platforms=[make_platform(name="z/OS of old", slug="zos-old")],
        external_id="KB-7",
        risk="restart",
    )


def search(client, **asked):
    response = client.get("/search.json", asked)
    assert response.status_code == 200, response.content
    return response.json()


def test_a_code_is_recognised_with_the_number_of_its_first_gotcha(client, settings, gotcha):
    found = search(client, q="amq 9637E")
    address = f"{settings.SITE_URL}/codes/ibm-mq-amq/AMQ9637/"
    assert found["recognised"] == [
        {"code": "AMQ9637", "family": "ibm-mq-amq", "address": address,
         "meaning": "the partner sent no certificate", "number": "KB-7", "more_gotchas": False,
         "other_end": [], "other_end_of": [],
         "comments": {"count": 0, "address": f"{address}comments.json"}}
    ]  # fmt: skip
    assert not found["no_answer"]


def test_a_code_tells_what_the_other_end_logs_and_where_it_was_discussed(client, settings):
    make_site()
    code = MessageCode.objects.get(code="AMQ9637")
    for n in range(2):
        make_comment(on=code, text=f"Met it {n} times.")
    (here,) = search(client, q="AMQ9637")["recognised"]
    assert [(link["code"], link["confirmed"]) for link in here["other_end"]] == [("CSQX637", False)]
    assert here["comments"]["count"] == 2
    (there,) = search(client, q="CSQX637")["recognised"]
    assert [link["code"] for link in there["other_end_of"]] == ["AMQ9637"]
    for form in ("txt", "md"):
        told = " ".join(client.get(f"/search.{form}", {"q": "AMQ9637"}).content.decode().split())
        assert "The other end logs" in told and "(not confirmed by an editor)" in told
        assert "Discussed in 2 comments:" in told
        assert f"{settings.SITE_URL}/codes/ibm-mq-amq/AMQ9637/comments.json" in told
        assert (
            "Logged when the other end logs"
            in client.get(f"/search.{form}", {"q": "CSQX637"}).content.decode()
        )


def test_a_result_tells_what_a_list_needs(client, settings, gotcha):
    (result,) = search(client, q="handshake")["results"]
    assert result["number"] == "KB-7"
    assert result["site_number"] == gotcha.number
    assert result["address"] == f"{settings.SITE_URL}{gotcha.get_absolute_url()}"
    assert result["title"] == gotcha.title
    assert result["kind"] == "gotcha"
    assert [code["written"] for code in result["codes"]] == ["AMQ9637E"]
    assert result["platforms"] == [{"slug": "zos-old", "name": "z/OS of old"}]
    assert result["snippet"] == "The handshake stops."
    assert result["risk"]["value"] == "restart"
    assert result["comment"] is None


def test_one_without_another_number_has_its_own(client):
    gotcha = make_gotcha(title="A lost label")
    assert search(client, q="lost label")["results"][0]["number"] == gotcha.number


def test_a_comment_for_which_a_gotcha_was_found_is_named(client, settings, gotcha):
    comment = make_comment(on=gotcha, author_name="Ann", text="The keyring was the culprit.")
    (result,) = search(client, q="keyring culprit")["results"]
    address = f"{settings.SITE_URL}{comment.get_absolute_url()}"
    assert result["comment"] == {"author": "Ann", "address": address}
    assert result["snippet"] == "The keyring was the culprit."


def test_a_comment_and_a_code_are_results_of_their_own(client):
    comment = make_comment(on=make_collection(), author_name="Ann", text="The keyring was the culprit.")
    make_code("ZZZ1", meaning="the culprit was a stash")
    found = {result["kind"]: result for result in search(client, q="culprit")["results"]}
    assert found["comment"]["address"].endswith(comment.get_absolute_url())
    assert found["comment"]["number"] is None
    assert found["code"]["code"] == "ZZZ1"


def test_what_has_no_sure_answer_says_so(client, gotcha):
    found = search(client, q="flux capacitor")
    assert found["no_answer"] and found["results"] == [] and found["recognised"] == []
    unknown = search(client, q="AMQ9638")
    assert unknown["no_answer"] and unknown["unknown"] == "AMQ9638"
    assert unknown["ask"].endswith("/search/?q=AMQ9638")
    assert unknown["ask"] in client.get("/search.txt", {"q": "AMQ9638"}).content.decode()
    assert "/unanswered/tell/" in client.get("/search/?q=AMQ9638").content.decode()


def test_drafts_and_withdrawn_ones_are_not_found(client):
    make_gotcha(title="Secret handshake", state="draft")
    make_gotcha(title="Secret handshake", state="withdrawn", withdrawn_reason="No.")
    for form in FORMS:
        assert "Secret" not in client.get(f"/search.{form}", {"q": "handshake"}).content.decode()


def test_facets_narrow_and_are_told_with_their_counts(client, gotcha):
    make_gotcha(title="Another handshake", platforms=[make_platform(name="VMS", slug="vms")])
    found = search(client, q="handshake")
    platforms = next(facet for facet in found["facets"] if facet["name"] == "platform")
    choice = {"value": "zos-old", "label": "z/OS of old", "count": 1, "chosen": False}
    assert choice in platforms["choices"]
    narrowed = search(client, q="handshake", platform="zos-old")
    assert [result["number"] for result in narrowed["results"]] == ["KB-7"]
    assert search(client, q="handshake platform:zos-old")["total"] == 1
    assert search(client, platform="vms")["results"][0]["title"] == "Another handshake"
    assert search(client, q="x", kind="nothing")["unknown_filters"] == [{"name": "kind", "value": "nothing"}]


def make_many(many):
    return [row.number for row in make_gotchas(many, title="The handshake of {n}")]


def test_pages_hold_ten_and_lead_to_one_another_to_the_end(client, settings):
    numbers = make_many(25)
    found, seen = search(client, q="handshake"), []
    assert (found["total"], found["pages"], len(found["results"])) == (25, 3, 10)
    while True:
        seen += [result["number"] for result in found["results"]]
        if not found["next"]:
            break
        assert found["next"].startswith(f"{settings.SITE_URL}/search.json?")
        found = client.get(found["next"].removeprefix(settings.SITE_URL)).json()
    assert sorted(seen) == sorted(numbers)
    assert client.get("/search.json?q=handshake&page=4").status_code == 404
    assert (
        f"{settings.SITE_URL}/search.txt?q=handshake&page=2"
        in client.get("/search.txt?q=handshake").content.decode()
    )


def test_a_list_without_words_is_walked_to_its_end(client, settings):
    platform = make_platform(slug="vms")
    collection = make_collection()
    for _ in range(15):
        make_gotcha(collection=collection, platforms=[platform])
    found = search(client, platform="vms")
    rest = client.get(found["next"].removeprefix(settings.SITE_URL)).json()
    assert (len(found["results"]), len(rest["results"]), rest["next"]) == (10, 5, None)
    assert [(each["total"], each["page"], each["pages"]) for each in (found, rest)] == [
        (15, 1, 2),
        (15, 2, 2),
    ]
    back = client.get(rest["previous"].removeprefix(settings.SITE_URL)).json()
    assert (back["results"], back["previous"]) == (found["results"], None)


@pytest.mark.parametrize("asked", [{"page": 2}, {"before": 999_999}, {"after": 999_999}])
def test_a_place_in_a_list_that_is_not_there_is_told(client, asked):
    make_gotcha()
    response = client.get("/search.json", {"kind": "problem", **asked})
    assert response.status_code == 404
    assert "begin again" in response.json()["what_to_do"]


def test_the_newest_stand_first_when_asked_for(client):
    make_many(3)
    newest = Gotcha.objects.latest("pk").number
    assert search(client, q="handshake", sort="newest")["results"][0]["number"] == newest


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "asked",
    [
        {}, {"q": ""}, {"q": "  "}, {"q": "x" * 1_001}, {"q": "x", "page": "0"}, {"q": "x", "page": "abc"},
        {"q": "x", "page": "1000001"}, {"q": "x", "sort": "oldest"}, {"q": "x", "before": "-1"},
        {"q": "x", "before": "9" * 30}, {"q": "x", "page": "\u0661"},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_with_what_to_do(client, form, asked):
    response = client.get(f"/search.{form}", asked)
    assert response.status_code == 422
    if form == "json":
        assert set(response.json()) == {"error", "what_to_do"}


@pytest.mark.parametrize(
    "q",
    [
        '"', '""', "-", "--", "- -x", "NEAR(", "a AND", "* OR *", "%' OR 1=1 --", "\u202e", "\x1b[2J",
        "platform:", "platform:\"", "1.15", "999999999.999999999", "\U0001f4a9", "[" * 999, "a" * 1000, "(((",
    ],
)  # fmt: skip
def test_odd_questions_are_answered(client, gotcha, q):
    for form in FORMS:
        response = client.get(f"/search.{form}", {"q": q})
        assert response.status_code in (200, 422)
        assert "\x1b" not in response.content.decode()


def test_the_api_answers_what_the_form_answers(client, gotcha):
    asked = {"q": "handshake", "platform": "zos-old"}
    assert client.get("/api/search", asked).content == client.get("/search.json", asked).content
    assert client.post("/api/search", asked).json()["error"]


def test_text_keeps_to_80_columns_and_tells_the_risk(client, gotcha):
    told = client.get("/search.txt", {"q": "AMQ9637"}).content.decode()
    assert "Risk of the fix: Restarts a component." in told
    assert f"{gotcha.number} What lacks is the label" in told
    assert max(len(line) for line in told.splitlines() if "http" not in line) <= 80
    many = client.get("/search.txt", {"q": "w" * 500 + " handshake"}).content.decode()
    assert "handshake" in many


def test_markdown_links_each_result(client, settings, gotcha):
    told = client.get("/search.md", {"q": "handshake"}).content.decode()
    assert (
        f"- [{gotcha.number} What lacks is the label](<{settings.SITE_URL}{gotcha.get_absolute_url()}>)"
        in told
    )


def test_the_number_of_queries_is_the_same_for_two_and_for_twenty(client, gotcha):
    def count():
        with CaptureQueriesContext(connection) as queries:
            search(client, q="handshake AMQ9637")
        return len(queries)

    make_gotcha(title="Another handshake", platforms=[make_platform()], codes=[make_code()])
    few = count()
    for _ in range(20):
        make_gotcha(title="Another handshake", platforms=[make_platform()], codes=[make_code()])
    assert count() == few <= 20


@pytest.mark.parametrize("form", ["txt", "md"])
def test_a_code_that_no_gotcha_describes_is_told_and_said_to_have_none(client, form):
    make_amq("AMQ9001", meaning="a channel has ended")
    told = " ".join(client.get(f"/search.{form}", {"q": "AMQ9001"}).content.decode().split())
    assert "No gotcha speaks of AMQ9001 yet." in told
    assert "a channel has ended" in told
    assert "0 results" not in told

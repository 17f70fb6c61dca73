"""A gotcha as text, Markdown and JSON."""

import datetime
import json
import re

import pytest
from django.contrib.auth.models import Permission, User

from gotchas.models import CodeLink, Notice
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform, make_source

pytestmark = pytest.mark.django_db

COMMAND = "# ls -l /var/lib/some/very/long/path/to/a/key/repository/key.kdb /var/lib/some/other/path/key.sth"
SOLUTION = f"""\
The first sentence of it is so long that no terminal shows it in one line, wherever it may end in the end.

1. Look. This only displays, though the sentence goes on and on until a second line is needed for it.

   ```console As root, on every node
   {COMMAND}
   $ runmqakm -cert -list
   ```

2. See [the manual](https://example.org/manual) for `a span of code with blanks in it that is far too long`.

# On old releases

Rename it.
"""
FORMS = ("txt", "md", "json")


def make_full(**fields):
    code = make_code("QQQ1234")
    gotcha = make_gotcha(
        **{
            "title": "No certificate",
            "problem": "It stops with QQQ1234E.",
            "cause": "The label is wrong.",
            "solution": SOLUTION,
            "expected": "It runs.",
            "platforms": [make_platform()],
            "codes": [code],
            "risk": "restart",
            "confidence": "verified",
            "applies_from": "7.1",
            "applies_to": "9.3",
            "verified_release": "9.4.0",
            "verified_at": datetime.date(2026, 2, 3),
            "verified_by": "A. Tester",
            **fields,
        }
    )
    gotcha.sources.add(make_source(title="The manual", address="example.org/manual"))
    gotcha.related.add(make_gotcha(collection=gotcha.collection, title="A sister"))
    Notice.objects.create(gotcha=gotcha, level="danger", text="Do not run step 2 on AIX.", part="solution")
    other = make_code("QQQ4321", family=code.family, meaning="the partner hung up")
    CodeLink.objects.create(from_code=code, to_code=other, relation="other_end", basis="source")
    return gotcha


def address(gotcha, form):
    return f"{gotcha.get_absolute_url().rstrip('/')}.{form}"


def text_of(client, gotcha, form="txt"):
    response = client.get(address(gotcha, form))
    assert response.status_code == 200
    return response.content.decode()


def data_of(client, gotcha):
    return client.get(address(gotcha, "json")).json()


@pytest.mark.parametrize(
    ("form", "kind"),
    [("txt", "text/plain; charset=utf-8"), ("md", "text/markdown; charset=utf-8"),
     ("json", "application/json")],
)  # fmt: skip
def test_the_end_of_the_address_names_the_form(client, form, kind):
    response = client.get(address(make_full(), form))
    assert response.headers["Content-Type"] == kind
    assert "Cookie" not in response.get("Vary", "")
    assert "Accept," not in response.get("Vary", "") + ","


@pytest.mark.parametrize("form", ["xml", "html", "TXT", "json5", ""])
def test_other_forms_are_not_there(client, form):
    assert client.get(address(make_full(), form)).status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_every_fact(client, settings, form):
    told = " ".join(text_of(client, make_full(), form).split())
    for fact in (
        "No certificate", "QQQ1234E", "Platform", "Restarts a component", "7.1", "9.3", "9.4.0",
        "A. Tester", "It stops with", "The label is wrong.", "Rename it.", "It runs.", "The manual",
        "https://example.org/manual", "A sister", "Do not run step 2 on AIX.", "QQQ4321",
        "the partner hung up", settings.CONTENT_LICENCE.name, settings.CONTENT_LICENCE.address,
        "its sources say so",
    ):  # fmt: skip
        assert fact in told, fact


@pytest.mark.parametrize("form", ["txt", "md"])
def test_the_risk_stands_before_the_first_command_and_again_at_the_solution(client, form):
    told = text_of(client, make_full(), form)
    risks = [found.start() for found in re.finditer("Restarts a component", told)]
    solution = re.search("(?m)^(SOLUTION|## Solution)$", told).start()
    assert len(risks) == 2
    assert risks[0] < solution < risks[1] < told.index("ls -l")


def test_prose_keeps_to_80_columns_and_no_command_is_wrapped(client):
    told = text_of(client, make_full())
    command = f"       {COMMAND}"
    lines = told.split("\n")
    assert command in lines
    assert "       $ runmqakm -cert -list" in lines
    assert "`a span of code with blanks in it that is far too long`" in told
    wide = [line for line in lines if len(line) > 80 and line != command and "http" not in line]
    assert wide == []
    assert max(len(line) for line in lines if "first sentence" in line) <= 80


def test_a_block_of_code_says_where_to_run_it(client):
    assert "   As root, on every node:\n\n       # ls" in text_of(client, make_full())


def test_markdown_is_the_source_with_its_headings_below_that_of_the_part(client):
    told = text_of(client, make_full(), "md")
    assert "   ```console As root, on every node\n   # ls -l" in told
    assert "\n### On old releases\n" in told
    assert told.startswith("# ") and "\n## Solution\n" in told


def test_what_stands_in_a_title_is_no_markdown(client):
    gotcha = make_gotcha(title="[x](javascript:alert(1)) <b>*bold*</b>")
    assert r"\[x\](javascript:alert(1)) \<b\>\*bold\*\</b\>" in text_of(client, gotcha, "md")


def test_json_has_whole_addresses_moments_in_utc_and_nulls(client, settings):
    gotcha = make_full(external_id="KB-7")
    told = data_of(client, gotcha)
    assert told["number"] == gotcha.number
    assert told["external_id"] == "KB-7"
    assert told["address"] == f"{settings.SITE_URL}{gotcha.get_absolute_url()}"
    assert told["comments"] == {"count": 0, "address": f"{told['address']}comments.json"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["published_at"])
    assert told["corrected_at"] is None
    assert told["verified"] == {"on": "2026-02-03", "release": "9.4.0", "by": "A. Tester"}
    assert told["solution"] == SOLUTION
    assert told["other_end"][0]["confirmed"] is False
    plain = data_of(client, make_gotcha())
    assert plain["risk"] is None and plain["confidence"] is None and plain["external_id"] is None


@pytest.mark.parametrize("form", FORMS)
def test_a_draft_is_not_there_even_for_an_editor(client, django_user_model, form):
    gotcha = make_gotcha(title="Secret handshake", state="draft")
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="change_gotcha"))
    client.force_login(editor)
    assert client.get(gotcha.get_absolute_url()).status_code == 200
    response = client.get(address(gotcha, form))
    assert response.status_code == 404
    assert "Secret" not in response.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_withdrawn_one_is_gone_and_says_why(client, form):
    gotcha = make_gotcha(title="Secret handshake", state="withdrawn", withdrawn_reason="It was never true.")
    response = client.get(address(gotcha, form))
    assert response.status_code == 410
    assert "It was never true." in response.content.decode()
    assert "Secret" not in response.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_merged_one_leads_to_its_successor_in_the_same_form(client, form):
    successor = make_gotcha()
    merged = make_gotcha(state="merged", successor=successor)
    response = client.get(address(merged, form))
    assert (response.status_code, response["Location"]) == (301, address(successor, form))


def test_a_related_draft_and_a_notice_that_ended_are_not_told(client):
    gotcha = make_full()
    gotcha.related.add(make_gotcha(title="Secret handshake", state="draft"))
    gotcha.notices.update(ended_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    for form in FORMS:
        told = text_of(client, gotcha, form)
        assert "Secret" not in told and "Do not run" not in told


@pytest.mark.parametrize("form", FORMS)
def test_a_missing_one_and_another_method_are_told_in_the_same_form(client, form):
    missing = client.get(f"/999.1.{form}")
    assert missing.status_code == 404
    posted = client.post(address(make_gotcha(), form))
    assert posted.status_code == 405
    assert posted["Allow"] == "GET, HEAD"
    for response in (missing, posted):
        told = response.content.decode()
        assert response["Content-Type"] == client.get(address(make_gotcha(), form))["Content-Type"]
        if form == "json":
            assert set(json.loads(told)) == {"error", "what_to_do"}


@pytest.mark.parametrize("form", FORMS)
def test_what_did_not_change_is_not_sent_again(client, form):
    gotcha = make_full()
    first = client.get(address(gotcha, form))
    again = client.get(address(gotcha, form), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    gotcha.title = "Another"
    gotcha.save()
    changed = client.get(address(gotcha, form), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_scripts_of_every_site_may_read_it(client):
    response = client.get(address(make_gotcha(), "json"))
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies


def test_nothing_that_a_terminal_obeys_gets_through(client):
    gotcha = make_gotcha(title="A\x1b[31m\x07 b\u202ec", problem="\x1b]0;title\x07 x\x9b2J y\r\nz\u2066")
    for form in ("txt", "md"):
        told = text_of(client, gotcha, form)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told)


def test_one_with_the_longest_texts_is_told_whole_in_each_form(client):
    """Texts that make a wrapping of lines slow: one word, brackets, backticks, deep lists."""
    collection = make_collection()
    texts = {
        "problem": "x" * 65_000,
        "cause": "[" * 30_000 + "`" * 30_000,
        "solution": "".join(f"{' ' * n}- a\n" for n in range(300)) + "1. " * 6_000,
        "expected": "word " * 13_000,
    }
    gotcha = make_gotcha(collection=collection, **texts)
    for form in FORMS:
        told = text_of(client, gotcha, form)
        assert 200_000 < len(told) < 500_000
    assert "x" * 65_000 in text_of(client, gotcha)


def test_the_number_of_queries_is_the_same_for_little_and_for_much(client, django_assert_num_queries):
    gotcha = make_full()
    make_correction(gotcha, state="disputed")
    with django_assert_num_queries(11):
        data_of(client, gotcha)
    for n in range(10):
        make_correction(gotcha, state="disputed")
        Notice.objects.create(gotcha=gotcha, text=f"Mind {n}.")
        code = make_code(f"QQQ1{n}")
        gotcha.gotcha_codes.create(code=code)
        CodeLink.objects.create(from_code=code, to_code=make_code(), relation="other_end", basis="rule")
        gotcha.platforms.add(make_platform())
        gotcha.related.add(make_gotcha(collection=gotcha.collection))
        gotcha.sources.add(make_source())
    for form in FORMS:
        with django_assert_num_queries(11):
            text_of(client, gotcha, form)


def test_revisions_are_told_with_author_note_and_what_changed(client):
    gotcha = make_gotcha(solution="1. Look.")
    correction = make_correction(gotcha, proposed="1. See.", reason="Better.", seen_on="9.3")
    correction.apply(User.objects.create_user("ada"), "True.")
    found = data_of(client, gotcha)
    newest, first = found["revisions"]
    assert (newest["number"], newest["by"], newest["note"]) == (2, "ada", "True.")
    assert newest["correction"] == correction.pk
    assert newest["changes"].endswith(f"{gotcha.get_absolute_url()}diff/1/2/")
    assert (first["note"], first["changes"], first["erased"]) == ("First text.", None, [])
    (told,) = found["corrections"]
    assert (told["quoted"], told["proposed"], told["cut"]) == ("1. Look.", "1. See.", False)
    assert (told["why"], told["seen_on"], told["reason"]) == ("Better.", "9.3", "True.")
    assert (told["revision"], told["duplicate_of"], told["decided_by"]) == (2, None, "ada")


def test_what_was_not_applied_names_no_revision_and_a_duplicate_the_other(client):
    gotcha = make_gotcha()
    first = make_correction(gotcha)
    make_correction(gotcha, state="duplicate", duplicate_of=first, quoted="x" * 6000)
    duplicate, reported = data_of(client, gotcha)["corrections"]
    assert (duplicate["duplicate_of"], duplicate["revision"]) == (first.pk, None)
    assert (len(duplicate["quoted"]), duplicate["cut"]) == (5000, True)
    assert reported["duplicate_of"] is None


def test_what_was_erased_from_a_revision_is_named(client):
    gotcha = make_gotcha()
    gotcha.revisions.get().suppress(["cause"], "By request.")
    assert data_of(client, gotcha)["revisions"][0]["erased"] == ["cause"]

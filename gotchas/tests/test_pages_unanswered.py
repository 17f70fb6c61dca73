"""The list of codes that readers looked for in vain: what stands on it, and for how long."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from gotchas.models import CodeFamily, UnansweredCode
from gotchas.models.unanswered import DAYS_OF_SEVERAL
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_code, make_family, make_gotcha
from gotchas.tests.log_site import amq
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


def ask(code, family=None, **fields):
    return UnansweredCode.objects.create(**{"code": code, "family": family, "count": 1, **fields})


def listed(client, query=""):
    return [row.code for row in client.get(f"/unanswered/{query}").context["page"]]


def test_the_code_that_was_asked_for_most_comes_first(client):
    ask("AMQ9638", amq(), count=2)
    ask("AMQ9639", amq(), count=30)
    ask("ABC1234E", count=5, days_of_several=DAYS_OF_SEVERAL)
    response = client.get("/unanswered/")
    check_page(response)
    assert [row.code for row in response.context["page"]] == ["AMQ9639", "ABC1234E", "AMQ9638"]
    words = text_of(response)
    assert "Asked for 30 times since" in words
    assert "of no family known here" in words
    assert f'href="{amq().get_absolute_url()}"' in response.content.decode()


def test_nothing_asked_for_says_so(client):
    response = client.get("/unanswered/")
    check_page(response)
    assert "Nothing waits" in text_of(response)


def test_a_code_leaves_the_list_when_it_gets_a_meaning(client):
    ask("AMQ9638", amq())
    code = make_code("AMQ9638", family=amq(), meaning="", meaning_state="unknown")
    assert listed(client) == ["AMQ9638"]
    code.meaning, code.meaning_state = "something is wrong", "unverified"
    code.save()
    assert listed(client) == []


def test_a_code_leaves_the_list_when_a_published_gotcha_speaks_of_it(client):
    ask("AMQ9638", amq())
    code = make_code("AMQ9638", family=amq(), meaning="", meaning_state="unknown")
    gotcha = make_gotcha(codes=[code], state="draft")
    assert listed(client) == ["AMQ9638"]
    gotcha.state = "published"
    gotcha.save()
    assert listed(client) == []


def test_a_code_that_is_an_alias_of_one_with_a_meaning_is_not_listed(client):
    code = make_code("AMQ9637", family=amq())
    ask("AMQ7777", amq())
    assert listed(client) == ["AMQ7777"]
    code.aliases.create(alias="AMQ7777", kind="old_id")
    assert listed(client) == []


def test_the_same_code_of_another_family_is_no_answer(client):
    ask("X1000", amq())
    make_code("X1000")
    assert listed(client) == ["X1000"]


@pytest.mark.parametrize(
    ("asked", "stored"), [("ABC1234E", "ABC1234"), ("ABC-1234", "ABC1234"), ("ABC1234", "ABC1234")]
)
def test_a_code_of_no_family_is_answered_by_one_of_any_family_however_it_is_written(client, asked, stored):
    ask(asked, days_of_several=DAYS_OF_SEVERAL)
    make_code("ABC123")
    assert listed(client) == [asked]
    make_code(stored)
    assert listed(client) == []


def test_a_dismissed_code_and_one_that_nobody_asked_for_are_not_listed(client):
    ask("AMQ9638", amq(), dismissed_at=timezone.now())
    ask("AMQ9639", amq(), count=0)
    assert listed(client) == []


def test_one_family_can_be_chosen_and_says_how_many_it_has(client):
    other = CodeFamily.objects.get(slug="oracle")
    ask("AMQ9638", amq())
    ask("ORA-00600", other)
    response = client.get("/unanswered/?family=oracle")
    check_page(response)
    assert [row.code for row in response.context["page"]] == ["ORA-00600"]
    assert {row["family__slug"]: row["shown"] for row in response.context["families"]} == {
        "ibm-mq-amq": 1,
        "oracle": 1,
    }


@pytest.mark.parametrize(
    "query", ["?family=nothing", "?page=2", "?page=x", "?family=%00", "?family=<script>"]
)
def test_what_is_not_there_is_a_404(client, query):
    ask("AMQ9638", amq())
    assert client.get(f"/unanswered/{query}").status_code in (400, 404)


def test_a_long_list_is_parted_and_keeps_the_family_that_was_chosen(client):
    same = {"family": amq(), "count": 1, "last_seen": timezone.now()}
    UnansweredCode.objects.bulk_create(UnansweredCode(code=f"AMQ{n}", **same) for n in range(1000, 1101))
    first = client.get("/unanswered/?family=ibm-mq-amq")
    assert len(first.context["page"]) == 100
    assert 'href="?family=ibm-mq-amq&amp;page=2"' in first.content.decode()
    assert listed(client, "?family=ibm-mq-amq&page=2") == ["AMQ1100"]


def test_the_text_of_a_code_is_shown_and_never_run(client):
    ask('<script>alert("1")</script>', days_of_several=DAYS_OF_SEVERAL)
    ask("A/1", amq())
    response = client.get("/unanswered/")
    check_page(response)
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_read_only(client, method):
    assert getattr(client, method)("/unanswered/").status_code == 405


@pytest.mark.parametrize("count", [2, 90])
def test_the_list_takes_the_same_queries(client, django_assert_num_queries, count):
    for n in range(count):
        ask(f"Q{n}", make_family())
    CodeFamily.objects.recogniser()  # kept by the process until a family changes
    with django_assert_num_queries(4):
        client.get("/unanswered/")


def test_only_who_may_change_a_row_is_shown_the_way_to_it(client):
    row = ask("AMQ9638", amq())
    way = f'href="/admin/gotchas/unansweredcode/{row.pk}/change/"'
    assert way not in client.get("/unanswered/").content.decode()
    reader = make_staff("reader")
    client.force_login(reader)
    assert way not in client.get("/unanswered/").content.decode()
    reader.user_permissions.add(Permission.objects.get(codename="change_unansweredcode"))
    assert way in client.get("/unanswered/").content.decode()


def test_a_name_that_few_pasted_is_listed_for_editors_alone(client):
    client.post("/log/", {"text": "DBPROD0123: refused\nAMQ9638E: odd"})
    assert UnansweredCode.objects.filter(code="DBPROD0123").exists()
    assert listed(client) == ["AMQ9638"]
    client.force_login(make_staff("reader"))
    assert listed(client) == ["AMQ9638"]
    client.force_login(make_staff("editor"))
    assert listed(client) == ["AMQ9638", "DBPROD0123"]


def test_a_name_is_listed_when_two_readers_of_a_day_asked_on_two_days(client, monkeypatch):
    now = timezone.now()
    for days, addresses in enumerate([(1, 1), (1,), (1,), (1, 2, 3), (4,), (1, 2)]):
        assert listed(client) == []
        at = now + datetime.timedelta(days)
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        for n in addresses:
            client.post("/log", b"PROD1234E", content_type="text/plain", REMOTE_ADDR=f"192.0.2.{n}")
    assert listed(client) == ["PROD1234E"]


def test_how_many_asked_for_a_name_is_told_nobody_else(client):
    row = ask("PROD1234E", count=3)
    assert "asked for it already" not in text_of(client.get("/search/?q=PROD1234E"))
    assert "Only editors see it for now" in text_of(client.get("/unanswered/told/?code=PROD1234E"))
    row.days_of_several = DAYS_OF_SEVERAL
    row.save()
    assert "3 readers asked for it already" in text_of(client.get("/search/?q=PROD1234E"))
    assert "It stands among the unanswered codes" in text_of(client.get("/unanswered/told/?code=PROD1234E"))


def test_the_list_is_found_from_the_codes_and_from_the_family(client):
    assert 'href="/unanswered/"' in client.get("/codes/").content.decode()
    family = amq()
    assert "unanswered" not in text_of(client.get(family.get_absolute_url()))
    for n in range(3):
        ask(f"AMQ100{n}", family)
    response = client.get(family.get_absolute_url())
    assert "3 codes of this family are unanswered" in text_of(response)
    assert 'href="/unanswered/?family=ibm-mq-amq"' in response.content.decode()


def test_admin_leads_back_to_the_list(client):
    rows = [ask("AMQ9638", amq()), ask("ABC1234E")]
    client.force_login(make_staff("editor"))
    for row, way in zip(rows, ("/unanswered/?family=ibm-mq-amq", "/unanswered/"), strict=True):
        page = client.get(f"/admin/gotchas/unansweredcode/{row.pk}/change/").content.decode()
        assert f'href="{way}"' in page


def test_a_pasted_log_leads_from_an_unknown_code_to_what_can_be_done(client):
    page = client.post("/log/", {"text": "AMQ9638E: odd\nABC1234E: odd\nstatus=5.7.1/x"}).content.decode()
    for way in ("/codes/ibm-mq-amq/AMQ9638/", "/codes/ABC1234E/"):
        assert f'href="{way}"' in page
        assert client.get(way).status_code == 404

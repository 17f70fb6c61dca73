"""What is printed for a code: it comes with the code, and is the editors' from then on."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from gotchas.models import CodeFamily, MessageCode, PrintedMessage, Source
from gotchas.search.tables import SearchDoc
from gotchas.tests.factories import make_code, make_family, make_gotcha, make_source
from gotchas.text import printed
from gotchas.text.printed import Printed, ReadIn

pytestmark = pytest.mark.django_db
MANUAL = ReadIn("The source code", "https://example.org/code", printed.datetime.date(2026, 11, 30))
LIST = {("frob", "FRB1"): (Printed("It broke %s", MANUAL), Printed("It fell over", None))}


@pytest.fixture
def frob(monkeypatch):
    monkeypatch.setattr(printed, "_read", lambda: LIST)
    return make_family(slug="frob")


def messages(code):
    return sorted(code.printed.values_list("text", "source__title"), key=str)


def head_of(gotcha):
    return SearchDoc.objects.get(kind="g", object_id=gotcha.pk).head


def test_a_code_that_is_stored_gets_what_is_known_to_be_printed_for_it(frob):
    code, other = make_code("FRB1", family=frob), make_code("FRB2", family=frob)
    assert messages(code) == [("It broke %s", "The source code"), ("It fell over", None)]
    assert messages(other) == []
    assert Source.objects.get().read_on == MANUAL.read_on


def test_a_source_that_is_there_is_taken_and_stays_as_it_is(frob):
    source = make_source(title=MANUAL.title, address=MANUAL.address, note="Ours.")
    code = make_code("FRB1", family=frob)
    source.refresh_from_db()
    assert code.printed.get(text="It broke %s").source == source
    assert (source.read_on, source.note) == (None, "Ours.")


def test_what_an_editor_changed_or_took_away_does_not_come_back(frob):
    code = make_code("FRB1", family=frob)
    code.printed.get(text="It fell over").delete()
    code.printed.update(text="It broke badly")
    code.meaning = "Known now."
    code.save()
    MessageCode.objects.filter(pk=code.pk).rebuild_keys()
    assert messages(code) == [("It broke badly", "The source code")]


def test_a_gotcha_is_searched_by_the_messages_of_its_codes_as_they_are_now(frob):
    code = make_code("FRB2", family=frob)
    gotcha = make_gotcha(codes=[code])
    message = code.printed.create(text="The frobnicator has seized up")
    assert "frobnicator" in head_of(gotcha)
    message.text = "The gears grind"
    message.save()
    assert "frobnicator" not in head_of(gotcha)
    assert "gears" in head_of(gotcha)
    message.delete()
    assert "gears" not in head_of(gotcha)


def test_a_code_has_a_message_once_and_none_that_says_nothing():
    code = make_code()
    code.printed.create(text="It broke")
    for text in ("It broke", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            PrintedMessage.objects.bulk_create([PrintedMessage(code=code, text=text)])
    make_code().printed.create(text="It broke")


def test_codes_that_stood_before_the_list_came_get_their_messages(frob):
    code = make_code("FRB1", family=frob)
    before = messages(code)
    PrintedMessage.objects.all().delete()
    Source.objects.all().delete()
    fill = import_module("gotchas.migrations.0033_fill_printed_messages").fill
    fill(apps, SimpleNamespace(connection=connection))
    assert messages(code) == before


@pytest.mark.parametrize("count", [1, 40])
def test_many_codes_get_theirs_in_as_many_queries_as_one(monkeypatch, django_assert_num_queries, count):
    family = make_family(slug="frob")
    codes = [make_code(f"FRB{n}", family=family) for n in range(count)]
    listed = {("frob", code.code): (Printed("It broke %s", MANUAL),) for code in codes}
    monkeypatch.setattr(printed, "_read", lambda: listed)
    Source.objects.read_in(MANUAL.title, MANUAL.address, MANUAL.read_on)
    with django_assert_num_queries(2):
        PrintedMessage.objects.add_known(codes)
    with django_assert_num_queries(0):
        PrintedMessage.objects.add_known([])


def test_the_starter_content_loaded_again_brings_nothing_back():
    call_command("load_starter", verbosity=0)
    family = CodeFamily.objects.get(slug="ibm-mq-reason")
    message = PrintedMessage.objects.filter(code__family=family).first()
    assert message, "a reason code of the starter content has a message"
    message.delete()
    left = PrintedMessage.objects.count()
    call_command("load_starter", verbosity=0)
    assert PrintedMessage.objects.count() == left

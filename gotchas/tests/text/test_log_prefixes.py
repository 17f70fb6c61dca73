"""What stands before the text of a log's line says nothing of the error."""

import pytest

from gotchas.models.finding import lookup
from gotchas.search import find as searching
from gotchas.search.query import LONGEST, parse
from gotchas.tests.factories import make_gotcha
from gotchas.text.log_prefixes import without_prefixes

SAID = "binding to self is not supported"


@pytest.mark.parametrize(
    "prefix",
    [
        "2025-11-03 10:22:31.482 [http-nio-8080-exec-7] ERROR c.e.shop.OrderService - ",
        "2025-11-03T10:22:31.482Z  INFO 123 --- [nio-8080-exec-1] c.e.shop.OrderController    : ",
        "2025-11-03 10:22:31,123 - app.models - ERROR - ",
        "2025-11-03 16:46:24.123 UTC [4664] app@shop ERROR:  ",
        "E1112 08:31:02.123456   21345 main.go:217] ",
        "Nov 12 08:31:02 web03 shop[21345]: ",
        "[2024-05-11 10:22:31] ERROR ",
        "10:22:31 ",
    ],
)
def test_a_message_is_what_stands_behind_its_time_level_thread_and_logger(prefix):
    assert without_prefixes(f"{prefix}{SAID}\n{prefix}{SAID}") == f"{SAID}\n{SAID}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ERROR [main] java.lang.NullPointerException: x",
        "ERROR 1062 (23000): Duplicate entry",
        "it stopped at 10:22:31 and not before",
        "2025-11-03 10:22:31",
    ],
)
def test_without_a_time_before_it_or_without_anything_behind_it_a_line_stays(text):
    assert without_prefixes(text) == text


def test_an_exception_behind_the_time_stays():
    said = "java.lang.NullPointerException: no such order"
    assert without_prefixes(f"2025-11-03 10:22:31 ERROR [main] {said}") == said


@pytest.mark.parametrize("unit", ["10:22:31 ", "[", "[a] ", "a.", "a.a ", "- ", "E1112 08:31:02.1"])
def test_a_box_full_of_one_thing_is_read(unit):
    without_prefixes(("10:22:31 " + unit * LONGEST)[:LONGEST])


@pytest.mark.django_db
def test_a_message_is_found_behind_what_a_log_writes_before_it():
    make_gotcha(title="Order service answers http nio 8080 exec 7 late")
    made = make_gotcha(title=SAID)
    found = searching.find(parse(f"2025-11-03 10:22:31 [http-nio-8080-exec-7] ERROR - {SAID}"), lookup)
    assert found.results[0].object_id == made.pk
    assert "8080" not in found.weights

"""Events of Windows: the source and the number together are a code."""

import pytest

from gotchas.tests.factories import make_code
from gotchas.tests.log_site import make_amq

pytestmark = pytest.mark.django_db

XML = "<Event><Provider Name='IBM MQ (Installation1)'/><EventID Qualifiers='0'>9637</EventID></Event>"


def found(client, text: str) -> list[tuple[str, list[int]]]:
    answer = client.post("/log.json", text, content_type="text/plain").json()
    return [(code["code"], code["lines"]) for code in answer["known"]]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Log Name: Application\nSource:        IBM MQ\nEvent ID:      9637\nLevel: Error", 3),
        ("Event ID: 9637\nTask: none\nSource: WebSphere MQ", 1),
        (XML, 1),
        ("noise of others\n" * 90 + "Source: IBM MQ\nEventID: 9637\n" + "noise of others\n" * 9, 92),
    ],
)
def test_a_source_and_a_number_are_the_code_of_the_family_that_the_source_names(client, text, line):
    make_amq("AMQ9637")
    make_code("9637")
    assert found(client, text) == [("AMQ9637", [line])]


@pytest.mark.parametrize(
    "text",
    [
        "Source: Service Control Manager\nEvent ID: 9637",
        "Source: IBM MQ\nEvent ID: 9638",
        "The event id is 9637 and the source of it: IBM MQ",
        "Source: IBM MQ" + "\nnothing of it" * 60 + "\nEvent ID: 9637",
    ],
)
def test_another_source_another_number_or_prose_is_none(client, text):
    make_amq("AMQ9637")
    assert found(client, text) == []


@pytest.mark.parametrize("count", [2, 90])
def test_events_take_the_same_queries_however_many_there_are(client, django_assert_num_queries, count):
    make_amq("AMQ9637")
    text = "".join(f"Source: IBM MQ {n}\nEvent ID: {9600 + n}\n\n" for n in range(count))
    client.post("/log.json", text, content_type="text/plain")
    with django_assert_num_queries(12):
        client.post("/log.json", text + "Source: IBM MQ\nEvent ID: 9637\n", content_type="text/plain")

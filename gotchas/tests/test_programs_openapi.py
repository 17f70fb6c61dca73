"""The OpenAPI document against the running answers: schemathesis makes requests up from the one, and asks
whether each of the others keeps to it.

    GOTCHAS_API_CASES=500 python -m pytest gotchas/tests/test_programs_openapi.py

asks so many questions of every route; without it few enough for the suite.
"""

import json
import os
import re

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    negative_data_rejection,
    positive_data_acceptance,
)

from comments.tests.factories import make_comment
from gotchas.tests.factories import make_code, make_collection, make_gotcha
from gotchas.tests.log_site import LOG, make_site
from gotchas.views.descriptions import document
from kbsite.wsgi import application

CASES = int(os.environ.get("GOTCHAS_API_CASES", "5"))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection():
    """As Django's own test client does: the end of an answer would close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def site():
    """Collection 1 with 1.1 to 1.4, codes and comments: what the examples of the document name is there."""
    gotcha = make_site()
    make_gotcha(collection=gotcha.collection, title="Another with AMQ9637", external_id="KB-7")
    return gotcha


# An address with a NUL is refused before anything reads it; tests/test_bytes.py holds that.
CONFIG = SchemathesisConfig.from_dict({"generation": {"allow-x00": False}})
routes = schemathesis.openapi.from_wsgi("/openapi.json", application, config=CONFIG)


@routes.parametrize()
@of_hypothesis(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_keeps_to_the_document(case, site):
    # What no address of the site takes is refused before any view, with all that some address takes.
    left_out = [allow_header_conformance]
    if "/codes/" in case.path:
        left_out.append(negative_data_rejection)  # what ends in no form may be a code, and leads to its page
    if "search" in case.path or "log" in case.path:
        # That one of several parameters is needed, and that blanks alone are no text, cannot be said.
        left_out.append(positive_data_acceptance)
    if "search" in case.path:
        # A question may be too long for an address: 414, which the check takes for no refusal.
        left_out.append(negative_data_rejection)
    case.call_and_validate(headers={"Accept-Encoding": "identity"}, excluded_checks=left_out)


def closed(schema):
    """The same schema, which takes no name that it does not describe."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(each) for name, each in schema.items()}
    return made | {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else made


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/1.1.json", "Gotcha"), ("/1.9.json", "Problem"), ("/codes/ibm-mq-amq/AMQ9637.json", "Code"),
        ("/codes/ibm-mq-amq/AMQ9638.json", "Problem"), ("/search.json?q=AMQ9637+certificate", "Search"),
        ("/search.json?q=certificat+flux&kind=tip&family=none", "Search"),
        ("/search.json?q=culprit", "Search"), ("/log.json", "Log"), ("/1.1/comments.json", "Thread"),
        ("/codes/ibm-mq-amq/AMQ9637/comments.json", "Thread"), ("/suggest/?q=AMQ96", "Suggestions"),
    ],
)  # fmt: skip
def test_the_document_describes_every_name_of_an_answer(client, site, path, name):
    make_comment(parent=make_comment(on=site, text="The keyring was the culprit, see AMQ9637."))
    make_comment(on=make_collection(), text="Another culprit.")
    make_code("ZZZ1", meaning="the culprit was a stash")
    response = client.post(path, LOG, content_type="text/plain") if path == "/log.json" else client.get(path)
    schemas = closed(document()["components"]["schemas"])
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    jsonschema_rs.Draft202012Validator(whole).validate(response.json())


def test_the_document_is_openapi_and_names_this_site(client, settings):
    settings.SITE_URL = "https://gotchas.example"
    told = client.get("/openapi.json").json()
    assert told["openapi"].startswith("3.1.")
    assert told["servers"] == [{"url": "https://gotchas.example"}]
    assert told["info"]["license"]["url"] == settings.CONTENT_LICENCE.address
    names = [each["operationId"] for path in told["paths"].values() for each in path.values()]
    assert len(names) == len(set(names)) == 15


def test_every_name_that_the_document_refers_to_stands_in_it():
    text = json.dumps(document())
    for referred in set(re.findall(r'"#/components/(\w+)/(\w+)"', text)):
        assert referred[1] in document()["components"][referred[0]]
    for kind, named in document()["components"].items():
        assert [name for name in named if f"#/components/{kind}/{name}" not in text] == []

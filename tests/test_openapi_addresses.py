"""The OpenAPI document and the addresses: what answers programs stands in it, or is left out on purpose."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import resolve

from gotchas.views.descriptions import document
from tests.addresses import names
from tests.page_kinds import NOT_PAGES

FEEDS = {name for name in NOT_PAGES if name.endswith("_feed")}
"""Atom, which the pages lead to and which describes itself."""

CRAWLERS = {"sitemap", "sitemap_section", "robots"}
"""Found by the rules of their own formats."""

WATCHERS = {"healthz", "readyz"}
"""For whoever runs the site: docs/operating.md tells them."""

NO_DATABASE = {"openapi", "opensearch"}
OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method} {path}")
    for path, operations in document()["paths"].items()
    for method, operation in operations.items()
]


def examples(path: str, operations: dict[str, Any]) -> Iterator[str]:
    """The path with each value that its parameters give as an example or allow."""
    shared = document()["components"]["parameters"]
    values = {}
    for given in next(iter(operations.values())).get("parameters", ()):
        parameter = shared[given["$ref"].rpartition("/")[2]] if "$ref" in given else given
        values[parameter["name"]] = parameter["schema"].get("enum") or [parameter.get("example", "")]
    values["target"] = ["1", "1.15"]  # a collection's, a gotcha's
    asked = re.findall(r"{(\w+)}", path)
    for chosen in itertools.product(*(values[name] for name in asked)):
        yield path.format(**dict(zip(asked, chosen, strict=True)))


def described() -> set[str]:
    return {
        str(resolve(address).url_name)
        for path, operations in document()["paths"].items()
        for address in examples(path, operations)
    }


def test_every_address_for_programs_is_described_or_left_out_on_purpose() -> None:
    assert names() >= NOT_PAGES
    assert described() - {"log_raw"} == NOT_PAGES - FEEDS - CRAWLERS - WATCHERS


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_operation_tells_what_comes_when_the_site_fails(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    answers = operation["responses"]
    assert "500" in answers
    name = resolve(next(examples(path, {method: operation}))).url_name
    asks_the_database = name not in NO_DATABASE and (name, method) != ("log_raw", "get")
    assert ("503" in answers) == asks_the_database

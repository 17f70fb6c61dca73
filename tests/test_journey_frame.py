"""The frame that journeys stand on, tried on the two plainest pages."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.journey, pytest.mark.looks]


def test_an_address_without_a_page_says_so(page: Page):
    response = page.goto("/nothing-here/")
    assert response is not None
    assert response.status == 404
    assert "default-src 'none'" in response.headers["content-security-policy"]
    expect(page.locator("body")).not_to_be_empty()


def test_an_administrator_signs_in(page: Page):
    User.objects.create_superuser("ada", password="correct horse battery")
    page.goto("/admin/")
    page.fill("#id_username", "ada")
    page.fill("#id_password", "correct horse battery")
    page.click("input[type=submit]")
    expect(page.locator("#user-tools")).to_contain_text("ada")


def test_on_a_phone_nothing_stands_beside_the_name_of_the_site(page: Page, settings: Any):
    settings.ROOT_URLCONF = "tests.page_kinds"
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/failing/503/")
    bar, name = page.locator(".top").bounding_box(), page.locator(".name").bounding_box()
    assert bar and name
    assert bar["height"] > name["height"]

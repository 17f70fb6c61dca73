"""On the page of a code the way to the fix comes first: who meets a code at night looks for nothing else."""

import pytest

from gotchas.models import CodeLink
from gotchas.tests.factories import make_code, make_gotcha
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


def test_gotchas_stand_before_the_codes_that_hang_together_with_it(client):
    code = make_code("AMQ9637")
    CodeLink.objects.create(from_code=code, to_code=make_code("AMQ9642"), relation="other_end", basis="rule")
    make_gotcha(codes=[code])
    response = client.get(code.get_absolute_url())
    check_page(response)
    page = response.content.decode()
    assert page.index('id="gotchas"') < page.index('id="links"')
    assert page.index('href="#gotchas"') < page.index('<dl class="facts">')


def test_a_gotcha_that_says_what_to_do_has_a_link_there_behind_its_risk(client):
    code = make_code()
    told = make_gotcha(codes=[code], solution="1. Restart it.", risk="restart")
    silent = make_gotcha(codes=[code], solution="")
    response = client.get(code.get_absolute_url())
    assert f'href="{told.get_absolute_url()}#solution"' in response.content.decode()
    assert f'href="{silent.get_absolute_url()}#solution"' not in response.content.decode()
    way = f"Risk of the fix: Restarts a component Go to the solution of {told.number}"
    assert way in text_of(response)


def test_a_code_without_gotchas_has_no_way_to_them(client):
    assert 'class="phone' not in client.get(make_code().get_absolute_url()).content.decode()

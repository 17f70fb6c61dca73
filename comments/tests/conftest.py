"""What tests of forms begin with."""

from typing import Any

import pytest

from gotchas.models import Gotcha
from gotchas.tests.factories import make_gotcha


@pytest.fixture
def no_limits(settings: Any) -> None:
    """Forms may be sent as fast and as often as a test likes."""
    settings.LIMITS = False


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(solution="Restart it.")

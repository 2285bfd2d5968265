"""What every test of a page leaves behind: nothing."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _no_language_stays() -> Iterator[None]:
    """A request in Chinese leaves its language active in the test's own context; later tests begin without one."""
    yield
    translation.deactivate()

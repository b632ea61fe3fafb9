"""The fixture of the tests of a validator's client, beside those of the client."""

import pytest

from chorus_api import ChorusClient
from tests_unit.client_tools import connection
from tests_unit.validator_tools import HOLDER_LOGIN


@pytest.fixture
def holder(portal):
    """The client of the main contractor of the seed."""
    with ChorusClient(connection(portal.url, login=HOLDER_LOGIN)) as client:
        yield client

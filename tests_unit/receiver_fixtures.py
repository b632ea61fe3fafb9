"""The fixture of the tests of a public body's client, beside those of the client."""

import pytest

from chorus_api import ChorusClient
from tests_unit.client_tools import connection
from tests_unit.receiver_tools import TOWN_LOGIN


@pytest.fixture
def town(portal):
    """The client of the town, connected to the simulator."""
    with ChorusClient(connection(portal.url, login=TOWN_LOGIN)) as client:
        yield client

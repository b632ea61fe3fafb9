"""Fixtures of the tests of the client, beside those of the simulator."""

import pytest

from chorus_api import ChorusClient
from chorus_api.transport import TOKENS
from tests_unit.client_tools import connection


@pytest.fixture
def portal(client):
    """The simulator after a reset; nothing is in its log, nor among our tokens."""
    client.control("calls", method="delete")
    TOKENS.clear()
    return client


@pytest.fixture
def chorus(portal):
    """The client under test, connected to the simulator."""
    with ChorusClient(connection(portal.url)) as client:
        yield client

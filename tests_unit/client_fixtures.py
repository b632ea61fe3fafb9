"""Fixtures of the tests of the client, beside those of the simulator."""

import pytest

from chorus_api import ChorusClient
from chorus_api.transport import TOKENS
from tests_unit.client_tools import connection
from tests_unit.simulator_files import DEMO, PLAIN


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


@pytest.fixture
def invoice(portal):
    """The identifier of an invoice that its recipient has; its status is the test's."""
    values = {"supplier": DEMO, "recipient": PLAIN, "total": 120}
    draft = {"number": "F1", "status": "MISE_A_DISPOSITION"} | values
    return str(portal.control("drafts", draft)["id"])

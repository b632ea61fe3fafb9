"""Fixtures of the tests of the simulator: one process per test module, frozen clock."""

import pytest
import requests

from tests_unit.simulator_client import SECOND_LOGIN, Client, Server


@pytest.fixture(scope="module")
def server():
    server = Server("--speed", "0")
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.complaints(), server.complaints()


@pytest.fixture
def client(server):
    """The demo company's client, on a simulator that was just reset."""
    url = f"{server.url}/simulator/reset"
    requests.post(url, json={"tokens": True}, timeout=10).raise_for_status()
    return Client(server.url)


@pytest.fixture
def second(client):
    """The second supplier's client, on the same simulator."""
    return Client(client.url, SECOND_LOGIN)

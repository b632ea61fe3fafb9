"""A batch meets somebody who sends one of its invoices, in the middle of a portion."""

import json
from pathlib import Path

import pytest

from dev import console
from dev.environment import odoo_environment
from dev.odoo import odoo_command
from tests_system.matrix_world import World

pytestmark = pytest.mark.full

SCRIPT = Path(__file__).with_name("rival_in_a_portion.py")


def test_the_others_leave_one_each(database, module_simulator, tmp_path):
    world = World(database, module_simulator, tmp_path)
    try:
        ids = world.new_invoices(3)
        answer = play(database, ids, tmp_path / "answer.json")
        for run, waiting in zip(answer["runs"], ([ids[1]], []), strict=True):
            # The other one is left to the next run, which finds it sent.
            assert run["waiting"] == waiting
            assert run["messages"] == answer["told"]
            assert run["files"][str(ids[1])] == ["rival.xml"]
            assert [len(files) for files in run["files"].values()] == [1, 1, 1]
        world.recover(rounds=2)
        states = [invoice["l10n_fr_chorus_state"] for invoice in world.read(ids)]
        assert states == ["made_available"] * 3
        numbers = [invoice["number"] for invoice in world.portal()["invoices"]]
        assert len(numbers) == len(set(numbers)) == 3
    finally:
        world.stop()


def play(database, ids, answer):
    shell = odoo_command(
        "--no-http", "--log-level=error", database=database, subcommand="shell"
    )
    result = console.run(
        shell,
        env=odoo_environment(RIVAL_IDS=json.dumps(ids), RIVAL_ANSWER=str(answer)),
        stdin=SCRIPT.read_text(encoding="utf-8"),
    )
    assert "ERROR" not in result.stdout, result.stdout
    return json.loads(answer.read_text(encoding="utf-8"))

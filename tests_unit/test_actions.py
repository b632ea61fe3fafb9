from chorus_api.actions import USER_ACTIONS, user_action
from simulator.control_invoices import ACTIONS


def test_every_action_that_the_portal_tells_has_a_label():
    assert set(USER_ACTIONS) == set(ACTIONS)
    assert all(row.label and row.label != row.code for row in USER_ACTIONS.values())


def test_an_unknown_action_is_shown_as_it_is():
    assert user_action("ACTION_NOUVELLE").label == "ACTION_NOUVELLE"

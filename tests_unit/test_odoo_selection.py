"""What ``make test ONLY=...`` installs and tests."""

import pytest

from dev.environment import ADDON
from dev.odoo_tests import IN_FULL, NEIGHBOURS, OVER_HTTP, portions, selection

SALES, PURCHASES = f"{ADDON}_sale", f"{ADDON}_purchase"


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (
            "",
            {
                ADDON: f"/{ADDON}",
                SALES: f"/{SALES}",
                PURCHASES: f"/{PURCHASES}",
                NEIGHBOURS: f"/{NEIGHBOURS}",
            },
        ),
        ("TestSend", {ADDON: f"/{ADDON}:TestSend"}),
        ("TestSaleOrder", {SALES: f"/{SALES}:TestSaleOrder"}),
        (
            "TestTranslations",
            {
                ADDON: f"/{ADDON}:TestTranslations",
                SALES: f"/{SALES}:TestTranslations",
                PURCHASES: f"/{PURCHASES}:TestTranslations",
            },
        ),
        (
            "test_one_click_is_one_deposit",
            {ADDON: f"/{ADDON}.test_one_click_is_one_deposit"},
        ),
        ("tests/test_send.py", {ADDON: f"/{ADDON}/tests/test_send.py"}),
        (f"{SALES}/tests/test_x.py", {SALES: f"/{SALES}/tests/test_x.py"}),
        (f"/{SALES}", {SALES: f"/{SALES}"}),
        ("TestNoDeadEnd", {NEIGHBOURS: f"/{NEIGHBOURS}:TestNoDeadEnd"}),
        (
            f"{NEIGHBOURS}/tests/test_x.py",
            {NEIGHBOURS: f"/{NEIGHBOURS}/tests/test_x.py"},
        ),
        (":TestSend,:TestLots", {ADDON: ":TestSend,:TestLots"}),
        ("TestUnknown", {ADDON: f"/{ADDON}:TestUnknown"}),
    ],
)
def test_only_the_addons_that_hold_it(only, expected):
    chosen = selection(only)
    assert dict(chosen) == expected
    assert len(chosen) == len(expected)


def addons_of_portions(only="", full=False):
    return [function.args[2] for _name, function in portions(only, full=full)]


def test_the_main_addon_is_tested_where_no_other_is_installed():
    alone, over_http, others = addons_of_portions()
    assert [addon for addon, _tags in alone + over_http] == [ADDON, ADDON]
    assert others == [(ADDON, None), *selection()[1:]]


def test_what_one_portion_leaves_out_is_in_another():
    ((_addon, tags),), ((_same, others),), _rest = addons_of_portions(full=True)
    left_out = [tag[1:] for tag in tags.split(",") if tag.startswith("-")]
    assert left_out == [OVER_HTTP]
    assert OVER_HTTP in others.split(",")


def test_the_edges_of_each_subject_wait_for_the_full_tests():
    for ((_addon, short),), ((_same, full),) in zip(
        addons_of_portions()[:2], addons_of_portions(full=True)[:2], strict=True
    ):
        assert short == f"{full},-{IN_FULL}"


def test_what_is_named_is_one_portion():
    assert addons_of_portions("TestSend") == [selection("TestSend")]

"""What ``make test ONLY=...`` installs and tests."""

import pytest

from dev.environment import ADDON
from dev.odoo_tests import NEIGHBOURS, selection

SALES = f"{ADDON}_sale"


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (
            "",
            {
                ADDON: f"/{ADDON}",
                SALES: f"/{SALES}",
                NEIGHBOURS: f"/{NEIGHBOURS}",
            },
        ),
        ("TestSend", {ADDON: f"/{ADDON}:TestSend"}),
        ("TestSaleOrder", {SALES: f"/{SALES}:TestSaleOrder"}),
        (
            "TestTranslations",
            {ADDON: f"/{ADDON}:TestTranslations", SALES: f"/{SALES}:TestTranslations"},
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


def test_the_main_addon_is_tested_before_sale_is_installed():
    assert [addon for addon, _tags in selection()][0] == ADDON

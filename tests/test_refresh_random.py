"""Whatever the portal reports: any order, repeated, late, unknown, and read at any
time."""

import os
import re
from collections import Counter

from odoo.tests import tagged

from ..chorus_api.statuses import INVOICE_STATUSES, PAID, WAITING
from ..tools.portal_time import portal_moment
from .by_chance import play
from .refresh_common import RefreshCase

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
CODES = ("MISE_EN_PAIEMENT", "MANDATEE", "SUSPENDUE", "REJETEE", "A_RECYCLER")


def steps_of(st):
    step = st.tuples(
        st.sampled_from([*CODES, *CODES, *INVOICE_STATUSES, "STATUT_2031"]),
        st.integers(min_value=0, max_value=2000),  # minutes before now
        st.sampled_from(["", "RIB clos"]),
        st.booleans(),  # is it the current status, or does it arrive late?
        st.sampled_from(["", "refresh", "refresh", "no history", "by hand"]),
    )
    return {"steps": st.lists(step, min_size=1, max_size=8)}


def expected_status(history, current):
    """The current status by the rules, from (minutes before now, number, code)."""
    released = False
    for _minutes, _number, code in sorted(history, key=lambda h: (-h[0], h[1])):
        if code in ("REJETEE", "SUSPENDUE", "A_RECYCLER"):
            released = False
        elif code == "MISE_EN_PAIEMENT":
            released = True
    known = INVOICE_STATUSES.get(current)
    is_step = known is not None and known.kind in (WAITING, PAID)
    return "MISE_EN_PAIEMENT" if released and is_step else current


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestRefreshRandom(RefreshCase):
    def test_the_history_is_whole_and_the_status_right(self):
        def example(steps):
            self.check_history(steps)

        play(example, 200 if FULL else 25, steps_of)

    def check_history(self, steps):
        invoice = self.open_invoices(1)
        history, current = [(4320, 0, "MISE_A_DISPOSITION")], "MISE_A_DISPOSITION"
        for number, (code, minutes, comment, is_current, then) in enumerate(steps, 1):
            details = {"at": self.portal_time(minutes=minutes), "force": True}
            self.change(invoice, code, comment, current=is_current, **details)
            history.append((minutes, number, code))
            current = code if is_current else current
            self.look(invoice, then)
        self.look(invoice, "by hand")
        self.assertEqual(
            invoice.l10n_fr_chorus_status, expected_status(history, current)
        )
        events = invoice.l10n_fr_chorus_event_ids
        self.assertEqual(
            sorted(events.mapped("code")), sorted(code for _m, _n, code in history)
        )
        moments = events.mapped("happened_at")
        self.assertEqual(moments, sorted(moments, reverse=True))
        told = self.messages(invoice)
        # Within one minute a status may come back, and is news again.
        reported = Counter(
            f"{event.label}* – {portal_moment(invoice.env, event.happened_at)}"
            for event in events
        )
        titles = Counter(re.sub(r"^.*?: ", "", text.split("\n")[0]) for text in told)
        self.assertLessEqual(titles, reported, told)
        self.look(invoice, "refresh")
        self.look(invoice, "by hand")
        self.assertEqual(self.messages(invoice), told)
        invoice.l10n_fr_chorus_document_ids.sudo().chorus_identifier = False

    def look(self, invoice, how):
        if how == "no history":
            self.simulator.fault("consulter/historique", "status", status=503)
        if how in ("refresh", "no history"):
            self.run_refresh()
        elif how == "by hand":
            self.simulator.control("DELETE", "faults")
            invoice.action_chorus_refresh()
            self.env.invalidate_all()

"""The ground of the tests of what a public body does with an invoice."""

from odoo import fields

from ..tools.portal_time import portal_today
from .payee_common import content

PROCESS = "traiter/recue"
# A direct debit: nobody has to be called back about an account (UNTDID 4461).
DEBIT = "49"


class ActsMixin:
    """Received invoices that the portal has, and people who act on them."""

    def received(self, number="F1", status="MISE_A_DISPOSITION", **values):
        """An invoice that the town has at the portal, and Odoo in the same status; it
        is paid by direct debit."""
        told = {
            "chorus_identifier": self.put(number, status),
            "raw_status": status,
            "content": content(account="", payment_code=DEBIT),
            "content_version": 1,
            "content_state": "downloaded",
            **values,
        }
        return self.new_received(number, **told)

    def dialog(self, user, act, received, **values):
        """The dialog, as a button of a form or a list opens it."""
        context = {"active_model": received._name, "active_ids": received.ids}
        context["default_act"] = act
        if act == "certify":
            values = {"service_done_on": portal_today(self.env), **values}
        process = self.env["l10n_fr_chorus_pro.process"].with_user(user)
        return process.with_context(**context).create(values)

    def act(self, user, act, received, **values):
        """Do it; returns the notice, or the dialog of a report."""
        return self.dialog(user, act, received, **values).action_confirm()

    def certify(self, received, user=None):
        return self.act(user or self.agent, "certify", received)

    def pushes(self):
        """The statuses that were sent, in their order."""
        return [c["body"]["nouveauStatut"] for c in self.simulator.calls(PROCESS)]

    def at_portal(self, received):
        """The status that the portal has now."""
        rows = self.simulator.invoices()
        (row,) = (r for r in rows if str(r["id"]) == received.chorus_identifier)
        return row["status"]

    def missing(self, *names):
        items = self.env["l10n_fr_chorus_pro.missing.item"]
        for name in names:
            items |= self.env.ref(f"l10n_fr_chorus_pro.missing_item_{name}")
        return items

    def motive(self, code):
        reasons = self.env["l10n_fr_chorus_pro.reason"].sudo()
        return reasons.search([("code", "=", code)])

    def grow_old(self, act, **earlier):
        """An act that was written down so much earlier."""
        moment = fields.Datetime.subtract(fields.Datetime.now(), **earlier)
        act.sudo().asked_at = moment

    def told(self, received):
        return self.messages(received)

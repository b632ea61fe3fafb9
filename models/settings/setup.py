"""How far a company is set up: the lines of its checklist, as they are shown."""

from odoo import fields, models

from ..connection.res_company import CREDENTIALS
from ..connection.res_company_roles import ENVIRONMENT, PUBLIC_BODY, SUPPLIER, VALIDATOR
from .connection_test import tried_labels
from .setup_buttons import PLACES
from .setup_lines import MISSING, OPEN, link_of
from .setup_table import steps_of


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_verdicts = fields.Json(
        string="Last Test of Chorus Pro",
        copy=False,
        help="What the last test of the connection found of each thing that it tried.",
        groups="base.group_system",
    )

    def action_chorus_read_setup(self):
        """The checklist of this company, for its administrator or accounting manager,
        of a public body for its finance officers too.

        :return: dict: ``summary``, a sentence; ``links``, a dict of url and url_label
            for PISTE and for Chorus Pro; and ``lines``, a dict for each row of
            the table: name, label, state, sentence, and where there is one, the button
            that does it (``button``, its ``button_label``, and its ``place`` in the
            settings) and a page outside Odoo (``url``, ``url_label``)
        :raises AccessError: he is none of them
        """
        self.ensure_one()
        self._chorus_check_setup_reader()
        lines = [self._chorus_setup_line(step) for step in steps_of(self)]
        account = self._chorus_account_company()
        return {
            "summary": self._chorus_setup_summary(lines),
            "links": [link_of(account, name) for name in ("piste", "portal")],
            "lines": lines,
        }

    def _chorus_setup_line(self, step):
        # An accounting manager may not read where credentials are; no line has them.
        told = step.find(self.sudo())
        line = {
            "name": step.name,
            "label": self._chorus_setup_label(step),
            "state": told.state,
            "sentence": told.sentence,
        }
        if told.button and self._chorus_may_press(told.button):
            line |= {
                "button": told.button,
                "button_label": self._chorus_button_label(told.button),
                "place": PLACES.get(told.button, ""),
            }
        if told.link:
            line |= link_of(self._chorus_account_company(), told.link)
        return line

    def _chorus_setup_label(self, step):
        label = step.label
        return self.env._(label) if label else tried_labels(self.env)[step.name]

    def _chorus_setup_summary(self, lines):
        states = [line["state"] for line in lines]
        left = states.count(MISSING)
        if left:
            return self.env._(
                "%(left)s of %(count)s lines are to be done.",
                left=left,
                count=len(lines),
            )
        if OPEN in states:
            return self.env._("All is entered: test the connection.")
        return self._chorus_ready_sentence()

    def _chorus_ready_sentence(self):
        """What a company can do of which all lines are done."""
        invoices = self._chorus_does(SUPPLIER)
        receives = self._chorus_does(PUBLIC_BODY)
        if invoices and not self.sudo().l10n_fr_chorus_intake_ids:
            receives = False
        if invoices and receives:
            return self.env._(
                "%s can invoice and receive through Chorus Pro.", self.name
            )
        if receives:
            return self.env._("%s can receive through Chorus Pro.", self.name)
        if self._chorus_does(VALIDATOR) and not invoices:
            return self.env._(
                "%s can validate invoices of others through Chorus Pro.", self.name
            )
        return self.env._("%s can invoice through Chorus Pro.", self.name)

    # -- Verdicts of the last test ---------------------------------------------

    def write(self, vals):
        # EXTENDS 'base'
        # What was tried is not what is there now.
        if {ENVIRONMENT, *CREDENTIALS} & set(vals):
            vals = {"l10n_fr_chorus_verdicts": False, **vals}
        return super().write(vals)

    def _chorus_keep_verdicts(self, verdicts):
        """:param dict verdicts: by what was tried, as a test finds them"""
        self.sudo().write({"l10n_fr_chorus_verdicts": verdicts or False})

    def _chorus_verdict(self, name):
        """What the last test found of one thing; None where it was not tried."""
        return (self.sudo().l10n_fr_chorus_verdicts or {}).get(name)

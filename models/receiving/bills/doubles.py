"""Bills that a received invoice may be: entered by hand, or received twice.

Core warns of the same reference, or of the same amount on the same day
(``duplicated_ref_ids``). What it does not see is looked for here: the same number typed
otherwise, or of another establishment of the supplier.
"""

import re
from datetime import date, timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import escape_psql

from ....tools.typed_texts import without_blanks
from .supplier_siren import SIREN_LENGTH, siren_domain

# Days between the dates of one invoice that was typed twice.
DAYS_APART = timedelta(days=10)
# The stage of what was sent to the wrong body: it comes again, perhaps with a new
# number of the portal.
RECYCLED = "to_recycle"


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_existing_bill(self, partner, facts):
        """The bill that somebody entered of this very invoice.

        :param facts: :class:`~.facts.BillFacts`
        :return: the bill, perhaps of an invoice that came again as this one; empty
            where there is none
        :raises UserError: another invoice of Chorus Pro has it, and is not given up
        """
        self.ensure_one()
        year = facts.invoice_date.year
        bills = self.env["account.move"].search(
            self._chorus_bills_domain(partner, facts)
            & Domain("ref", "=ilike", escape_psql(facts.number))
            & (
                Domain("invoice_date", "=", False)
                | Domain("invoice_date", ">=", date(year, 1, 1))
                & Domain("invoice_date", "<=", date(year, 12, 31))
            ),
            order="state desc, id",
        )
        holders = self.sudo().search([("move_id", "in", bills.ids)]) - self
        free = bills - holders.move_id
        if not free:
            self._chorus_assert_no_double(holders)
        return (free or bills)[:1]

    def _chorus_assert_no_double(self, holders):
        """:raises UserError: an invoice of the same supplier, number and year has a
        bill, and this one did not come in its place
        """
        for holder in holders:
            stage = holder._chorus_stage()
            is_sent_back = (stage.over and not stage.ordered) or stage.code == RECYCLED
            if is_sent_back or (self.resent and not stage.ordered):
                continue
            raise UserError(
                self.env._(
                    "No. %(other)s at Chorus Pro has the same supplier and number, and"
                    " the bill %(bill)s: one of the two is a double. Reject it at"
                    " Chorus Pro, then make the bill of the other. If both are owed,"
                    " enter the second bill by hand, then make the bill: Odoo takes"
                    " that one.",
                    other=holder.chorus_identifier,
                    bill=holder.move_id._chorus_bill_name(),
                )
            )

    def _chorus_near_doubles(self, partner, facts, move):
        """Bills whose number is the same but for its writing.

        :param move: this invoice's own
        :return: bills, which core does not take for doubles
        """
        self.ensure_one()
        wanted = bare_number(facts.number)
        if not wanted:
            return move.browse()
        year = facts.invoice_date.year
        bills = self.env["account.move"].search_fetch(
            self._chorus_bills_domain(self._chorus_establishments(partner), facts)
            & Domain("ref", "=ilike", _pattern(wanted))
            & Domain("id", "!=", move.id)
            & Domain("invoice_date", ">=", date(year, 1, 1) - DAYS_APART)
            & Domain("invoice_date", "<=", date(year, 12, 31) + DAYS_APART),
            ["ref", "invoice_date", "amount_total", "commercial_partner_id"],
        )
        near = bills.filtered(
            lambda bill: (
                bare_number(bill.ref) == wanted
                and (
                    bill.invoice_date.year == year
                    or abs(bill.invoice_date - facts.invoice_date) <= DAYS_APART
                )
            )
        )
        return near and near - move.duplicated_ref_ids

    def _chorus_bills_domain(self, partners, facts):
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("move_type", "=", facts.move_type)
            & Domain("state", "!=", "cancel")
            & Domain("commercial_partner_id", "in", partners.ids)
        )

    def _chorus_establishments(self, partner):
        """The partners with the SIREN of this one."""
        siren = without_blanks(partner.company_registry)[:SIREN_LENGTH]
        if len(siren) < SIREN_LENGTH or not siren.isdigit():
            return partner
        grouped = f"{siren[:3]} {siren[3:6]} {siren[6:]}"
        return partner | self.env["res.partner"].search(
            Domain("company_registry", "=like", f"{siren}%")
            | Domain("company_registry", "=like", f"{grouped}%")
            | siren_domain(siren)
        )


def bare_number(number):
    """A number without punctuation, capitals and zeros before its digits."""
    letters = re.sub(r"[\W_]", "", number or "").upper()
    return re.sub(r"(?<!\d)0+(?=\d)", "", letters)


def _pattern(bare):
    """What every writing of a number looks like, and some others too: PostgreSQL leaves
    few of a supplier's bills to be compared."""
    return "%".join(["", *(sign for sign in bare if sign != "0"), ""])

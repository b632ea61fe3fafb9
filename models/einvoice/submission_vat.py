"""VAT in the words of ``soumettre``: its kind, its rates, the reason not to charge it.

Source: ``doc/portal.md``, A 2.1 and A 4.3.
"""

from decimal import Decimal

from odoo import fields, models

from ...chorus_api import doors
from ..directory.portal_codes import EXEMPTION, VAT_RATE
from .en16931 import ON_PAYMENT
from .en16931_amounts import exact
from .en16931_vat import NO_VAT_CATEGORIES
from .exemption_reasons import french_reason
from .law_articles import closest

# Reverse charge has one word on an invoice, and an article of its own.
REVERSE_CHARGE = "AE"
REVERSE_CHARGE_ARTICLE = "art. 283, 2 du CGI"


class AccountTax(models.Model):
    _inherit = "account.tax"

    l10n_fr_chorus_exemption_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.portal.code",
        string="Exemption Reason in Chorus Pro",
        check_company=True,
        ondelete="set null",
        domain="[('kind', '=', 'exemption')]",
        help="Which reason of Chorus Pro's own list says why this tax charges no VAT,"
        " for invoices that go as a plain PDF or as data entry. Empty: the one that"
        " names the same article of law.",
        groups="base.group_user",
    )

    def _chorus_exemption(self, move):
        """The reason of the portal's list for a tax that charges no VAT.

        :param move: the ``account.move`` that it stands on
        :rtype: l10n_fr_chorus_pro.portal.code, empty where none is known
        """
        self.ensure_one()
        listed = move.company_id._chorus_codes(EXEMPTION)
        if chosen := self.sudo().l10n_fr_chorus_exemption_id & listed:
            return chosen
        vat = move.env["l10n_fr_chorus_pro.terms"]._vat_of_tax(move, self)
        return closest_code(listed, vat.category, vat.reason_code, vat.reason)


def closest_code(codes, category, reason_code, reason):
    """The code of a list whose label names the article of a reason.

    :param codes: ``l10n_fr_chorus_pro.portal.code``
    :param str category: of UNTDID 5305
    :param str reason_code: of VATEX, or empty
    :param str reason: what stands on the invoice
    """
    is_reversed = category == REVERSE_CHARGE
    texts = [
        french_reason(reason_code),
        reason,
        REVERSE_CHARGE_ARTICLE if is_reversed else "",
    ]
    labels = {code: code.name or "" for code in codes}
    return closest(labels, ". ".join(filter(None, texts))) or codes.browse()


def taxes_of(move):
    """The VAT of the lines.

    :rtype: dict of Vat by ``account.tax``
    """
    return move.env["l10n_fr_chorus_pro.terms"]._vats(move)


def vat_kind(move):
    """A code of ``VAT_KINDS``: when VAT is due, or that there is none."""
    categories = {vat.category for vat in taxes_of(move).values()}
    if categories == {"O"}:
        return doors.WITHOUT_VAT
    if categories and categories <= set(NO_VAT_CATEGORIES):
        return doors.EXEMPT
    point = move.env["l10n_fr_chorus_pro.terms"]._vat_point(move)
    return doors.VAT_ON_PAYMENT if point == ON_PAYMENT else doors.VAT_ON_INVOICE


def exemptions(move):
    """Why no VAT is charged, tax by tax, where none is charged at all.

    :return: dict of ``l10n_fr_chorus_pro.portal.code`` by ``account.tax``; an empty one
        where the portal's list has no reason that is known to be the same
    """
    if vat_kind(move) != doors.EXEMPT:
        return {}
    return {
        tax: tax._chorus_exemption(move)
        for tax, vat in taxes_of(move).items()
        if vat.category != "O"
    }


def exemption_code(move):
    """The reason of the whole invoice; empty where there is none, or several."""
    codes = {row.code for row in exemptions(move).values()}
    return codes.pop() or "" if len(codes) == 1 else ""


def stated_rates(move, breakdown):
    """Each rate as this way states it: by its code, else by its percentage.

    A code of no rate says why, so that one of the same article alone is right.

    :param breakdown: the rows of BG-23
    :return: dict of ``rate`` or ``rate_code`` by (category, percentage as Decimal)
    """
    listed = move.company_id._chorus_codes(VAT_RATE)
    by_rate = listed.grouped(lambda row: exact(row.rate))
    result = {}
    for row in breakdown:
        category, rate = row["BT-118"], rate_of(row.get("BT-119"))
        codes = by_rate.get(rate, listed.browse())
        if not rate:
            reason_code, reason = row.get("BT-121", ""), row.get("BT-120", "")
            codes = closest_code(codes, category, reason_code, reason)
        # Two codes of one rate are told apart by nothing that an invoice knows.
        is_known = len(codes) == 1
        stated = {"rate_code": codes.code} if is_known else {"rate": rate}
        result[category, rate] = stated
    return result


def rate_of(text):
    """A rate of the terms; what is out of scope has none.

    :rtype: Decimal
    """
    return Decimal(text or 0)

"""An invoice for the doors of Chorus Pro beside the flow: a plain PDF with data, and
data alone.

The same terms as in a file, in the words of ``soumettre`` (``doc/portal.md``, A 2.1).
What these cannot say, a check refuses; see ``submission_modes.py``.
"""

from decimal import Decimal

from odoo import models
from odoo.tools import str2bool

from ...chorus_api import Submission, SubmissionForm, SubmissionTax, doors
from ...chorus_api.frameworks import PREPAID
from ...tools.french import for_reader
from ..directory.party_identifiers import party_identifier
from ..directory.portal_codes import MEANS
from .en16931 import CREDIT_NOTE
from .submission_lines import entry_lines
from .submission_texts import comment_of
from .submission_vat import exemption_code, rate_of, stated_rates, vat_kind

ENTRY_DATE = "entry_date"
ENTRY_NUMBER = "entry_own_number"
FILE_AS_LIST = "main_file_as_list"


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_submission_form(self):
        """How the portal wants to be written to, where its clients differ.

        :rtype: SubmissionForm
        """
        return SubmissionForm(
            date_in_entry=self._chorus_switch(ENTRY_DATE, False),
            main_file_as_list=self._chorus_switch(FILE_AS_LIST, True),
        )

    def _chorus_switch(self, name, default):
        """A system parameter that is True or False."""
        parameters = self.env["ir.config_parameter"].sudo()
        text = parameters.get_param(f"l10n_fr_chorus_pro.{name}", "")
        return str2bool(text, default)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_submission(self):
        """The invoice as data, for the door of its way to Chorus Pro.

        It reads what is kept here and calls nobody; neither the PDF nor the documents
        are in it, which have no number at the portal yet.

        :rtype: Submission
        """
        self.ensure_one()
        move = for_reader(self, self.partner_id)
        door = move._chorus_submission_mode().door
        terms = self.env["l10n_fr_chorus_pro.terms"]._en16931(self)
        rates = stated_rates(move, terms["BG-23"])
        has_number = door == doors.PDF or self.company_id._chorus_switch(
            ENTRY_NUMBER, True
        )
        return Submission(
            door=door,
            number=terms["BT-1"] if has_number else "",
            invoice_date=terms["BT-2"],
            framework=terms["BT-23"],
            recipient=self._chorus_recipient_siret(),
            is_credit_note=terms["BT-3"] == CREDIT_NOTE,
            currency=terms["BT-5"],
            origin_number=next((row["BT-25"] for row in terms.get("BG-3", ())), ""),
            vat_kind=vat_kind(move),
            exemption_reason=exemption_code(move),
            taxes=_taxes(terms, rates),
            lines=entry_lines(move, terms, rates) if door == doors.ENTRY else (),
            comment=comment_of(move, door, terms),
            **self._chorus_submission_supplier(),
            **self._chorus_submission_references(terms),
            **self._chorus_submission_totals(terms),
        )

    def _chorus_submission_supplier(self):
        """Who invoices, and how it is paid."""
        company = self.company_id
        listed = company._chorus_codes(MEANS).mapped("code")
        means = doors.payment_means(self.l10n_fr_chorus_payment_means or "")
        if listed and means not in listed:
            means = doors.OTHER_MEANS
        account = company._chorus_own_bank_account()
        own = company.sudo()
        return {
            "supplier_ref": own.l10n_fr_chorus_own_structure_id.structure_ref or "",
            "supplier_service_ref": own.l10n_fr_chorus_own_service_id.service_ref or "",
            "payment_means": means,
            "bank_account_ref": account.bank_account_ref or ""
            if means == doors.TRANSFER
            else "",
        }

    def _chorus_submission_references(self, terms):
        """What others gave as references, and who validates."""
        validator = self.env["res.partner"]
        if self._chorus_needs_validator():
            validator = self.l10n_fr_chorus_validator_id.commercial_partner_id
        return {
            "service_code": terms.get("BT-10", ""),
            "contract_number": terms.get("BT-12", ""),
            "commitment_number": terms.get("BT-13", ""),
            "validator": party_identifier(validator).value if validator else "",
        }

    def _chorus_submission_totals(self, terms):
        is_prepaid = terms["BT-23"] == PREPAID
        return {
            "untaxed": Decimal(terms["BT-109"]),
            "vat": Decimal(terms["BT-110"]),
            "total": Decimal(terms["BT-112"]),
            "amount_due": Decimal(0) if is_prepaid else Decimal(terms["BT-115"]),
        }


def _taxes(terms, rates):
    """The VAT recapitulation: one row for each rate, whatever the categories in it.

    :return: tuple of SubmissionTax
    """
    rows = {}
    for row in terms["BG-23"]:
        stated = rates[row["BT-118"], rate_of(row.get("BT-119"))]
        key = tuple(stated.items())
        base, amount = rows.get(key, (Decimal(0), Decimal(0)))
        rows[key] = (base + Decimal(row["BT-116"]), amount + Decimal(row["BT-117"]))
    return tuple(
        SubmissionTax(base=base, amount=amount, **dict(key))
        for key, (base, amount) in rows.items()
    )

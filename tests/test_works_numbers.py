"""A number that Chorus Pro knows already, of a piece or of an invoice."""

from odoo.tests import tagged

from .works_common import WorksCase
from .works_deposit_common import WorksDepositMixin


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWorksNumbers(WorksDepositMixin, WorksCase):
    def test_another_company_of_the_siren_has_given_the_number(self):
        self.hand_in()
        company = self.company.sudo()
        branch = company.create(
            {
                "name": "Agence",
                "parent_id": company.id,
                "company_registry": f"{company.company_registry[:9]}00099",
                "country_id": company.country_id.id,
            }
        )
        piece = self.new_piece("A4", "P2")
        piece.supplier_siret = company.company_registry
        handed_in = branch, "P1", self.dialog().piece_date
        shown = branch, "P2", piece.piece_date
        self.assertTrue(self.attempts._chorus_living_namesake(*handed_in))
        self.assertTrue(self.attempts._chorus_namesake_piece(*shown))
        branch.company_registry = "99992001000017"
        self.assertFalse(self.attempts._chorus_living_namesake(*handed_in))
        self.assertFalse(self.attempts._chorus_namesake_piece(*shown))

    def test_an_invoice_of_that_number_is_in_the_way(self):
        invoice = self.new_invoice()
        self.send(invoice)
        number = invoice._chorus_number()
        dialog = self.dialog(number=number, piece_date=invoice.invoice_date)
        self.assertIn("facture", dialog.problems)
        invoice.sudo().l10n_fr_chorus_document_ids.deposit_id.environment = "sandbox"
        dialog = self.dialog(number=number, piece_date=invoice.invoice_date)
        self.assertFalse(dialog.problems)

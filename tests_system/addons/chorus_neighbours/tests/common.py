"""A company that declares through the approved platform, real or stood in for."""

from odoo import Command, fields

from odoo.addons.l10n_fr_chorus_pro.tests.common import ChorusMixin

GATE = "l10n_fr_pdp_flow_10_report_type"
FLOW = "l10n.fr.pdp.reports.flow"


class NeighbourMixin(ChorusMixin):
    @classmethod
    def setUpChorus(cls):
        super().setUpChorus()
        cls.declare_since(fields.Date.today())
        cls.private = cls.new_customer(
            "Madame Petit",
            False,
            is_company=False,
            vat=False,
            invoice_sending_method="email",
        )
        cls.receipts_tax = cls.new_receipts_tax()

    @classmethod
    def declare_since(cls, day):
        parameters = cls.env["ir.config_parameter"].sudo()
        parameters.set_param(f"l10n_fr_pdp.flow10.start.date.{cls.company.id}", day)
        cls.company.sudo().l10n_fr_f10_enable_reporting = True

    @classmethod
    def join_platform(cls):
        """The company may send by the platform, in Odoo's own demo mode, which asks
        nobody; the customers are known there."""
        cls.env["ir.config_parameter"].sudo().set_param(
            "account_peppol.edi.mode", "demo"
        )
        cls.company.sudo().account_peppol_proxy_state = "receiver"
        key = cls.env["certificate.key"].sudo()._generate_rsa_private_key(cls.company)
        users = cls.env["account_edi_proxy_client.user"].sudo()
        # The real one registers companies under a type of its own.
        types = users._fields["proxy_type"].get_values(cls.env)
        users.create(
            {
                "id_client": "demo4chorus",
                "company_id": cls.company.id,
                "proxy_type": "pdp" if "pdp" in types else "peppol",
                "edi_mode": "demo",
                "edi_identification": "0009:73282932000074",
                "refresh_token": "demo",
                "private_key_id": key.id,
            }
        )
        for customer in (cls.town, cls.hospital):
            customer.write(
                {
                    "email": "compta@saint-aubin.example",
                    "peppol_eas": "0009",
                    "peppol_endpoint": customer.company_registry,
                    "invoice_edi_format": "ubl_bis3",
                }
            )
            customer.with_company(cls.company).peppol_verification_state = "valid"
        # The real one computes it anew when the company registers.
        cls.company.sudo().l10n_fr_f10_enable_reporting = True

    @classmethod
    def new_receipts_tax(cls):
        """A VAT that is owed when the customer has paid (TVA sur les encaissements)."""
        cls.company.tax_exigibility = True
        transition = cls.env["account.account"].create(
            {
                "name": "TVA en attente",
                "code": "445899",
                "account_type": "liability_current",
                "reconcile": True,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        return cls.company_data["default_tax_sale"].copy(
            {
                "name": "TVA sur encaissements",
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": transition.id,
            }
        )

    def service_invoice(self, partner=None, **values):
        """An invoice whose VAT is owed on receipt."""
        invoice = self.new_invoice(partner, post=False, **values)
        invoice.invoice_line_ids.tax_ids = [Command.set(self.receipts_tax.ids)]
        invoice.action_post()
        return invoice

    def pay(self, *invoices):
        """One transfer that pays these invoices in full; returns its entry."""
        bank = self.company_data["default_journal_bank"]
        total = sum(invoice.amount_residual for invoice in invoices)
        receivable = invoices[0].line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )[:1]
        entry = self.env["account.move"].create(
            {
                "journal_id": bank.id,
                "date": fields.Date.today(),
                "line_ids": [
                    Command.create(
                        {"account_id": bank.default_account_id.id, "debit": total}
                    ),
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": receivable.partner_id.id,
                            "credit": total,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        lines = entry.line_ids
        for invoice in invoices:
            lines |= invoice.line_ids
        lines.filtered(
            lambda line: line.account_id == receivable.account_id
        ).reconcile()
        return entry

    def gate(self, move):
        """What the move is in e-reporting, as stored; False where it stays out."""
        self.env.flush_all()
        self.env.invalidate_all()
        return move[GATE]

    def in_flows(self):
        """All that any flow declares now."""
        self.env.flush_all()
        moves = self.env["account.move"]
        return moves.union(*(flow._get_moves() for flow in self.flows()))

    def flows(self):
        return self.env[FLOW].sudo().search([("company_id", "=", self.company.id)])

    def declare(self):
        """The platform takes all flows that are ready, as they are."""
        sent = self.flows().filtered(lambda flow: flow.state == "ready")
        for flow in sent:
            flow.sent_move_ids = flow._get_moves()
            flow.state = "sent"
        return sent

    def compare(self):
        """The scheduled action that compares what both declare."""
        self.run_cron("ir_cron_declared_once")

    def mark_outside(self, invoice, way):
        self.env["l10n_fr_chorus_pro.mark.outside"].with_user(self.accountant).create(
            {"move_id": invoice.id, "way": way, "reason": "Remise au maître d'œuvre"}
        ).action_confirm()

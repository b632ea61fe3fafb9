"""What all ways to take invoices over share: who may, for which company, and how an
invoice is followed from then on."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class ChorusTakeOverMixin(models.AbstractModel):
    _name = "l10n_fr_chorus_pro.take.over.mixin"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Take over invoices"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )

    def _check_manager(self):
        self.check_access("write")
        is_manager = self.env.user.has_group("account.group_account_manager")
        if not is_manager or self.company_id not in self.env.companies:
            raise AccessError(
                self.env._("Only an accounting manager of the company may decide this.")
            )

    @api.model
    def _follow(self, deposit, found):
        """Follow invoices from now on, as if they had been deposited from here.

        :param deposit: what they were deposited in
        :param dict found: by invoice, what is known of it as values of a document, its
            state among them
        :return: their documents
        """
        documents = (
            self.env["l10n_fr_chorus_pro.document"]
            .sudo()
            .create(
                [
                    {
                        **move._chorus_document_values(),
                        "deposit_id": deposit.id,
                        **values,
                    }
                    for move, values in found.items()
                ]
            )
        )
        documents.move_id.is_move_sent = True
        return documents

    @api.model
    def _tell_taken_over(self, document):
        """Say in the chatter of the invoice that it was taken over, and how it is."""
        env = document.company_id._chorus_lang_env()
        document._chorus_say_state(
            env._(
                "Taken over from Chorus Pro, where its status is: %s",
                document.status_label or env._("not known yet"),
            ),
            reason=document.reason or "",
        )

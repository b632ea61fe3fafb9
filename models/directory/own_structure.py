"""The supplier's own side of the connection: in whose name the account may invoice.

Nobody has write access: a look-up writes all of it. Source: ``doc/portal.md``,
A 4.4; of bank details the portal tells the name alone, no IBAN.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..connection.time_limits import LOOK_UP_LIMIT
from .own_texts import not_own_sentence
from .party_identifiers import party_identifier


class ChorusOwnStructure(models.Model):
    _name = "l10n_fr_chorus_pro.own.structure"
    _description = "Own Structure in Chorus Pro"
    _order = "siret, id"
    _rec_names_search = ["siret", "name"]

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        help="Whose technical account may invoice in its name.",
    )
    structure_ref = fields.Char(required=True, help="Its number inside Chorus Pro.")
    siret = fields.Char(string="SIRET")
    name = fields.Char()
    is_public = fields.Boolean(string="Public Body")
    bank_account_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.own.bank.account",
        inverse_name="structure_id",
        string="Bank Details",
        help="Valid bank details that were entered in Chorus Pro, by their name there.",
    )

    _structure_unique = models.UniqueIndex(
        "(company_id, structure_ref)", "This structure is known already."
    )

    @api.depends("siret", "name")
    def _compute_display_name(self):
        for structure in self:
            names = filter(None, (structure.siret, structure.name))
            structure.display_name = " – ".join(names)

    def _chorus_keep_bank_accounts(self, client):
        self.ensure_one()
        known = {a.bank_account_ref: a for a in self.bank_account_ids}
        for told in client.list_bank_accounts(self.structure_ref):
            account = known.pop(told.bank_account_ref, None)
            if account:
                account.name = told.name
            else:
                self.bank_account_ids.create(
                    {
                        "structure_id": self.id,
                        "bank_account_ref": told.bank_account_ref,
                        "name": told.name,
                    }
                )
        self.bank_account_ids.browse(a.id for a in known.values()).unlink()


class ChorusOwnBankAccount(models.Model):
    _name = "l10n_fr_chorus_pro.own.bank.account"
    _description = "Own Bank Details in Chorus Pro"
    _order = "name, id"

    structure_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.own.structure",
        required=True,
        index=True,
        ondelete="cascade",
    )
    bank_account_ref = fields.Char(required=True, help="Its number inside Chorus Pro.")
    name = fields.Char()


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_own_structure_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.own.structure",
        inverse_name="company_id",
        string="Structures of the Account",
        copy=False,
        groups="base.group_user",
    )
    l10n_fr_chorus_own_structure_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.own.structure",
        string="Own Structure",
        copy=False,
        ondelete="set null",
        help="The establishment in whose name this company invoices: that of its"
        " SIRET, unless you choose another one.",
        groups="base.group_user",
    )
    l10n_fr_chorus_own_date = fields.Datetime(
        string="Own Structures Read On",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )

    @api.constrains("l10n_fr_chorus_own_structure_id")
    def _check_l10n_fr_chorus_own_structure_id(self):
        for company in self:
            structure = company.sudo().l10n_fr_chorus_own_structure_id
            # A branch uses the account of a parent.
            if structure and structure.company_id not in company.sudo().parent_ids:
                raise ValidationError(
                    self.env._(
                        "The structure %(structure)s belongs to the account of another"
                        " company: choose one that was read for %(company)s.",
                        structure=structure.siret or structure.structure_ref,
                        company=company.name,
                    )
                )

    def _chorus_own_sentence(self):
        """What is wrong between this company and the structures of its account.

        :return: str; None where all is well, or they were not read
        """
        self.ensure_one()
        siret = party_identifier(self.partner_id).value
        own = self.sudo().l10n_fr_chorus_own_structure_id
        if own and own.siret in (False, siret):
            return None
        if not own and not self.l10n_fr_chorus_own_date:
            return None
        structures = self._chorus_account_company().l10n_fr_chorus_own_structure_ids
        if own and siret and len(structures) > 1:
            return self.env._(
                "The invoice is in the name of %(siret)s, and %(company)s invoices in"
                " Chorus Pro as %(structure)s. Correct the SIRET of the company, or"
                " choose another structure in the settings of Chorus Pro.",
                structure=own.display_name,
                siret=siret,
                company=self.display_name,
            )
        names = (own or structures).mapped("display_name")
        if not own and siret in structures.mapped("siret"):
            return None
        return not_own_sentence(self.env, self.display_name, siret, names)

    def _chorus_read_password_end(self, client):
        """Ask when the technical password ends: the structure that the account belongs
        to tells it.

        :return: the structures of the account, as the portal lists them
        :raises ChorusError: the portal refused or did not answer
        """
        structures = client.list_own_structures()
        siret = self._chorus_siret(self.company_registry)
        ours = [s for s in structures if s.identifier == siret]
        for structure in (ours or structures)[:1]:
            told = client.read_structure(structure.structure_ref)
            self._chorus_note_password_end(told.password_expires_at)
        return structures

    def _chorus_forget_own_side(self):
        """Another environment of Chorus Pro has other structures."""
        company = self.sudo()
        company.l10n_fr_chorus_own_structure_ids.unlink()
        company._chorus_forget_code_lists()
        companies = company | company._chorus_shared_companies()
        companies.write({"l10n_fr_chorus_own_date": False})

    def _chorus_read_own_side(self):
        """Ask for the structures of this company's account and for the portal's lists
        of codes, and keep the answer.

        Each company of the account gets that of its SIRET, where it has chosen none.

        :raises ChorusError: the portal refused or did not answer; nothing changed
        """
        account = self._chorus_account_company() or self
        with self._chorus_client(patience=LOOK_UP_LIMIT) as client:
            account._chorus_keep_own_structures(client)
            account._chorus_read_code_lists(client)
            for company in account._chorus_shared_companies():
                company._chorus_choose_structure(client)

    def _chorus_keep_own_structures(self, client):
        known = {s.structure_ref: s for s in self.l10n_fr_chorus_own_structure_ids}
        for own in client.list_own_structures():
            told = client.read_structure(own.structure_ref)
            self._chorus_note_password_end(told.password_expires_at)
            values = {
                "siret": own.identifier,
                "name": own.name,
                "is_public": told.public,
            }
            structure = known.pop(own.structure_ref, None)
            if structure:
                structure.write(values)
            else:
                key = {"company_id": self.id, "structure_ref": own.structure_ref}
                structure = self.l10n_fr_chorus_own_structure_ids.create(values | key)
            structure._chorus_keep_bank_accounts(client)
        self.l10n_fr_chorus_own_structure_ids.browse(
            structure.id for structure in known.values()
        ).unlink()

    def _chorus_choose_structure(self, client):
        """Keep what was chosen, else take the structure of the company's SIRET, else
        the only one; its services are those of the company."""
        account = self._chorus_account_company()
        own = account.l10n_fr_chorus_own_structure_ids
        siret = self._chorus_siret(self.company_registry)
        chosen = self.l10n_fr_chorus_own_structure_id & own
        chosen = chosen or own.filtered(lambda s: s.siret == siret)[:1]
        chosen = chosen or (own if len(own) == 1 else own.browse())
        self.write(
            {
                "l10n_fr_chorus_own_structure_id": chosen.id,
                "l10n_fr_chorus_own_date": fields.Datetime.now(),
            }
        )
        if not chosen:
            return
        if chosen.is_public:
            # Never off: who said that it is one may receive by another structure.
            self.l10n_fr_chorus_is_public_body = True
        if chosen.siret == siret:
            self.partner_id._chorus_read_structure(client, service_codes=())

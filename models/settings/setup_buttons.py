"""The buttons of the set-up: who may use each, and what it opens or does."""

from odoo import models
from odoo.exceptions import AccessError, UserError

from ...chorus_api import ChorusError
from ..connection.error_texts import explain
from ..receiving.may_act import FINANCE
from .connection_test import ConnectionTest

MANAGER, ADMINISTRATOR = "account.group_account_manager", "base.group_system"
# Where in the settings of Chorus Pro a thing is entered, by the button that goes there.
PLACES = {
    "connection": "chorus_pro_connection",
    "roles": "chorus_pro_roles",
    "structure": "chorus_pro_own_side",
    "responsible": "chorus_pro_documents",
    "receiving": "chorus_pro_receiving",
}
# For these the accounting manager has a form of his own.
OF_MANAGER = ("structure", "responsible", "read")
# These are of who may change what they open: of a public body.
OF_FINANCE = {
    "delegations": "l10n_fr_chorus_pro.delegation_action",
    "intakes": "l10n_fr_chorus_pro.intake_action",
    "booking": "l10n_fr_chorus_pro.billing_rule_action",
}
CONTRACTS = "l10n_fr_chorus_pro.contract_action"
ACCOUNTING_SETTINGS = "l10n_fr_chorus_pro.accounting_settings_action"


class ResCompany(models.Model):
    _inherit = "res.company"

    def action_chorus_do_setup(self, name=""):
        """Do what a button of the set-up is for, or open the place where it is done.

        :param str name: of the button
        :return: an action; None where there is nothing to show
        :raises AccessError: the button is not for this user
        """
        self.ensure_one()
        self._chorus_check_setup_reader()
        name = name or self.env.context.get("chorus_setup", "")
        if not self._chorus_may_press(name):
            raise AccessError(
                self.env._("Ask an administrator of Odoo: this is set by him.")
            )
        if name in OF_MANAGER and not self.env.user.has_group(ADMINISTRATOR):
            return self.env["ir.actions.act_window"]._for_xml_id(ACCOUNTING_SETTINGS)
        if name in PLACES:
            return self._chorus_open_settings(PLACES[name])
        if name in OF_FINANCE:
            return self.env["ir.actions.act_window"]._for_xml_id(OF_FINANCE[name])
        presses = {
            "take_siret": self._chorus_take_siret,
            "company": self._chorus_open_company,
            "bank_accounts": self._chorus_open_bank_accounts,
            "journals": self._chorus_open_journals,
            "bill_journals": lambda: self._chorus_open_journals("purchase"),
            "people": self._chorus_open_people,
            "contracts": self._chorus_open_contracts,
            "read_receiving": self._chorus_read_receivers,
            "test": self._chorus_test_connection,
            "read": self._chorus_test_and_read,
        }
        return presses[name]()

    def _chorus_check_setup_reader(self):
        """:raises AccessError: neither an administrator nor an accounting manager of
        this company, nor a finance officer where it is a public body"""
        user = self.env.user
        is_one = user.has_group(ADMINISTRATOR) or user.has_group(MANAGER)
        if not is_one and self._chorus_is_public_body():
            is_one = user.has_group(FINANCE)
        if not is_one or self not in self.env.user.company_ids:
            raise AccessError(
                self.env._(
                    "Only an administrator or an accounting manager of the company sees"
                    " how it is set up."
                )
            )

    def _chorus_may_press(self, name):
        user = self.env.user
        if name in ("journals", "bill_journals"):
            return self.env["account.journal"].has_access("write")
        if name == "bank_accounts":
            return self.env["res.partner.bank"].has_access("create")
        if name == "contracts":
            return self.env["l10n_fr_chorus_pro.contract"].has_access("write")
        if name in OF_FINANCE:
            return user.has_group(FINANCE)
        if name == "read_receiving" and user.has_group(FINANCE):
            return True
        if name in OF_MANAGER and user.has_group(MANAGER):
            return True
        return user.has_group(ADMINISTRATOR)

    def _chorus_button_label(self, name):
        if name == "take_siret":
            siret = self.sudo().l10n_fr_chorus_own_structure_id.siret
            return self.env._("Use %s", siret)
        return {
            "company": self.env._("Open the Company"),
            "bank_accounts": self.env._("Open the Bank Accounts"),
            "connection": self.env._("Enter It in the Settings"),
            "roles": self.env._("Open the Settings"),
            "structure": self.env._("Choose the Structure"),
            "responsible": self.env._("Name Somebody"),
            "journals": self.env._("Open the Journals"),
            "bill_journals": self.env._("Open the Journals"),
            "people": self.env._("Open the Users"),
            "delegations": self.env._("Open the Delegations"),
            "contracts": self.env._("Open the Contracts"),
            "intakes": self.env._("What Is Fetched"),
            "booking": self.env._("By Service"),
            "receiving": self.env._("Open the Settings"),
            "read_receiving": self.env._("Read What Is Received"),
            "test": self.env._("Test the connection"),
            "read": self.env._("Read from Chorus Pro"),
        }[name]

    # -- What they do ----------------------------------------------------------

    def _chorus_take_siret(self):
        """The structure was read from the account: its SIRET is that of the company."""
        if siret := self.l10n_fr_chorus_own_structure_id.siret:
            self.company_registry = siret

    def _chorus_open_company(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "res.company",
            "res_id": self.id,
            "views": [(False, "form")],
            # Saving a company loads the page anew, which should be that of the list.
            "target": "new",
        }

    def _chorus_open_bank_accounts(self):
        """The accounts of the company; where it has none, the form of the first."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Bank Accounts"),
            "res_model": "res.partner.bank",
            "views": [(False, "list"), (False, "form")],
            "domain": [("partner_id", "=", self.partner_id.id)],
            "context": {"default_partner_id": self.partner_id.id},
        }
        if self.partner_id.bank_ids:
            return action
        return {**action, "views": [(False, "form")], "target": "new"}

    def _chorus_open_journals(self, kind="sale"):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journals"),
            "res_model": "account.journal",
            "views": [(False, "list"), (False, "form")],
            "domain": [("company_id", "=", self.id), ("type", "=", kind)],
        }

    def _chorus_open_people(self):
        return self.env["ir.actions.act_window"]._for_xml_id("base.action_res_users")

    def _chorus_open_contracts(self):
        return self.env["ir.actions.act_window"]._for_xml_id(CONTRACTS)

    def _chorus_read_receivers(self):
        """Ask for which structures the account receives.

        :raises UserError: the portal refused or did not answer
        """
        try:
            self.sudo()._chorus_read_receiving_structures()
        except ChorusError as error:
            raise UserError(explain(self.env, error)) from error

    def _chorus_open_settings(self, place):
        """:param str place: where in them, an id of their view"""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_account_config"
        )
        context = {"module": "account", "bin_size": False, "chorus_place": place}
        return {**action, "context": context}

    def _chorus_test_connection(self):
        """Try the connection of this company, and tell in one dialog what came of it.

        :rtype: dict
        """
        test = ConnectionTest(self)
        test.run()
        return self._chorus_show(test)

    def _chorus_test_and_read(self):
        """The same, and read the structures of the account where it is accepted."""
        test = ConnectionTest(self)
        test.read_own_side()
        return self._chorus_show(test)

    def _chorus_show(self, test):
        return {
            "type": "ir.actions.client",
            "tag": "chorus_pro_connection_result",
            "name": self.env._("Connection to Chorus Pro"),
            "target": "new",
            "params": {"summary": test.summary(), "lines": test.lines()},
        }

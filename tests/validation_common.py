"""The ground of the tests of a validator: a main contractor whose subcontractors and
co-contractors send the town invoices that name it."""

from odoo import Command, fields

from .common import WANTS_NOTHING, ChorusCase, ChorusHttpCase

BUILDER_LOGIN, BUILDER_SIRET = "TECH_1_0000005@cpro.fr", "99992001000017"
SUB_SIRET = "73282932000074"
TO_DO, SEARCH = "rechercher/aTraiter/valideur", "rechercher/valideur"
ANSWER, READ = "traiter/factureAValider", "consulter/valideur"
HISTORY, DOWNLOAD = "consulter/historique", "telecharger/groupe"
VALIDATOR_GROUP = "l10n_fr_chorus_pro.group_received_validator"
DAY = 86400


class ValidationMixin:
    """The company is the builder of the simulator; its subcontractor is the demo
    supplier, and the public body is the town."""

    @classmethod
    def setUpChorus(cls):
        super().setUpChorus()
        cls.company.sudo().write(
            {
                "name": "Bâtisseurs de la Rance SAS",
                "company_registry": BUILDER_SIRET,
                "vat": False,
                "l10n_fr_chorus_login": BUILDER_LOGIN,
                "l10n_fr_chorus_is_validator": True,
                "l10n_fr_chorus_is_supplier": True,
            }
        )
        cls.validator = cls.new_user("valideuse", VALIDATOR_GROUP)
        cls.clerk = cls.new_user(
            "comptable-valideur", f"{VALIDATOR_GROUP},account.group_account_invoice"
        )
        cls.subcontractor = cls.new_customer("Atelier Lumière SARL", SUB_SIRET)

    def ask(self, number="ST1", framework="A9", **values):
        """An invoice that waits for the builder at the portal.

        :param values: of the simulator's control ``drafts``
        :return: the portal's identifier, as a text
        """
        draft = {
            "supplier": SUB_SIRET,
            "recipient": WANTS_NOTHING,
            "validator": BUILDER_SIRET,
            "number": number,
            "framework": framework,
            "status": "A_VALIDER_1",
            "market": "2026-T-08",
            "untaxed": 1000,
            "total": 1000,
            "automatic": True,
        }
        made = self.simulator.control("POST", "drafts", draft | values)
        return str(made["id"])

    def fetch(self):
        self.run_cron("ir_cron_validation")

    def to_validate(self, *numbers):
        """What the builder is asked about, or those of some numbers in order."""
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        domain = [("company_id", "=", self.company.id), ("role", "=", "validator")]
        every = received.search(domain, order="id")
        if not numbers:
            return every
        by_number = every.grouped("invoice_number")
        return received.union(*(by_number[number] for number in numbers))

    def ask_and_fetch(self, number="ST1", framework="A9", **values):
        self.ask(number, framework, **values)
        self.fetch()
        return self.to_validate(number)

    def answer(self, received, act="validate", user=None, **values):
        """Answer as the dialog does; returns its note."""
        return self.dialog(received, act, user, **values).action_confirm()

    def dialog(self, received, act="validate", user=None, **values):
        context = {
            "active_model": received._name,
            "active_ids": received.ids,
            "default_act": act,
        }
        dialog = self.env["l10n_fr_chorus_pro.validate"]
        dialog = dialog.with_user(user or self.validator).with_context(**context)
        return dialog.create(values)

    def reason(self, code="MONTANT_ERR"):
        reasons = self.company._chorus_refusal_reasons()
        return reasons.filtered(lambda row: row.code == code)

    def answers(self):
        """What was sent: (action, reason code), in order."""
        return [
            (c["body"]["action"], c["body"].get("motifRefus", ""))
            for c in self.simulator.calls(ANSWER)
        ]

    def at_portal(self, received):
        """The status that the portal has now."""
        rows = self.simulator.invoices()
        (row,) = (r for r in rows if str(r["id"]) == received.chorus_identifier)
        return row["status"]

    def new_contract(self, lot=False, **party):
        """The contract that the invoices name, with the subcontractor accepted."""
        values = {
            "partner_id": self.subcontractor.id,
            "kind": "subcontractor",
            "rank": 1,
            "accepted_on": fields.Date.today(),
            "ceiling": 5000,
            **party,
        }
        contracts = self.env["l10n_fr_chorus_pro.contract"].sudo()
        return contracts.create(
            {
                "company_id": self.company.id,
                "number": "2026-T-08",
                "lot": lot,
                "customer_id": self.town.id,
                "our_role": "main",
                "party_ids": [Command.create(values)],
            }
        )


class ValidationCase(ValidationMixin, ChorusCase):
    """Base of the tests that need no browser."""


class ValidationHttpCase(ValidationMixin, ChorusHttpCase):
    """Base of those that do."""

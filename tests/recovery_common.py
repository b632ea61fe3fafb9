"""Invoices whose fate Odoo has to find out, and some that are in the portal already."""

import json

from odoo import fields
from odoo.tests import new_test_user

from .common import COMPANY_SIRET, WANTS_NOTHING, ChorusCase

SEARCH = "rechercher/fournisseur"
REFUSAL = {"codeRetour": 20003, "libelle": "GCU_MSG_01_003 : numéro invalide"}


class RecoveryCase(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"
        cls.manager = new_test_user(
            cls.env,
            login="responsable",
            groups="account.group_account_manager",
            company_id=cls.company.id,
            lang="fr_FR",
        )

    def lose_answer(self, invoice, when):
        self.simulator.fault("deposer/flux", "cut", when=when)
        self.env["account.move.send"]._generate_and_send_invoices(
            invoice, allow_raising=False, sending_methods=["chorus_pro"]
        )
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")

    def give_up(self, invoice, when="after"):
        """The answer of a deposit got lost, and it was given up."""
        self.lose_answer(invoice, when)
        self.deposit_of(invoice)._chorus_give_up()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
        self.resume()
        self.env.flush_all()  # as the end of the click would

    def renumber(self, invoice, count=7001):
        """Another number, of the year of the invoice as Odoo wants it."""
        invoice.button_draft()
        invoice.name = f"FAC/{invoice.date:%Y}/{count}"
        invoice.action_post()

    def queue(self, *invoices):
        """Leave invoices to the scheduled action, as core hands over many."""
        invoices = self.env["account.move"].union(*invoices)
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        return invoices

    def resume(self):
        """The pause that a lost answer costs the account is over."""
        self.company.sudo().l10n_fr_chorus_paused_until = False

    # -- The portal ------------------------------------------------------------

    def numbers(self):
        """The numbers of the invoices that the portal has."""
        return sorted(row["number"] for row in self.simulator.invoices())

    def flows_finish_after(self, seconds):
        self.simulator.control("POST", "settings", {"flow_finished_after": seconds})

    def posts(self):
        """How many files the portal was given."""
        return len(self.simulator.calls("deposer/flux"))

    def refuse_searches(self, times=None, **aim):
        """The portal understands the search and refuses it.

        :param aim: ``holds`` for those alone that hold a text
        """
        body = json.dumps(REFUSAL)
        self.simulator.fault(SEARCH, "wrong_json", body=body, times=times, **aim)

    def report(self, status, *refused, times=1, **details):
        """The next report of a flow.

        :param refused: of each invoice that it names, (invoice, reason)
        """
        if refused:
            details["listeErreurDP"] = [
                {"numeroDP": invoice.name, "libelleErreurDP": text}
                for invoice, text in refused
            ]
        report = {"codeRetour": 0, "etatCourantDepotFlux": status, **details}
        body = json.dumps(report)
        self.simulator.fault(
            "consulterCRDetaille", "wrong_json", body=body, times=times
        )

    def refuse_flow(self, invoice, text="Service inconnu"):
        """The flow that is due is refused, for this invoice."""
        self.report("IN_REJETE", (invoice, text))
        self.run_deposits()

    def spoil_search(self, *rows, times=1, **aim):
        answer = {
            "codeRetour": 0,
            "listeFactures": list(rows),
            "parametresRetour": {"pages": 1, "total": len(rows)},
        }
        body = json.dumps(answer)
        self.simulator.fault(SEARCH, "wrong_json", body=body, times=times, **aim)

    def raw_row(self, invoice, identifier=None, **values):
        """The row of an invoice, as the portal answers; by default, of what it has."""
        known = {row["number"]: row["id"] for row in self.simulator.invoices()}
        return {
            "identifiantFactureCPP": identifier or known[invoice.name],
            "numeroFacture": invoice.name,
            "statut": "MISE_A_DISPOSITION",
            "dateHeureEtatCourant": self.portal_time(),
            "dateFacture": str(invoice.invoice_date),
            "dateDepot": str(invoice.invoice_date),
            "codeFournisseur": invoice._chorus_supplier_siret(),
            "codeDestinataire": invoice._chorus_recipient_siret(),
            "montantTTC": invoice.amount_total,
            **values,
        }

    # -- What a person does ----------------------------------------------------

    def decide(self, invoice, user=None, **values):
        return (
            self.env["l10n_fr_chorus_pro.decide"]
            .with_user(user or self.manager)
            .create({"move_id": invoice.id, **values})
        )

    def typed_by_hand(self, invoice, **values):
        """The same invoice, as a person typed it into the portal."""
        self.simulator.control(
            "POST",
            "drafts",
            {
                "number": invoice.name,
                "date": str(invoice.invoice_date),
                "supplier": COMPANY_SIRET,
                "recipient": WANTS_NOTHING,
                "total": invoice.amount_total,
                "status": "MISE_A_DISPOSITION",
                **values,
            },
        )

    def lose_lot(self, count):
        """Invoices of one lot, whose answer is lost before anything was accepted."""
        return self.lose_queued(
            self.queue(*(self.new_invoice() for _number in range(count))), "before"
        )

    def lose_queued(self, invoices, when):
        """The answer to the lot of these is lost."""
        self.simulator.fault("deposer/flux", "cut", when=when)
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"uncertain"})
        self.resume()
        return invoices

    def pass_time(self, deposit, hours):
        """Let a deposit have been sent so many hours ago."""
        deposit.sudo().sent_at = fields.Datetime.subtract(
            fields.Datetime.now(), hours=hours
        )

    def deposit_of(self, invoice):
        return invoice._chorus_current_document().deposit_id

    def new_take_over(self, **start):
        return (
            self.env["l10n_fr_chorus_pro.take.over"]
            .with_user(self.manager)
            .create({"start_date": fields.Date.subtract(fields.Date.today(), **start)})
        )

    def to_send(self):
        return self.env["account.move"].search(
            [
                ("l10n_fr_chorus_to_send", "=", True),
                ("company_id", "=", self.company.id),
            ]
        )

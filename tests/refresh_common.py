"""Many open invoices in Odoo and in the simulator, without depositing each."""

from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.tools import SQL

from .common import COMPANY_SIRET, WANTS_NOTHING, ChorusCase

SEARCH = "rechercher/fournisseur"
HISTORY = "consulter/historique"


class RefreshCase(ChorusCase):
    def open_invoices(self, count, *, age=timedelta(days=3), days=1):
        """Invoices that the customer has received, known here and there.

        :param timedelta age: of their deposit and their status
        :param int days: over which the deposits are spread, backwards
        """
        at = fields.Datetime.now().replace(second=0) - age
        values = {
            "count": count,
            "prefix": f"F{uuid4().hex[:8]}-",
            "supplier": COMPANY_SIRET,
            "recipient": WANTS_NOTHING,
            "at": f"{at.isoformat()}+00:00",
            "days": days,
        }
        rows = self.simulator.control("POST", "invoices", values)
        moves = self.copies([number for _id, number in rows])
        self.documents(rows, moves, at, days)
        return moves

    def documents(self, rows, moves, at, days):
        """What a refresh has left behind for each of them."""
        deposit = self.env["l10n_fr_chorus_pro.deposit"].sudo()
        deposit = deposit.create(
            {
                "company_id": self.company.id,
                "environment": "simulator",
                "reference": uuid4().hex,
                "state": "integrated",
            }
        )
        count = len(rows)
        self.env["l10n_fr_chorus_pro.document"].sudo().create(
            [
                {
                    "deposit_id": deposit.id,
                    "move_id": move.id,
                    "invoice_number": number,
                    "state": "made_available",
                    "chorus_identifier": str(identifier),
                    "raw_status": "MISE_A_DISPOSITION",
                    "status_date": at,
                    "row_status": "MISE_A_DISPOSITION",
                    "row_status_date": at,
                    "row_deposited_on": at.date()
                    - timedelta(days=index * days // count),
                }
                for index, ((identifier, number), move) in enumerate(
                    zip(rows, moves, strict=True)
                )
            ]
        )

    def copies(self, names):
        """Posted invoices under these names; posting so many would take minutes."""
        model = self.new_invoice()
        left_out = ("id", "name", "sequence_prefix")  # they take no number of their own
        self.env.flush_all()
        columns = SQL(", ").join(
            SQL.identifier(name)
            for name, field in model._fields.items()
            if field.store and field.column_type and name not in left_out
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO account_move (name, %s) SELECT unnest(%s), %s"
                " FROM account_move WHERE id = %s RETURNING id",
                columns,
                names,
                columns,
                model.id,
            )
        )
        return self.env["account.move"].browse(
            [row[0] for row in self.env.cr.fetchall()]
        )

    def change(self, invoices, status="SERVICE_FAIT", comment="", **details):
        for invoice in invoices:
            self.simulator.set_status(
                invoice.l10n_fr_chorus_identifier, status, comment, **details
            )

    def forget_calls(self):
        self.simulator.control("DELETE", "calls")

    def pages_asked(self):
        return [
            call["body"]["rechercheFactureParFournisseur"]["pageResultatDemandee"]
            for call in self.simulator.calls(SEARCH)
        ]

    def small_pages(self, size):
        self.simulator.control("POST", "settings", {"page_size_cap": size})

    def run_sweep(self):
        self.run_cron("ir_cron_sweep")

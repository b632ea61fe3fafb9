"""A town that fetches what it receives, and its supplier at the portal."""

from ..chorus_api import Attachment, ChorusClient, Connection
from .common import COMPANY_SIRET
from .receiving_common import ReceivingCase

SEARCH = "rechercher/recipiendaire"
HISTORY = "consulter/historique"
DOWNLOAD = "telecharger/groupe"


class FetchCase(ReceivingCase):
    def fetch(self):
        self.run_cron("ir_cron_received")

    def sweep(self):
        self.run_cron("ir_cron_received_sweep")

    def received(self, *numbers):
        """The received invoices of the town, or those of some numbers in order."""
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        every = received.search([("company_id", "=", self.company.id)], order="id")
        if not numbers:
            return every
        by_number = every.grouped("invoice_number")
        return received.union(*(by_number[number] for number in numbers))

    def put_many(self, count, prefix="F"):
        """Many invoices at once; (identifier, number) of each."""
        values = {
            "count": count,
            "prefix": prefix,
            "supplier": COMPANY_SIRET,
            "recipient": self.intakes[0].structure_siret,
            "total": 120,
        }
        return self.simulator.control("POST", "invoices", values)

    def put_and_fetch(self, number="F1", **values):
        self.put(number, **values)
        self.fetch()
        return self.received(number)

    def set_status(self, received, status, comment="", **details):
        """Somebody gives a status elsewhere: the portal's page, Hélios, another
        application."""
        number = received.chorus_identifier
        self.simulator.set_status(number, status, comment, **details)

    def complete(self, received, files, comment="Voici les pièces"):
        """The supplier completes an invoice that was suspended.

        :param dict files: their contents by name
        """
        with self.supplier() as client:
            added = [
                Attachment(client.add_file(name, data, "application/pdf"), "Pièce")
                for name, data in files.items()
            ]
            client.complete_invoice(received.chorus_identifier, comment, added)

    def supplier(self):
        """A client of the supplier's account."""
        url = self.simulator.url
        return ChorusClient(
            Connection(
                oauth_url=url,
                api_url=url,
                client_id="simulator",
                client_secret="simulator",
                login="TECH_1_0000001@cpro.fr",
                password="simulator",
            )
        )

    def settings(self, **values):
        self.simulator.control("POST", "settings", values)

    def forget_calls(self):
        self.simulator.control("DELETE", "calls")

    def count_calls(self, operation=""):
        return len(self.simulator.calls(operation))

    def end_pauses(self):
        self.company.sudo().l10n_fr_chorus_paused_until = False

    def told(self, received):
        """What was told of an invoice, oldest first."""
        return self.messages(received)

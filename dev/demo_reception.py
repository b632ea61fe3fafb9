"""The town's half of the demo: it receives, checks, certifies and orders, each step by
the person whose it is."""

import base64
from datetime import date

from dev.console import DevError
from dev.demo_company import COMPANY, IBAN
from dev.demo_story import FRENCH, OURS, Story, as_text
from dev.demo_town import PEOPLE
from dev.rpc import Session

RECEIVED = f"{OURS}.received"
# Scheduled actions, and what is left for another turn of theirs.
STEPS = {
    "ir_cron_received": ("content_state", "=", "to_download"),
    "ir_cron_received_bills": ("bill_due", "=", True),
}
TURNS = 10
HELIOS = ("MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE", "MISE_EN_PAIEMENT")
NOTE = b"%PDF-1.4 bon de livraison"
# The invoices of the story that the town receives.
AT_TOWN = ("town", "pdf", "entry")


class Reception:
    """What the people of the town do with the invoices that it received.

    :param admin: a Session that runs the scheduled actions
    """

    def __init__(self, admin):
        self.admin = admin
        self.people = {
            login: Session(admin.url, admin.database, login, login) for login in PEOPLE
        }

    def fetch(self):
        """Fetch what is new, and make the bills of it; as often as Odoo would wake its
        scheduled actions until nothing is left."""
        finance = self.people["finances"]
        for name, left in STEPS.items():
            cron = self.admin.ref(f"{OURS}.{name}")
            for _turn in range(TURNS):
                self.admin.execute("ir.cron", "method_direct_trigger", [cron])
                if not finance.execute(RECEIVED, "search_count", [left]):
                    break

    def received(self, *numbers, fields=("raw_status", "stage", "move_id")):
        """Received invoices by their numbers, as dictionaries in this order."""
        rows = self.people["finances"].execute(
            RECEIVED,
            "search_read",
            [("invoice_number", "in", numbers)],
            fields=["invoice_number", *fields],
            context=FRENCH,
        )
        found = {row["invoice_number"]: row for row in rows}
        if missing := set(numbers) - set(found):
            raise DevError(f"the town did not receive {', '.join(sorted(missing))}")
        return [found[number] for number in numbers]

    def process(self, login, act, *numbers, **values):
        """The dialog that a button of the form or of the list opens; returns the note
        or the dialog with what came of each invoice.

        :param login: whose click it is
        :param act: a code of ``models/receiving/acts.py``
        :param values: of the dialog
        """
        person = self.people[login]
        ids = [row["id"] for row in self.received(*numbers)]
        context = FRENCH | {"active_model": RECEIVED, "active_ids": ids}
        model = f"{OURS}.process"
        values["act"] = act
        if act == "certify":
            values["service_done_on"] = f"{date.today()}"
        dialog = person.execute(model, "create", values, context=context)
        return person.execute(model, "action_confirm", [dialog], context=context)

    def call_back(self, number):
        """Confirm the account of an invoice, where it keeps it from being ordered: by
        a telephone number that is not the supplier's own word.

        :return: why it did
        """
        fields = ["payee_check_id", "payee_block"]
        (row,) = self.received(number, fields=fields)
        why = row["payee_block"]
        if not why:
            return ""
        if not row["payee_check_id"]:
            self.enter_account(row["id"])
            (row,) = self.received(number, fields=fields)
        values = {
            "check_id": row["payee_check_id"][0],
            "decision": "confirmed",
            "phone": "+33 4 78 11 22 33",
            "phone_source": "contract",
            "phone_source_detail": "Marché 2026-08",
            "spoke_with": "Mme Roux, comptabilité",
        }
        finance, model = self.people["finances"], f"{OURS}.call.back"
        dialog = finance.execute(model, "create", values, context=FRENCH)
        finance.execute(model, "action_confirm", [dialog], context=FRENCH)
        return why

    def enter_account(self, received):
        """Enter the account from the supplier's file: the invoice names none."""
        person, model = self.people["directrice"], f"{OURS}.payee.entry"
        values = {"received_id": received, "account_number": IBAN}
        dialog = person.execute(model, "create", values, context=FRENCH)
        person.execute(model, "action_confirm", [dialog], context=FRENCH)

    def bill(self, number, *fields):
        """Fields of the bill of an invoice, as the finance officer reads them."""
        (row,) = self.received(number)
        if not row["move_id"]:
            raise DevError(f"{number} has no bill")
        (bill,) = self.people["finances"].execute(
            "account.move", "read", [row["move_id"][0]], ["name", *fields]
        )
        return bill

    def documents(self, number):
        """The bytes of the documents of an invoice, by name."""
        (row,) = self.received(number, fields=("document_ids",))
        finance = self.people["finances"]
        fields = ["name", "attachment_id"]
        found = finance.execute(
            f"{RECEIVED}.document", "read", row["document_ids"], fields
        )
        contents = {}
        for document in found:
            (file,) = finance.execute(
                "ir.attachment", "read", [document["attachment_id"][0]], ["datas"]
            )
            contents[document["name"]] = base64.b64decode(file["datas"])
        return contents

    def chatter(self, number):
        """The messages of the bill and of the received invoice, oldest first."""
        (row,) = self.received(number)
        threads = [(RECEIVED, row["id"])]
        if row["move_id"]:
            threads.append(("account.move", row["move_id"][0]))
        domain = ["|"] * (len(threads) - 1)
        for model, record in threads:
            domain += ["&", ("model", "=", model), ("res_id", "=", record)]
        finance = self.people["finances"]
        messages = finance.execute(
            "mail.message",
            "search_read",
            [("body", "!=", ""), *domain],
            fields=["body", "author_id"],
            order="date, id",
        )
        return [as_text(message["body"]) for message in messages if message["body"]]


class TwoSides(Story):
    """The story of the demo, with the town in the same Odoo."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.town = Reception(self.admin)

    def public_bodies_work(self):
        super().public_bodies_work()
        self.title("The town fetches its invoices: each is a bill in draft")
        self.town.fetch()
        for name in AT_TOWN:
            self.compare(name)
        self.title("An agent suspends one, and its supplier completes it")
        self.suspend_and_complete("pdf")
        self.title("Service done, payment ordered; the accountant releases it (Hélios)")
        self.certify_and_order("pdf")
        self.title("Another one is certified, and waits for its payment order")
        self.town.process("agent", "certify", self.invoices["entry"][1])
        self.run_all()
        self.expect("entry", "service_confirmed")

    def run_all(self):
        super().run_all()
        self.town.fetch()

    def suspend_and_complete(self, name):
        _invoice, number = self.invoices[name]
        words = "Bon de livraison signé manquant"
        self.town.process("agent", "suspend", number, words=words)
        self.run_all()
        self.expect(name, "suspended")
        self.complete(name, "Voici le bon signé.", "Bon de livraison.pdf", NOTE)
        self.expect(name, "completed")
        self.town.fetch()
        if NOTE not in self.town.documents(number).values():
            raise DevError(f"the document of {number} did not come to the town")
        self.expect_at_town(name, "completed")

    def certify_and_order(self, name):
        _invoice, number = self.invoices[name]
        self.town.process("agent", "certify", number)
        self.expect_at_town(name, "certified")
        print(f"  {number}: {self.town.call_back(number)}")
        self.town.process("ordonnateur", "order", number, mandate_number="2026-117")
        self.expect_at_town(name, "ordered")
        self.run_all()
        self.expect(name, "payment_ordered")
        for status in HELIOS:
            self.public_body(name, status)
        self.run_all()
        self.expect_at_town(name, "released")
        self.expect(name, "payment_released")

    def compare(self, name):
        """The bill has the amounts of the invoice, to the cent."""
        invoice, number = self.invoices[name]
        fields = ["amount_untaxed", "amount_tax", "amount_total"]
        (sent,) = self.accountant.execute("account.move", "read", [invoice], fields)
        bill = self.town.bill(number, *fields)
        if any(sent[field] != bill[field] for field in fields):
            raise DevError(f"the bill of {number} differs: {bill}")
        print(f"  {number}: {bill['amount_total']:.2f} €")

    def expect_at_town(self, name, stage):
        _invoice, number = self.invoices[name]
        (row,) = self.town.received(number)
        if row["stage"] != stage:
            raise DevError(f"at the town {number} should be {stage}: {row}")
        print(f"  {number}: {stage}, at the town")

    def all_read(self):
        numbers = [self.invoices[name][1] for name in AT_TOWN]
        supplier = COMPANY["name"]
        chapter = {f"{n} – {supplier}": self.town.chatter(n) for n in numbers}
        return super().all_read() | {"What the town reads in each bill": chapter}

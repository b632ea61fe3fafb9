"""The story of the demo: five invoices, from the Send button to their end."""

import base64
import re
from html import unescape
from urllib.parse import quote

from dev import postgres
from dev.console import DevError
from dev.demo_company import CUSTOMERS, PRODUCT

FRENCH = {"lang": "fr_FR", "tz": "Europe/Paris"}
OURS = "l10n_fr_chorus_pro"
MODE = "l10n_fr_chorus_submission_mode"


class Story:
    """Each step is taken as a person takes it, and checked before the next.

    ``invoices`` holds what was posted: name to (id, number); a name of ours, by which
    the other steps take the invoice.

    :param admin: a Session that runs the scheduled actions
    :param accountant: a Session that posts and sends invoices
    :param simulator: a running Simulator, where the public bodies act
    :param output: folder of the transcript and of the documents
    """

    def __init__(self, admin, accountant, simulator, database, output):
        self.admin = admin
        self.accountant = accountant
        self.simulator = simulator
        self.database = database
        self.output = output
        self.customers = CUSTOMERS
        self.invoices = {}

    def tell(self):
        self.title("The customers are looked up in the directory of Chorus Pro")
        self.meet_customers()

        self.title("So is the company, with the codes of its VAT")
        self.read_own_side()

        self.title("Five invoices are posted and sent from Odoo's own Send dialog")
        self.post_five()
        for name in self.invoices:
            self.send(name)
            self.expect(name, "deposited")

        self.title("Two minutes later the deposits are integrated, one is refused")
        self.wait_for_chorus(seconds=120)
        self.run("ir_cron_deposits")
        self.expect("hospital", "refused")
        self.run("ir_cron_invoices")
        for name in self.invoices.keys() - {"hospital"}:
            self.expect(name, "made_available")

        self.public_bodies_work()

        self.title("Nothing changes any more: three more runs say nothing new")
        before = self.all_read()
        for _run in range(3):
            self.run_all()
        after = self.all_read()
        if after != before:
            raise DevError("a message was told twice")
        self.keep_documents()
        self.write_transcript(after)

    def public_bodies_work(self):
        """What becomes of the invoices at their recipients."""
        self.title("The public bodies work on the invoices")
        for status in ("SERVICE_FAIT", "MANDATEE", "COMPTABILISEE", "MISE_EN_PAIEMENT"):
            self.public_body("town", status)
        self.public_body("school", "SUSPENDUE", "Bon de livraison signé manquant")
        self.run("ir_cron_invoices")
        self.expect("town", "payment_released")
        self.expect("school", "suspended")

    def run_all(self):
        """Run all scheduled actions that read from the portal."""
        for name in ("ir_cron_deposits", "ir_cron_invoices", "ir_cron_mandates"):
            self.run(name)

    def all_read(self):
        """What people read: by chapter, the messages by their title."""
        chapter = {
            f"{number} – {self.customer_of(invoice)}": self.chatter(name)
            for name, (invoice, number) in self.invoices.items()
        }
        return {"What the accountant reads in each invoice": chapter}

    def post_five(self):
        """Three that go as files; beside them a PDF with its data, and data of which
        the portal makes a PDF."""
        self.invoices["town"] = self.post("town", "Éclairage de la salle des fêtes")
        self.invoices["school"] = self.post(
            "school", "Projecteurs du gymnase", buyer_reference="SERVICE_DEST_SERV_OBL"
        )
        self.invoices["hospital"] = self.post("hospital", "Veilleuses du service B")
        self.invoices["pdf"] = self.post("town", "Bornes du parking", **{MODE: "pdf"})
        self.invoices["entry"] = self.post("town", "Guirlandes", **{MODE: "entry"})

    def meet_customers(self):
        """Look the customers up; the hospital asks for more soon afterwards."""
        hospital = {"identifier": CUSTOMERS["hospital"][1]}
        self.simulator.control("structures", hospital | {"commitment_required": False})
        for customer in CUSTOMERS:
            self.look_up(customer)
        # Nobody is told: the first invoice without a commitment number is refused.
        self.simulator.control("structures", hospital | {"commitment_required": True})

    # -- What a person does ----------------------------------------------------

    def partner(self, customer):
        siret = self.customers[customer][1]
        domain = [("company_registry", "=", siret)]
        return self.accountant.execute("res.partner", "search", domain)[0]

    def look_up(self, customer):
        """Look a customer up by the button of the form."""
        note = self.accountant.execute(
            "res.partner",
            "action_chorus_look_up",
            [self.partner(customer)],
            context=FRENCH,
        )
        print(f"  {note['params']['message']}")

    def read_own_side(self):
        """Read who the company is in Chorus Pro by the form of the accounting."""
        model = "l10n_fr_chorus_pro.accounting.settings"
        form = self.accountant.execute(model, "create", {}, context=FRENCH)
        self.accountant.execute(model, "action_read_own_side", [form], context=FRENCH)
        own = "l10n_fr_chorus_own_structure_id"
        (read,) = self.accountant.execute(model, "read", [form], [own])
        if not read[own]:
            raise DevError("Chorus Pro does not know the company")
        print(f"  {read[own][1]}")

    def draft(self, customer, label, quantity=4, price=180.0, **values):
        """Create an invoice; returns its id."""
        (product,) = self.accountant.execute(
            "product.product", "search", [("name", "=", PRODUCT)]
        )
        line = {"product_id": product, "quantity": quantity, "price_unit": price}
        line["name"] = label
        return self.accountant.execute(
            "account.move",
            "create",
            {
                "move_type": "out_invoice",
                "partner_id": self.partner(customer),
                "invoice_line_ids": [(0, 0, line)],
                **values,
            },
        )

    def post(self, customer, label, **values):
        """Create and post an invoice; returns its id and its number."""
        invoice = self.draft(customer, label, **values)
        self.accountant.execute("account.move", "action_post", [invoice])
        (read,) = self.accountant.execute("account.move", "read", [invoice], ["name"])
        print(f"  {read['name']}: {label}, {self.customers[customer][0]}")
        return invoice, read["name"]

    def send(self, name):
        """The Send button, the dialog as it opens, and its own Send button."""
        invoice, number = self.invoices[name]
        action = self.accountant.execute(
            "account.move", "action_invoice_sent", [invoice]
        )
        context = action["context"] | FRENCH
        model = action["res_model"]
        wizard = self.accountant.execute(model, "create", {}, context=context)
        (read,) = self.accountant.execute(model, "read", [wizard], ["sending_methods"])
        if read["sending_methods"] != ["chorus_pro"]:
            raise DevError(f"{number} would go by {read['sending_methods']}")
        self.accountant.execute(
            model, "action_send_and_print", [wizard], context=context
        )

    def send_many(self, names):
        """Send from the list: in the background, where a check stops what it must."""
        model = "account.move.send.batch.wizard"
        ids = [self.invoices[name][0] for name in names]
        context = FRENCH | {"active_model": "account.move", "active_ids": ids}
        wizard = self.accountant.execute(model, "create", {}, context=context)
        self.accountant.execute(
            model, "action_send_and_print", [wizard], context=context
        )
        cron = self.admin.ref("account.ir_cron_account_move_send")
        self.admin.execute("ir.cron", "method_direct_trigger", [cron])
        self.run("ir_cron_deposits")

    def complete(self, name, comment, file_name, content):
        """The dialog that a suspended invoice asks for, with one document."""
        model, context = f"{OURS}.complete", FRENCH
        invoice, number = self.invoices[name]
        data = base64.b64encode(content).decode()
        file = self.accountant.execute(
            "ir.attachment", "create", {"name": file_name, "datas": data}
        )
        values = {"move_id": invoice, "comment": comment}
        dialog = self.accountant.execute(
            model, "create", values | {"attachment_ids": [(4, file)]}, context=context
        )
        self.accountant.execute(model, "action_confirm", [dialog], context=context)
        print(f"  {number}: {file_name} « {comment} »")

    def run(self, name):
        """Run a scheduled action, as Settings > Technical does."""
        cron = self.admin.ref(f"l10n_fr_chorus_pro.{name}")
        self.admin.execute("ir.cron", "method_direct_trigger", [cron])

    def public_body(self, name, status, comment=""):
        """The public body gives the invoice a status, an hour after the last one."""
        _invoice, number = self.invoices[name]
        self.simulator.control("advance", {"seconds": 3600})
        self.simulator.control(
            f"invoices/{quote(number, safe='')}/status",
            {"status": status, "comment": comment},
        )
        print(f"  {number}: {status} {comment}".rstrip())

    def wait_for_chorus(self, seconds):
        """Let time pass on both sides, without waiting for it."""
        self.simulator.control("advance", {"seconds": seconds})
        postgres.psql(
            "update l10n_fr_chorus_pro_deposit set next_check_at = next_check_at"
            f" - interval '{seconds} seconds' where next_check_at is not null",
            self.database,
        )

    # -- What is true, and what is read ----------------------------------------

    def expect(self, name, state):
        invoice, number = self.invoices[name]
        (read,) = self.accountant.execute(
            "account.move", "read", [invoice], ["l10n_fr_chorus_state"]
        )
        found = read["l10n_fr_chorus_state"]
        if found != state:
            raise DevError(f"{number} should be {state} and is {found}")
        print(f"  {number}: {state}")

    def chatter(self, name):
        """The messages about Chorus Pro that the accountant reads, oldest first."""
        invoice, _number = self.invoices[name]
        messages = self.accountant.execute(
            "mail.message",
            "search_read",
            [
                ("model", "=", "account.move"),
                ("res_id", "=", invoice),
                ("body", "ilike", "Chorus Pro"),
            ],
            fields=["body", "attachment_ids"],
            order="id",
        )
        return [
            as_text(m["body"]) + (" [fichier joint]" if m["attachment_ids"] else "")
            for m in messages
        ]

    def keep_documents(self):
        """The exact bytes that were deposited, as kept on each deposit."""
        folder = self.output / "documents"
        folder.mkdir(exist_ok=True)
        files = self.accountant.execute(
            "ir.attachment",
            "search_read",
            [
                ("res_model", "=", "l10n_fr_chorus_pro.deposit"),
                ("res_field", "=", "file"),
            ],
            fields=["name", "datas"],
        )
        if len(files) != len(self.invoices):
            raise DevError(f"{len(files)} deposited files were kept")
        for file in files:
            (folder / file["name"]).write_bytes(base64.b64decode(file["datas"]))

    def customer_of(self, invoice):
        (read,) = self.accountant.execute(
            "account.move", "read", [invoice], ["partner_id"]
        )
        return read["partner_id"][1]

    def write_transcript(self, chapters):
        lines = []
        for title, chapter in chapters.items():
            lines += [f"# {title}", ""]
            for name, messages in chapter.items():
                lines += [f"## {name}", ""]
                lines += [f"- {message}" for message in messages] + [""]
        text = "\n".join(lines)
        (self.output / "transcript.md").write_text(text, encoding="utf-8")
        print(f"\n{text}")

    def title(self, text):
        print(f"\n{text}", flush=True)


def as_text(html):
    """The words of a message's HTML, each paragraph on a line of the list's item."""
    paragraphs = re.split(r"</p>|</div>|</li>|<br\s*/?>", html)
    texts = (unescape(re.sub(r"<[^>]+>", "", part)) for part in paragraphs)
    return "  \n  ".join(filter(None, (" ".join(text.split()) for text in texts)))

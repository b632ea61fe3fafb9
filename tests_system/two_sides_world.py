"""A supplier and a town in one database, and what each of them has of an invoice."""

import base64
import hashlib
import io
import tarfile

from dev import demo_company
from dev.demo_reception import TwoSides
from dev.demo_story import MODE, OURS
from dev.demo_town import prepare_town
from dev.rpc import Session
from simulator.documents.pivot_content import of_file

AMOUNTS = ["amount_untaxed", "amount_tax", "amount_total"]
HOLDER = "99990001200017"
EXTRA = b"%PDF-1.4 un bon de livraison"
GZIP = b"\x1f\x8b"
# Three lines at three rates, whose VAT has to be rounded.
RATES = ((20.0, 3, 33.35), (10.0, 7, 12.85), (5.5, 1, 101.11))
# What each kind of invoice sets beside its lines.
KINDS = {
    "facturx": {},
    "cii": {MODE: "cii"},
    "ubl": {MODE: "ubl"},
    "pdf": {MODE: "pdf"},
    "entry": {MODE: "entry"},
    "subcontractor": {"l10n_fr_chorus_framework": "A9"},
}


class World(TwoSides):
    """Both companies in one database with the addon installed.

    :param server: a running OdooServer
    """

    def __init__(self, server, simulator, folder):
        admin = server.session()
        demo_company.prepare(admin, simulator.url)
        prepare_town(admin, simulator)
        accountant = Session(server.url, server.database, "comptable", "comptable")
        super().__init__(admin, accountant, simulator, server.database, folder)
        self.meet_customers()
        self.read_own_side()
        self.holder = self.accountant.execute(
            "res.partner",
            "create",
            {
                "name": "Ébénisterie du Port SAS",
                "is_company": True,
                "company_registry": HOLDER,
                "country_id": admin.ref("base.fr"),
            },
        )

    # -- The supplier ----------------------------------------------------------

    def issue(self, name, kind="facturx"):
        """Post an invoice of a kind with a document of its own; see ``KINDS``."""
        values = KINDS[kind] | {"invoice_line_ids": self.lines()}
        if kind == "subcontractor":
            values["l10n_fr_chorus_validator_id"] = self.holder
        document = {"name": "Bon n° 7.pdf", "datas": base64.b64encode(EXTRA).decode()}
        values["l10n_fr_chorus_attachment_ids"] = [(0, 0, document)]
        self.invoices[name] = self.post("town", name, **values)

    def lines(self):
        (product,) = self.accountant.execute(
            "product.product", "search", [("name", "=", demo_company.PRODUCT)]
        )
        return [
            (
                0,
                0,
                {
                    "product_id": product,
                    "name": f"Lampes à {rate} %",
                    "quantity": quantity,
                    "price_unit": price,
                    "tax_ids": [(6, 0, self.tax(rate))],
                },
            )
            for rate, quantity, price in RATES
        ]

    def tax(self, rate):
        """A tax of the supplier; most rates are archived at first."""
        domain = [
            ("type_tax_use", "=", "sale"),
            ("amount", "=", rate),
            ("price_include", "=", False),
        ]
        options = {"limit": 1, "context": {"active_test": False}}
        found = self.accountant.execute("account.tax", "search", domain, **options)
        self.admin.execute("account.tax", "write", found, {"active": True})
        return found

    def credit(self, name, origin):
        """Post a credit note on an invoice, whole."""
        invoice, _number = self.invoices[origin]
        model = "account.move.reversal"
        context = {"active_model": "account.move", "active_ids": [invoice]}
        (read,) = self.accountant.execute(
            "account.move", "read", [invoice], ["journal_id"]
        )
        values = {"reason": "Reprise", "journal_id": read["journal_id"][0]}
        dialog = self.accountant.execute(model, "create", values, context=context)
        self.accountant.execute(model, "refund_moves", [dialog], context=context)
        domain = [("reversed_entry_id", "=", invoice)]
        (note,) = self.accountant.execute("account.move", "search", domain)
        self.accountant.execute("account.move", "action_post", [note])
        (read,) = self.accountant.execute("account.move", "read", [note], ["name"])
        self.invoices[name] = note, read["name"]

    def arrive(self):
        """Let the portal work on what was sent, until both sides know of it."""
        self.wait_for_chorus(seconds=300)
        self.run("ir_cron_deposits")
        self.run_all()

    def agree(self, name):
        """The main contractor agrees with the invoice of his subcontractor."""
        for status in ("A_VALIDER_1", "VALIDEE_1", "MISE_A_DISPOSITION"):
            self.public_body(name, status)

    # -- What is the same on both sides ----------------------------------------

    def sent(self, name):
        """What the supplier has of an invoice: amounts, date, and kind of the bill."""
        fields = [*AMOUNTS, "invoice_date", "move_type"]
        (read,) = self.accountant.execute(
            "account.move", "read", [self.invoices[name][0]], fields
        )
        turned = {"out_invoice": "in_invoice", "out_refund": "in_refund"}
        del read["id"]
        return read | {"move_type": turned[read["move_type"]]}

    def got(self, name):
        """The same of the town's bill, which names the supplier's number."""
        fields = [*AMOUNTS, "invoice_date", "move_type", "ref", "partner_id", "state"]
        bill = self.town.bill(self.invoices[name][1], *fields)
        assert bill.pop("ref") == self.invoices[name][1]
        assert bill.pop("partner_id")[1].startswith(demo_company.COMPANY["name"])
        assert bill.pop("state") == "draft"
        return {field: bill[field] for field in fields[:5]}

    def sent_files(self, name):
        """The digests of what left: the invoice as Chorus Pro has it, and the documents
        inside it or beside it."""
        kind, content = self.handed_over(name)
        if kind == "file":
            others = [file for _name, file in of_file(content).documents]
            assert set(self.extras(name)) <= set(others)
        else:
            others = self.extras(name)
        return sorted(map(digest, [content, *others]))

    def handed_over(self, name):
        """How an invoice went, "file" or by a door, and what Chorus Pro shows of it."""
        invoice, number = self.invoices[name]
        (document,) = self.accountant.execute(
            f"{OURS}.document",
            "search_read",
            [("move_id", "=", invoice)],
            fields=["deposit_id"],
        )
        (deposit,) = self.accountant.execute(
            f"{OURS}.deposit", "read", [document["deposit_id"][0]], ["door"]
        )
        if deposit["door"] == "SAISIE_API":
            domain = [("res_model", "=", "account.move"), ("res_id", "=", invoice)]
            page = [("name", "=like", f"%{number.rpartition('/')[2]}%.pdf")]
            return "entry", self.read_file([*domain, *page])
        own = [("res_model", "=", f"{OURS}.deposit"), ("res_id", "=", deposit["id"])]
        content = self.read_file([*own, ("res_field", "=", "file")])
        if content[:2] == GZIP:
            content = member_of(content, number)
        return deposit["door"] or "file", content

    def read_file(self, domain):
        (found,) = self.admin.execute(
            "ir.attachment", "search_read", domain, fields=["datas"]
        )
        return base64.b64decode(found["datas"])

    def extras(self, name):
        """The bytes of the documents that the supplier added."""
        field = "l10n_fr_chorus_attachment_ids"
        (read,) = self.accountant.execute(
            "account.move", "read", [self.invoices[name][0]], [field]
        )
        found = self.accountant.execute("ir.attachment", "read", read[field], ["datas"])
        return [base64.b64decode(file["datas"]) for file in found]

    def got_files(self, name):
        """The digests of the documents that the town has of it."""
        contents = self.town.documents(self.invoices[name][1])
        return sorted(map(digest, contents.values()))


def digest(content):
    return hashlib.sha256(content).hexdigest()


def member_of(archive, number):
    """The file of an invoice in the archive of a lot."""
    stem = number.replace("/", "_")
    with tarfile.open(fileobj=io.BytesIO(archive)) as lot:
        (member,) = [m for m in lot if stem in m.name.replace("/", "_")]
        return lot.extractfile(member).read()

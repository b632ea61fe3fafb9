"""Who may what, over real RPC: each model and each public method of our addons.

A new one has to be written into the tables of ``rpc_table.py``, or this fails.
"""

from odoo import fields, models
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..chorus_api import parties
from .commitment_cases import ORDERED, CommitmentMixin
from .common import ChorusHttpCase
from .rpc_calls import RpcCalls
from .rpc_table import METHODS, MODELS, ROLES
from .sealed_table import SEALED_FIELDS

PREFIX = "l10n_fr_chorus_pro."
OURS = (
    "l10n_fr_chorus_pro",
    "l10n_fr_chorus_pro_purchase",
    "l10n_fr_chorus_pro_sale",
)
MODULES = tuple(f"odoo.addons.{name}." for name in OURS)
MANAGER = "account.group_account_manager,base.group_partner_manager"
SECRETS = ("Lycée secret", "RIB secret", "EJ-SECRET")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRpc(CommitmentMixin, RpcCalls, ChorusHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"
        cls.customer = cls.new_customer("Lycée secret", "12345678200051")
        cls.customer.sudo().company_id = cls.company
        other = cls.setup_other_company()["company"]
        cls.users = {"invoicing": cls.accountant}
        cls.mayor = cls.new_user("maire", "base.group_user")
        for role, groups, company in (
            ("manager", MANAGER, cls.company),
            ("read-only", "account.group_account_readonly", cls.company),
            ("portal", "base.group_portal", cls.company),
            ("other company", MANAGER, other),
        ):
            values = {"company_id": company.id, "company_ids": company.ids}
            if role == "portal":
                values["partner_id"] = cls.customer.id
            values["login"] = f"rpc-{role.replace(' ', '-')}"
            cls.users[role] = new_test_user(cls.env, groups=groups, **values)

    def setUp(self):
        super().setUp()
        self.invoice = self.new_invoice(
            self.customer, purchase_order_reference="EJ-SECRET"
        )
        self.integrate(self.invoice)
        self.simulator.set_status(
            self.invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "RIB secret"
        )
        self.run_refresh()
        self.integrate(self.new_state_invoice())
        self.invoice._chorus_remember_batch()
        self.commitment_kept = self.keep(ORDERED)

    # -- What there is ---------------------------------------------------------

    def our_models(self):
        return {
            name
            for name, model in self.registry.items()
            if model._original_module in OURS and not model._abstract
        }

    def our_methods(self):
        """Those that our classes define or extend, Odoo's own of every model apart."""
        found = set()
        for name, model in self.registry.items():
            if model._abstract:
                continue
            ours = [c for c in model.__mro__ if c.__module__.startswith(MODULES)]
            found |= {
                (name, method)
                for cls in ours
                for method, value in vars(cls).items()
                if callable(value)
                and not method.startswith("_")
                and not hasattr(models.BaseModel, method)
                and not getattr(value, "_api_private", False)
            }
        return found

    def test_everything_is_in_the_tables(self):
        written = {
            (model, method) for model, rows in METHODS.items() for method in rows
        }
        say = "Write it into tests/rpc_table.py, with who may do what: "
        self.assertEqual(self.our_models() - set(MODELS), set(), say)
        self.assertEqual(self.our_methods() - written, set(), say)
        say = "It is gone: take it out of tests/rpc_table.py. "
        self.assertEqual(set(MODELS) - self.our_models(), set(), say)
        self.assertEqual(written - self.our_methods(), set(), say)

    # -- One record of each ----------------------------------------------------

    def samples(self, author):
        """A record of each model, of our company; dialogs are the author's.

        :rtype: dict
        """
        document = self.invoice.sudo().l10n_fr_chorus_document_ids
        self.customer._chorus_keep_services([{"code": "S1"}], complete=True)
        found = {
            "account.journal": self.invoice.journal_id,
            "account.move": self.invoice,
            "ir.module.module": self.env.ref("base.module_l10n_fr_chorus_pro"),
            "res.company": self.company,
            "res.partner": self.customer,
            PREFIX + "batch": self.invoice.sudo().l10n_fr_chorus_batch_id,
            PREFIX + "commitment": self.commitment_kept,
            PREFIX + "commitment.line": self.commitment_kept.line_ids[:1],
            PREFIX + "commitment.request": self.commitment_kept.request_ids[:1],
            PREFIX + "deposit": document.deposit_id,
            PREFIX + "document": document,
            PREFIX + "event": document.event_ids[:1],
            PREFIX + "service": self.customer.sudo().l10n_fr_chorus_service_ids,
        }
        for name in ("call", "interest.rate", "payment.delay", "reason"):
            found[PREFIX + name] = self.env[PREFIX + name].sudo().search([], limit=1)
        domain = [("move_id", "=", self.invoice.id)]
        self.env.flush_all()
        found[PREFIX + "report"] = self.env[PREFIX + "report"].sudo().search(domain)
        found |= self.made(author)
        self.env.flush_all()
        report = PREFIX + "received.report"
        mine = [("company_id", "=", self.company.id)]
        found[report] = self.env[report].sudo().search(mine)
        return found

    def made(self, author):
        """What is created by hand."""
        env = self.env(user=author, su=True)
        move, company = {"move_id": self.invoice.id}, {"company_id": self.company.id}
        made = {}

        def make(name, model=PREFIX, /, **values):
            made[model + name] = env[model + name].create(values)
            return made[model + name].id

        reversal = {"move_ids": self.invoice, "journal_id": self.invoice.journal_id.id}
        make("account.move.reversal", "", **company, **reversal)
        make("account.move.send.batch.wizard", "", move_ids=[self.invoice.id])
        make("account.move.send.wizard", "", **move)
        make("res.config.settings", "", **company)
        make("accounting.settings", **company)
        make("attach.commitment", commitment_id=self.commitment_kept.id)
        make("complete", **move, comment="Voici le RIB.")
        self.make_contract(make, company)
        make("correct", **move, way_out="keep_open")
        make("correct.validator", **move, validator_id=self.customer.id)
        make("decide", **move, decision="received", flow_number="1")
        make("directory.import", **company, origin="upload")
        make("directory.upload", file="PGE+PC9hPg==")
        bank = {"partner_id": self.town.id, "bank_account_id": self.bank_account.id}
        make("factor", **company, **bank, name="Factor", subrogation="Payez-le.")
        find = make("find.body", text="12345678200028")
        make("find.body.line", find_id=find, kind=parties.SIRET, identifier="1")
        search = make("find.commitment", **company)
        make("find.commitment.line", search_id=search, number="1")
        make("mark.outside", **move, reason="Portail")
        make("recycle", **move)
        take_over = make("take.over", **company)
        make("take.over.line", **move, take_over_id=take_over)
        make("take.over.oca", **company)
        own = make("own.structure", **company, structure_ref="1")
        make("own.bank.account", structure_id=own, bank_account_ref="1")
        make("portal.code", **company, kind="currency", code="EUR")
        self.make_received(make, company)
        return made

    def make_contract(self, make, company):
        """What is kept of a contract that the company works on."""
        town = self.town.id
        contract = make("contract", **company, number="T-1", customer_id=town)
        change = {"number": "1", "signed_on": "2026-01-31"}
        make("contract.amendment", contract_id=contract, **change)
        body = {"contract_id": contract, "partner_id": self.hospital.id}
        party = make("contract.party", **body)
        claim = make("works.claim", contract_id=contract, works_total=1)
        share = {"party_id": party, "amount_untaxed": 1}
        make("works.claim.share", claim_id=claim, **share)
        self.make_works(make, company, contract)
        make("works.deposit", contract_id=contract, framework="A4")
        make(
            "works.attempt",
            **company,
            contract_id=contract,
            environment="simulator",
            reference="1",
            user_id=self.accountant.id,
            framework="A4",
            number="P1",
            piece_date="2026-01-31",
            year=2026,
            currency_id=self.company.currency_id.id,
            state="uncertain",
            sent_at=fields.Datetime.now(),
        )
        return contract

    def make_works(self, make, company, contract):
        """What belongs to works contracts."""
        portal = {**company, "environment": "simulator"}
        make("works.cursor", **portal, role="FOURNISSEUR")
        currency = {"currency_id": self.company.currency_id.id}
        piece = make("works.piece", **portal, **currency, number="D1")
        make("works.event", piece_id=piece, code="DEPOSEE")
        make("works.receipts", piece_id=piece)
        people = {"recipient_id": self.town.id, "copy_id": self.hospital.id}
        objection = make("works.objection", piece_id=piece, **people)
        make("works.objection.head", objection_id=objection, name="Prix")
        make("contest", move_id=self.invoice.id, ground_code="works_amount")
        amounts = {"amount_untaxed": 1, "amount_total": 1, "number": "D2"}
        make("works.outside", contract_id=contract, **amounts)

    def make_received(self, make, company):
        """What a public body has, by the function that keeps what it makes."""
        make("intake", **company, structure_ref="1", kind="FACTURE")
        make("billing.rule", **company)
        received = make(
            "received",
            **company,
            environment="simulator",
            chorus_identifier="1",
            kind="FACTURE",
            currency_id=self.company.currency_id.id,
            raw_status="MISE_A_DISPOSITION",
        )
        make("received.contract", **company, number="M1")
        make("received.document", received_id=received, name="Facture.pdf")
        make("received.event", received_id=received, kind="status", remote_id="1")
        done = {"act": "certify", "raw_status": "SERVICE_FAIT", "status_before": "X"}
        person = {"user_id": self.accountant.id, "asked_at": fields.Datetime.now()}
        make("received.act", received_id=received, **done, **person)
        people = {"user_id": self.mayor.id, "delegated_by_id": self.accountant.id}
        make("delegation", **company, **people)
        make("missing.item", name="RIB")
        process = make("process", act="certify")
        make("process.line", process_id=process, received_id=received)
        self.make_payees(make, company, received)
        make("validation.search", **company, environment="simulator", kind="FACTURE")
        make("validate", act="validate")
        make("settle", received_id=received)

    def make_payees(self, make, company, received):
        """Whose account is paid."""
        supplier = {"partner_id": self.customer.id, "account_number": "FR7612345"}
        check = make(
            "payee.check",
            **company,
            **supplier,
            received_id=received,
            asked_by_id=self.mayor.id,
            asked_at=fields.Datetime.now(),
        )
        make("export", received_ids=[received])
        make("receiving.settings", **company, l10n_fr_chorus_order_days=20)
        call = {"decision": "refused", "phone": "0140000001", "spoke_with": "X"}
        make("call.back", check_id=check, phone_source="contract", **call)
        iban = "FR7630006000011234567890189"
        make("payee.entry", received_id=received, account_number=iban)
        notice = self.env["ir.attachment"].create({"name": "a.pdf", "raw": b"a"})
        make(
            "assignment",
            **company,
            partner_id=self.customer.id,
            factor_id=self.customer.id,
            account_number=iban,
            notified_on="2026-01-31",
            document_ids=notice.ids,
        )

    # -- The calls -------------------------------------------------------------

    def look_at_answer(self, record, method, answer):
        if self.role in ("portal", "other company"):
            for secret in SECRETS if self.role == "other company" else SECRETS[1:]:
                self.assertNotIn(secret, answer.text, (record, method))

    @mute_logger(
        "odoo.http",
        "odoo.sql_db",
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.base.models.ir_model",
        "odoo.addons.base.models.ir_module",
        "odoo.models.unlink",
    )
    def check_role(self, role):
        self.role, user = role, self.users[role]
        author = self.accountant if role == "other company" else user
        samples = self.samples(author)
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        column = ROLES.index(role)
        wanted, found = {}, {}
        for name, row in MODELS.items():
            self.assertTrue(samples[name], name)
            wanted[name], found[name] = row.split()[column], self.may(samples[name])
        for name, rows in METHODS.items():
            for method, row in rows.items():
                key = f"{name}.{method}"
                wanted[key] = row.split()[column]
                found[key] = self.call(samples[name], method, samples[name].ids)
        self.maxDiff = None
        self.assertEqual(found, wanted)

    def test_invoicing(self):
        self.check_role("invoicing")

    def test_manager(self):
        self.check_role("manager")

    def test_read_only(self):
        self.check_role("read-only")

    def test_portal(self):
        self.check_role("portal")

    def test_other_company(self):
        self.check_role("other company")

    @mute_logger("odoo.http")
    def test_sealed_fields_and_private_methods(self):
        """Not even the manager writes them; a method that begins with ``_`` is none."""
        self.role = "manager"
        user = self.users["manager"]
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        for record in (self.invoice, self.customer):
            for name in SEALED_FIELDS[record._name]:
                answer = self.call(record, "write", record.ids, {name: False})
                self.assertEqual(answer, "-", name)
        for method in ("_chorus_refuse_change", "_chorus_free_to_send"):
            self.assertEqual(self.call(self.invoice, method, self.invoice.ids), "-")

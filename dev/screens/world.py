"""The states that the scenes show, brought about in a database of their own.

Four customers and some twenty invoices in three months: what is late, released or
refused became so on days of its own, with the clocks of Odoo and of the simulator
moved; PostgreSQL keeps real time.
"""

import contextlib
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from dev import another_day, demo_company
from dev.demo_reception import Reception
from dev.demo_story import FRENCH, MODE, Story
from dev.demo_town import SIRET, prepare_town
from dev.demo_works import SUPERVISOR
from dev.environment import free_port
from dev.rpc import RpcError
from dev.screens import builder
from dev.screens.dossiers import Dossiers
from dev.screens.works import MASON, keep_contract
from dev.server import OdooServer, Simulator

SERVICE = {"buyer_reference": "SERVICE_DEST_SERV_OBL"}
UNION = ("Syndicat mixte des Deux-Rives", "20001234200016")
DEPOSIT = "factures/deposer/flux"
API_URL = "l10n_fr_chorus_pro.simulator_api_url"


class World(Story):
    """An Odoo and a simulator with all invoices of the scenes.

    :param database: a database with the addon installed
    :param folder: where the simulator's data, the logs and the invoices' names are kept
    """

    def __init__(self, database, folder):
        super().__init__(None, None, None, database, folder)
        self.customers = self.customers | {
            "union": UNION,
            "mason": MASON,
            "architect": SUPERVISOR,
        }
        self.odoo = None
        self.town = None
        self.builder = None
        self.names = folder / "invoices.json"

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        for server in filter(None, (self.odoo, self.simulator)):
            server.stop()

    def build(self):
        """Live through three months."""
        self.go_to(-75)
        demo_company.prepare(self.admin, self.simulator.url)
        demo_company.create_customer(self.admin, *UNION, self.admin.ref("base.fr"))
        prepare_town(self.admin, self.simulator)
        self.builder = builder.prepare_builder(self.admin, self.simulator)
        self.accountant = self.odoo.session("comptable", "comptable")
        self.town = Reception(self.admin)
        # Else OdooBot's welcome lies over the pages of a telephone.
        people = self.admin.execute("res.users", "search", [])
        welcomed = {"odoobot_state": "disabled"}
        self.admin.execute("res.users", "write", people, welcomed)
        for name, siret in self.customers.values():
            self.simulator.control("structures", {"identifier": siret, "name": name})
        self.meet_customers()
        self.read_own_side()
        self.test_connection()
        self.two_months_ago()
        self.dossiers.begin()
        self.go_to(-20)
        self.three_weeks_ago()
        self.dossiers.go_on()
        self.go_to(-5)
        self.last_week()
        self.dossiers.end()
        builder.ask(self.admin, self.simulator)
        self.go_to(0)
        self.today()
        self.names.write_text(json.dumps(self.invoices), encoding="utf-8")

    def resume(self):
        """Serve what an earlier run built."""
        self.invoices = json.loads(self.names.read_text(encoding="utf-8"))
        self.go_to(0)

    def speak(self, lang):
        """Let everybody read a language from the next log-in on."""
        every = {"active_test": False}
        domain = [("code", "=", lang)]
        found = self.admin.execute("res.lang", "search", domain, context=every)
        self.admin.execute("res.lang", "write", found, {"active": True})
        people = self.admin.execute("res.users", "search", [])
        self.admin.execute("res.users", "write", people, {"lang": lang})

    @property
    def dossiers(self):
        """What happens to claims for works; the session is that of the day."""
        return Dossiers(self.admin, self.simulator)

    # -- Days ------------------------------------------------------------------

    def go_to(self, days):
        """Start Odoo anew on another day, and bring the simulator's clock there.

        :param int days: days from now; the simulator's clock never goes back
        """
        moved = timedelta(days=days)
        environment = another_day.environment(moved) if days else {}
        if self.simulator is None:
            self.simulator = Simulator(
                self.output / "simulator.db",
                options=("--speed", "0"),
                log_file=self.output / "simulator.log",
                env=environment,
            )
            self.simulator.start()
        if self.odoo:
            self.odoo.stop()
        self.odoo = OdooServer(
            self.database, log_file=self.output / "odoo.log", env=environment
        )
        self.odoo.start()
        self.admin = self.odoo.session()
        with contextlib.suppress(RpcError):  # not there before the company is set up
            self.accountant = self.odoo.session("comptable", "comptable")
            self.town = Reception(self.admin)
        demo_company.point_at(self.admin, self.simulator.url)
        demo_company.link_back(self.admin, self.simulator)
        state = self.simulator.control("state", method="GET")
        now = datetime.fromisoformat(state["now"])
        wanted = datetime.now(UTC) + moved
        seconds = (wanted - now).total_seconds()
        if seconds > 0:
            self.simulator.control("advance", {"seconds": seconds})

    def two_months_ago(self):
        self.deposit("late", "town", "Éclairage de la salle des fêtes", 12, 214.0)
        self.deposit("released", "union", "Relamping de la station", 1, 7_840.0)
        self.deposit("paid", "school", "Projecteurs du gymnase", 6, 320.0, **SERVICE)
        self.follow()
        self.public_body("late", "SERVICE_FAIT")
        self.public_body("released", "SERVICE_FAIT")
        self.public_body("paid", "MISE_EN_PAIEMENT")
        self.refresh()

    def three_weeks_ago(self):
        self.deposit("suspended", "school", "Éclairage du stade", 4, 1_180.0, **SERVICE)
        self.deposit("rejected", "town", "Bornes du parking", 3, 640.0)
        self.deposit("recycle", "union", "Armoire de commande", 1, 3_250.0)
        self.deposit("ordered", "union", "Entretien trimestriel", 1, 1_490.0)
        self.deposit("in_time", "town", "Guirlandes de Noël", 30, 46.0)
        self.deposit("unlawful", "school", "Éclairage du self", 2, 910.0, **SERVICE)
        self.follow()
        self.public_body("released", "MANDATEE")
        self.public_body("released", "COMPTABILISEE")
        for name in ("ordered", "in_time"):
            self.public_body(name, "SERVICE_FAIT")
        self.public_body("ordered", "MANDATEE")
        self.refresh()

    def last_week(self):
        for name in ("released", "in_time"):
            self.public_body(name, "MISE_EN_PAIEMENT")
        self.public_body("suspended", "SUSPENDUE", "Bon de livraison signé manquant")
        self.public_body("rejected", "REJETEE", "Prix unitaire différent du marché")
        self.public_body("recycle", "A_RECYCLER", "Service destinataire erroné")
        self.public_body("unlawful", "REJETEE", "JUSTIF_ABS : RIB manquant")
        self.deposit(
            "validator", "town", "Étude photométrique", 2, 1_960.0, **self.a9()
        )
        self.follow()

    def today(self):
        """What is on its way or not: the last step leaves the portal unreachable to
        one invoice, and with it makes Odoo pause."""
        self.pay("paid")
        # What was read weeks ago would be read again, and the refusal not happen.
        self.meet_customers()
        self.deposit("refused", "hospital", "Veilleuses du service B", 24, 65.0)
        self.deposit("available", "town", "Dépannage de l'hôtel de ville", 1, 380.0)
        pdf, entry = {MODE: "pdf"}, {MODE: "entry"}
        self.deposit("pdf", "union", "Mâts du quai nord", 2, 1_320.0, **pdf)
        self.deposit("entry", "town", "Réglage des horloges", 6, 48.0, **entry)
        self.follow()
        self.receive()
        self.works()
        self.look_up("hospital")
        draft = self.draft("school", "Rampes de la cantine", 5, 140.0)
        self.invoices["draft"] = draft, ""
        self.invoices["to_send"] = self.post(
            "town", "Éclairage de la médiathèque", quantity=8, price=265.0
        )
        self.invoices["missing"] = self.post("hospital", "Lampes du bloc opératoire")
        self.invoices["not_sent"] = self.post("hospital", "Balises de l'héliport")
        self.invoices["deposited"] = self.post(
            "union", "Étude d'éclairage public", quantity=1, price=2_900.0
        )
        self.send_many(["not_sent", "deposited"])
        self.invoices["uncertain"] = self.post(
            "school", "Éclairage des ateliers", quantity=9, price=152.0, **SERVICE
        )
        cut = {"operation": DEPOSIT, "kind": "cut", "when": "after"}
        self.simulator.control("faults", cut)
        with contextlib.suppress(RpcError):  # what the accountant is told
            self.send("uncertain")
        self.invoices["queued"] = self.post(
            "town", "Candélabres de la rue des Lilas", quantity=3, price=1_240.0
        )
        nobody = f"http://127.0.0.1:{free_port()}"
        self.admin.execute("ir.config_parameter", "set_param", API_URL, nobody)
        self.send("queued")
        demo_company.point_at(self.admin, self.simulator.url)

    def test_connection(self):
        company = self.admin.ref("base.main_company")
        press = "action_chorus_do_setup"
        self.admin.execute("res.company", press, [company], "test", context=FRENCH)

    def a9(self):
        """What an invoice of a subcontractor says beside the others."""
        return {
            "l10n_fr_chorus_framework": "A9",
            "l10n_fr_chorus_validator_id": self.builder,
            "contract_reference": builder.CONTRACT,
        }

    # -- Steps -----------------------------------------------------------------

    def deposit(self, name, customer, label, quantity, price, **values):
        """Post an invoice and send it."""
        self.invoices[name] = self.post(
            customer, label, quantity=quantity, price=price, **values
        )
        self.send(name)

    def follow(self):
        """Let the portal work on what was deposited, and read what became of it."""
        self.wait_for_chorus(seconds=120)
        self.run("ir_cron_deposits")
        self.refresh()

    def refresh(self):
        self.run("ir_cron_invoices")

    def receive(self):
        """The town gets what was sent to it, and what strangers send."""
        address = f"{self.simulator.url}/deposer/exemples"
        form = urlencode({"recipient": SIRET}).encode()
        with urlopen(Request(address, form), timeout=30):
            self.town.fetch()

    def works(self):
        """The accountant keeps a works contract."""
        france = self.admin.ref("base.fr")
        demo_company.create_customer(self.admin, *MASON, france)
        parties = map(self.partner, ("town", "architect", "mason"))
        keep_contract(self.accountant, *parties)

    def pay(self, name):
        """Register the payment of an invoice."""
        context = {
            "active_model": "account.move",
            "active_ids": [self.invoices[name][0]],
        }
        model = "account.payment.register"
        wizard = self.accountant.execute(model, "create", {}, context=context)
        self.accountant.execute(
            model, "action_create_payments", [wizard], context=context
        )

"""Any body at all gets an answer of the contract: never a failure, always the shape of
the official swagger, or of doc/portal.md where there is none."""

import base64
import json
import random
import re

import pytest

from simulator.app import Simulator, create_app
from simulator.operations import OPERATIONS
from simulator.wire import DEVIATIONS, ENVELOPED, EXTRA_FIELDS
from tests_unit.contract_bodies import Bodies, enumerations
from tests_unit.official_answers import Swagger
from tests_unit.receiver_tools import TOWN_LOGIN
from tests_unit.simulator_client import FULL, LOGIN, ROOT, account
from tests_unit.simulator_files import DEMO, PLAIN, SERVICE, cii
from tests_unit.test_simulator_conformance import REPORT, SHORT_REPORT
from tests_unit.test_simulator_described import DESCRIBED
from tests_unit.validator_tools import HOLDER, HOLDER_LOGIN

TAKE_A_BODY = sorted(key for key, known in OPERATIONS.items() if known.method == "POST")
# Of each of them.
BODIES = 50 if FULL else 5
SWAGGERS = {name: Swagger(name) for name in ("factures", "structures")}
# The fields of answers that have no swagger, beside the envelope (doc/portal.md, A 4
# and A 6).
FIELDS = {operation: set(fields) for operation, fields in DESCRIBED.items()} | {
    "facturesTravaux/rechercher": {"listeFacturesTravaux", "parametresRetour"},
    "transverses/ajouter/fichier": {"pieceJointeId"},
    "transverses/consulterCR": SHORT_REPORT,
    "transverses/consulterCRDetaille": set(REPORT),
    "transverses/recuperer/etats/traitement": {"listeStatutsPossiblesPourTraitement"},
    "transverses/recuperer/structures/actives/destinataire": {"listeStructures"},
}
STATUSES = (
    "MISE_A_DISPOSITION SUSPENDUE A_RECYCLER REJETEE BROUILLON"
    " ERREUR_FOURNISSEUR_SUR_VALIDEUR A_VALIDER_1"
).split()


class World:
    """A simulator in this process, in which something of everything happened."""

    def __init__(self, folder):
        self.simulator = Simulator(folder / "contract.sqlite", speed=0)
        self.simulator.settings.update({"entry_date_fails": False})
        self.client = create_app(self.simulator).test_client()
        form = {"grant_type": "client_credentials", "client_id": "simulator"}
        answer = self.client.post(
            "/api/oauth/token", data=form | {"client_secret": "simulator"}
        )
        self.token = answer.get_json()["access_token"]
        invoices = [self._invoice(number, s) for number, s in enumerate(STATUSES)]
        works = {"framework": "A4", "market": "M1"}
        invoices.append(self._invoice(90, "MISE_A_DISPOSITION_MOE", **works))
        file = base64.b64encode(cii("C1")).decode()
        flow = {"fichierFlux": file, "nomFichier": "C1.xml"}
        flow |= {"syntaxeFlux": "IN_DP_E1_CII_16B"}
        number = self.post("factures", "deposer/flux", flow).get_json()
        self.simulator.advance(120)
        self.known = self._known(invoices, number["numeroFluxDepot"], file)

    def _invoice(self, number, status, **values):
        draft = {"supplier": DEMO, "recipient": PLAIN, "total": 120}
        if "VALID" in status:
            draft |= {"framework": "A9", "validator": HOLDER, "automatic": True}
        draft |= {"number": f"F{number}", "status": status} | values
        return self.client.post("/simulator/drafts", json=draft).get_json()["id"]

    def _id(self, table, condition):
        connection = self.simulator.database.connection()
        query = f"SELECT id FROM {table} WHERE {condition} LIMIT 1"
        return connection.execute(query).fetchone()[0]

    def _known(self, invoices, flow, file):
        """Values that mean something, by the names of fields."""
        sirets = [DEMO, PLAIN, SERVICE, HOLDER, "12345678200010"]
        structures = [self._id("structures", f"identifier = '{s}'") for s in sirets[:4]]
        services = [self._id("services", "active")]
        days = ["2026-01-01", "2026-12-31T10:00:00", "2026-06-30T10:00:00.000+02:00"]
        known = enumerations()
        for operation in OPERATIONS.values():
            for name in _names(operation.request_schema):
                known.setdefault(name, _guess(name, days, sirets, structures, services))
        identifiers = ("idFacture", "identifiantFactureCPP", "idDemandePaiement")
        known |= dict.fromkeys(identifiers, [*invoices, 1])
        return known | {
            "numeroFluxDepot": [flow, "CPP0011117000000000000001"],
            "fichierFlux": [file, "QQ=="],
            "fichierFacture": [base64.b64encode(b"%PDF-1.4 x").decode(), "QQ=="],
            "pieceJointeFichier": ["QQ==", "?"],
            "nomFichier": ["a.xml", "a.pdf", "lot.tar.gz", "sans"],
            "pieceJointeExtension": ["PDF", "EXE"],
            "numeroEngagementJuridique": ["1501966748", "0"],
            "objetPieceJointe": ["ENGAGEMENT_JURIDIQUE", "AUTRE"],
            "format": ["PDF", "PIVOT"],
            "action": ["VALIDATION", "REFUS"],
            "motifRefus": ["ERR_VALIDEUR", "AUTRE"],
            "statutCourant": [*STATUSES, "INCONNU"],
        }

    def post(self, family, path, body, login=LOGIN):
        headers = {
            "Authorization": f"Bearer {self.token}",
            "cpro-account": account(login),
            "Content-Type": "application/json",
        }
        data = json.dumps(body).encode()
        return self.client.post(f"/cpro/{family}/v1/{path}", data=data, headers=headers)


def _names(schema):
    for name, kind in schema.items():
        kind = kind[0] if isinstance(kind, list) else kind
        if isinstance(kind, dict):
            yield from _names(kind)
        else:
            yield name


def _guess(name, days, sirets, structures, services):
    """Values for a field by its name; empty where nothing is to be guessed."""
    for pattern, values in (
        (r"^periode|^date", days),
        (r"^(id|i)\w*Service", services),
        (r"^idStructure|^idFournisseur|^idDestinataire", structures),
        (r"^(code|identifiant)(Structure|Destinataire|Fournisseur|Valideur)?", sirets),
        (r"^triSens", ["Ascendant", "Descendant"]),
        (r"^(pageResultat|nbResultats)", [1, 2, 10, 1000]),
    ):
        if re.match(pattern, name):
            return values
    return ()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("contract"))


@pytest.mark.parametrize("operation", TAKE_A_BODY, ids="/".join)
def test_every_answer_is_one_of_the_contract(world, operation):
    family, path = operation
    known = OPERATIONS[operation]
    chance = random.Random("/".join(operation))
    bodies = Bodies(known.request_schema, world.known, chance)
    logins = (LOGIN, TOWN_LOGIN, HOLDER_LOGIN)
    for number in range(BODIES):
        body, login = bodies.take(number), logins[number % len(logins)]
        answer = world.post(family, path, body, login)
        where = f"{family}/{path} {json.dumps(body)[:2000]}"
        assert answer.status_code in (200, 400, 413), (where, answer.status_code)
        if answer.status_code == 413:
            continue
        told = answer.get_json()
        assert isinstance(told["codeRetour"], int), where
        assert isinstance(told["libelle"], str), where
        if answer.status_code == 200:
            check(family, path, told, where)


def check(family, path, told, where):
    """An answer has the fields of its contract, and no other."""
    if path in ENVELOPED and told["codeRetour"]:
        assert set(told) == {"codeRetour", "libelle"}, where
        return
    if family in SWAGGERS:
        try:
            SWAGGERS[family].check(path, told)
        except AssertionError as error:
            raise AssertionError(f"{where}: {error}") from error
    else:
        fields = FIELDS[f"{family}/{path}"]
        assert set(told) <= {"codeRetour", "libelle", *fields}, where


def test_the_portal_s_document_lists_what_differs():
    """Every deviation of the table stands in doc/portal.md, and none beside."""
    text = (ROOT / "doc/portal.md").read_text(encoding="utf-8")
    section = text.partition("### A 11.2")[2].partition("\n#")[0]
    listed = {
        name
        for line in section.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([\w/]+)`", line.split("|")[1])
    }
    assert listed == {*DEVIATIONS, *EXTRA_FIELDS, *ENVELOPED}

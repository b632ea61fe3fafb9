"""Searches, paging, history, directory, and who sees what."""

import pytest

from simulator.seed import SEED
from tests_unit.simulator_files import DEMO, PLAIN, SECOND, SERVICE, STATE, cii

pytest_plugins = ["tests_unit.simulator_fixtures"]

AGENT = {
    "first_name": "Léa",
    "last_name": "Dubois",
    "email": "lea@ville.example",
    "phone": "0102030405",
}


def draft(client, number, **values):
    data = {
        "number": number,
        "date": "2026-03-02",
        "supplier": DEMO,
        "recipient": PLAIN,
        "untaxed": 100,
        "total": 120,
        "status": "MISE_A_DISPOSITION",
    }
    return client.control("drafts", data | values)["id"]


def numbers(answer):
    return [row["numeroFacture"] for row in answer["listeFactures"]]


def test_no_result_is_an_empty_list(client):
    answer = client.search(numeroFacture="none")
    assert answer["codeRetour"] == 0
    assert answer["listeFactures"] == []
    assert answer["parametresRetour"] == {
        "pageCourante": 1,
        "pages": 0,
        "nbResultatsParPage": 10,
        "total": 0,
    }


def test_ten_a_page_without_asking(client):
    for index in range(11):
        draft(client, f"F{index:03d}")
    first, second_page = (
        client.search(),
        client.search(page={"pageResultatDemandee": 2}),
    )
    assert numbers(first) == [f"F{index:03d}" for index in range(10, 0, -1)]
    assert numbers(second_page) == ["F000"]
    assert first["parametresRetour"] == {
        "pageCourante": 1,
        "pages": 2,
        "nbResultatsParPage": 10,
        "total": 11,
    }
    assert numbers(client.search(page={"pageResultatDemandee": 3})) == []


def test_pages_of_a_hundred_and_one(client):
    for index in range(101):
        draft(client, f"F{index:03d}")
    page = {"nbResultatsParPage": 50, "triColonne": "NumeroFacture"}
    page["triSens"] = "Ascendant"
    found = []
    for number in (1, 2, 3):
        answer = client.search(page=page | {"pageResultatDemandee": number})
        assert answer["parametresRetour"]["pages"] == 3
        found += numbers(answer)
    assert found == [f"F{index:03d}" for index in range(101)]
    capped = client.search(page=page | {"nbResultatsMaximum": 60})
    assert capped["parametresRetour"]["total"] == 60
    client.control("settings", {"page_size_cap": 20})
    assert client.search(page=page)["parametresRetour"]["nbResultatsParPage"] == 20


def test_two_hundred_results_at_most_without_asking(client):
    for index in range(203):
        draft(client, f"F{index:03d}")
    page = {"nbResultatsParPage": 1000}
    assert len(numbers(client.search(page=page))) == 200
    page["nbResultatsMaximum"] = 10_000
    assert len(numbers(client.search(page=page))) == 203


CRITERIA = [
    ({"numeroFacture": "C1"}, {"C1"}),
    ({"numeroFacture": "C"}, set()),
    ({"statutCourant": ["SUSPENDUE", "REJETEE"]}, {"C2"}),
    ({"montantTTCMin": 1000}, {"C2"}),
    ({"montantTTCMin": 120, "montantTTCMax": 120}, {"C1", "C3"}),
    ({"montantHTMax": 100.0}, {"C1", "C3"}),
    ({"montantApayerMax": 0}, {"C2"}),
    ({"typeFacture": "AVOIR"}, {"C3"}),
    ({"cadreFacturation": "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE"}, {"C2"}),
    ({"numeroMarche": "M1"}, {"C3"}),
    ({"numeroBonCommande": "E1"}, {"C3"}),
    ({"modeDepot": "DEPOT_PDF_PORTAIL"}, {"C2"}),
    ({"periodeDateFactureDu": "2026-04-01"}, {"C2"}),
    ({"periodeDateFactureAu": "2026-03-02T00:00:00"}, {"C1", "C3"}),
    ({"periodeDateDepotDu": "2026-05-02"}, {"C2", "C3"}),
    ({"periodeDateDepotAu": "2026-05-01"}, {"C1"}),
    ({"periodeDateHeureEtatCourantDu": "2026-05-02T12:00:00"}, {"C2", "C3"}),
    ({"periodeDateHeureEtatCourantDu": "2026-05-02T12:00:00.001+02:00"}, {"C3"}),
    ({"periodeDateHeureEtatCourantDu": "2026-05-02T10:00:00Z"}, {"C2", "C3"}),
    ({"periodeDateHeureEtatCourantAu": "2026-05-02"}, {"C1", "C2"}),
    ({"idStructureValideur": 1}, set()),
    ({"rejetTraite": True}, set()),
    ({"numeroFacture": None, "statutCourant": []}, {"C1", "C2", "C3"}),
]


@pytest.fixture
def invoices(client):
    draft(client, "C1", at="2026-05-01T10:00:00")
    draft(
        client,
        "C2",
        at="2026-05-02T12:00:00",
        date="2026-04-10",
        status="SUSPENDUE",
        untaxed=1000.5,
        total=1200.6,
        due=0,
        framework="A2",
        mode="DEPOT_PDF_PORTAIL",
        recipient=SERVICE,
        service="SERVICE_DEST_SERV_OBL",
    )
    draft(
        client,
        "C3",
        at="2026-05-03T08:00:00",
        type="AVOIR",
        market="M1",
        commitment="E1",
        supplier="73282932000017",
    )
    return client


@pytest.mark.parametrize(("criteria", "expected"), CRITERIA)
def test_criteria(invoices, criteria, expected):
    assert set(numbers(invoices.search(**criteria))) == expected


def test_criteria_that_name_structures(invoices):
    rows = {row["numeroFacture"]: row for row in invoices.search()["listeFactures"]}
    service = rows["C2"]["idServiceExecutant"]
    recipient = {"idDestinataire": rows["C2"]["idDestinataire"]}
    for one in (recipient, {"listeIdServiceExecutant": [service]}):
        assert numbers(invoices.search(listeDestinataire=[one])) == ["C2"]
    same_siren = {"listeDestinataire": [recipient], "rechercheSirenDestinataire": True}
    assert len(numbers(invoices.search(**same_siren))) == 3
    named = [{"raisonSocialeStuctDmd": "sansexigence"}]
    assert set(numbers(invoices.search(listeDestinataire=named))) == {"C1", "C3"}
    found = invoices.ok(
        "structures/rechercher", {"structure": {"identifiantStructure": DEMO}}
    )
    demo = found["listeStructures"][0]["idStructureCPP"]
    assert set(numbers(invoices.search(idFournisseur=demo))) == {"C1", "C2"}


def test_period_filter_can_be_ignored(invoices):
    invoices.control("settings", {"period_filter_ignored": True})
    assert (
        len(numbers(invoices.search(periodeDateHeureEtatCourantDu="2099-01-01"))) == 3
    )


def test_row_carries_what_a_refresh_needs(invoices):
    data = {"status": "REJETEE", "comment": "Double facturation", "agent": AGENT}
    invoices.control("invoices/C1/status", data | {"at": "2026-06-01T09:30:15.123"})
    (row,) = invoices.search(numeroFacture="C1", recupererTaille=True)["listeFactures"]
    assert row["statut"] == "REJETEE"
    assert row["commentaireEtatCourant"] == "Double facturation"
    assert row["dateHeureEtatCourant"] == "2026-06-01T09:30:15.123+02:00"
    assert row["dateDepot"] == "2026-05-01"
    assert row["montantTTC"] == 120 and isinstance(row["montantTTC"], int)
    assert "codeServiceExecutant" not in row and "taille" not in row


def test_companies_do_not_see_each_other(client, second):
    mine = draft(client, "I1")
    other = draft(client, "I1", supplier=SECOND)
    assert numbers(second.search()) == ["I1"]
    for one, invoice in ((client, other), (second, mine)):
        answer = one.post("factures/consulter/historique", {"idFacture": invoice})
        assert answer.json()["codeRetour"] == 20000
        assert "statutCourantCode" not in answer.json()


@pytest.fixture
def history(invoices):
    """The history of an invoice that lived, given out of order."""
    row = invoices.search(numeroFacture="C1")["listeFactures"][0]
    invoice_id = row["identifiantFactureCPP"]
    late = {"status": "SUSPENDUE", "comment": "Pièce absente", "agent": AGENT}
    invoices.control("invoices/C1/status", late | {"at": "2026-05-05T10:00:00"})
    early = {"status": "SERVICE_FAIT", "at": "2026-05-04T10:00:00"}
    invoices.control(f"invoices/{invoice_id}/status", early)
    invoices.control("invoices/C1/events", {"label": "Note", "who": "DGFiP"})
    action = {"code": "ACQUITTEMENT_SUSPENSION", "agent": AGENT}
    invoices.control("invoices/C1/actions", action)
    answer = invoices.ok("factures/consulter/historique", {"idFacture": invoice_id})
    assert answer["idFacture"] == invoice_id
    return answer


def test_history_is_newest_first(history):
    assert history["modeDepot"] == "SAISIE_PORTAIL"
    # the last one given is the current one, whatever its date
    assert history["statutCourantCode"] == "SERVICE_FAIT"
    statuses = history["historiquesDesStatuts"]
    assert [line["histoStatutCode"] for line in statuses["histoStatut"]] == [
        "SUSPENDUE",
        "SERVICE_FAIT",
        "MISE_A_DISPOSITION",
    ]
    assert statuses["totalHistoStatut"] == 3


def test_history_says_who_and_why(history):
    newest = history["historiquesDesStatuts"]["histoStatut"][0]
    assert newest.pop("histoStatutId") > 2**31
    assert newest == {
        "histoStatutCode": "SUSPENDUE",
        "histoStatutDatePassage": "2026-05-05 10:00",
        "histoStatutCommentaire": "Pièce absente",
        "histoStatutUtilisateurPrenom": "Léa",
        "histoStatutUtilisateurNom": "Dubois",
        "histoStatutUtilisateurEmail": "lea@ville.example",
        "histoStatutUtilisateurTelephone": "0102030405",
    }
    (event,) = history["historiquesDesEvenementsComplementaires"]["evenement"]
    assert (event["evenementLibelle"], event["evenementQui"]) == ("Note", "DGFiP")
    (line,) = history["historiquesDesActionsUtilisateurs"]["histoAction"]
    assert line["histoActionCode"] == "ACQUITTEMENT_SUSPENSION"
    assert history["derniereAction"] == {
        "derniereActionId": line["histoActionId"],
        "derniereActionCode": "ACQUITTEMENT_SUSPENSION",
    }


def test_history_pages(client):
    invoice_id = draft(client, "H1")
    for _ in range(14):
        client.control("invoices/H1/status", {"status": "SERVICE_FAIT"})
    body = {"idFacture": invoice_id}
    history = client.ok("factures/consulter/historique", body)["historiquesDesStatuts"]
    assert len(history["histoStatut"]) == 10
    assert history["pagesHistoStatut"] == 2
    body["paramRechercheHistoStatuts"] = {
        "pageResultatDemandeeListeHistoStatut": 2,
        "triSensListeHistoStatut": "Ascendant",
        "nbResultatsParPageListeHistoStatut": 12,
    }
    history = client.ok("factures/consulter/historique", body)["historiquesDesStatuts"]
    assert len(history["histoStatut"]) == 3
    ids = [line["histoStatutId"] for line in history["histoStatut"]]
    assert ids == sorted(ids)


def structures(client, page=None, **criteria):
    body = {"structure": criteria} | ({"parametres": page} if page else {})
    return client.ok("structures/rechercher", body)["listeStructures"]


def test_structures(client):
    (found,) = structures(client, identifiantStructure=SERVICE)
    assert found["statut"] == "ACTIVE"
    assert found["idStructureCPP"] > 2**31
    assert structures(client, identifiantStructure="00000000000000") == []
    (inactive,) = structures(
        client, statutStructure="INACTIF", typeStructure="PUBLIQUE"
    )
    assert inactive["statut"] == "INACTIVE"
    (works,) = structures(client, estMOAUniquement=True)
    assert works["identifiantStructure"] == "12345678200085"
    assert len(structures(client, raisonSocialeStructure="OBLIGATOIRE")) == 2
    assert len(structures(client, {"nbResultatsParPage": 3})) == 3
    # private structures are one's own, unless one asks for all
    private = {"structure": {"typeStructure": "PRIVEE"}}
    assert len(client.ok("structures/rechercher", private)["listeStructures"]) == 3
    private["restreindreStructuresPrivees"] = False
    seeded = [row for row in SEED["structures"] if row.get("kind") == "PRIVEE"]
    found = client.ok("structures/rechercher", private)["listeStructures"]
    assert len(found) == len(seeded) > 3


WANTS = (
    "codeServiceDoitEtreRenseigne numeroEJDoitEtreRenseigne"
    " gestionNumeroEJOuCodeService estMoaUniquement statutMiseEnPaiementNestPasRemonte"
).split()


@pytest.mark.parametrize(
    ("siret", "wanted"),
    [
        (PLAIN, set()),
        (SERVICE, {"codeServiceDoitEtreRenseigne"}),
        ("12345678200036", {"numeroEJDoitEtreRenseigne"}),
        ("12345678200044", set(WANTS[:2])),
        ("12345678200069", {"gestionNumeroEJOuCodeService"}),
        ("12345678200085", {"estMoaUniquement"}),
        ("12345678200101", {"statutMiseEnPaiementNestPasRemonte"}),
        (STATE, {"codeServiceDoitEtreRenseigne"}),
    ],
)
def test_what_structures_want(client, siret, wanted):
    (found,) = structures(client, identifiantStructure=siret)
    body = {"idStructureCPP": found["idStructureCPP"]}
    answer = client.ok("structures/consulter", body)
    assert {name for name in WANTS if answer["parametres"][name]} == wanted
    assert "dateExpirationMotPasseCompteTech" not in answer["informationGenerales"]


def test_own_structure_tells_when_the_password_ends(client):
    account = {"login": "TECH_1_0000001@cpro.fr", "password": "simulator"}
    ends = {"structure": DEMO, "password_expires": "2030-01-31T00:00:00"}
    client.control("accounts", account | ends)
    (found,) = structures(client, identifiantStructure=DEMO)
    answer = client.ok(
        "structures/consulter", {"idStructureCPP": found["idStructureCPP"]}
    )
    expected = "2030-01-31T00:00:00.000+01:00"
    general = answer["informationGenerales"]
    assert general["dateExpirationMotPasseCompteTech"] == expected


def test_services(client):
    services = [{"code": f"S{index:02d}"} for index in range(12)]
    client.control("structures", {"identifier": PLAIN, "services": services})
    (found,) = structures(client, identifiantStructure=PLAIN)
    body = {"idStructure": found["idStructureCPP"]}
    answer = client.ok("structures/rechercher/services", body)
    assert len(answer["listeServices"]) == 10
    assert answer["parametresRetour"]["total"] == 13
    body["parametresRechercherServicesStructure"] = {"nbResultatsParPage": 1000}
    answer = client.ok("structures/rechercher/services", body)
    assert len(answer["listeServices"]) == 13
    (found,) = structures(client, identifiantStructure=SERVICE)
    body = {"idStructure": found["idStructureCPP"]}
    services = client.ok("structures/rechercher/services", body)["listeServices"]
    assert {row["codeService"]: row["estActif"] for row in services} == {
        "SERVICE_DEST_SERV_OBL": True,
        "FACTURES_PUBLIQUES": True,
        "SERVICE_FERME": False,
    }


def test_unknown_structure(client):
    for path, name in (
        ("structures/consulter", "idStructureCPP"),
        ("structures/rechercher/services", "idStructure"),
    ):
        assert client.post(path, {name: 1}).json()["codeRetour"] == 20905
        assert client.post(path, {}).json()["codeRetour"] == 20900


def test_reset_gives_no_number_twice(client):
    first, invoice = client.deposit(cii("Z1")), draft(client, "Z2")
    (before,) = structures(client, identifiantStructure=PLAIN)
    client.control("reset")
    assert client.search()["listeFactures"] == []
    assert client.deposit(cii("Z1")) > first
    assert draft(client, "Z2") > invoice
    assert structures(client, identifiantStructure=PLAIN) == [before]

"""``soumettre`` and ``deposer/pdf``: what they refuse, read and make, on the wire."""

import base64

import pytest

from tests_unit.simulator_files import (
    BOTH,
    COMMITMENT,
    EITHER,
    PLAIN,
    SECOND,
    SERVICE,
    cii,
)
from tests_unit.submission_tools import (
    DEPOSIT_PDF,
    SUBMIT,
    body,
    invoices,
    line,
    pdf_body,
    tax,
    with_pdf,
)

pytest_plugins = ["tests_unit.simulator_fixtures"]


def refused(client, values, path=SUBMIT):
    """The text of a refusal, after which nothing more is there."""
    before = len(invoices(client))
    answer = client.post(path, values)
    assert answer.status_code == 200 and answer.json()["codeRetour"], answer.text
    assert len(invoices(client)) == before
    return answer.json()["libelle"]


# -- What is refused -----------------------------------------------------------

REFUSED = {
    "no recipient": ({"destinataire__codeDestinataire": ""}, "codeDestinataire"),
    "unknown recipient": ({"destinataire__codeDestinataire": "1" * 14}, "inactif"),
    "a siren": ({"destinataire__codeDestinataire": "123456782"}, "SIRET"),
    "service wanted": ({"destinataire__codeDestinataire": SERVICE}, "service"),
    "commitment wanted": ({"destinataire__codeDestinataire": COMMITMENT}, "engagement"),
    "one of both wanted": ({"destinataire__codeDestinataire": EITHER}, "ou le service"),
    "unknown service": ({"destinataire__codeServiceExecutant": "X"}, "X"),
    "long number": ({"numeroFactureSaisi": "N" * 21}, "20"),
    "odd number": ({"numeroFactureSaisi": "N°1"}, "interdit"),
    "long commitment": ({"references__numeroBonCommande": "E" * 51}, "50"),
    "no validator": (
        {"cadreDeFacturation__codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT"},
        "valideur",
    ),
    "unknown validator": (
        {
            "cadreDeFacturation": {
                "codeCadreFacturation": "A12_FACTURE_COTRAITANT",
                "codeStructureValideur": "1" * 14,
            }
        },
        "valideur",
    ),
    "paid and due": (
        {
            "cadreDeFacturation__codeCadreFacturation": (
                "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE"
            )
        },
        "montantAPayer",
    ),
    "wrong total": ({"montantTotal__montantTtcTotal": 120.01}, "montantTtcTotal"),
    "wrong due": ({"montantTotal__montantAPayer": 110.0}, "montantAPayer"),
    "too many decimals": ({"montantTotal__montantTVA": 20.0000001}, "6 apres"),
    "wrong base": ({"ligneTva": [tax(ligneTvaMontantBaseHtParTaux=99)]}, "somme"),
    "wrong lines": ({"lignePoste": [line(lignePosteQuantite=3)]}, "somme"),
    "no line": ({"lignePoste": []}, "lignePoste"),
    "no name": ({"lignePoste": [line(lignePosteDenomination="")]}, "Denomination"),
    "two rates": ({"lignePoste": [line(lignePosteTauxTva="TVA20")]}, "seul"),
    "unknown rate": (
        {"ligneTva": [tax(ligneTvaTaux="TVA99", ligneTvaTauxManuel=None)]},
        "TVA99",
    ),
    "no reason": ({"references__typeTva": "EXONERATION"}, "motifExonerationTva"),
    "VAT without VAT": ({"references__typeTva": "SANS_TVA"}, "montantTVA"),
    "unknown currency": ({"references__deviseFacture": "ABC"}, "ABC"),
    "long comment": ({"commentaire": "x" * 2001}, "2000"),
    "unknown supplier": ({"fournisseur__idFournisseur": 1}, "reference"),
    "unknown bank account": (
        {"fournisseur__codeCoordonneesBancairesFournisseur": 1},
        "bancaires",
    ),
    "unknown own service": ({"fournisseur__idServiceFournisseur": 1}, "service"),
    "unknown document": (
        {
            "pieceJointeComplementaire": [
                {
                    "pieceJointeComplementaireId": 1,
                    "pieceJointeComplementaireDesignation": "x",
                }
            ]
        },
        "PIECE_JOINTE_INCONNUE",
    ),
    "negative credit note": (
        {
            "references__typeFacture": "AVOIR",
            "montantTotal": {
                "montantHtTotal": -100.0,
                "montantTVA": -20.0,
                "montantTtcTotal": -120.0,
                "montantAPayer": -120.0,
            },
            "lignePoste": [line(lignePosteQuantite=-2)],
            "ligneTva": [],
        },
        "positif",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(client, case):
    changes, said = REFUSED[case]
    assert said in refused(client, body(client, **changes))


@pytest.mark.parametrize(
    "name",
    ["modeDepot", "fournisseur", "references", "montantTotal", "cadreDeFacturation"],
)
def test_what_must_be_there(client, name):
    values = body(client)
    del values[name]
    assert name in refused(client, values)


@pytest.mark.parametrize(
    "changes",
    [
        {"modeDepot": "SAISIE_WEB"},
        {"references__typeFacture": "ACOMPTE"},
        {"references__modePaiement": "CARTE"},
        {
            "cadreDeFacturation__codeCadreFacturation": (
                "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR"
            )
        },
    ],
)
def test_what_is_in_no_list_is_malformed(client, changes):
    assert client.post(SUBMIT, body(client, **changes)).status_code == 400
    assert invoices(client) == []


def test_a_number_is_taken_once_whichever_door_it_comes_by(client):
    year = client.control("state", method="get")["now"][:4]
    client.ok(SUBMIT, body(client))
    assert "numéro" in refused(client, body(client))
    client.deposit(cii("S1").replace(b"20260302", f"{year}0302".encode()))
    client.advance(60)
    (flow,) = client.control("state", method="get")["flows"]
    assert flow["status"] == "IN_REJETE"
    client.deposit(cii("S2").replace(b"20260302", f"{year}0302".encode()))
    client.advance(60)
    assert "numéro" in refused(client, body(client, numeroFactureSaisi="S2"))


def test_another_supplier_may_not_invoice_in_our_name(client, second):
    values = body(client)
    assert "habilite" in refused(second, values)


# -- What is taken -------------------------------------------------------------


EXEMPT = {
    "references__typeTva": "EXONERATION",
    "references__motifExonerationTva": "EXO1",
    "montantTotal": {
        "montantHtTotal": 100.0,
        "montantTtcTotal": 100.0,
        "montantAPayer": 100.0,
    },
    "ligneTva": [tax(ligneTvaMontantTvaParTaux=0, ligneTvaTauxManuel=0)],
}
# Of a real request.
THIRDS = {
    "montantTotal": {
        "montantHtTotal": 16.6667,
        "montantTVA": 3.3333,
        "montantTtcTotal": 20,
        "montantAPayer": 20,
    },
    "lignePoste": [line(lignePosteQuantite=1, lignePosteMontantUnitaireHT=16.6667)],
    "ligneTva": [],
}
# One of each that looks like a refusal.
TAKEN = {
    "exempt": EXEMPT,
    "thirds": THIRDS,
    "paid": {
        "cadreDeFacturation__codeCadreFacturation": "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
        "montantTotal__montantAPayer": 0,
    },
    "reduced": {
        "montantTotal__montantRemiseGlobaleTTC": 20.0,
        "montantTotal__montantAPayer": 100.0,
    },
    "validated": {
        "cadreDeFacturation": {
            "codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT",
            "codeStructureValideur": SECOND,
        }
    },
    "routed": {
        "destinataire": {
            "codeDestinataire": BOTH,
            "codeServiceExecutant": "SERVICE_DEST_MIXTE",
        },
        "references__numeroBonCommande": "E1",
    },
    "credit note": {
        "references__typeFacture": "AVOIR",
        "references__numeroFactureOrigine": "S0",
    },
}


@pytest.mark.parametrize("case", TAKEN)
def test_what_is_taken(client, case):
    answer = client.ok(SUBMIT, body(client, **TAKEN[case]))
    waits = case == "validated"
    assert answer["statutFacture"] == ("A_VALIDER_1" if waits else "DEPOSEE")
    assert len(base64.b64decode(answer["empreinteCertificatDepot"])) == 32
    (row,) = invoices(client)
    assert row["type"] == ("AVOIR" if case == "credit note" else "FACTURE")
    assert row["validator"] == (SECOND if waits else None)


def test_an_account_to_be_paid_on_is_kept(client):
    own = {"idStructure": body(client)["fournisseur"]["idFournisseur"]}
    banks = client.ok("transverses/recuperer/coordbanc/valides", own)
    bank = banks["listeCoordonneeBancaire"][0]["idCoordonneeBancaire"]
    account = {"fournisseur__codeCoordonneesBancairesFournisseur": bank}
    client.ok(SUBMIT, body(client, **account))
    assert len(client.search(coordonneeBancaire=bank)["listeFactures"]) == 1
    assert client.search(coordonneeBancaire=1)["listeFactures"] == []


def test_a_supplier_with_services_may_have_to_name_one(client):
    client.control("settings", {"supplier_service_required": True})
    assert "idServiceFournisseur" in refused(client, body(client))
    own = body(client)["fournisseur"]["idFournisseur"]
    services = client.ok("structures/rechercher/services", {"idStructure": own})
    service = services["listeServices"][0]["idService"]
    client.ok(SUBMIT, body(client, fournisseur__idServiceFournisseur=service))


def test_settings_of_the_doors_are_one_of_a_list(client):
    for name in ("pdf_reading", "main_document_shape"):
        with pytest.raises(AssertionError, match="is one of"):
            client.control("settings", {name: "sometimes"})


# -- PDFs ----------------------------------------------------------------------


def test_a_pdf_of_which_nothing_is_read(client):
    answer = client.ok(DEPOSIT_PDF, pdf_body())
    assert answer["pieceJointeId"] > 2**32
    assert answer["typeFacture"] == "FACTURE"
    unread = {name for name, value in answer.items() if value is None}
    assert {"numeroFacture", "montantAPayer", "codeDestinataire"} <= unread
    client.ok(DEPOSIT_PDF, pdf_body())
    assert [row["number"] for row in invoices(client)] == ["", ""]


@pytest.mark.parametrize(
    ("how", "number", "total"), [("reads", "S1", 120), ("misreads", "S2", 1200)]
)
def test_a_pdf_that_is_read(client, how, number, total):
    client.control("settings", {"pdf_reading": how})
    answer = client.ok(DEPOSIT_PDF, pdf_body())
    assert (answer["numeroFacture"], answer["montantAPayer"]) == (number, total)
    assert (answer["dateFacture"], answer["codeDestinataire"]) == ("2026-03-02", PLAIN)
    row = client.search(numeroFacture=number)["listeFactures"][0]
    assert (row["statut"], row["montantTTC"]) == ("INTERPRETEE_OCR", total)
    # What was read is nobody's number, and the data that is sent counts.
    other = client.ok(DEPOSIT_PDF, pdf_body())["pieceJointeId"]
    client.ok(SUBMIT, with_pdf(client, other))
    client.ok(
        SUBMIT, with_pdf(client, answer["pieceJointeId"], numeroFactureSaisi="S3")
    )
    found = {row["number"]: row["total"] for row in invoices(client)}
    assert found == {"S1": 120, "S3": 120}


def test_a_damaged_pdf_is_read_as_one_without_text(client):
    client.control("settings", {"pdf_reading": "reads"})
    assert client.ok(DEPOSIT_PDF, pdf_body(b"%PDF-1.4 x"))["numeroFacture"] is None


def test_a_pdf_that_is_none_or_too_large(client):
    assert "PDF" in refused(client, pdf_body(b"<xml/>"), DEPOSIT_PDF)
    name = pdf_body(nomFichier="n" * 201)
    assert "NOM_FICHIER" in refused(client, name, DEPOSIT_PDF)
    for size in (10 * 1024 * 1024 + 1, 14 * 1024 * 1024):
        large = pdf_body(b"%PDF-1.4".ljust(size))
        assert client.post(DEPOSIT_PDF, large).status_code == 413
    odd = pdf_body(formatDepot="PDF")
    assert client.post(DEPOSIT_PDF, odd).status_code == 400
    assert "fichierFacture" in refused(client, {"nomFichier": "x.pdf"}, DEPOSIT_PDF)


def test_a_pdf_is_submitted_once(client):
    file_id = client.ok(DEPOSIT_PDF, pdf_body())["pieceJointeId"]
    client.ok(SUBMIT, with_pdf(client, file_id))
    again = with_pdf(client, file_id, numeroFactureSaisi="S2")
    assert refused(client, again) == "GDP_MSG_11.001"


@pytest.mark.parametrize(
    "name", ["numeroFactureSaisi", "dateFacture", "pieceJointePrincipale"]
)
def test_what_a_pdf_wants_beside_it(client, name):
    values = with_pdf(client, 1)
    del values[name]
    assert name in refused(client, values)


def test_a_document_that_is_no_pdf_or_not_ours_is_no_invoice(client, second):
    document = {
        "pieceJointeFichier": "QQ==",
        "pieceJointeNom": "a.txt",
        "pieceJointeTypeMime": "text/plain",
        "pieceJointeExtension": "TXT",
    }
    text = client.ok("transverses/ajouter/fichier", document)["pieceJointeId"]
    assert "PDF" in refused(client, with_pdf(client, text))
    theirs = second.ok(DEPOSIT_PDF, pdf_body())["pieceJointeId"]
    assert "INCONNUE" in refused(client, with_pdf(client, theirs))


# -- What is given out ---------------------------------------------------------


def test_lines_and_taxes_are_told_again(client):
    taxes = [tax(ligneTvaTaux="TVA20", ligneTvaTauxManuel=None)]
    discount = {"montantRemiseGlobaleTTC": 20.0, "montantAPayer": 100.0}
    totals = body(client)["montantTotal"] | discount
    changes = {"ligneTva": taxes, "montantTotal": totals}
    done = client.ok(SUBMIT, body(client, **changes))
    named = {"identifiantFactureCPP": done["identifiantFactureCPP"]}
    invoice = client.ok("factures/consulter/fournisseur", named)["facture"]
    assert invoice["references"]["modePaiement"] == "VIREMENT"
    assert invoice["montantTotal"]["montantRemiseGlobaleTTC"] == 20
    (row,) = invoice["recapitulatifDeTva"]["ligneTva"]
    assert (row["ligneTvaTauxRefCode"], row["ligneTvaTauxRefValeur"]) == ("TVA20", 20)
    (row,) = invoice["lignesDePoste"]["lignePoste"]
    assert row["lignePosteMontantHtApresRemise"] == 100
    assert row["lignePosteTauxTvaManuel"] == 20


def test_files_of_several_invoices_come_as_an_archive(client):
    path = "factures/telecharger/groupe"
    ids = [
        client.ok(SUBMIT, body(client, numeroFactureSaisi=f"G{n}")) for n in range(2)
    ]
    listed = [{"idFacture": done["identifiantFactureCPP"]} for done in ids]
    values = {"format": "PDF", "listeFacture": listed}
    answer = client.ok(path, values)
    assert answer["libelle"] == "CODE PAR DEFAUT"
    assert base64.b64decode(answer["fichierResultat"]).startswith(b"PK")
    assert "FORMAT" in refused(client, values | {"format": "PIVOT"}, path)
    assert refused(client, values | {"listeFacture": [{"idFacture": 1}]}, path)
    assert refused(client, values | {"listeFacture": []}, path)


def test_an_invoice_of_a_flow_has_a_page_too(client):
    client.deposit(cii("S9"))
    client.advance(60)
    listed = [{"idFacture": invoices(client)[0]["id"]}]
    values = {"format": "PDF", "listeFacture": listed}
    answer = client.ok("factures/telecharger/groupe", values)
    assert base64.b64decode(answer["fichierResultat"]).startswith(b"%PDF-")

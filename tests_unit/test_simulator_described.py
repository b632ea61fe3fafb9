"""Answers of operations without an official swagger, as ``doc/portal.md`` has them."""

import json
import re

import pytest

from tests_unit.simulator_client import samples
from tests_unit.simulator_files import DEMO, SERVICE, STATE

pytest_plugins = ["tests_unit.simulator_fixtures"]

# Fields of doc/portal.md, A 4.2 to A 4.4 and A 7: those of an answer, and those of
# the rows where it is a list.
DESCRIBED = {
    "transverses/recuperer/structures/actives/fournisseur": {
        "listeStructures": {"idStructureCPP", "identifiant", "designationStructure"}
    },
    "transverses/recuperer/coordbanc/valides": {
        "listeCoordonneeBancaire": {"idCoordonneeBancaire", "nomCoordonneeBancaire"}
    },
    "transverses/rechercher/destinataire": {
        "listeDestinataires": {
            "idStructureCPP",
            "siret",
            "nomDestinataire",
            "adresseCodePostal",
            "adresseVille",
        },
        "parametresRetour": None,
    },
    "transverses/recuperer/tauxtva": {
        "listeTauxTva": {"codeTauxTva", "libelleTauxTva", "valeurTauxTva"}
    },
    "transverses/recuperer/motifs/exonerationtva": {
        "listeMotifsExonerationTva": {
            "codeMotifExonerationTva",
            "libelleMotifExonerationTva",
        }
    },
    "transverses/recuperer/devises": {"listeDevises": {"codeDevise", "libelleDevise"}},
    "transverses/recuperer/modereglements": {"listeModePaiement": {"modePaiement"}},
    "transverses/recuperer/motifs/refus/Facture/AValider": {
        "listeMotifRefusFactureAValider": {"idMotif", "codeMotif", "libelleMotif"}
    },
    "transverses/telecharger/annuaire/destinataire": {"fichierResultat": None},
    "transverses/telecharger/pieceJointe": {"pieceJointe": None},
    "engagementsJuridiques/rechercher": {
        "listeEngagementJuridique": {
            "idEngagementJuridique",
            "numeroEngagementJuridique",
            "libelleTypeEngagementJuridique",
            "libelleEtatCourantEJ",
            "structureReceptrice",
            "identifiantStructureReceptrice",
            "libelleStructureReceptrice",
            "codeServiceExecutant",
            "libelleServiceExecutant",
            "dateNotificationEJ",
            "montantTotalTtc",
            "deviseEngagement",
            "taillePJ",
        },
        "parametresRetour": None,
    },
    "engagementsJuridiques/consulterDetail": {
        "idEngagement": None,
        "numeroEngagementJuridique": None,
        "etatCourantEngagement": None,
        "demandePaiement": {
            "idDemandePaiement",
            "numeroDemandePaiement",
            "typeDemandePaiement",
            "sousType",
            "etatCourantDemandePaiement",
            "dateFournisseur",
            "montantTtcDemandePaiement",
        },
        "emetteur": None,
        "lignePoste": {"numeroDePoste", "montantTtcPoste", "statutPoste"},
        "recepteur": None,
    },
}


def test_what_has_no_swagger_answers_as_described(client):
    draft = {"number": "E1", "supplier": DEMO, "recipient": STATE, "total": 10}
    client.control("drafts", draft | {"commitment": "1501966748"})
    town = {"city": "Rennes", "zip": "35000"}
    client.control("structures", {"identifier": SERVICE} | town)
    own = client.ok("transverses/recuperer/structures/actives/fournisseur")
    number = {"numeroEngagementJuridique": "1501966748"}
    bodies = {
        "transverses/recuperer/coordbanc/valides": {
            "idStructure": own["listeStructures"][0]["idStructureCPP"]
        },
        "transverses/rechercher/destinataire": {"nomVilleCodePostal": "Rennes"},
        "transverses/telecharger/pieceJointe": {
            "objetPieceJointe": "ENGAGEMENT_JURIDIQUE",
            "engagementJuridique": number,
        },
        "engagementsJuridiques/consulterDetail": number,
    }
    for operation, fields in DESCRIBED.items():
        answer = client.ok(operation, bodies.get(operation))
        assert set(answer) == {"codeRetour", "libelle"} | set(fields), operation
        for name, row in fields.items():
            if row:
                assert set(answer[name][0]) == row, (operation, name)
            elif name == "parametresRetour":
                assert answer[name]["total"] > 0
        assert client.calls()[-1]["unknown_fields"] == []


@pytest.mark.parametrize("path", samples("engagements_rechercher.json"))
def test_a_sample_of_commitments_is_taken(client, path):
    sample = json.loads(path.read_text("utf-8"))
    client.ok("engagementsJuridiques/rechercher", sample["request"])
    assert client.calls()[-1]["unknown_fields"] == []
    ours = client.ok("engagementsJuridiques/rechercher")
    theirs = sample["response"]
    assert set(theirs) == set(ours)
    (row,) = theirs["listeEngagementJuridique"]
    assert set(row) == set(ours["listeEngagementJuridique"][0])
    date = ours["listeEngagementJuridique"][0]["dateNotificationEJ"]
    assert re.fullmatch(r".{10}T.{8}[+-]\d\d:00", date)

"""What the official schemas of the pivot say, and what this addon says of it."""

import re

import pytest
from lxml import etree

from chorus_api.files import ATTACHMENT_NAME_LIMIT
from chorus_api.frameworks import FRAMEWORKS
from chorus_api.statuses import INVOICE_STATUSES
from simulator.identifiers import FORMS, SCHEMES
from simulator.rules.content import MAX_LENGTHS, NUMBER
from tests_unit.simulator_client import official

XS = {"xs": "http://www.w3.org/2001/XMLSchema"}
# In the order of the numbers 01 to 12.
ORDINARY = (
    "DEPOSEE EN_COURS_ACHEMINEMENT MISE_A_DISPOSITION A_RECYCLER REJETEE SUSPENDUE"
    " SERVICE_FAIT MANDATEE MISE_A_DISPOSITION_COMPTABLE COMPTABILISEE MISE_EN_PAIEMENT"
    " COMPLETEE"
).split()
# The schema calls these two a rejection, with its reason.
CALLED_OTHERWISE = {"A_RECYCLER", "REJETEE"}


class Schema:
    """An official schema."""

    def __init__(self, name):
        self.root = etree.parse(official(f"{name}.xsd")).getroot()

    def find(self, element, name, path):
        """What lies below an element of another."""
        where = f"//xs:element[@name='{element}']//xs:element[@name='{name}']//{path}"
        return self.root.xpath(where, namespaces=XS)

    def length(self, element, name):
        (found,) = self.find(element, name, "xs:maxLength/@value")
        return int(found)

    def codes(self, element, name):
        return self.find(element, name, "xs:enumeration/@value")


@pytest.fixture(params=["CPPFacturePivot_V1_22", "CPPFacturePivot_V2_02"])
def invoice(request):
    return Schema(request.param)


def test_lengths_are_the_official_ones(invoice):
    longest = invoice.length("DonneesFacture", "Id")
    assert NUMBER.fullmatch("F" * longest) and not NUMBER.fullmatch("F" * (longest + 1))
    assert invoice.length("DonneesFacture", "IdFactureOrigine") == longest
    assert MAX_LENGTHS == {
        "service": invoice.length("Debiteur", "CodeService"),
        "commitment": invoice.length("Engagement", "NumeroEngagement"),
        "contract": invoice.length("Engagement", "NumeroMarche"),
    }
    assert invoice.length("PJ", "NomPJ") == ATTACHMENT_NAME_LIMIT


def test_kinds_of_suppliers_have_the_official_numbers(invoice):
    numbers = invoice.codes("Fournisseur", "TypeIdentifiant")
    assert [SCHEMES[number] for number in numbers] == list(FORMS)


def test_frameworks_are_those_of_the_swagger_but_for_an_obsolete_one(invoice):
    assert set(FRAMEWORKS) - set(invoice.codes("DonneesFacture", "Cadre")) == {"A11"}


def test_statuses_of_an_ordinary_life_have_the_official_labels():
    (text,) = [
        text
        for text in Schema("CPPStatutPivot_V1_19").root.xpath(
            "//xs:documentation/text()", namespaces=XS
        )
        if "Déposée" in text
    ]
    official_labels = [label.strip() for label in re.split(r"- \d\d ?:", text)[1:]]
    assert len(official_labels) == len(ORDINARY)
    for code, label in zip(ORDINARY, official_labels, strict=True):
        if code not in CALLED_OTHERWISE:
            ours = INVOICE_STATUSES[code].label.replace("'", "’")
            assert label.startswith(ours), (code, label)

"""Pivot files for tests, built from one set of values."""

import base64
import io
import zipfile
from xml.sax.saxutils import escape

PDF = b"%PDF-1.4 an invoice"
NOTE = b"%PDF-1.4 a delivery note"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<CPPFacturePivot Version="{version}"><Enveloppe><EnveloppeUnitaire NumOrdre="1">
<Parametres><ParametreIndiv NumOrdre="0001"><Code>DtPrd</Code>
<Valeurparametre>2026-03-02</Valeurparametre></ParametreIndiv>
<ParametreIndiv NumOrdre="0002"><Code>IdFlx</Code><Valeurparametre>1</Valeurparametre>
</ParametreIndiv></Parametres><Partenaires><Recepteur><Id>XXX001</Id></Recepteur>
<Emetteur><Id>CPP001</Id></Emetteur></Partenaires></EnveloppeUnitaire></Enveloppe>
<CPPFactures Compteur="{count}">"""
TAIL = "</CPPFactures></CPPFacturePivot>"
INVOICE = """<CPPFacturePivotUnitaire NumOrdre="1">
<Fournisseur><TypeIdentifiant>1</TypeIdentifiant><Identifiant>73282932000074</Identifiant>
<RaisonSociale>Atelier Lumière SARL</RaisonSociale><CodePays>FR</CodePays>{bank}
<ModeEmission>flux</ModeEmission></Fournisseur>
<Debiteur><TypeIdentifiant>1</TypeIdentifiant><Identifiant>12345678200051</Identifiant>
<Nom>Commune</Nom>{service}</Debiteur>
<DonneesFacture><Id>{number}</Id>{own}<Type>{type}</Type><Cadre>A1</Cadre>
<DateEmissionFacture>2026-03-02</DateEmissionFacture>{delivered}
<ModePaiement><Code>30</Code></ModePaiement><DateReception>2026-03-03</DateReception>
<Devise>EUR</Devise><Montants><MontantHT>{untaxed}</MontantHT>
<MontantTTC>{total}</MontantTTC><MontantNetAPayer>{due}</MontantNetAPayer></Montants>
{taxes}{engagement}{lines}</DonneesFacture>{documents}{validation}
</CPPFacturePivotUnitaire>"""
DEFAULTS = {
    "number": "F1",
    "type": "380",
    "bank": '<ReferenceBancaire Type="IBAN"><Compte>FR76 3000 6000</Compte>'
    "</ReferenceBancaire>",
    "service": "<CodeService>DAF</CodeService>",
    "own": "<IdCPRO>141</IdCPRO><Renvoi>Non</Renvoi>",
    "delivered": "<DateLivraison>2026-02-28</DateLivraison>",
    "untaxed": "100.00",
    "total": "120.00",
    "due": "120.00",
    "taxes": "<TVAs><TVA><Taux>20</Taux><BaseHt>100</BaseHt>"
    "<MontantTVA>20.00</MontantTVA></TVA></TVAs>",
    "engagement": "<Engagement><NumeroMarche>M1</NumeroMarche>"
    "<NumeroEngagement>E1</NumeroEngagement></Engagement>",
    "lines": '<Lignes><Ligne NumOrdre="1"><ReferenceProduit>Lampe</ReferenceProduit>'
    "<PrixUnitaire>50</PrixUnitaire><Quantite>2</Quantite><MontantHT>100</MontantHT>"
    "<TauxTVA>20</TauxTVA></Ligne></Lignes>",
    "validation": "",
}


def packed(*contents, name="F1.pdf"):
    """Base64 of a ZIP of some files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number or ''}{name}", content)
    return base64.b64encode(target.getvalue()).decode()


def document(content=None, name="F1.pdf", kind="01", own="", category=""):
    """A ``PJ``; its content is bytes, or text that stands there as it is."""
    text = content if isinstance(content, str) else packed(content or PDF, name=name)
    more = f"<NomPJOrigine>{escape(own)}</NomPJOrigine>" if own else ""
    more += f"<CategoriePJ>{category}</CategoriePJ>" if category else ""
    return (
        f'<PJ NumOrdre="1"><Contenu>{text}</Contenu><NomPJ>{escape(name)}</NomPJ>{more}'
        f"<TypePJ>{kind}</TypePJ><MimeTypePJ>application/pdf</MimeTypePJ></PJ>"
    )


def invoice(*documents, **changes):
    """One ``CPPFacturePivotUnitaire``."""
    values = DEFAULTS | {"documents": "".join(documents) or document()}
    return INVOICE.format(**values | changes)


def pivot(*invoices, version="V2_02"):
    """A whole file, as bytes."""
    found = invoices or (invoice(),)
    head = HEAD.format(version=version, count=len(found))
    return (head + "".join(found) + TAIL).encode()


def zipped(files):
    """A ZIP of files, their contents by path, as an open file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return target

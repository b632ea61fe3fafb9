"""Checks of the terms of the header, one by one."""

import re
from collections.abc import Iterator
from datetime import datetime

from ..identifiers import FORMS, SCHEMES, SIRET
from .tags import required, tag

SIREN = re.compile(r"\d{9}")
NUMBER = re.compile(r"[A-Za-z0-9 +_/-]{1,20}")
# A date as number is refused (community site of Chorus Pro, 28/03/2023).
DATES = ("%d/%m/%Y %d-%m-%Y %d/%m/%y %d-%m-%y %d%m%Y %Y/%m/%d %Y-%m-%d %Y%m%d").split()
# What a supplier may deposit as a flow E1 or E2 (doc/portal.md, R 1.6).
FRAMEWORKS = "A1 A2 A4 A7 A8 A9 A10 A12 A13 A14 A22 A23".split()
WITH_VALIDATOR = ("A9", "A12")
# R 2: lengths of service (BT-10), commitment (BT-13), market (BT-12).
MAX_LENGTHS = {"service": 100, "commitment": 50, "contract": 50}
TRANSFERS = ("30", "31", "42", "58")
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
PARTIES = {
    "supplier": "fournisseur",
    "recipient": "destinataire",
    "validator": "valideur",
}


def number(invoice, context) -> Iterator[str]:
    path = tag(invoice, "number")
    if not invoice.number:
        yield required(invoice, "number")
    elif len(invoice.number) > 20:
        yield (
            f"Le champ identifiant de la facture ({path}) ne doit pas depasser"
            " 20 caracteres."
        )
    elif not NUMBER.fullmatch(invoice.number):
        yield f"Le numero de facture ({path}) contient un caractere interdit."
    elif invoice.number != " ".join(invoice.number.split()):
        yield (
            f"Le numero de facture ({path}) ne doit ni commencer ni finir par un"
            " espace, ni en contenir plusieurs de suite."
        )
    elif any(_is_date(invoice.number, pattern) for pattern in DATES):
        yield f"Le numero de facture ({path}) ne doit pas etre une date."


def _is_date(text: str, pattern: str) -> bool:
    try:
        day = datetime.strptime(text, pattern)
    except ValueError:
        return False
    # Written back, for reading also takes days of one digit.
    return 2000 <= day.year < 2100 and day.strftime(pattern) == text


def type_code(invoice, context) -> Iterator[str]:
    if invoice.type_code not in ("380", "381"):
        yield (
            f"Le type de facture ({tag(invoice, 'type')}) doit valoir 380 ou 381 ;"
            f" valeur recue : « {invoice.type_code} »."
        )


def issue_date(invoice, context) -> Iterator[str]:
    if not invoice.issue_date:
        yield f"La date de facture ({tag(invoice, 'date')}) est absente ou invalide."


def framework(invoice, context) -> Iterator[str]:
    # An empty block is read as A1 (AIFE samples P01, P02, P55 of Factur-X).
    if invoice.framework and invoice.framework not in FRAMEWORKS:
        yield (
            f"Le cadre de facturation « {invoice.framework} » (balise :"
            f" {tag(invoice, 'framework')}) n'est pas autorise."
        )


def identifiers(invoice, context) -> Iterator[str]:
    for name, label in PARTIES.items():
        identifier, path = getattr(invoice, name), tag(invoice, name)
        scheme = getattr(invoice, f"{name}_scheme")
        kind = SCHEMES.get(scheme)
        if not identifier:
            if name != "validator":
                yield required(invoice, name)
        elif kind is None:
            yield (
                f"Le type « {scheme} » de l'identifiant {label} (balise : {path}) est"
                " inconnu."
            )
        elif kind == SIRET and SIREN.fullmatch(identifier):
            yield (
                f"L'identifiant {label} est un SIREN : il doit etre un SIRET de"
                f" 14 chiffres (balise : {path})."
            )
        elif kind == SIRET and not FORMS[SIRET].fullmatch(identifier):
            yield f"L'identifiant {label} (balise : {path}) doit etre un SIRET."
        elif not FORMS[kind].fullmatch(identifier):
            yield (
                f"L'identifiant {label} n'a pas la forme d'un identifiant {kind}"
                f" (balise : {path})."
            )


def validator(invoice, context) -> Iterator[str]:
    if invoice.framework in WITH_VALIDATOR and not invoice.validator:
        yield (
            f"Le valideur est obligatoire pour le cadre {invoice.framework} (balise :"
            f" {tag(invoice, 'validator')})."
        )


def payment_means(invoice, context) -> Iterator[str]:
    # Codes that are not in the list S2.05 are read as a transfer (G1.14).
    if not invoice.payment_means:
        yield required(invoice, "payment")


def bank_account(invoice, context) -> Iterator[str]:
    if invoice.payment_means not in TRANSFERS:
        return
    if not invoice.iban:
        yield required(invoice, "iban")
    elif not IBAN.fullmatch(invoice.iban.replace(" ", "")):
        yield f"L'IBAN (balise : {tag(invoice, 'iban')}) n'est pas valide."


def lengths(invoice, context) -> Iterator[str]:
    """No term is longer than the portal allows.

    A recycled invoice is checked too: only the terms of the routing are looked at.
    """
    for name, limit in MAX_LENGTHS.items():
        if len(getattr(invoice, name)) > limit:
            path = tag(invoice, name)
            yield f"Le champ {path} ne doit pas depasser {limit} caracteres."


def gross_price(invoice, context) -> Iterator[str]:
    if invoice.bare_gross_price:
        yield required(invoice, "gross_price")

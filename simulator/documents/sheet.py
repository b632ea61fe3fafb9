"""The page that Chorus Pro makes of an invoice that came without one."""

from collections.abc import Mapping

from .pdf import small_pdf


def invoice_sheet(invoice: Mapping, lines: list[dict]) -> bytes:
    """A PDF of an invoice's data.

    :param invoice: a row of ``invoices`` with what it points to
    :param lines: items of ``lignePoste``
    """
    title = "Avoir" if invoice["type"] == "AVOIR" else "Facture"
    shown = [
        f"Chorus Pro (simulateur) : {title} {invoice['number']}",
        f"Date : {invoice['issue_date']}",
        f"Fournisseur : {invoice['supplier_name']} ({invoice['supplier']})",
        f"Destinataire : {invoice['recipient_name']} ({invoice['recipient']})",
        f"Service : {invoice['service'] or '-'}",
        f"Engagement : {invoice['commitment'] or '-'}",
        f"Marche : {invoice['market'] or '-'}",
        "",
        *(_line(line) for line in lines),
        "",
        *(
            f"{label} : {_amount(invoice[name])} {invoice['currency']}"
            for name, label in (
                ("untaxed", "Total HT"),
                ("vat", "TVA"),
                ("total", "Total TTC"),
                ("due", "Net a payer"),
            )
        ),
    ]
    return small_pdf(shown)


def _line(line: dict) -> str:
    price = _amount(line["lignePosteMontantUnitaireHT"])
    unit = line.get("lignePosteUnite") or ""
    return (
        f"{line['lignePosteQuantite']:g} {unit} {line['lignePosteDenomination']}"
        f" a {price}"
    )


def _amount(amount: float | None) -> str:
    return "-" if amount is None else f"{amount:.2f}".replace(".", ",")
